/** English texts of the world map, parties, proofs, files and figures for other sites. */
export const worldEn = {
  "chart.title": "By month",
  "chart.item": "Item shown",
  "chart.span":
    "A wide, pale bar with a dashed edge is a period that its source does not separate into months: its height is the average per month, so that its area is the quantity.",
  "chart.axis": "{{unit}} per month",
  "chart.period": "{{period}} (one period; the source does not separate it)",
  "chart.undated": "Not drawn, because the year is not stated:",
  "chart.table": "The chart’s figures as a table",
  "chart.empty": "There is nothing to draw for this item.",
  "chart.alt": "Bar chart of {{item}} by month; its figures are in the table below it.",
  "picture.save": "Save as a picture (SVG)",
};
