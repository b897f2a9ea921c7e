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
    const top = topOfCodes(pdf, label, { content, shapeOf });
    root.add(pdf.doc.struct("Div", { lang }, () => drawWords(pdf, label, content, top)));
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

/** What the words of a label are set in: where the codes begin below them (points from the top), and how much smaller they are than usual. */
interface Setting {
  readonly languages: LabelContent["languages"];
  readonly scale: number;
}

/** Words get smaller by steps of a tenth until they end above the codes; three tenths are 2.4 points, read with a lens, and still not drawn over. */
const SCALES = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3] as const;

function drawWords(pdf: OpenPdf, label: Label, { languages }: LabelContent, top: number): void {
  const stacks = SCALES.map((scale) => layWords(pdf, label, { languages, scale }));
  const fitting = stacks.find(({ height }) => MARGIN + height <= top) ?? stacks.at(-1);
  let y: number = MARGIN;
  for (const row of fitting?.rows ?? []) {
    pdf.doc.fillColor(row.colour);
    for (const { blocks, x, width, align } of row.columns) {
      let at = y;
      for (const block of blocks) {
        drawBlock(pdf, block, { x, y: at, width, align });
        at += block.height;
      }
    }
    y += row.height;
  }
  pdf.doc.fillColor("#000000");
}

interface Column {
  readonly blocks: ReturnType<typeof stackBlocks>;
  readonly x: number;
  readonly width: number;
  readonly align: "left" | "right";
}
interface Row {
  readonly columns: readonly Column[];
  readonly height: number;
  readonly colour: string;
}

/** The words as rows, and the height of all of them. */
function layWords(
  pdf: OpenPdf,
  { headline, marks, facts }: Label,
  setting: Setting,
): {
  readonly rows: readonly Row[];
  readonly height: number;
} {
  const { languages, scale } = setting;
  const align = directionOf(languages[0]) === "rtl" ? "right" : "left";
  const layStack = (texts: Label["headline"], size: number, colour: string): Row => {
    const blocks = stackBlocks(pdf, texts, { languages, size: size * scale, isBold: true, width: WIDTH });
    return { columns: [{ blocks, x: MARGIN, width: WIDTH, align }], height: heightOf(blocks), colour };
  };
  const rows = [
    ...marks.map((mark) => layStack(mark, 7.5, "#a40000")),
    layStack(headline, 12, "#000000"),
    ...facts.map((fact) => layFact(pdf, fact, setting)),
  ];
  return { rows, height: rows.reduce((sum, { height }) => sum + height, 0) };
}

/** A fact's label in small type beside its value; languages below each other. */
function layFact(pdf: OpenPdf, { label, value }: Fact, { languages, scale }: Setting): Row {
  const labelWidth = 74;
  const valueWidth = WIDTH - labelWidth - 4;
  const isRtl = directionOf(languages[0]) === "rtl";
  const align = isRtl ? "right" : "left";
  const labels = stackBlocks(pdf, label, { languages, size: 6 * scale, width: labelWidth });
  const values = stackBlocks(pdf, value, { languages, size: 8 * scale, width: valueWidth });
  return {
    columns: [
      { blocks: labels, x: isRtl ? MARGIN + WIDTH - labelWidth : MARGIN, width: labelWidth, align },
      { blocks: values, x: isRtl ? MARGIN : MARGIN + labelWidth + 4, width: valueWidth, align },
    ],
    height: Math.max(heightOf(labels), heightOf(values)) + 2 * scale,
    colour: "#000000",
  };
}

interface Codes {
  readonly content: LabelContent;
  readonly shapeOf: (barcode: Barcode) => BarcodeShape;
}

/** Where the highest of the codes begins, as {@link drawCodes} draws them from the bottom up: points from the top of the label. */
function topOfCodes(pdf: OpenPdf, { code, matrix, follow }: Label, { content, shapeOf }: Codes): number {
  let bottom = A6[1] - MARGIN;
  if (code !== null) {
    const note =
      code.note === null
        ? []
        : stackBlocks(pdf, code.note, { languages: content.languages, size: 6, width: WIDTH });
    bottom -= heightOf(note) + 16 + BARS_HEIGHT + 8;
  }
  const link = bottom - sizeOfMatrix(shapeOf(follow.barcode)) - 10;
  if (matrix === null) return link;
  return Math.min(
    link,
    bottom - sizeOfMatrix(shapeOf(matrix.barcode)) - 10 - 8 * (matrix.caption.length - 1),
  );
}

function drawCodes(pdf: OpenPdf, { code, matrix, follow }: Label, { content, shapeOf }: Codes): void {
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
