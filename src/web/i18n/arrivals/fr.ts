import type { ArrivalsMessages } from "../messages.ts";
import { photographFr } from "../photograph/fr.ts";

/** French texts of arrivals, counting and scanning. */
export const arrivalsFr: ArrivalsMessages = {
  ...photographFr,
  "arrival.lead":
    "Ce qui est en route vers vous, et ce qu’il faut faire ensuite. La liste est gardée sur cet appareil.",
  "arrival.saved":
    "Le comptage de {{number}} est enregistré sur cet appareil et partira dès qu’il y aura une connexion.",
  "arrival.sent": "Le comptage de {{number}} a été envoyé.",
  "arrival.none": "Rien n’est en route vers vous.",
  "arrival.noneHint":
    "Les envois figurent ici dès qu’ils ont quitté le donateur, jusqu’à ce qu’ils soient comptés.",
  "arrival.cut": "Affichés : {{shown}} sur {{total}}, les premiers attendus.",
  "arrival.group.here": "Arrivés",
  "arrival.group.today": "Attendus aujourd’hui",
  "arrival.group.late": "En retard",
  "arrival.group.coming": "À venir",
  "arrival.more": "et {{number}} autres lignes",
  "arrival.packages": "colis : {{number}}",
  "arrival.unknown": "date inconnue",
  "arrival.expected": "attendu le {{when}}",
  "arrival.arrived": "arrivé le {{when}}",
  "arrival.next": "Ensuite :",
  "arrival.next.count": "compter",
  "arrival.next.clear": "dédouaner, ou compter si c’est fait",
  "arrival.next.held": "retenu en route : demandez au logisticien",
  "arrival.next.wait": "attendre ; s’il est déjà là, compter",
  "arrival.waiting": "Comptages en attente sur cet appareil",
  "arrival.taken": "Quelqu’un d’autre l’a compté entre-temps ({{when}}). Décidez quel comptage est juste.",
  "arrival.both":
    "{{item}} : l’autre a compté {{theirs}} (endommagés : {{theirDamaged}}), vous {{own}} (endommagés : {{ownDamaged}})",
  "arrival.see": "Voir l’envoi",
  "arrival.recount": "Enregistrer le mien comme correction",
  "arrival.notSaved":
    "Non enregistré : la mémoire de cet appareil est pleine, ou il ne garde rien. Ce que vous avez compté est encore sur cette page ; libérez de la place et réessayez, ou enregistrez-le sur la page de l’envoi tant qu’il y a une connexion.",
  "arrival.drop": "Abandonner le mien",
  "arrival.dropSure": "Oui, abandonner le comptage de {{number}}",
  "arrival.keep": "Le garder",
  "arrival.refused": "Refusé. Modifiez-le et enregistrez-le à nouveau, ou abandonnez-le.",
  "arrival.reasonRefused":
    "Le comptage a été accepté ; le motif indiqué ne l’a pas été. Il peut être indiqué à nouveau sur la page de l’envoi.",
  "arrival.sending":
    "Ce comptage est en cours d’envoi. Il est peut-être arrivé : il pourra être modifié quand on le saura.",
  "receive.title": "Compter {{number}}",
  "receive.notExpected": "Il ne figure pas parmi ce qui est en route vers vous.",
  "receive.notExpectedHint":
    "Quelqu’un l’a peut-être reçu, il n’est peut-être pas encore parti, ou il va à quelqu’un d’autre.",
  "receive.thisOne": "C’est l’envoi que vous êtes en train de compter.",
  "receive.repeated": "Déjà compté : il n’est pas compté deux fois.",
  "receive.notSent": "Pas de cet envoi : aucune ligne n’a ce lot ou cet article.",
  "receive.elsewhere": "Le rechercher",
  "receive.several": "Plusieurs lignes conviennent. Laquelle est-ce ?",
  "receive.packageNeeded":
    "Ce code dit ce que contient un colis, mais pas lequel. Scannez le code du colis lui-même (SSCC) et indiquez plus bas ce que contient un colis.",
  "receive.package":
    "Colis noté. Indiquez plus bas ce que contient un colis, ou tapez ce que vous avez compté.",
  "receive.added": "Ajouté : {{units}}, {{line}}.",
  "receive.doubt.unlisted_package": "Aucun document de cet envoi ne mentionne ce colis.",
  "receive.doubt.other_expiry": "Sa péremption n’est pas celle du document : regardez l’étiquette.",
  "receive.doubt.other_content":
    "Son étiquette nomme d’autres articles que ceux que vous avez indiqués pour chaque colis : tapez ce qu’il contient.",
  "receive.doubt.content_not_sent":
    "Son étiquette nomme des articles qui ne figurent sur aucune ligne de cet envoi : regardez l’étiquette et tapez ce que vous avez compté.",
  "receive.packages": "Colis",
  "receive.packagesSeen": "Colis vus : {{seen}} sur {{all}}",
  "receive.contentLine": "Chaque colis contient",
  "receive.contentNone": "ne rien dire : compter les colis seuls",
  "receive.contentUnits": "unités dans chacun",
  "receive.missing": "Colis pas encore vus : {{number}}",
  "receive.scanned": "Codes comptés : {{number}}",
  "receive.takeBack": "Reprendre",
  "receive.sent": "Envoyé : {{quantity}} ({{unit}})",
  "receive.counted": "Compté",
  "receive.damaged": "Dont endommagés",
  "receive.reason": "Pourquoi il y a un écart",
  "receive.later": "le dire plus tard",
  "receive.wrong.counted": "Tapez un nombre entier ; 0 si rien n’est arrivé.",
  "receive.wrong.damaged": "Tapez un nombre entier, au plus ce qui a été compté.",
  "receive.progress": "Lignes comptées : {{done}} sur {{all}}",
  "receive.inName": "Au nom de {{name}}.",
  "receive.incomplete": "Certaines lignes ne sont pas encore comptées, ou pas avec un nombre entier.",
  "scan.title": "Scanner une étiquette",
  "scan.lead":
    "Un colis, un lot, le document d’un envoi ou un équipement : on va à ce que l’étiquette désigne. Les codes sont lus sur cet appareil ; aucune image ne le quitte.",
  "scan.start": "Allumer la caméra",
  "scan.stop": "Éteindre la caméra",
  "scan.picture": "Depuis une image",
  "scan.typed": "Ou tapez le code",
  "scan.typedHint": "Un lecteur branché le tape ici. Codes GS1 avec ou sans parenthèses.",
  "scan.use": "Utiliser",
  "scan.read": "Lu :",
  "scan.camera": "Image de la caméra",
  "scan.camera.off": "La caméra est éteinte",
  "scan.camera.starting": "La caméra démarre…",
  "scan.camera.looking": "Tenez le code dans l’image.",
  "scan.camera.refused":
    "Ce navigateur a reçu l’ordre de ne pas donner la caméra à cette page. Autorisez-la dans ses réglages.",
  "scan.camera.none": "Aucune caméra trouvée, ou un autre programme l’utilise.",
  "scan.camera.insecure": "Les navigateurs ne donnent la caméra qu’aux pages ouvertes en https.",
  "scan.camera.no_reader":
    "Ce qui lit les codes n’a pas pu être chargé. Il est gardé sur cet appareil après une ouverture avec connexion.",
  "scan.camera.instead": "Tapez le code, ou choisissez-en une image.",
  "scan.picture.no_code": "Aucun code trouvé dans l’image. Approchez-vous, avec plus de lumière.",
  "scan.picture.failed": "L’image n’a pas pu être lue. Tapez le code.",
  "scan.is.consignment": "Envoi {{number}}",
  "scan.is.asset": "Un équipement : ouvrir sa fiche",
  "scan.is.identifier": "Le rechercher",
  "scan.is.damaged":
    "Un code GS1 abîmé ou mal tapé : {{identifier}} ne peut pas être « {{value}} ». Scannez-le à nouveau.",
  "scan.is.elsewhere": "Un lien vers un autre site ({{host}}). Il n’est pas ouvert.",
  "scan.is.other": "Ce n’est ni une de nos étiquettes, ni un code GS1.",
};
