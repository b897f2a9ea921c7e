import type { Problem } from "#core/result.ts";
import { findHashtagPattern, isHashtagMatch } from "../hxl/hashtag.ts";
import { listAttachedConditions } from "./find-conditions.ts";
import { type Mapping, PLAIN_MAPPING } from "./mapping.ts";
import type { DateStyle, MonthBounds } from "./parse-date.ts";
import { type NumberStyle, STORED_NUMBERS } from "./parse-number.ts";
import type { Parsed } from "./parsed.ts";
import { startProblemList } from "./problem-list.ts";
import { nameColumn, type Table, type TableRow } from "./table.ts";

/** How the file writes what a cell holds; for a number that a workbook stores, as the workbook stores it. */
export interface CellStyle {
  readonly numbers: NumberStyle;
  readonly dates: DateStyle;
  readonly monthBounds?: MonthBounds;
}

/** Where a field stands in a file and how it is read. */
export interface FieldReader<Value> {
  /**
   * Column headers (in any case) and HXL tag patterns, best first: the first that any column matches is taken.
   * A mapping that names the field takes their place.
   */
  readonly columns: readonly string[];
  /** True where every row must have it; else an empty cell or a missing column is `null`. */
  readonly required: boolean;
  /** Reads the text of a filled cell, trimmed. */
  readonly parse: (text: string, style: CellStyle) => Parsed<Value>;
}

/** The fields of one kind of row, by name. */
export type FieldReaders = Readonly<Record<string, FieldReader<unknown>>>;

/** What a row says, field by field. */
export type RowOf<Fields extends FieldReaders> = {
  readonly [Name in keyof Fields]: Fields[Name] extends { parse: (...given: never[]) => Parsed<infer Value> }
    ? Fields[Name]["required"] extends true
      ? Value
      : Value | null
    : never;
};

/** A row with the line of the file on which it begins. */
export interface ReadRow<Fields extends FieldReaders> {
  readonly line: number;
  readonly value: RowOf<Fields>;
}

/** The rows without a problem, every problem of the others, and what no field reads. */
export interface ReadRows<Fields extends FieldReaders> {
  readonly rows: readonly ReadRow<Fields>[];
  /** At most 1,001: beyond 1,000, the last says how many more there are. Empty means that every row was read. */
  readonly problems: readonly Problem[];
  /** Filled columns that no field reads, with the line and text of their first filled cell. */
  readonly unread: readonly {
    readonly column: string;
    readonly line: number;
    readonly value: string;
    readonly count: number;
  }[];
}

/** How rows are read. */
export interface ReadRowsOptions<Fields extends FieldReaders> {
  readonly mapping?: Mapping;
  /** What makes two rows the same; a row whose key was there before is refused as `doubled_row`. */
  readonly key?: (row: RowOf<Fields>) => string;
}

/** Returns a reader for a field that every row must have. */
export function requireField<Value>(
  columns: readonly string[],
  parse: FieldReader<Value>["parse"],
): FieldReader<Value> & { readonly required: true } {
  return { columns, required: true, parse };
}

/** Returns a reader for a field that a row may leave empty. */
export function allowField<Value>(
  columns: readonly string[],
  parse: FieldReader<Value>["parse"],
): FieldReader<Value> & { readonly required: false } {
  return { columns, required: false, parse };
}

/**
 * Returns the rows of a table as the fields read them, with every problem by line.
 *
 * Refused before any row is read: a required field without a column (`missing_column`), a field that two columns
 * claim (`ambiguous_column`), a mapping to a field that there is not (`unknown_field`) or from a column that
 * there is not (`missing_column`), a table without rows (`no_rows`). Then row by row: conditions
 * (`conditions_attached`), empty required cells (`missing`), what the parsers refuse, and rows whose key was there
 * before (`doubled_row`, with the first line). A row with a problem is not among `rows`. The table's own faults stand
 * among the problems.
 */
export function readRows<Fields extends FieldReaders>(
  table: Table,
  fields: Fields,
  options: ReadRowsOptions<Fields> = {},
): ReadRows<Fields> {
  const mapping = options.mapping ?? PLAIN_MAPPING;
  const problems = startProblemList();
  const sources = findSources(table, fields, mapping, problems.add);
  const faults = table.faults ?? [];
  if (table.rows.length === 0 && faults.length === 0)
    problems.add({ field: "file", value: null, rule: "no_rows" });
  const unread = listUnread(table, sources);
  if (problems.count() > 0) return { rows: [], problems: problems.list(), unread };
  for (const fault of faults) problems.add(fault);
  const conditions = listAttachedConditions(table);
  for (const problem of conditions) problems.add(problem);
  const refusedLines = new Set(conditions.map(({ line }) => line));
  const firstLines = new Map<string, number>();
  const rows: ReadRow<Fields>[] = [];
  for (const row of table.rows) {
    const value = readRow<Fields>(row, { table, fields, mapping, sources, add: problems.add });
    if (value === null) continue;
    const key = options.key?.(value);
    const firstLine = key === undefined ? undefined : firstLines.get(key);
    if (key !== undefined && firstLine !== undefined) {
      const text = row.cells.join(" | ");
      problems.add({
        field: "row",
        value: text,
        rule: "doubled_row",
        line: row.line,
        facts: { first_line: firstLine },
      });
    } else {
      if (key !== undefined) firstLines.set(key, row.line);
      if (!refusedLines.has(row.line)) rows.push({ line: row.line, value });
    }
  }
  return { rows, problems: problems.list(), unread };
}

