import type { Words } from "./words.ts";

/** French words of explanations and trials. */
export const fr: Words<"one" | "many" | "other"> = {
  "amount.units": { one: "{count} unité", many: "{count} d’unités", other: "{count} unités" },
  "amount.periods": { one: "{count} période", many: "{count} de périodes", other: "{count} périodes" },
  "amount.days": { one: "{count} jour", many: "{count} de jours", other: "{count} jours" },
  "amount.more": { one: "et {count} de plus", many: "et {count} de plus", other: "et {count} de plus" },
  "amount.lines": { one: "{count} ligne", many: "{count} de lignes", other: "{count} lignes" },
  "amount.levelInStage": "{level} (étape {stage})",
  "list.comma": ", ",
  "name.item": "article {number}",
  "name.site": "site {number}",
  "name.period": "période {number}",
  "name.periods": "périodes {from} à {to}",
  "name.supply": "fourniture {key}",
  "name.supplyFrom": "{item} au départ de {site}",
  "name.line": "{recipient} : {item}",
  "name.lane": "liaison {key}",
  "name.laneBetween": "la liaison {from} – {to}",
  "name.receiving": "limite de réception {key}",
  "name.room": "chambre froide à {range} ({site})",
  "name.laneRoom": "transport réfrigéré à {range}, {lane}",
  "pack.inner": "emballage intérieur",
  "pack.carton": "carton",
  "pack.pallet": "palette",
  "line.head": "{line} : {allocated} sur {asked} ; niveau {level}, part équitable {fairShare}.",
  "line.headMet": "{line} : {allocated} sur {asked} ; niveau {level}.",
  "line.met": "Elle a reçu tout ce qu’elle demandait.",
  "line.no_supply": "Aucune fourniture n’est d’un article qui y réponde.",
  "line.unreachable": "Des fournitures y répondent, mais aucune liaison n’en mène à son site.",
  "line.window": "Des liaisons y mènent, mais rien n’arrive dans sa fenêtre.",
  "line.shelf_life": "Ce qui arrive à temps a une durée de conservation plus courte que demandé.",
  "line.bound":
    "Elle ne peut recevoir davantage sans qu’une ligne qui n’est pas mieux servie reçoive moins. Ce qui est épuisé :",
  "line.rounding":
    "Sa part équitable est tout ce qu’elle peut recevoir, mais des unités entières ne tiennent pas. Font obstacle :",
  "line.capped": "Elle a atteint ce que la politique lui accorde.",
  "line.follows": "Elle suit une autre ligne, dont les unités n’en demandent pas davantage.",
  "line.late": "Sa fenêtre est close avant le début du plan.",
  "line.left_out":
    "Ce qui lui serait revenu est inférieur à sa plus petite quantité utile ({amount}) : elle a été laissée de côté, et d’autres l’ont reçu.",
  "floor.head": "L’étape {stage} promet plus qu’il n’y a : {lines}.",
  "floor.reason":
    "Sans l’une quelconque de ces lignes, ce qui est promis aux autres pourrait être tenu. Il n’y a pas assez de :",
  "floor.line": "{line} ({promised})",
  "cause.supply": "{supply} : {amount}, tout est attribué",
  "cause.supplies": {
    one: "{count} fourniture, {item}, {amount}, tout est attribué : {supplies}",
    many: "{count} de fournitures, {item}, {amount} en tout, tout est attribué : {supplies}",
    other: "{count} fournitures, {item}, {amount} en tout, tout est attribué : {supplies}",
  },
  "cause.lane_mass": "masse, {lane} : {amount} par période, {when}",
  "cause.lane_volume": "volume, {lane} : {amount} par période, {when}",
  "cause.lane_cold_volume": "volume réfrigéré, {lane} : {amount} par période, {when}",
  "cause.receiving_units": "unités reçues, {receiving} : {amount} par période, {when}",
  "cause.receiving_volume": "volume reçu, {receiving} : {amount} par période, {when}",
  "cause.receiving_cold_volume": "volume réfrigéré reçu, {receiving} : {amount} par période, {when}",
  "cause.receiving_in_all": "{receiving} : place pour {amount} de plus en tout, {when}",
  "share.none": "Aucune autre ligne n’y puise.",
  "share.others": {
    one: "{count} autre ligne y puise et n’est pas mieux servie : {lines}.",
    many: "{count} d’autres lignes y puisent, aucune n’est mieux servie : {lines}.",
    other: "{count} autres lignes y puisent, aucune n’est mieux servie : {lines}.",
  },
  "share.line": "{line} (niveau {level}, {allocated} sur {asked})",
  "change.heading": "Ce qui l’aurait changé :",
  "change.even": "{what} : au plus {units} de plus entre les lignes qui y puisent.",
  "change.uneven": "{what} : au plus {units} de plus pour la ligne qui y puise le plus.",
  "change.supply_unit": "une unité de plus, {supply}",
  "change.pack": "de plus, un emballage : {pack} ({units}), {supply}",
  "change.departure": "un départ de plus, {lane}, {when}",
  "change.lane_mass": "une tonne de plus, {lane}, {when}",
  "change.lane_volume": "un mètre cube de plus, {lane}, {when}",
  "change.lane_cold_volume": "un mètre cube réfrigéré de plus, {lane}, {when}",
  "change.receiving_units": "une unité reçue de plus, {receiving}, {when}",
  "change.receiving_volume": "un mètre cube reçu de plus, {receiving}, {when}",
  "change.receiving_cold_volume": "un mètre cube réfrigéré reçu de plus, {receiving}, {when}",
  "wider.window_later.none":
    "Une fenêtre close plus tard ({periods}) ne lui apporterait rien : d’après les prix, chacune des voies qu’elle aurait alors puise autant dans ce qui est épuisé.",
  "wider.window_later.possible":
    "Une fenêtre close plus tard ({periods}) pourrait lui apporter davantage : d’après les prix, {supply} par {lane}, arrivée {when}, puise moins dans ce qui est épuisé.",
  "wider.window_earlier.none":
    "Une fenêtre ouverte plus tôt ({periods}) ne lui apporterait rien : d’après les prix, chacune des voies qu’elle aurait alors puise autant dans ce qui est épuisé.",
  "wider.window_earlier.possible":
    "Une fenêtre ouverte plus tôt ({periods}) pourrait lui apporter davantage : d’après les prix, {supply} par {lane}, arrivée {when}, puise moins dans ce qui est épuisé.",
  "wider.shelf_life.none":
    "Demander une durée de conservation plus courte ({periods} de moins) ne lui apporterait rien : d’après les prix, chacune des voies qu’elle aurait alors puise autant dans ce qui est épuisé.",
  "wider.shelf_life.possible":
    "Demander une durée de conservation plus courte ({periods} de moins) pourrait lui apporter davantage : d’après les prix, {supply} par {lane}, arrivée {when}, puise moins dans ce qui est épuisé.",
  "reach.lane": "Une liaison de {from} à {to} mettrait à sa portée : {supply} ; il en reste {left}.",
  "reach.window_later":
    "Si sa fenêtre se fermait plus tard ({periods}), {supply} pourrait l’atteindre par {lane} ; il en reste {left}.",
  "reach.window_earlier":
    "Si sa fenêtre s’ouvrait plus tôt ({periods}), {supply} pourrait l’atteindre par {lane} ; il en reste {left}.",
  "reach.shelf_life":
    "Si elle demandait une durée de conservation plus courte ({periods} de moins), {supply} pourrait l’atteindre par {lane} ; il en reste {left}.",
  "reach.supply": "Une fourniture de l’un de ces articles y répondrait : {items}.",
  "rest.head": "{supply} : il reste {quantity} sur {of}.",
  "rest.no_demand": "Personne ne demande cet article.",
  "rest.unreachable": "Aucune liaison n’en mène à quiconque demande cet article.",
  "rest.window": "Elle ne peut arriver à temps chez personne qui demande cet article.",
  "rest.shelf_life": "Elle ne peut arriver à temps chez personne avec la durée de conservation demandée.",
  "rest.not_needed":
    "Tous ceux qu’elle pouvait atteindre ont reçu tout ce qu’ils demandaient, ou tout ce que la politique leur accorde.",
  "rest.capacity":
    "Quelqu’un qu’elle pourrait atteindre en manque encore, mais les voies sont pleines. Font obstacle :",
  "rest.rounding":
    "Quelqu’un pourrait encore en prendre une unité, mais pas un colis, ou moins que ce qui s’expédie en une fois ou que ce qui est utile.",
  "rounding.cost": "L’arrondi lui a coûté {amount} : {why}.",
  "rounding.pack": "les colis ne sont pas ouverts",
  "rounding.least_shipment": "on n’expédie pas moins en une fois",
  "rounding.least_units": "moins ne lui est d’aucune utilité",
  "rounding.companion": "la ligne qu’elle suit n’en demande pas davantage",
  "rest.late": "Elle ne peut plus partir pendant la durée du plan.",
  "taker.lane": "Une liaison de {from} à {to} l’amènerait ici : {line} ; il y manque {missing}.",
  "taker.window_later":
    "Si la fenêtre se fermait plus tard ({periods}), ou si elle était disponible d’autant plus tôt, elle pourrait aller par {lane} ici : {line} ; il y manque {missing}.",
  "taker.window_earlier":
    "Si la fenêtre s’ouvrait plus tôt ({periods}), ou si elle restait disponible d’autant plus longtemps, elle pourrait aller par {lane} ici : {line} ; il y manque {missing}.",
  "taker.shelf_life":
    "Si elle périmait plus tard ({periods}), ou si l’on demandait une durée de conservation d’autant plus courte, elle pourrait aller par {lane} ici : {line} ; il y manque {missing}.",
  "taker.room": "Plus de place sur la voie vers cette ligne l’emploierait : {line} ; il y manque {missing}.",
  "taker.demand": "Seul un besoin de plus l’emploierait : {item}.",
  "note.prices":
    "Ces chiffres découlent des prix du certificat et sont des majorants ; un essai montre ce qu’un changement apporte.",
  "tried.heading": "Résolu à nouveau :",
  "tried.window_later": "une fenêtre close plus tard ({periods})",
  "tried.window_earlier": "une fenêtre ouverte plus tôt ({periods})",
  "tried.shelf_life": "une durée de conservation demandée plus courte ({periods} de moins)",
  "tried.supply": "{units} de plus, {supply}",
  "tried.result": "{what} : elle reçoit {after} au lieu de {before}.",
  "trial.same": "Rien ne change pour aucune ligne.",
  "trial.gain": {
    one: "{count} ligne reçoit davantage, {units} en tout : {lines}.",
    many: "{count} de lignes reçoivent davantage, {units} en tout : {lines}.",
    other: "{count} lignes reçoivent davantage, {units} en tout : {lines}.",
  },
  "trial.loss": {
    one: "{count} ligne reçoit moins, {units} en tout : {lines}.",
    many: "{count} de lignes reçoivent moins, {units} en tout : {lines}.",
    other: "{count} lignes reçoivent moins, {units} en tout : {lines}.",
  },
  "trial.line": "{line} (de {before} à {after})",
  "trial.before": "avant",
  "trial.after": "après",
  "trial.change": "écart",
  "trial.column.line": "ligne",
  "trial.column.asked": "demandé",
  "trial.column.level": "niveau",
  "trial.absent": "absente",
  "trial.asked": "unités demandées",
  "trial.allocated": "unités attribuées",
  "trial.metLines": "lignes satisfaites",
  "trial.leftUnits": "unités restantes",
  "trial.lowestLevel": "niveau le plus bas",
  "trial.jainIndex": "indice de Jain des niveaux",
  "trial.meanArrivalPeriods": "arrivée moyenne (période)",
  "trial.costMinor": "coût (unités monétaires mineures)",
  "name.facility": "installation {number}",
  "unit.sent":
    "{unit} va à {call} : départ en {depart}, arrivée en {arrive}. Avec elle, l’appel est au niveau {level} ; sans elle, il serait à {without}.",
  "unit.stays": "{unit} reste où elle est.",
  "unit.byFacility": "Ce qu’il lui faut est sur place : {facility}.",
  "unit.byGoods": "Ce qu’il lui faut est envoyé avant tout le reste : {amount} ({items}).",
  "unit.others": "Pourquoi elle n’est pas ailleurs :",
  "unit.other": "{calls} : {reason}",
  "unit.type": "un autre type est demandé.",
  "unit.capacity": "c’est la capacité qui y compte, et elle n’en a pas.",
  "unit.language": "elle ne parle aucune des langues.",
  "unit.unreachable": "aucune liaison n’y mène.",
  "unit.window": "elle ne peut y être à temps et rester aussi longtemps que demandé.",
  "unit.facilityMissing": "{facility} n’est pas sur place, et rien de ce qui est envoyé n’y supplée.",
  "unit.facility": "{facility} : il lui faut {amount}, et le site a {has}.",
  "unit.goods":
    "{items} : il lui faut {amount} sur place d’ici {when}, et {arriving} au plus peuvent y être.",
  "unit.carried":
    "{items} : il lui faut {amount} sur place d’ici {when} ; il y en a assez, mais les liaisons et la réception ne le permettent pas.",
  "unit.together": "chaque chose qu’il lui faut pourrait y être, mais pas toutes ensemble.",
  "unit.possible":
    "elle pourrait y travailler ; cet appel est au niveau {level}, et serait à {raised} avec elle.",
  "unit.trialLevel":
    "Si elle ne pouvait aller qu’à {call}, {after} appels au lieu de {before} atteindraient le niveau {level}.",
  "unit.trial.units":
    "Si elle ne pouvait aller qu’à {call}, les niveaux seraient aussi bons, et {after} unités au lieu de {before} seraient envoyées.",
  "unit.trial.served":
    "Si elle ne pouvait aller qu’à {call}, les niveaux seraient aussi bons, et {after} au lieu de {before} de ce qui est voulu seraient envoyés.",
  "unit.trial.arrival":
    "Si elle ne pouvait aller qu’à {call}, les niveaux seraient aussi bons, et l’attente (périodes × gravité) serait de {after} au lieu de {before}.",
  "unit.trial.cost":
    "Si elle ne pouvait aller qu’à {call}, tout serait aussi équitable et aussi rapide, pour un coût de {after} au lieu de {before}.",
  "unit.trialSame": "Si elle ne pouvait aller qu’à {call}, le plan serait aussi bon.",
  "unit.trialUnproven":
    "Il n’est pas prouvé que le plan serait meilleur ou moins bon si elle ne pouvait aller qu’à {call} : le temps a manqué.",
};
