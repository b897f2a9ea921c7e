import type { PaletteMessages } from "../messages.ts";

/** French texts of the list of consignments and of the way to any page, action or number. */
export const paletteFr: PaletteMessages = {
  "nav.consignments": "Envois",
  "palette.open": "Chercher",
  "consignments.lead": "Ce qui est en route, arrivé ou encore à expédier, du plus récent au plus ancien.",
  "consignments.party": "Donneur ou destinataire",
  "consignments.caption": "Envois, du plus récent au plus ancien",
  "consignments.recorded": "Enregistré",
  "consignments.none": "Aucun envoi ne correspond à ce choix.",
  "palette.title": "Aller à une page, une action ou un numéro",
  "palette.field": "Que cherchez-vous ?",
  "palette.example": "Page, action, ou un numéro comme WS-…",
  "palette.results": "Résultats",
  "palette.actions": "Actions",
  "palette.pages": "Pages",
  "palette.found": "Par son numéro",
  "palette.consignment": "Envoi {{number}} : {{giver}} – {{recipient}}",
  "palette.followed": "Suivre « {{identifier}} »",
  "palette.none":
    "Rien ne correspond. Les appels, les offres et les accords se trouvent par le numéro entier qui figure sur leur page.",
  "palette.searching": "Recherche du numéro…",
  "palette.count": "Résultats : {{number}}",
  "palette.keys":
    "Les flèches haut et bas choisissent, Entrée ouvre, Échap ferme. {{keys}} ouvre cette recherche depuis toutes les pages.",
  "palette.close": "Fermer",
  "palette.number": "Numéro (pour le retrouver)",
};
