import type { WorldMessages } from "../messages.ts";

/** Chinese texts of the world map, parties, proofs, files and figures for other sites. */
export const worldZh: WorldMessages = {
  "chart.title": "按月",
  "chart.item": "显示的物品",
  "chart.span": "较宽、较浅、虚线边的柱是来源没有按月分开的时段：其高度是每月平均值，因此面积等于数量。",
  "chart.axis": "每月{{unit}}数",
  "chart.period": "{{period}}（一个时段；来源未分开）",
  "chart.undated": "因未注明年份而未画出：",
  "chart.table": "图中数字的表格",
  "chart.empty": "此物品没有可画的内容。",
  "chart.alt": "{{item}}按月柱形图；数字见下方表格。",
  "picture.save": "保存为图片（SVG）",
};
