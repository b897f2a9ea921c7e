/** The papers of a consignment, as documents to print. */
export const documentEn = {
  "consignment.papers": "Papers",
  "consignment.noPapers": "No customs declaration is recorded.",
  "document.print": "Print papers",
  "document.lead":
    "From what is recorded, in one language or two side by side. What is not recorded is called “not stated”.",
  "document.kind": "Document",
  "document.first": "Language",
  "document.second": "Second language",
  "document.onlyOne": "only one language",
  "document.save": "Save as PDF",
  "document.kind.packing-list": "Packing list",
  "document.kind.donation-certificate": "Certificate of donation",
  "document.kind.commercial-statement": "Commercial statement (pro forma)",
  "document.kind.customs-data": "Data for customs declaration",
  "document.kind.package-labels": "Labels of the packages",
  "document.kind.goods-labels": "Labels of the goods",
  "document.sold":
    "Only what was given stands in the certificate of donation; what was supplied against payment has a statement of its own.",
  "problem.no_lines_on_these_terms":
    "Nothing in this consignment was supplied on the terms that this document speaks of.",
  "rule.document_languages": "choose one or two languages",
} as const;
