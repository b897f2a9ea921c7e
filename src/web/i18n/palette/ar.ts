import type { PaletteMessages } from "../messages.ts";

/** Arabic texts of the list of consignments and of the way to any page, action or number. */
export const paletteAr: PaletteMessages = {
  "nav.consignments": "الشحنات",
  "palette.open": "بحث",
  "consignments.lead": "ما هو في الطريق وما وصل وما لم يغادر بعد، الأحدث أولاً.",
  "consignments.party": "المانح أو المستلم",
  "consignments.caption": "الشحنات، الأحدث أولاً",
  "consignments.recorded": "وقت التسجيل",
  "consignments.none": "لا توجد شحنة لهذا الاختيار.",
  "palette.title": "الانتقال إلى صفحة أو إجراء أو رقم",
  "palette.field": "عمّ تبحث؟",
  "palette.example": "صفحة أو إجراء أو رقم مثل ⁦WS-…⁩",
  "palette.results": "ما عُثر عليه",
  "palette.actions": "الإجراءات",
  "palette.pages": "الصفحات",
  "palette.found": "بحسب الرقم",
  "palette.consignment": "الشحنة {{number}}: {{giver}} – {{recipient}}",
  "palette.followed": "تتبّع «{{identifier}}»",
  "palette.none": "لا شيء يطابق. يُعثر على النداءات والعروض والاتفاقات بالرقم الكامل المذكور في صفحتها.",
  "palette.searching": "جارٍ البحث عن الرقم …",
  "palette.count": "عدد النتائج: {{number}}",
  "palette.keys":
    "سهما الأعلى والأسفل للاختيار، Enter للفتح، Escape للإغلاق. {{keys}} يفتح هذا البحث من كل صفحة.",
  "palette.close": "إغلاق",
  "palette.number": "الرقم (للبحث عنه)",
};
