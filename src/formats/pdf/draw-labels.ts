import type { Barcode, Fact, Label, LabelContent } from "#core/document/content.ts";
import { type BarcodeShape, encodeBarcode } from "../barcode/encode-barcode.ts";
import type { OpenPdf } from "./open-pdf.ts";
import { blockOf, directionOf, drawBlock, heightOf, stackBlocks } from "./texts.ts";

/** Points: ISO 216 A6, upright, the usual size of a logistic label (GS1 Logistic Label Guideline, section 5). */
const A6 = [297.64, 419.53] as const;
const MARGIN = 16;
const WIDTH = A6[0] - 2 * MARGIN;
const POINTS_OF_MILLIMETRE = 72 / 25.4;
/** Height of the bars of an SSCC: 32 mm (GS1 General Specifications, section 5.12.3.5). */
const BARS_HEIGHT = 32 * POINTS_OF_MILLIMETRE;
/** Modules of white that a linear code needs on either side (section 5.4.3). */
const QUIET_MODULES = 10;
/** Module of a matrix code, 0.5 mm: twice the least that hand scanners are asked to read. */
const MATRIX_MODULE = 0.5 * POINTS_OF_MILLIMETRE;
const MATRIX_MAX = 34 * POINTS_OF_MILLIMETRE;

/** Draws labels, one a page. Yields after each: symbols take time. */
export function* drawLabels(pdf: OpenPdf, content: LabelContent): Generator<void> {
  const root = pdf.doc.struct("Document");
  pdf.doc.addStructure(root);
  const shapes = new Map<string, BarcodeShape>();
  const shapeOf = (barcode: Barcode): BarcodeShape => {
    const key = `${barcode.symbology} ${barcode.text}`;
    const shape = shapes.get(key) ?? encodeBarcode(barcode);
    shapes.set(key, shape);
    return shape;
  };
  for (const label of content.labels) {
    pdf.doc.addPage({ size: A6, margin: 0 });
    const alt = listAlternatives(label).join("; ");
    const lang = content.languages[0] ?? "en";
    root.add(pdf.doc.struct("Div", { lang }, () => drawWords(pdf, label, content)));
    root.add(pdf.doc.struct("Figure", { alt }, () => drawCodes(pdf, label, { content, shapeOf })));
    yield;
  }
  root.end();
}

/** What the symbols say, for who cannot see them. */
function listAlternatives({ code, matrix, follow }: Label): string[] {
  const barcodes = [code?.barcode, matrix?.barcode, follow.barcode];
  return barcodes.flatMap((barcode) => (barcode === undefined ? [] : [barcode.text]));
}

function drawWords(pdf: OpenPdf, { headline, marks, facts }: Label, { languages }: LabelContent): void {
  let y: number = MARGIN;
  pdf.doc.fillColor("#a40000");
  for (const mark of marks) y = drawStack(pdf, mark, { languages, size: 7.5, isBold: true, y });
  pdf.doc.fillColor("#000000");
  y = drawStack(pdf, headline, { languages, size: 12, isBold: true, y });
  for (const fact of facts) y = drawFact(pdf, fact, { languages, y });
}

interface At {
  readonly languages: LabelContent["languages"];
  readonly y: number;
}

function drawStack(
  pdf: OpenPdf,
  texts: Label["headline"],
  { languages, size, isBold = false, y }: At & { readonly size: number; readonly isBold?: boolean },
): number {
  let at = y;
  for (const block of stackBlocks(pdf, texts, { languages, size, isBold, width: WIDTH })) {
    drawBlock(pdf, block, { x: MARGIN, y: at, width: WIDTH });
    at += block.height;
  }
  return at;
}

