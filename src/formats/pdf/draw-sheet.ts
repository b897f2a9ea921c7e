import type { StructureElement } from "pdfkit";
import type { DocumentTable, Fact, SheetContent, Texts } from "#core/document/content.ts";
import { drawTable } from "./draw-table.ts";
import type { OpenPdf } from "./open-pdf.ts";
import { A4, type Flow, MARGIN } from "./flow.ts";
import { type Block, blockOf, directionOf, drawBlock, heightOf, stackBlocks } from "./texts.ts";

/** Points of type. */
const SIZES = { title: 15, mark: 9, fact: 8.5, paragraph: 9.5, note: 7.5, foot: 7 } as const;
/** Points between the two languages, and between parts. */
const GUTTER = 16;
const GAP = 10;
/** Points that a signature needs above its line. */
const SIGNING_HEIGHT = 46;

/**
 * Draws a document: title, facts, statements, tables, notes, places to sign; marks, number and page on every page. Two languages
 * stand side by side, Arabic always on the right. Yields after each part of a table, so that a long one keeps nobody waiting.
 */
export function* drawSheet(pdf: OpenPdf, content: SheetContent): Generator<void> {
  const root = pdf.doc.struct("Document");
  pdf.doc.addStructure(root);
  const flow = openFlow(pdf, content, root);
  flow.openPage();
  drawSideBySide(flow, content.title, { tag: "H1", size: SIZES.title, isBold: true });
  flow.y += GAP / 2;
  for (const fact of content.facts) drawFact(flow, fact);
  flow.y += GAP;
  for (const paragraph of content.paragraphs) {
    drawSideBySide(flow, paragraph, { tag: "P", size: SIZES.paragraph });
    flow.y += GAP / 2;
  }
  for (const table of content.tables) yield* drawTables(flow, table);
  for (const note of content.notes) drawSideBySide(flow, note, { tag: "P", size: SIZES.note });
  if (content.notes.length > 0) flow.y += GAP / 2;
  drawSignatures(flow, content);
  root.end();
  drawFeet(flow, content);
}

function openFlow(pdf: OpenPdf, content: SheetContent, root: StructureElement): Flow {
  const { languages, marks } = content;
  const width = A4[0] - 2 * MARGIN;
  const marked = marks.flatMap((mark) => {
    return stackBlocks(pdf, mark, { languages, size: SIZES.mark, isBold: true, width });
  });
  const flow: Flow = {
    pdf,
    root,
    languages,
    width,
    bottom: A4[1] - MARGIN - 34,
    y: MARGIN,
    pages: 0,
    openPage: () => {
      pdf.doc.addPage({ size: A4, margin: 0 });
      flow.pages += 1;
      flow.y = MARGIN;
      drawMarks(flow, marked);
    },
  };
  return flow;
}

function drawMarks(flow: Flow, marked: readonly Block[]): void {
  const { doc } = flow.pdf;
  if (marked.length === 0) return;
  doc.markContent("Artifact", { type: "Pagination" });
  doc.fillColor("#a40000");
  for (const block of marked) {
    drawBlock(flow.pdf, block, { x: MARGIN, y: flow.y, width: flow.width, align: "center" });
    flow.y += block.height;
  }
  doc.fillColor("#000000");
  doc.endMarkedContent();
  flow.y += GAP / 2;
}

/** The columns of the languages: the Arabic one on the right, whichever was named first. */
function listColumns({ languages, width }: Flow) {
  const count = languages.length;
  const column = (width - GUTTER * (count - 1)) / count;
  const isTurned = directionOf(languages[0]) === "rtl";
  return languages.map((language, place) => {
    const at = isTurned ? count - 1 - place : place;
    return { language, x: MARGIN + at * (column + GUTTER), width: column };
  });
}

function drawSideBySide(
  flow: Flow,
  texts: Texts,
  { tag, size, isBold = false }: { readonly tag: string; readonly size: number; readonly isBold?: boolean },
): void {
  const columns = listColumns(flow).map(({ language, x, width }, place) => {
    return { x, width, block: blockOf(flow.pdf, texts[place] ?? "", { language, size, isBold, width }) };
  });
  const height = Math.max(...columns.map(({ block }) => block.height));
  if (flow.y + height > flow.bottom) flow.openPage();
  const { y } = flow;
  for (const { x, width, block } of columns) {
    const draw = () => drawBlock(flow.pdf, block, { x, y, width });
    flow.root.add(flow.pdf.doc.struct(tag, { lang: block.language }, draw));
  }
  flow.y += height;
}

