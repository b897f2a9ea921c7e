import type { PhotographMessages } from "../messages.ts";

/** French texts of photographs of differences. */
export const photographFr: PhotographMessages = {
  "photograph.title": "Photographies de la différence",
  "photograph.take": "Prendre une photographie",
  "photograph.choose": "Choisir une image",
  "photograph.hint":
    "{{number}} au plus par ligne. Elles sont réduites sur cet appareil ; le lieu, l’heure et l’appareil que nomme le fichier n’y sont plus. Évitez autant que possible de montrer des personnes.",
  "photograph.busy": "Réduction en cours…",
  "photograph.fault.unreadable":
    "Ce navigateur ne sait pas lire cette image (un fichier HEIC ?). Prenez-la avec le bouton ci-dessus, ou choisissez un JPEG ou un PNG. Le comptage reste intact.",
  "photograph.fault.full":
    "Non conservée : la mémoire de cet appareil est pleine, ou il ne conserve rien. Le comptage est toujours sur cette page ; libérez de la place et reprenez la photographie.",
  "photograph.fault.enough":
    "Cette ligne a autant de photographies qu’elle peut en avoir. Retirez-en une d’abord.",
  "photograph.fault.none":
    "Aucune photographie n’a été prise. Si l’appareil photo a été refusé, autorisez-le dans les réglages du navigateur, ou choisissez une image.",
  "photograph.alt": "Photographie {{number}} de {{line}}",
  "photograph.remove": "Retirer",
  "photograph.waiting": "Photographies en attente sur cet appareil : {{number}}",
  "photograph.refused": "Le comptage a été accepté ; certaines de ses photographies ne l’ont pas été.",
  "photograph.sendAgain": "Renvoyer le reste",
  "photograph.seenBy": "Visibles seulement par les membres du donneur et du destinataire.",
  "photograph.empty": "Aucune photographie n’a été ajoutée.",
  "photograph.add": "Ajouter des photographies",
  "photograph.send": "Envoyer les photographies : {{number}}",
  "photograph.by": "Par {{name}}, prise le {{day}}, envoyée le {{sent}}",
  "photograph.unknown": "un compte qui n’existe plus",
  "photograph.open": "Agrandir",
  "photograph.close": "Fermer",
  "photograph.notLoaded": "La photographie n’a pas pu être chargée.",
  "photograph.takeBack": "Reprendre",
  "photograph.takeBackSure": "Oui, supprimer l’image",
  "photograph.takenBack": "Reprise le {{when}} : l’image a été supprimée.",
  "rule.jpeg": "ce n’est pas une image JPEG entière",
  "rule.jpeg_coding": "le JPEG est codé d’une façon que les navigateurs n’affichent pas",
  "rule.jpeg_side": "l’image est trop longue ou trop large",
  "rule.jpeg_too_large": "l’image a trop d’octets",
  "rule.jpeg_without_personal": "le fichier en dit plus que l’image (lieu, appareil, personne)",
  "rule.line_of_receipt": "la réception n’a pas cette ligne",
  "rule.photograph_of_another": "quelqu’un d’autre a ajouté cette photographie",
  "rule.photograph_taken_back": "cette photographie a déjà été reprise",
  "rule.photographs_at_most": "la ligne a autant de photographies qu’elle peut en avoir",
  "fieldName.jpeg": "Photographie",
  "fieldName.takenOn": "Jour de la prise de vue",
  "fieldName.photographId": "Photographie",
};
