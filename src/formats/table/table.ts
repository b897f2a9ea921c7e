import type { Problem } from "#core/result.ts";
import type { Hashtag } from "../hxl/hashtag.ts";

/** A row of a table below its header. */
export interface TableRow {
  /** Line of the file on which the row begins, 1 = first; in a workbook, the sheet's row number. */
  readonly line: number;
  /** One text per column, as the file has it; `""` where the cell is empty. */
  readonly cells: readonly string[];
  /** Columns whose cell a workbook stores as a number: written with a point and without separators. */
  readonly numberColumns: ReadonlySet<number>;
}

/** A table read from a file: texts only, every row with its line. */
export interface Table {
  readonly fileName: string;
  readonly format: "csv" | "xlsx";
  /** The encoding of a CSV file; a workbook is `null`. */
  readonly encoding: Encoding | null;
  /** The delimiter of a CSV file; a workbook has `null`. */
  readonly delimiter: Delimiter | null;
  /** The sheet a workbook's table was read from; a CSV file has `null`. */
  readonly sheet: string | null;
  readonly headerLine: number;
  /** One header per column, trimmed; `""` where the column has none. */
  readonly headers: readonly string[];
  /** Line of the HXL hashtags, or null where there are none. */
  readonly tagLine: number | null;
  /** One entry per column; null where the column has no hashtag. */
  readonly hashtags: readonly (Hashtag | null)[];
  /** Rows below the header (below the hashtags, where there are any); rows without any text are left out. */
  readonly rows: readonly TableRow[];
  /** What is wrong with single cells, where anything is: their rows are not among `rows`, and the file must be refused. */
  readonly faults?: readonly Problem[];
}

/** The encodings that are read. Others (Latin-1, Windows-1252, GB 18030) are refused, never guessed. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** The delimiters that are looked for, in this order. */
export const DELIMITERS = [",", ";", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What a file may at most be. */
export interface TableLimits {
  /** Size of the file as given. */
  readonly sizeBytesMax: number;
  /** Rows below the header. */
  readonly rowCountMax: number;
  readonly columnCountMax: number;
  /** UTF-16 units in one cell. */
  readonly cellLengthMax: number;
  /** Size of all parts of a workbook that are read, after inflating. */
  readonly inflatedBytesMax: number;
}

/** The limits where none are given; 32,767 is the longest text that a workbook's cell can hold. */
export const DEFAULT_LIMITS: TableLimits = {
  sizeBytesMax: 20 * 1024 * 1024,
  rowCountMax: 200_000,
  columnCountMax: 500,
  cellLengthMax: 32_767,
  inflatedBytesMax: 128 * 1024 * 1024,
};

/** A record of a file before it is known which of them is the header. */
export interface GridRecord {
  readonly line: number;
  readonly cells: readonly string[];
  readonly numberColumns: ReadonlySet<number>;
}

/** The name under which a problem shows a column: its header, its hashtag, or `column 3` (1 = first). */
export function nameColumn(table: Pick<Table, "headers" | "hashtags">, column: number): string {
  const header = table.headers[column];
  if (header !== undefined && header !== "") return header;
  return table.hashtags[column]?.written ?? `column ${column + 1}`;
}
