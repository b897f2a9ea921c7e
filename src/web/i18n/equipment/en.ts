/** English texts of equipment. */
export const equipmentEn = {
  "equipment.title": "Equipment in working order",
  "equipment.caption": "Equipment with serial numbers: units received, and what became of them",
  "equipment.item": "Item",
  "equipment.received": "Received",
  "equipment.commissioned": "Put to work",
  "equipment.working": "Working",
  "equipment.faulty": "Faulty or in repair",
  "equipment.ended": "Out of use or lost",
  "equipment.share": "In working order",
  "equipment.csv": "Download as CSV",
  "equipment.hint": "Working, of all that were received. What was never put to work counts as received.",
} as const;
