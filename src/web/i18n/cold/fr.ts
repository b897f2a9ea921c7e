import type { ColdMessages } from "../messages.ts";

/** French texts of the cold chain. */
export const coldFr: ColdMessages = {
  "nav.coldChain": "Chaîne du froid",
  "cold.lead":
    "Les unités trop chaudes, trop froides ou sans chambre froide attendent ici qu’une personne nommée dise si elles peuvent servir.",
  "cold.none": "Rien n’attend.",
  "cold.open": "En attente de décision",
  "cold.decidedTitle": "Décidé",
  "cold.stage.reserved": "promises, encore en rayon",
  "cold.stage.in_transit": "en route",
  "cold.stage.quarantined": "en quarantaine",
  "cold.cause.no_room": "pas de place sur le site pour ce qui est arrivé",
  "cold.cause.high":
    "trop chaud, jusqu’à {{celsius}} °C pendant {{minutes}} minutes dès {{from}} ; enregistreur {{device}}",
  "cold.cause.low":
    "trop froid, jusqu’à {{celsius}} °C pendant {{minutes}} minutes dès {{from}} ; enregistreur {{device}}",
  "cold.decide": "Décider",
  "cold.outcome": "Décision",
  "cold.outcome.released": "peuvent servir",
  "cold.outcome.discarded": "à détruire",
  "cold.reason": "Motif",
  "cold.reason.within_stability": "dans ce que le vaccin supporte",
  "cold.reason.maker_allows_use": "le fabricant permet l’usage",
  "cold.reason.monitor_allows_use": "les pastilles permettent l’usage",
  "cold.reason.logger_at_fault": "l’enregistreur était en défaut",
  "cold.reason.room_found": "une place a été trouvée",
  "cold.reason.beyond_stability": "au-delà de ce que le vaccin supporte",
  "cold.reason.frozen": "a gelé",
  "cold.reason.maker_advises_discard": "le fabricant conseille de détruire",
  "cold.reason.monitor_at_discard_point": "pastilles au point de rejet",
  "cold.reason.no_room_found": "aucune place n’a été trouvée",
  "cold.decidedBy": "{{outcome}} : {{reason}} ; {{who}}, {{when}}",
  "cold.room": "Stockage froid de nos sites",
  "cold.roomLead":
    "Indiquez tout ce qu’un site possède ; une classe laissée vide n’y est pas. La dernière déclaration vaut.",
  "cold.held": "{{range}} : contient en tout (cm³)",
  "cold.perDay": "{{range}} : reçoit par jour (cm³)",
  "cold.state": "Déclarer",
  "cold.roomOf": "Site",
  "cold.lot": "Lot {{lot}}",
};
