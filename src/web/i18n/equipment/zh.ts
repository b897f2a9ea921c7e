import type { EquipmentMessages } from "../messages.ts";

/** Chinese texts of equipment. */
export const equipmentZh = {
  "equipment.title": "正常运行的设备",
  "equipment.caption": "有序列号的设备：收到的数量及其去向",
  "equipment.item": "物品",
  "equipment.received": "已收到",
  "equipment.commissioned": "已投入使用",
  "equipment.working": "运行中",
  "equipment.faulty": "故障或维修中",
  "equipment.ended": "停用或遗失",
  "equipment.share": "完好率",
  "equipment.csv": "下载 CSV",
  "equipment.hint": "运行中的设备占全部收到设备的比例。从未投入使用的计为已收到。",
} as const satisfies EquipmentMessages;
