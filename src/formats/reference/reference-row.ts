import { parse } from "csv-parse/sync";
import { isQuantity, type Quantity } from "#core/quantity.ts";
import { type Day, isDay } from "#core/time.ts";

/**
 * One row of a table of `data/`. These tables are ours: whatever is wrong with one is a bug of the product, so the
 * readers throw an Error that names table, line and field, where readers of other people's files would list problems.
 */
export interface ReferenceRow {
  /** File name, for messages. */
  readonly table: string;
  /** 1 is the header. */
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** The rows of a CSV text (comma, LF, header first) whose header is exactly `columns`; throws for anything else. O(text). */
export function readRows(table: string, text: string, columns: readonly string[]): readonly ReferenceRow[] {
  let records: string[][];
  try {
    records = parse(text, { skip_empty_lines: false, relax_column_count: false });
  } catch (cause) {
    throw new Error(`data/${table}: not a table of equally long rows`, { cause });
  }
  const [header, ...body] = records;
  if (header === undefined || header.join() !== columns.join()) {
    throw new Error(`data/${table}, line 1: expected the columns ${columns.join()}, found ${header?.join()}`);
  }
  return body.map((cells, index) => ({
    table,
    line: index + 2,
    cells: new Map(columns.map((column, position) => [column, cells[position] ?? ""])),
  }));
}

/** The error for a broken cell. */
export function brokenCell(row: ReferenceRow, field: string, rule: string): Error {
  const value = row.cells.get(field) ?? "";
  return new Error(
    `data/${row.table}, line ${row.line}, field ${field}: ${rule}, found "${value.slice(0, 60)}"`,
  );
}

/** The cell's text, or `null` for an empty cell. Throws for a column that the table does not have. */
export function findText(row: ReferenceRow, field: string): string | null {
  const value = row.cells.get(field);
  if (value === undefined) throw brokenCell(row, field, "no such column");
  return value === "" ? null : value;
}

/** The cell's text, which may not be empty and must match `pattern`. */
export function readText(row: ReferenceRow, field: string, pattern = /^\S(.*\S)?$/): string {
  const value = findText(row, field);
  if (value === null || !pattern.test(value)) throw brokenCell(row, field, `expected ${pattern}`);
  return value;
}

/** A whole number from 0 to 2^53 − 1, or `null` for an empty cell. */
export function findQuantity(row: ReferenceRow, field: string): Quantity | null {
  const text = findText(row, field);
  if (text === null) return null;
  const value = Number(text);
  if (!/^(0|[1-9]\d*)$/.test(text) || !isQuantity(value))
    throw brokenCell(row, field, "expected a whole number");
  return value;
}

/** A whole number from 0 to 2^53 − 1. */
export function readQuantity(row: ReferenceRow, field: string): Quantity {
  const value = findQuantity(row, field);
  if (value === null) throw brokenCell(row, field, "expected a whole number");
  return value;
}

/** A decimal number from `min` to `max`. */
export function readDecimal(
  row: ReferenceRow,
  field: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = Number(readText(row, field, /^-?\d+(\.\d+)?$/));
  if (value < min || value > max) throw brokenCell(row, field, `expected ${min} to ${max}`);
  return value;
}

/** A day, or `null` for an empty cell. */
export function findDay(row: ReferenceRow, field: string): Day | null {
  const text = findText(row, field);
  if (text === null) return null;
  if (!isDay(text)) throw brokenCell(row, field, "expected a day");
  return text;
}

/** A day. */
export function readDay(row: ReferenceRow, field: string): Day {
  const day = findDay(row, field);
  if (day === null) throw brokenCell(row, field, "expected a day");
  return day;
}

/** One of the words. */
export function readOneOf<const Word extends string>(
  row: ReferenceRow,
  field: string,
  words: readonly Word[],
): Word {
  const word = findOneOf(row, field, words);
  if (word === null) throw brokenCell(row, field, `expected one of ${words.join(", ")}`);
  return word;
}

/** One of the words, or `null` for an empty cell. */
export function findOneOf<const Word extends string>(
  row: ReferenceRow,
  field: string,
  words: readonly Word[],
): Word | null {
  const text = findText(row, field);
  if (text === null) return null;
  const word = words.find((one) => one === text);
  if (word === undefined) throw brokenCell(row, field, `expected one of ${words.join(", ")}`);
  return word;
}

/** Throws at the first row whose key an earlier row has. */
export function checkKeys(rows: readonly ReferenceRow[], fields: readonly string[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = fields.map((field) => row.cells.get(field)).join(" ");
    if (seen.has(key)) throw brokenCell(row, fields[0] ?? "", `doubled key ${key}`);
    seen.add(key);
  }
}