/** Label and value in each language's column; the label takes two fifths. */
function drawFact(flow: Flow, { label, value }: Fact): void {
  const cells = listColumns(flow).flatMap(({ language, x, width }, place) => {
    const labelWidth = width * 0.4 - 6;
    const valueWidth = width * 0.6;
    const isRtl = directionOf(language) === "rtl";
    const set = (text: string | undefined, isBold: boolean, wide: number) =>
      blockOf(flow.pdf, text ?? "", { language, size: SIZES.fact, isBold, width: wide });
    return [
      {
        block: set(label[place], true, labelWidth),
        x: isRtl ? x + width - labelWidth : x,
        width: labelWidth,
      },
      {
        block: set(value[place], false, valueWidth),
        x: isRtl ? x : x + width - valueWidth,
        width: valueWidth,
      },
    ];
  });
  const height = Math.max(...cells.map(({ block }) => block.height)) + 2;
  if (flow.y + height > flow.bottom) flow.openPage();
  const { y } = flow;
  for (const { block, x, width } of cells) {
    const draw = () => drawBlock(flow.pdf, block, { x, y, width });
    flow.root.add(flow.pdf.doc.struct("P", { lang: block.language }, draw));
  }
  flow.y += height;
}

function* drawTables(flow: Flow, table: DocumentTable): Generator<void> {
  yield* drawTable(flow, table);
  flow.y += GAP;
}

/** A line to sign on for each, with what belongs beside the name. */
function drawSignatures(flow: Flow, { signatures, signedWith, languages }: SheetContent): void {
  const width = (flow.width - GUTTER * (signatures.length - 1)) / signatures.length;
  const set = signatures.map((signer) => [
    ...stackBlocks(flow.pdf, signer, { languages, size: SIZES.fact, isBold: true, width }),
    ...stackBlocks(flow.pdf, signedWith, { languages, size: SIZES.note, width }),
  ]);
  const height = SIGNING_HEIGHT + Math.max(...set.map(heightOf));
  if (flow.y + height > flow.bottom) flow.openPage();
  const { doc } = flow.pdf;
  for (const [place, blocks] of set.entries()) {
    const x = MARGIN + place * (width + GUTTER);
    const line = flow.y + SIGNING_HEIGHT;
    doc.markContent("Artifact", { type: "Layout" });
    doc
      .moveTo(x, line)
      .lineTo(x + width, line)
      .lineWidth(0.6)
      .strokeColor("#000000")
      .stroke();
    doc.endMarkedContent();
    let y = line + 3;
    for (const block of blocks) {
      const top = y;
      const draw = () => drawBlock(flow.pdf, block, { x, y: top, width });
      flow.root.add(doc.struct("P", { lang: block.language }, draw));
      y += block.height;
    }
  }
  flow.y += height;
}

/** At the foot of every page: the consignment's number, what the document is from, and the page of all pages. */
function drawFeet(flow: Flow, { languages, number, title, record, page }: SheetContent): void {
  const { pdf, width } = flow;
  for (let index = 0; index < flow.pages; index += 1) {
    pdf.doc.switchToPage(index);
    pdf.doc.markContent("Artifact", { type: "Pagination" });
    const top = A4[1] - MARGIN - 24;
    pdf.doc
      .moveTo(MARGIN, top - 3)
      .lineTo(MARGIN + width, top - 3)
      .lineWidth(0.4)
      .strokeColor("#888888")
      .stroke();
    for (const column of listColumns(flow)) {
      const place = languages.indexOf(column.language);
      const words = [
        `\u2068${number}\u2069 · ${title[place] ?? ""} · ${page(index + 1, flow.pages)[place] ?? ""}`,
        record[place] ?? "",
      ];
      let y = top;
      for (const text of words) {
        const block = blockOf(pdf, text, { ...column, size: SIZES.foot });
        drawBlock(pdf, block, { ...column, y });
        y += block.height;
      }
    }
    pdf.doc.endMarkedContent();
  }
}
