import type { WorldMessages } from "../messages.ts";

/** Arabic texts of the world map, parties, proofs, files and figures for other sites. */
export const worldAr: WorldMessages = {
  "chart.title": "بحسب الشهر",
  "chart.item": "الصنف المعروض",
  "chart.span":
    "العمود العريض الباهت ذو الحافة المتقطعة فترة لا يفصلها مصدرها إلى أشهر: ارتفاعه هو المتوسط الشهري، فتكون مساحته هي الكمية.",
  "chart.axis": "{{unit}} في الشهر",
  "chart.period": "{{period}} (فترة واحدة؛ المصدر لا يفصلها)",
  "chart.undated": "لم يُرسم لأن السنة غير مذكورة:",
  "chart.table": "أرقام الرسم في جدول",
  "chart.empty": "لا شيء يُرسم لهذا الصنف.",
  "chart.alt": "رسم أعمدة شهري: {{item}}؛ أرقامه في الجدول أدناه.",
  "picture.save": "حفظ كصورة (SVG)",
};
