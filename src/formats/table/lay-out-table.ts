import { findHashtagRow } from "../hxl/hashtag-row.ts";
import { isFormula, unescapeCell } from "./formula.ts";
import type { ProblemList } from "./problem-list.ts";
import { type GridRecord, nameColumn, type Table, type TableLimits, type TableRow } from "./table.ts";

/** The records of a file and what is known of them before it is known which is the header. */
export interface Grid {
  /** Records with any text, in the order of their lines. */
  readonly records: readonly GridRecord[];
  readonly format: "csv" | "xlsx";
  /** True where the last record may be cut off. */
  readonly isEndOpen: boolean;
}

/** Where header, hashtags and rows of a table stand. */
export type TableLayout = Pick<Table, "headerLine" | "headers" | "tagLine" | "hashtags" | "rows">;

/**
 * Returns where the header, the hashtags and the rows of a grid stand, or null where that cannot be told.
 *
 * The header is the row above the hashtags, where there are hashtags; the row at `headerLine`, where one is
 * given; else the first row. In CSV, the hashtags (else the header) say how many fields a row has, and a row
 * with another number is added to `problems`. Titles above the header are free.
 */
export function layOutTable(
  grid: Grid,
  options: { readonly headerLine?: number; readonly limits: TableLimits; readonly problems: ProblemList },
): TableLayout | null {
  const { problems, limits } = options;
  const header = findHeader(grid, options);
  if (header === null) return null;
  const { above, tagRow, firstRow } = header;
  const body = grid.records.slice(firstRow);
  const nameable = tagRow?.cells ?? above?.cells ?? [];
  const width =
    grid.format === "csv" ? nameable.length : widest([nameable, ...body.map(({ cells }) => cells)]);
  const headers = fitCells(above?.cells ?? [], width).map((cell) => unescapeCell(cell.trim()));
  const hashtags = fillTo(tagRow?.hashtags ?? [], width, null);
  const names = { headers, hashtags };
  if (width > limits.columnCountMax) {
    const facts = { found: width, max: limits.columnCountMax };
    problems.add({ field: "file", value: null, rule: "too_many_columns", line: header.line, facts });
    return null;
  }
  if (above !== undefined && above.cells.slice(width).some((cell) => cell.trim() !== "")) {
    addRagged(above, { width, problems });
  }
  if (tagRow === undefined) addDoubledHeaders(headers, header.line, problems);
  if (body.length > limits.rowCountMax) {
    problems.add({ field: "file", value: null, rule: "too_many_rows", facts: { max: limits.rowCountMax } });
    return null;
  }
  if (grid.format === "csv") addCsvProblems(grid, { width, firstRow, names, problems });
  addLongCells(grid.records, { names, problems, max: limits.cellLengthMax });
  const rows = body.map((record): TableRow => {
    const cells = fitCells(record.cells, width);
    return { ...record, cells: grid.format === "csv" ? cells.map(unescapeCell) : cells };
  });
  return { headerLine: header.line, headers, tagLine: tagRow?.line ?? null, hashtags, rows };
}

interface Header {
  readonly above: GridRecord | undefined;
  readonly tagRow: (GridRecord & { readonly hashtags: TableLayout["hashtags"] }) | undefined;
  readonly line: number;
  /** Index of the first record below header and hashtags. */
  readonly firstRow: number;
}

function findHeader(
  grid: Grid,
  { headerLine, problems }: { readonly headerLine?: number; readonly problems: ProblemList },
): Header | null {
  const { records } = grid;
  const found = findHashtagRow(records.map(({ cells }) => cells));
  const tagRecord = found === undefined ? undefined : records[found.index];
  if (found !== undefined && tagRecord !== undefined) {
    for (const column of found.malformed) {
      const value = tagRecord.cells[column] ?? null;
      const { line } = tagRecord;
      problems.add({ field: `column ${column + 1}`, value, rule: "malformed_hashtag", line });
    }
    const above =
      headerLine === undefined
        ? records[found.index - 1]
        : records.find(({ line }) => line === headerLine && line < tagRecord.line);
    const tagRow = { ...tagRecord, hashtags: found.hashtags };
    return { above, tagRow, line: above?.line ?? tagRecord.line, firstRow: found.index + 1 };
  }
  const index = headerLine === undefined ? 0 : records.findIndex(({ line }) => line === headerLine);
  const above = records[index];
  if (above === undefined) {
    const value = headerLine === undefined ? null : String(headerLine);
    problems.add({
      field: "file",
      value,
      rule: headerLine === undefined ? "empty_file" : "no_such_header_line",
    });
    return null;
  }
  return { above, tagRow: undefined, line: above.line, firstRow: index + 1 };
}

function widest(rows: readonly (readonly string[])[]): number {
  return rows.reduce((width, cells) => Math.max(width, cells.findLastIndex((cell) => cell !== "") + 1), 0);
}

function fitCells(cells: readonly string[], width: number): readonly string[] {
  return fillTo(cells, width, "");
}

function fillTo<Value>(values: readonly Value[], width: number, filling: Value): readonly Value[] {
  return Array.from({ length: width }, (_, index) => values[index] ?? filling);
}

function addRagged(
  { cells, line }: GridRecord,
  { width, problems }: { readonly width: number; readonly problems: ProblemList },
): void {
  const facts = { expected: width, found: cells.length };
  problems.add({ field: "row", value: cells.join(" | "), rule: "ragged_row", line, facts });
}

function addDoubledHeaders(headers: readonly string[], line: number, problems: ProblemList): void {
  const firstColumns = new Map<string, number>();
  for (const [column, header] of headers.entries()) {
    const key = header.toLowerCase();
    const first = firstColumns.get(key);
    if (header !== "" && first !== undefined) {
      const facts = { first_column: first + 1, column: column + 1 };
      problems.add({ field: header, value: header, rule: "doubled_header", line, facts });
    }
    firstColumns.set(key, first ?? column);
  }
}

interface CsvCheck {
  readonly width: number;
  readonly firstRow: number;
  readonly names: Pick<Table, "headers" | "hashtags">;
  readonly problems: ProblemList;
}

function addCsvProblems(grid: Grid, { width, firstRow, names, problems }: CsvCheck): void {
  for (const [index, record] of grid.records.entries()) {
    const isRow = index >= firstRow;
    if (isRow && record.cells.length !== width) {
      const isCutOff = grid.isEndOpen && index === grid.records.length - 1 && record.cells.length < width;
      if (isCutOff) {
        const facts = { expected: width, found: record.cells.length, reason: "the last line is incomplete" };
        problems.add({
          field: "file",
          value: record.cells.join(" | "),
          rule: "file_cut_off",
          line: record.line,
          facts,
        });
      } else addRagged(record, { width, problems });
    }
    for (const [column, cell] of record.cells.entries()) {
      if (!isFormula(cell)) continue;
      const field = nameColumn(names, column);
      problems.add({ field, value: cell, rule: "formula_in_cell", line: record.line });
    }
  }
}

function addLongCells(
  records: readonly GridRecord[],
  check: { readonly names: CsvCheck["names"]; readonly problems: ProblemList; readonly max: number },
): void {
  for (const { cells, line } of records) {
    for (const [column, cell] of cells.entries()) {
      if (cell.length <= check.max) continue;
      const facts = { found: cell.length, max: check.max };
      const field = nameColumn(check.names, column);
      check.problems.add({ field, value: cell, rule: "cell_too_long", line, facts });
    }
  }
}
