import type { Texts } from "#core/document/content.ts";
import type { DocumentLanguage } from "#core/document/words/catalogue.ts";
import type { OpenPdf } from "./open-pdf.ts";
import { LEADING, type Style } from "./typesetter.ts";
import type { Direction } from "./visual-runs.ts";

export function directionOf(language: DocumentLanguage | undefined): Direction {
  return language === "ar" ? "rtl" : "ltr";
}

/** A text in one of a document's languages, broken into the lines of a column. */
export interface Block {
  readonly language: DocumentLanguage;
  readonly style: Style;
  readonly lines: ReturnType<OpenPdf["type"]["breakLines"]>;
  /** Points. */
  readonly height: number;
}

interface Setting {
  readonly languages: readonly DocumentLanguage[];
  readonly size: number;
  readonly isBold?: boolean;
  readonly width: number;
}

/** The texts as blocks, one below the other in one column; a text that is the same in both languages once. */
export function stackBlocks(pdf: OpenPdf, texts: Texts, setting: Setting): readonly Block[] {
  return texts.flatMap((text, place) => {
    if (texts.indexOf(text) !== place) return [];
    const language = setting.languages[place] ?? "en";
    return [blockOf(pdf, text, { ...setting, language })];
  });
}

/** A text of one language as a block. */
export function blockOf(
  pdf: OpenPdf,
  text: string,
  {
    language,
    size,
    isBold = false,
    width,
  }: Omit<Setting, "languages"> & { readonly language: DocumentLanguage },
): Block {
  const style: Style = { size, isBold, direction: directionOf(language) };
  const lines = pdf.type.breakLines(text, style, width);
  return { language, style, lines, height: lines.length * size * LEADING };
}

export function heightOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.height, 0);
}

/** Draws a block with its top at `y`. Without `align` it begins where its language begins. */
export function drawBlock(
  pdf: OpenPdf,
  { lines, style }: Block,
  {
    x,
    y,
    width,
    align,
  }: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly align?: "left" | "right" | "center" | undefined;
  },
): void {
  const side = align ?? (style.direction === "rtl" ? "right" : "left");
  for (const [place, line] of lines.entries()) {
    // The baseline stands where letters with marks above and below share the height of the line.
    const baseline = y + place * style.size * LEADING + style.size * 1.06;
    pdf.type.drawLine(line, style, { x, y: baseline, width, align: side });
  }
}
