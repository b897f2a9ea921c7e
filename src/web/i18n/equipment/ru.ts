import type { EquipmentMessages } from "../messages.ts";

/** Russian texts of equipment. */
export const equipmentRu = {
  "equipment.title": "Исправное оборудование",
  "equipment.caption": "Оборудование с серийными номерами: получено единиц и что с ними стало",
  "equipment.item": "Наименование",
  "equipment.received": "Получено",
  "equipment.commissioned": "Введено в работу",
  "equipment.working": "Работает",
  "equipment.faulty": "Неисправно или в ремонте",
  "equipment.ended": "Выведено из работы или утрачено",
  "equipment.share": "Исправно",
  "equipment.csv": "Скачать в CSV",
  "equipment.hint": "Доля работающего от всего полученного. Не введённое в работу считается полученным.",
} as const satisfies EquipmentMessages;
