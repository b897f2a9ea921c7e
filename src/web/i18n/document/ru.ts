import type { DocumentMessages } from "../messages.ts";

/** Russian texts of the papers of a consignment. */
export const documentRu: DocumentMessages = {
  "consignment.papers": "Документы",
  "consignment.noPapers": "Таможенных деклараций не записано.",
  "document.print": "Напечатать бумаги",
  "document.lead":
    "По тому, что записано, на одном языке или на двух рядом. Чего в записях нет, то названо «не указано».",
  "document.kind": "Документ",
  "document.first": "Язык",
  "document.second": "Второй язык",
  "document.onlyOne": "только один язык",
  "document.save": "Сохранить как PDF",
  "document.kind.packing-list": "Упаковочный лист",
  "document.kind.donation-certificate": "Свидетельство о безвозмездной передаче",
  "document.kind.commercial-statement": "Коммерческая ведомость (проформа)",
  "document.kind.customs-data": "Данные для таможенной декларации",
  "document.kind.package-labels": "Этикетки грузовых мест",
  "document.kind.goods-labels": "Этикетки товаров",
  "document.sold":
    "В свидетельстве стоит только переданное безвозмездно; для поставленного за плату есть отдельная ведомость.",
  "problem.no_lines_on_these_terms":
    "В этом отправлении нет ничего на условиях, о которых говорит этот документ.",
  "rule.document_languages": "выберите один или два языка",
};
