import type { WorldMessages } from "../messages.ts";

/** French texts of the world map, parties, proofs, files and figures for other sites. */
export const worldFr: WorldMessages = {
  "chart.title": "Par mois",
  "chart.item": "Article affiché",
  "chart.span":
    "Une barre large et pâle au bord tireté est une période que la source ne sépare pas en mois : sa hauteur est la moyenne par mois, si bien que sa surface est la quantité.",
  "chart.axis": "{{unit}} par mois",
  "chart.period": "{{period}} (une seule période ; la source ne la sépare pas)",
  "chart.undated": "Non dessiné, car l’année n’est pas indiquée :",
  "chart.table": "Les chiffres du graphique en tableau",
  "chart.empty": "Il n’y a rien à dessiner pour cet article.",
  "chart.alt": "Diagramme en barres de {{item}} par mois ; ses chiffres figurent dans le tableau en dessous.",
  "picture.save": "Enregistrer en image (SVG)",
};
