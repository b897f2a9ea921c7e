import type { StructureElement } from "pdfkit";
import type { DocumentLanguage } from "#core/document/words/catalogue.ts";
import type { OpenPdf } from "./open-pdf.ts";

/** Points: ISO 216 A4, upright; and what is left free around it. */
export const A4 = [595.28, 841.89] as const;
export const MARGIN = 40;

/** Where a document has come to: its parts are drawn one below the other, and open a page where there is no room. */
export interface Flow {
  readonly pdf: OpenPdf;
  readonly root: StructureElement;
  readonly languages: readonly DocumentLanguage[];
  /** Points between the margins. */
  readonly width: number;
  /** Below this nothing but the foot is drawn. */
  readonly bottom: number;
  /** Top of the next part. */
  y: number;
  pages: number;
  readonly openPage: () => void;
}
