import type { EquipmentMessages } from "../messages.ts";

/** French texts of equipment. */
export const equipmentFr = {
  "equipment.title": "Équipements en état de marche",
  "equipment.caption": "Équipements à numéro de série : unités reçues et ce qu’elles sont devenues",
  "equipment.item": "Article",
  "equipment.received": "Reçus",
  "equipment.commissioned": "Mis en service",
  "equipment.working": "En marche",
  "equipment.faulty": "En panne ou en réparation",
  "equipment.ended": "Hors d’usage ou perdus",
  "equipment.share": "En état de marche",
  "equipment.csv": "Télécharger en CSV",
  "equipment.hint":
    "En marche, sur tout ce qui a été reçu. Ce qui n’a jamais été mis en service compte comme reçu.",
} as const satisfies EquipmentMessages;