/** Where a field's text comes from: a column, a constant, or nowhere. */
type Source = { readonly column: number } | { readonly constant: string } | null;

function findSources(
  table: Table,
  fields: FieldReaders,
  mapping: Mapping,
  add: (problem: Problem) => void,
): ReadonlyMap<string, Source> {
  const line = table.tagLine ?? table.headerLine;
  const mapped = new Map(Object.entries(mapping.columns).map(([column, field]) => [field, column]));
  for (const name of [...mapped.keys(), ...Object.keys(mapping.constants)]) {
    if (Object.hasOwn(fields, name)) continue;
    const known = Object.keys(fields).join(", ");
    add({ field: name, value: mapped.get(name) ?? null, rule: "unknown_field", facts: { known } });
  }
  return new Map(
    Object.entries(fields).map(([name, { columns, required }]): [string, Source] => {
      const constant = Object.hasOwn(mapping.constants, name) ? mapping.constants[name] : undefined;
      if (constant !== undefined) return [name, { constant }];
      const stated = mapped.get(name);
      const patterns = stated === undefined ? columns : [stated];
      const found = findColumns(table, patterns);
      const [column, other] = found;
      if (column !== undefined && other !== undefined) {
        const value = found.map((index) => nameColumn(table, index)).join(" | ");
        add({ field: name, value, rule: "ambiguous_column", line, facts: { columns: found.length } });
        return [name, null];
      }
      if (column !== undefined) return [name, { column }];
      if (required || stated !== undefined) {
        add({
          field: name,
          value: null,
          rule: "missing_column",
          line,
          facts: { expected: patterns.join(" or ") },
        });
      }
      return [name, null];
    }),
  );
}

/** The columns that the first matching pattern matches. */
function findColumns(table: Table, patterns: readonly string[]): readonly number[] {
  for (const text of patterns) {
    const pattern = findHashtagPattern(text);
    const wanted = foldHeader(text);
    const found = table.headers.flatMap((header, column) => {
      const hashtag = table.hashtags[column] ?? null;
      const isMatch = pattern !== undefined && hashtag !== null && isHashtagMatch(pattern, hashtag);
      return isMatch || foldHeader(header) === wanted ? [column] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function foldHeader(header: string): string {
  return header
    .normalize("NFC")
    .trim()
    .replace(/[\s_]+/g, " ")
    .toLowerCase();
}

interface RowReading {
  readonly table: Table;
  readonly fields: FieldReaders;
  readonly mapping: Mapping;
  readonly sources: ReadonlyMap<string, Source>;
  readonly add: (problem: Problem) => void;
}

function readRow<Fields extends FieldReaders>(row: TableRow, reading: RowReading): RowOf<Fields> | null {
  const { table, fields, mapping, sources, add } = reading;
  const values: Record<string, unknown> = {};
  let isWhole = true;
  for (const [name, { required, parse }] of Object.entries(fields)) {
    const source = sources.get(name) ?? null;
    const column = source !== null && "column" in source ? source.column : null;
    const written =
      source === null ? "" : "constant" in source ? source.constant : (row.cells[source.column] ?? "");
    const text = written.trim();
    const field = column === null ? name : nameColumn(table, column);
    values[name] = null;
    if (text === "") {
      if (!required) continue;
      add({ field, value: null, rule: "missing", line: row.line });
      isWhole = false;
      continue;
    }
    const read = parse(text, findStyle(mapping, column !== null && row.numberColumns.has(column)));
    if (read.ok) values[name] = read.value;
    else {
      const { rule, facts } = read.problem;
      add({ field, value: text, rule, line: row.line, ...(facts === undefined ? {} : { facts }) });
      isWhole = false;
    }
  }
  // Every field was read by its own parser above, or is null where the field is not required.
  return isWhole ? (values as RowOf<Fields>) : null;
}

function findStyle({ numbers, dates, monthBounds }: Mapping, isStored: boolean): CellStyle {
  const style = { numbers: isStored ? STORED_NUMBERS : numbers, dates };
  return monthBounds === undefined ? style : { ...style, monthBounds };
}

function listUnread(table: Table, sources: ReadonlyMap<string, Source>): ReadRows<FieldReaders>["unread"] {
  const read = new Set(
    [...sources.values()].map((source) => (source && "column" in source ? source.column : -1)),
  );
  return table.headers.flatMap((_, column) => {
    if (read.has(column)) return [];
    const filled = table.rows.filter(({ cells }) => (cells[column] ?? "").trim() !== "");
    const [first] = filled;
    if (first === undefined) return [];
    const value = first.cells[column] ?? "";
    return [{ column: nameColumn(table, column), line: first.line, value, count: filled.length }];
  });
}
