import type { WorldMessages } from "../messages.ts";

/** Russian texts of the world map, parties, proofs, files and figures for other sites. */
export const worldRu: WorldMessages = {
  "chart.title": "По месяцам",
  "chart.item": "Показанный товар",
  "chart.span":
    "Широкий бледный столбец с пунктирным краем — период, который источник не делит на месяцы: высота — среднее за месяц, поэтому площадь равна количеству.",
  "chart.axis": "{{unit}} в месяц",
  "chart.period": "{{period}} (один период; источник его не делит)",
  "chart.undated": "Не нарисовано, так как год не указан:",
  "chart.table": "Цифры диаграммы в таблице",
  "chart.empty": "Для этого товара рисовать нечего.",
  "chart.alt": "Столбчатая диаграмма по месяцам: {{item}}; её цифры в таблице ниже.",
  "picture.save": "Сохранить как изображение (SVG)",
};
