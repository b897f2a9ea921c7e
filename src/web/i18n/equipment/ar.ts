import type { EquipmentMessages } from "../messages.ts";

/** Arabic texts of equipment. */
export const equipmentAr = {
  "equipment.title": "المعدات العاملة",
  "equipment.caption": "معدات ذات أرقام تسلسلية: الوحدات المستلمة وما آلت إليه",
  "equipment.item": "الصنف",
  "equipment.received": "المستلم",
  "equipment.commissioned": "أُدخل الخدمة",
  "equipment.working": "يعمل",
  "equipment.faulty": "معطل أو قيد الإصلاح",
  "equipment.ended": "خارج الاستعمال أو مفقود",
  "equipment.share": "نسبة العامل",
  "equipment.csv": "تنزيل بصيغة CSV",
  "equipment.hint": "ما يعمل من مجموع ما استُلم. وما لم يدخل الخدمة قط يُحسب مستلماً.",
} as const satisfies EquipmentMessages;
