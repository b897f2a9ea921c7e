import type { WorldMessages } from "../messages.ts";

/** Spanish texts of the world map, parties, proofs, files and figures for other sites. */
export const worldEs: WorldMessages = {
  "chart.title": "Por mes",
  "chart.item": "Artículo mostrado",
  "chart.span":
    "Una barra ancha y pálida de borde discontinuo es un período que su fuente no separa en meses: su altura es la media por mes, de modo que su área es la cantidad.",
  "chart.axis": "{{unit}} por mes",
  "chart.period": "{{period}} (un solo período; la fuente no lo separa)",
  "chart.undated": "No dibujado, porque no se indica el año:",
  "chart.table": "Las cifras del gráfico en una tabla",
  "chart.empty": "No hay nada que dibujar para este artículo.",
  "chart.alt": "Gráfico de barras de {{item}} por mes; sus cifras están en la tabla de abajo.",
  "picture.save": "Guardar como imagen (SVG)",
};
