import type { ShelfLifeMessages } from "../messages.ts";

/** French texts of shelf life on arrival. */
export const shelfLifeFr: ShelfLifeMessages = {
  "shelfLife.title": "Durée de vie à l’arrivée",
  "shelfLife.lead":
    "Ce qui doit rester de la durée de vie d’un lot à son arrivée. La règle la plus stricte vaut : dans le plan, au départ et au comptage.",
  "shelfLife.ofAll": "Demandé pour tous",
  "shelfLife.own": "Ce que demande {{party}}",
  "shelfLife.none": "Aucune règle propre : vaut ce qui est demandé pour tous.",
  "shelfLife.caption": "Règles sur la durée de vie",
  "shelfLife.asks": "Demande",
  "shelfLife.since": "Depuis",
  "shelfLife.until": "Jusqu’à",
  "shelfLife.days": "{{days}} jours",
  "shelfLife.perCent": "{{share}} % du total",
  "shelfLife.both": "{{days}} jours et {{share}} % du total",
  "shelfLife.holds": "en vigueur",
  "shelfLife.set": "Fixer une règle",
  "shelfLife.setHint":
    "Elle vaut pour ce qui est convenu désormais, à la place d’une règle antérieure pour le même article. Une part ne peut être montrée que pour les lots dont le jour de fabrication est indiqué.",
  "shelfLife.leastDays": "Jours au moins",
  "shelfLife.leastPerCent": "Pour cent de la durée totale au moins",
  "shelfLife.setGo": "Fixer",
  "shelfLife.retire": "Mettre fin",
  "shelfLife.retireSure": "Mettre fin à cette règle ?",
  "shelfLife.column": "Durée de vie à l’arrivée",
  "shelfLife.left": "{{days}} jours restants",
  "shelfLife.lasts": "péremption non indiquée",
  "shelfLife.askedBy": "demandé : {{asked}} ({{by}})",
  "shelfLife.notShown": "demandé, mais ne peut être montré ({{by}})",
  "shelfLife.agreed": "convenu ici : {{days}} jours",
  "shelfLife.waiver": "moins que ne demandent les règles",
  "shelfLife.agreedField": "Jours de durée de vie convenus à l’arrivée",
  "shelfLife.agreedHint":
    "À la place des règles. Moins de jours qu’elles n’en demandent doivent être acceptés expressément par le destinataire.",
  "shelfLife.acceptWaiving": "Accepter, avec la durée de vie plus courte",
  "shelfLife.waiveSure":
    "Des lignes de cet accord arrivent avec moins de durée de vie que n’en demandent vos règles. Accepter malgré tout ?",
  "shelfLife.by.item": "règle de l’article",
  "shelfLife.by.recipient": "règle du destinataire",
  "shelfLife.by.call": "appel",
  "shelfLife.by.policy": "politique du cycle",
  "shelfLife.by.agreement": "accord",
  "shelfLife.manufacturedOn": "Jour de fabrication",
  "redirect.title": "Transmettre à un autre appel",
  "redirect.lead":
    "Ces unités sont arrivées avec moins de durée de vie que demandé. Appels ouverts auxquels elles conviennent encore, les pays les moins avancés et les moins servis d’abord. Donateur et nouveau destinataire sont tous deux consultés ; d’ici là rien ne bouge.",
  "redirect.none":
    "Aucun appel ouvert accessible d’ici ne leur convient encore. Elles restent en quarantaine.",
  "redirect.recalled": "Un lot rappelé n’est pas réexpédié.",
  "redirect.on_hold":
    "Trop chaud ou trop froid en route, ou sans chambre froide : il faut d’abord en décider, sous « Chaîne du froid ».",
  "redirect.caption": "Appels ouverts auxquels les unités conviennent encore",
  "redirect.waiting": "En attente : {{quantity}}",
  "redirect.needed": "Encore nécessaire",
  "redirect.arrival": "Arriverait",
  "redirect.leftThere": "Durée de vie restante là-bas",
  "redirect.leastDeveloped": "pays parmi les moins avancés",
  "redirect.propose": "Proposer",
  "redirect.proposeSure": "Proposer {{quantity}} à {{party}} ? Le donateur et {{party}} sont consultés.",
  "redirect.proposed": "Proposé. Les deux parties le voient sur leur bureau.",
  "redirect.see": "Voir la proposition",
  "redirect.of":
    "Une réorientation : ses unités attendent en quarantaine chez {{party}}, où elles sont arrivées avec moins de durée de vie que demandé.",
  "redirect.consignment": "L’envoi avec lequel elles sont arrivées",
  "redirect.redirected": "{{quantity}} transmises à un autre destinataire",
  "agreement.step.redirect": "a proposé de transmettre des unités",
  "difference.short_dated": "à durée de vie trop courte",
  "reason.taken_after_all": "pris malgré tout",
  "reason.delayed_in_transit": "retardé en route, mis de côté",
  "reason.short_dated_before_dispatch": "durée trop courte avant le départ, mis de côté",
  "reason.redirected": "transmis à un autre destinataire",
  "problem.shelf_life_too_short":
    "Le dernier jour du lot est le {{expiry}} ; il arriverait le {{arriveOn}}, et {{askedDays}} jours doivent alors rester.",
  "problem.shelf_life_not_waived":
    "Les lignes {{lineNumbers}} arrivent avec moins de durée de vie que n’en demandent vos règles. Dites expressément que vous l’acceptez.",
  "rule.shelf_life_too_short":
    "trop peu de durée de vie resterait à l’arrivée ; un nombre de jours convenu peut en tenir lieu",
  "rule.shelf_life_not_shown":
    "on ne peut montrer qu’il reste assez de durée de vie : péremption ou jour de fabrication manque",
  "rule.asks_nothing": "il faut des jours, une part ou les deux",
  "rule.manufactured_after_expiry": "il aurait expiré avant d’être fabriqué",
  "rule.manufactured_after_available": "il ne peut être disponible avant d’être fabriqué",
  "rule.more_than_waiting": "moins d’unités attendent en quarantaine",
  "rule.nothing_short_dated": "aucune unité de cette ligne n’attend en quarantaine pour durée trop courte",
  "rule.recipient_is_holder": "les unités sont déjà chez cette partie",
};
