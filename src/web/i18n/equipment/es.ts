import type { EquipmentMessages } from "../messages.ts";

/** Spanish texts of equipment. */
export const equipmentEs = {
  "equipment.title": "Equipos en funcionamiento",
  "equipment.caption": "Equipos con número de serie: unidades recibidas y qué fue de ellas",
  "equipment.item": "Artículo",
  "equipment.received": "Recibidos",
  "equipment.commissioned": "Puestos en servicio",
  "equipment.working": "Funcionan",
  "equipment.faulty": "Averiados o en reparación",
  "equipment.ended": "Fuera de uso o perdidos",
  "equipment.share": "En funcionamiento",
  "equipment.csv": "Descargar como CSV",
  "equipment.hint":
    "Los que funcionan, del total recibido. Lo que nunca se puso en servicio cuenta como recibido.",
} as const satisfies EquipmentMessages;
