import { type DateShape, findDateText } from "./excel-date.ts";
import { scanXml } from "./scan-xml.ts";
import type { GridRecord } from "./table.ts";

/** What cells refer to: the texts they share, and what their number formats show. */
export interface SheetContext {
  readonly sharedTexts: readonly string[];
  /** One entry per cell style (`cellXfs`); null where the style shows no date. */
  readonly dateShapes: readonly (DateShape | null)[];
  readonly is1904: boolean;
  /** Columns from this one on (0 = first) end the reading. */
  readonly columnCountMax: number;
  /** Records beyond this many end the reading. */
  readonly recordMax: number;
}

/** A cell that cannot be read, with the rule it breaks. `column` counts from 0. */
export interface CellFault {
  readonly line: number;
  readonly column: number;
  readonly value: string;
  readonly rule: "formula_in_cell" | "error_in_cell" | "broken_cell" | "not_a_date";
}

/** A range of merged cells; lines from 1, columns from 0, both ends included. */
export interface MergedRange {
  readonly ref: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly firstColumn: number;
}

/** A sheet's cells as texts. */
export interface SheetGrid {
  readonly records: readonly GridRecord[];
  readonly faults: readonly CellFault[];
  readonly merged: readonly MergedRange[];
  readonly stoppedBy: "too_many_columns" | "too_many_rows" | null;
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
  formula: string | null;
}

interface ReadState {
  line: number;
  /** Column of the cell read last, for cells that do not state theirs. */
  column: number;
  cells: string[];
  numberColumns: Set<number>;
  cell: OpenCell | null;
  into: "value" | "formula" | null;
  phoneticDepth: number;
  records: GridRecord[];
  faults: CellFault[];
  merged: MergedRange[];
  stoppedBy: SheetGrid["stoppedBy"];
}

/**
 * Returns a worksheet's rows with any text (ECMA-376 part 1, 18.3.1), or null where its XML is broken.
 *
 * A number is written with a point and without separators, a whole number beyond 2^53 − 1 as the file has it;
 * a date as ISO 8601, as precisely as its format shows it. A formula is a fault even where the file holds its
 * result: nobody can see what the figure was when it was agreed. Hidden rows and columns are read like others.
 */
export function readSheet(xml: string, context: SheetContext): SheetGrid | null {
  const state: ReadState = {
    line: 0,
    column: -1,
    cells: [],
    numberColumns: new Set(),
    cell: null,
    into: null,
    phoneticDepth: 0,
    records: [],
    faults: [],
    merged: [],
    stoppedBy: null,
  };
  const isWhole = scanXml(xml, {
    open: (name, attribute) => openElement(name, attribute, { state, context }),
    close: (name) => closeElement(name, state, context),
    text: (text) => {
      if (state.cell === null || state.into === null || state.phoneticDepth > 0) return;
      if (state.into === "value") state.cell.value += text;
      else state.cell.formula += text;
    },
  });
  if (!isWhole) return null;
  const { records, faults, merged, stoppedBy } = state;
  return { records, faults, merged, stoppedBy };
}

interface Reading {
  readonly state: ReadState;
  readonly context: SheetContext;
}

function openElement(
  name: string,
  attribute: (name: string) => string | undefined,
  { state, context }: Reading,
): void {
  if (name === "row") {
    state.line = Number.parseInt(attribute("r") ?? "", 10) || state.line + 1;
    state.column = -1;
    state.cells = [];
    state.numberColumns = new Set();
  } else if (name === "c") {
    const column = findColumn(attribute("r") ?? "") ?? state.column + 1;
    state.column = column;
    const style = Number.parseInt(attribute("s") ?? "0", 10);
    state.cell = { column, type: attribute("t") ?? "n", style, value: "", formula: null };
    if (column >= context.columnCountMax) state.stoppedBy ??= "too_many_columns";
  } else if (name === "f" && state.cell !== null) {
    state.into = "formula";
    state.cell.formula = "=";
  } else if ((name === "v" || name === "t") && state.cell !== null) state.into = "value";
  else if (name === "rPh") state.phoneticDepth += 1;
  else if (name === "mergeCell") addMerged(attribute("ref") ?? "", state);
}

function closeElement(name: string, state: ReadState, context: SheetContext): void {
  if (name === "f" || name === "v" || name === "t") state.into = null;
  else if (name === "rPh") state.phoneticDepth -= 1;
  else if (name === "c") {
    if (state.cell !== null && state.stoppedBy === null) keepCell(state.cell, state, context);
    state.cell = null;
  } else if (
    name === "row" &&
    state.stoppedBy === null &&
    state.cells.some((cell) => (cell ?? "").trim() !== "")
  ) {
    if (state.records.length === context.recordMax) state.stoppedBy = "too_many_rows";
    const cells = Array.from(state.cells, (cell) => cell ?? "");
    state.records.push({ line: state.line, cells, numberColumns: state.numberColumns });
  }
}

function keepCell(cell: OpenCell, state: ReadState, context: SheetContext): void {
  const { column, formula } = cell;
  const fault = (rule: CellFault["rule"], value: string): void => {
    state.faults.push({ line: state.line, column, value, rule });
    state.cells[column] = value;
  };
  if (formula !== null) return fault("formula_in_cell", formula);
  if (cell.type === "s") {
    const text = /^\d+$/.test(cell.value.trim()) ? context.sharedTexts[Number(cell.value)] : undefined;
    if (text === undefined) return cell.value === "" ? undefined : fault("broken_cell", cell.value);
    state.cells[column] = text;
  } else if (cell.type === "e") fault("error_in_cell", cell.value);
  else if (cell.type === "b") state.cells[column] = cell.value.trim() === "1" ? "TRUE" : "FALSE";
  else if (cell.type === "n") keepNumber(cell, { state, context }, fault);
  else state.cells[column] = unescapeText(cell.value);
}

function keepNumber(
  cell: OpenCell,
  { state, context }: Reading,
  fault: (rule: CellFault["rule"], value: string) => void,
): void {
  const written = cell.value.trim();
  if (written === "") return;
  const number = Number(written);
  if (!Number.isFinite(number)) return fault("broken_cell", written);
  const shape = context.dateShapes[cell.style] ?? null;
  if (shape !== null) {
    const text = findDateText(number, { shape, is1904: context.is1904 });
    if (text === undefined) return fault("not_a_date", written);
    state.cells[cell.column] = text;
    return;
  }
  state.cells[cell.column] = Number.isSafeInteger(number) ? String(number) : written;
  state.numberColumns.add(cell.column);
}

/** `C7` is column 2; undefined where the text names no cell. */
function findColumn(ref: string): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(ref.replaceAll("$", ""))?.[1];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function addMerged(ref: string, state: ReadState): void {
  const [first = "", last = first] = ref.split(":");
  const firstColumn = findColumn(first);
  if (firstColumn === undefined) return;
  const lineOf = (cell: string): number => Number.parseInt(cell.replace(/\D+/g, ""), 10);
  state.merged.push({ ref, firstLine: lineOf(first), lastLine: lineOf(last), firstColumn });
}

/** Characters that XML cannot hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