/** A fact's label in small type beside its value; languages below each other. */
function drawFact(pdf: OpenPdf, { label, value }: Fact, { languages, y }: At): number {
  const labelWidth = 74;
  const valueWidth = WIDTH - labelWidth - 4;
  const isRtl = directionOf(languages[0]) === "rtl";
  const labels = stackBlocks(pdf, label, { languages, size: 6, width: labelWidth });
  const values = stackBlocks(pdf, value, { languages, size: 8, width: valueWidth });
  for (const [blocks, x, width] of [
    [labels, isRtl ? MARGIN + WIDTH - labelWidth : MARGIN, labelWidth],
    [values, isRtl ? MARGIN : MARGIN + labelWidth + 4, valueWidth],
  ] as const) {
    let at = y;
    for (const block of blocks) {
      drawBlock(pdf, block, { x, y: at, width, align: isRtl ? "right" : "left" });
      at += block.height;
    }
  }
  return y + Math.max(heightOf(labels), heightOf(values)) + 2;
}

function drawCodes(
  pdf: OpenPdf,
  { code, matrix, follow }: Label,
  {
    content,
    shapeOf,
  }: { readonly content: LabelContent; readonly shapeOf: (barcode: Barcode) => BarcodeShape },
): void {
  const { languages } = content;
  let bottom = A6[1] - MARGIN;
  if (code !== null) {
    if (code.note !== null) {
      const blocks = stackBlocks(pdf, code.note, { languages, size: 6, width: WIDTH });
      bottom -= heightOf(blocks);
      let at = bottom;
      for (const block of blocks) {
        drawBlock(pdf, block, { x: MARGIN, y: at, width: WIDTH, align: "center" });
        at += block.height;
      }
    }
    drawCaption(pdf, code.caption, { x: MARGIN, y: bottom - 14, width: WIDTH, size: 9, align: "center" });
    drawBars(pdf, shapeOf(code.barcode), bottom - 16);
    bottom -= 16 + BARS_HEIGHT + 8;
  }
  const link = shapeOf(follow.barcode);
  const size = sizeOfMatrix(link);
  const captions = follow.caption.flatMap((text, place) => {
    return follow.caption.indexOf(text) === place ? [text] : [];
  });
  drawMatrix(pdf, link, { x: MARGIN, y: bottom - size - 10, size });
  const block = blockOf(pdf, captions.join(" · "), {
    language: languages[0] ?? "en",
    size: 6,
    width: size + 60,
  });
  drawBlock(pdf, block, { x: MARGIN, y: bottom - 9, width: size + 60, align: "left" });
  if (matrix === null) return;
  const goods = shapeOf(matrix.barcode);
  const wide = sizeOfMatrix(goods);
  const x = MARGIN + WIDTH - wide;
  const y = bottom - wide - 10 - 8 * (matrix.caption.length - 1);
  drawMatrix(pdf, goods, { x, y, size: wide });
  for (const [place, caption] of matrix.caption.entries()) {
    drawCaption(pdf, caption, {
      x: x + wide - 120,
      y: y + wide + 2 + place * 8,
      width: 120,
      size: 6,
      align: "right",
    });
  }
}

function drawCaption(
  pdf: OpenPdf,
  text: string,
  {
    size,
    ...at
  }: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly size: number;
    readonly align: "center" | "right";
  },
): void {
  const block = blockOf(pdf, text, { language: "en", size, width: at.width });
  drawBlock(pdf, block, at);
}

/** A linear code over the width of the label, its bars ending at `bottom`. */
function drawBars({ doc }: OpenPdf, shape: BarcodeShape, bottom: number): void {
  const module = WIDTH / (shape.width + 2 * QUIET_MODULES);
  for (const { x, width } of shape.bars) {
    doc.rect(MARGIN + (QUIET_MODULES + x) * module, bottom - BARS_HEIGHT, width * module, BARS_HEIGHT);
  }
  doc.fillColor("#000000").fill();
}

/** Points of a side; a long link makes its modules smaller, never the label larger. */
function sizeOfMatrix({ width }: BarcodeShape): number {
  return Math.min(width * MATRIX_MODULE, MATRIX_MAX);
}

function drawMatrix(
  { doc }: OpenPdf,
  shape: BarcodeShape,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
): void {
  const module = size / shape.width;
  for (const bar of shape.bars) {
    doc.rect(x + bar.x * module, y + bar.y * module, bar.width * module, bar.height * module);
  }
  doc.fillColor("#000000").fill();
}
