import type { StructureElement } from "pdfkit";
import type { Column, DocumentTable, Texts } from "#core/document/content.ts";
import { type Flow, MARGIN } from "./flow.ts";
import { type Block, directionOf, drawBlock, heightOf, stackBlocks } from "./texts.ts";

const SIZE = 7.5;
const HEAD_SIZE = 7;
/** Points around what stands in a cell. */
const PADDING = 3;
/** Rows between two pauses. */
const ROWS_AT_ONCE = 40;

interface Cell {
  readonly x: number;
  readonly width: number;
  readonly blocks: readonly Block[];
  readonly isNumber: boolean;
}

/**
 * Draws a table over as many pages as it needs, its head on each of them. A row is never divided. Columns run from the right
 * where the first language does. In a cell the languages stand below each other.
 */
export function* drawTable(flow: Flow, { columns, rows }: DocumentTable): Generator<void> {
  const places = placeColumns(flow, columns);
  const set = (texts: readonly Texts[], isHead: boolean): readonly Cell[] =>
    places.map(({ x, width, isNumber }, place) => ({
      x,
      width,
      isNumber,
      blocks: stackBlocks(flow.pdf, texts[place] ?? [], {
        languages: flow.languages,
        size: isHead ? HEAD_SIZE : SIZE,
        isBold: isHead,
        width,
      }),
    }));
  const head = set(
    columns.map((column) => column.head),
    true,
  );
  const table = flow.pdf.doc.struct("Table");
  flow.root.add(table);
  if (flow.y + measureRow(head) * 3 > flow.bottom) flow.openPage();
  drawHead(flow, head, table);
  for (const [index, texts] of rows.entries()) {
    const cells = set(texts, false);
    if (flow.y + measureRow(cells) > flow.bottom) {
      flow.openPage();
      drawHead(flow, head, undefined);
    }
    drawRow(flow, cells, { table, tag: "TD" });
    drawRule(flow, "#c8c8c8");
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) yield;
  }
  table.end();
}

function placeColumns({ width, languages }: Flow, columns: readonly Column[]) {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const isTurned = directionOf(languages[0]) === "rtl";
  let taken = 0;
  return columns.map(({ share, isNumber = false }) => {
    const wide = (width * share) / shares;
    const x = MARGIN + (isTurned ? width - taken - wide : taken) + PADDING;
    taken += wide;
    return { x, width: wide - 2 * PADDING, isNumber };
  });
}

function measureRow(cells: readonly Cell[]): number {
  return Math.max(...cells.map(({ blocks }) => heightOf(blocks))) + PADDING;
}

/** The head again on a further page is no part of the table's structure: who listens hears it once. */
function drawHead(flow: Flow, head: readonly Cell[], table: StructureElement | undefined): void {
  const { doc } = flow.pdf;
  doc.markContent("Artifact", { type: "Layout" });
  doc.fillColor("#ededed").rect(MARGIN, flow.y, flow.width, measureRow(head)).fill().fillColor("#000000");
  if (table === undefined) drawRow(flow, head, undefined);
  doc.endMarkedContent();
  if (table !== undefined) drawRow(flow, head, { table, tag: "TH" });
  drawRule(flow, "#444444");
}

function drawRow(
  flow: Flow,
  cells: readonly Cell[],
  structure: { readonly table: StructureElement; readonly tag: "TH" | "TD" } | undefined,
): void {
  const { doc } = flow.pdf;
  const { y } = flow;
  const draws = cells.map((cell) => () => drawCell(flow, cell, y));
  if (structure === undefined) for (const draw of draws) draw();
  else {
    const row = doc.struct("TR");
    structure.table.add(row);
    for (const draw of draws) row.add(doc.struct(structure.tag, {}, draw));
    row.end();
  }
  flow.y += measureRow(cells);
}

function drawCell({ pdf, languages }: Flow, { x, width, blocks, isNumber }: Cell, top: number): void {
  const end = directionOf(languages[0]) === "rtl" ? "left" : "right";
  const begin = directionOf(languages[0]) === "rtl" ? "right" : "left";
  let y = top + PADDING / 2;
  for (const block of blocks) {
    // Both languages begin on the side where the table's columns do: apart, they would look like two columns.
    drawBlock(pdf, block, { x, y, width, align: isNumber ? end : begin });
    y += block.height;
  }
}

function drawRule({ pdf: { doc }, width, y }: Flow, color: string): void {
  doc.markContent("Artifact", { type: "Layout" });
  doc
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + width, y)
    .lineWidth(0.4)
    .strokeColor(color)
    .stroke();
  doc.endMarkedContent();
}
