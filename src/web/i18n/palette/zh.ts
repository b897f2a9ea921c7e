import type { PaletteMessages } from "../messages.ts";

/** Chinese texts of the list of consignments and of the way to any page, action or number. */
export const paletteZh: PaletteMessages = {
  "nav.consignments": "货运",
  "palette.open": "查找",
  "consignments.lead": "正在途中、已到达或尚待发出的货运，最新的在前。",
  "consignments.party": "援助方或受援方",
  "consignments.caption": "货运，最新的在前",
  "consignments.recorded": "记录时间",
  "consignments.none": "没有符合此选择的货运。",
  "palette.title": "前往页面、操作或编号",
  "palette.field": "您要找什么？",
  "palette.example": "页面、操作，或编号（如 WS-…）",
  "palette.results": "查找结果",
  "palette.actions": "操作",
  "palette.pages": "页面",
  "palette.found": "按编号",
  "palette.consignment": "货运 {{number}}：{{giver}} – {{recipient}}",
  "palette.followed": "追踪“{{identifier}}”",
  "palette.none": "没有符合的内容。求助、提供和协议可用其页面上的完整编号查找。",
  "palette.searching": "正在查找编号……",
  "palette.count": "找到：{{number}}",
  "palette.keys": "用上下箭头选择，回车键打开，Esc 键关闭。在任何页面按 {{keys}} 即可打开。",
  "palette.close": "关闭",
  "palette.number": "编号（供查找）",
};
