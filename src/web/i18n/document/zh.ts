import type { DocumentMessages } from "../messages.ts";

/** Chinese texts of the papers of a consignment. */
export const documentZh: DocumentMessages = {
  "consignment.papers": "单证",
  "consignment.noPapers": "没有海关申报记录。",
  "document.print": "打印单据",
  "document.lead": "依据已有记录，以一种语言或两种语言并列。未记录的内容标为“未说明”。",
  "document.kind": "单据",
  "document.first": "语言",
  "document.second": "第二语言",
  "document.onlyOne": "仅一种语言",
  "document.save": "保存为PDF",
  "document.kind.packing-list": "装箱单",
  "document.kind.donation-certificate": "捐赠证明",
  "document.kind.commercial-statement": "商业清单（形式）",
  "document.kind.customs-data": "报关数据表",
  "document.kind.package-labels": "包装标签",
  "document.kind.goods-labels": "货物标签",
  "document.sold": "捐赠证明只列赠送的货物；有偿供应的货物另有清单。",
  "problem.no_lines_on_these_terms": "本次货运中没有按该单据所述条款供应的货物。",
  "rule.document_languages": "请选择一种或两种语言",
};
