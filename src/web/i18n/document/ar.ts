import type { DocumentMessages } from "../messages.ts";

/** Arabic texts of the papers of a consignment. */
export const documentAr: DocumentMessages = {
  "consignment.papers": "الأوراق",
  "consignment.noPapers": "لا تصريح جمركي مسجل.",
  "document.print": "طباعة الأوراق",
  "document.lead": "مما هو مسجّل، بلغة واحدة أو بلغتين جنباً إلى جنب. وما لم يُسجَّل يُكتب «غير مذكور».",
  "document.kind": "الوثيقة",
  "document.first": "اللغة",
  "document.second": "اللغة الثانية",
  "document.onlyOne": "لغة واحدة فقط",
  "document.save": "حفظ بصيغة PDF",
  "document.kind.packing-list": "قائمة التعبئة",
  "document.kind.donation-certificate": "شهادة هبة",
  "document.kind.commercial-statement": "بيان تجاري (شكلي)",
  "document.kind.customs-data": "بيانات للتصريح الجمركي",
  "document.kind.package-labels": "ملصقات الطرود",
  "document.kind.goods-labels": "ملصقات السلع",
  "document.sold": "لا يرد في شهادة الهبة إلا ما قُدِّم هبةً؛ ولما ورّد لقاء ثمن بيان خاص به.",
  "problem.no_lines_on_these_terms": "لا شيء في هذه الإرسالية ورد بالشروط التي تتناولها هذه الوثيقة.",
  "rule.document_languages": "اختر لغة أو لغتين",
};
