import { parse } from "csv-parse/sync";
import type { ProblemList } from "./problem-list.ts";
import { countLines } from "./decode-text.ts";
import { findHashtagRow } from "../hxl/hashtag-row.ts";
import { DELIMITERS, type Delimiter, type GridRecord, type TableLimits } from "./table.ts";

/** No column of a CSV file is known to be a number: its cells are all texts. */
const NO_NUMBERS: ReadonlySet<number> = new Set();
/** Rows and characters of the beginning of a file from which its delimiter is told. */
const PROBE_ROWS = 25;
const PROBE_CHARACTERS = 256 * 1024;
/** Size of one record. A quote that is opened by mistake ends here and not at the end of the file. */
const RECORD_BYTES_MAX = 2 * 1024 * 1024;
/** Delimiters that other programs write and that are not read: seen in a header, they name the mistake. */
const FOREIGN_DELIMITER = /[|^~]/;

/** The records of a CSV text, and how its end looks. */
export interface CsvRecords {
  /** Every record with any text; those without are left out. */
  readonly records: readonly GridRecord[];
  /** True where the text does not end with a line break, so that its last record may be cut off. */
  readonly isEndOpen: boolean;
  /** True where there were more rows than are read, which has been added to the problems. */
  readonly isCutShort: boolean;
}

interface Records {
  readonly records: GridRecord[];
  /** Line on which the record begins at which reading stopped. */
  readonly stoppedLine: number;
  readonly stoppedBy: "end" | "too_many_rows" | "row_too_long" | "quote_not_closed" | "quote_in_wrong_place";
}

/**
 * Returns the records of a CSV text (RFC 4180, with comma, semicolon or tab, and any line break), each with the
 * line on which it begins. A quote that is never closed, a quote inside an unquoted field and too many rows
 * are added to `problems`; the records before that place are returned all the same.
 */
export function readCsvRecords(
  text: string,
  delimiter: Delimiter,
  options: { readonly limits: TableLimits; readonly problems: ProblemList },
): CsvRecords {
  const { limits, problems } = options;
  // Titles, header and hashtags stand above the rows that are counted.
  const read = parseRecords(text, {
    delimiter,
    recordMax: limits.rowCountMax + PROBE_ROWS,
    isRelaxed: false,
  });
  const line = read.stoppedLine;
  if (read.stoppedBy === "quote_not_closed") {
    const rest = text.split(/\r\n|\n|\r/, line).at(-1) ?? "";
    const problem = { field: "file", value: rest, rule: "file_cut_off", line };
    problems.add({ ...problem, facts: { reason: "a quoted field is not closed" } });
  } else if (read.stoppedBy === "quote_in_wrong_place") {
    const rest = text.split(/\r\n|\n|\r/, line).at(-1) ?? "";
    problems.add({ field: "file", value: rest, rule: "quote_in_wrong_place", line });
  } else if (read.stoppedBy === "row_too_long") {
    problems.add({
      field: "row",
      value: null,
      rule: "row_too_long",
      line,
      facts: { max_bytes: RECORD_BYTES_MAX },
    });
  } else if (read.stoppedBy === "too_many_rows") {
    problems.add({
      field: "file",
      value: null,
      rule: "too_many_rows",
      line,
      facts: { max: limits.rowCountMax },
    });
  }
  const isEndOpen = read.stoppedBy === "end" && !/[\r\n]$/.test(text);
  return { records: read.records, isEndOpen, isCutShort: read.stoppedBy === "too_many_rows" };
}

/** The delimiter of a text, or the reason why none can be told. */
export type FoundDelimiter =
  | { readonly ok: true; readonly delimiter: Delimiter }
  | {
      readonly ok: false;
      readonly header: string;
      readonly facts: Readonly<Record<string, string | number>>;
    };

/**
 * Returns the delimiter in which a text is written, or why none can be told.
 *
 * 1. The delimiter under which one of the first 25 rows holds HXL hashtags, where that is one only.
 * 2. The delimiter that alone gives the first row more than one column.
 * 3. Among several that do, the one under which the first 25 rows all have equally many columns.
 * 4. A first row with one column under each of them is a table of one column, unless it holds a delimiter
 *    that is not read (`|`, `^`, `~`).
 * Anything else is ambiguous and refused. A `stated` delimiter is taken, unless it leaves the first row one
 * column where another would give more.
 */
export function findDelimiter(text: string, stated?: Delimiter): FoundDelimiter {
  const probes = DELIMITERS.map((delimiter) => ({ delimiter, rows: probeRows(text, delimiter) }));
  const widthOf = (rows: readonly (readonly string[])[]): number => rows[0]?.length ?? 0;
  const header = firstLine(text);
  const facts = Object.fromEntries(
    probes.map(({ delimiter, rows }) => [nameDelimiter(delimiter), widthOf(rows)] as const),
  );
  const wide = probes.filter(({ rows }) => rows.some((cells) => cells.length > 1));
  const refusal = { ok: false, header, facts } as const;
  if (stated !== undefined) {
    const isOneColumn = !wide.some(({ delimiter }) => delimiter === stated);
    return isOneColumn && wide.length > 0 ? refusal : { ok: true, delimiter: stated };
  }
  const tagged = wide.filter(({ rows }) => (findHashtagRow(rows)?.hashtags.length ?? 0) > 1);
  if (tagged.length === 1 && tagged[0] !== undefined) return { ok: true, delimiter: tagged[0].delimiter };
  const headed = probes.filter(({ rows }) => widthOf(rows) > 1);
  if (headed.length === 1 && headed[0] !== undefined) return { ok: true, delimiter: headed[0].delimiter };
  const even = headed.filter(({ rows }) => rows.every((cells) => cells.length === widthOf(rows)));
  if (even.length === 1 && even[0] !== undefined) return { ok: true, delimiter: even[0].delimiter };
  if (headed.length === 0 && !FOREIGN_DELIMITER.test(header)) return { ok: true, delimiter: "," };
  return refusal;
}

function firstLine(text: string): string {
  return (
    text
      .slice(0, PROBE_CHARACTERS)
      .trimStart()
      .split(/\r\n|\n|\r/, 1)[0] ?? ""
  );
}

function nameDelimiter(delimiter: Delimiter): string {
  const names = { ",": "comma_columns", ";": "semicolon_columns", "\t": "tab_columns" } as const;
  return names[delimiter];
}

/** The first rows with any text. A text longer than the probe ends inside a row, which is left out. */
function probeRows(text: string, delimiter: Delimiter): readonly (readonly string[])[] {
  const head = text.slice(0, PROBE_CHARACTERS);
  const { records } = parseRecords(head, { delimiter, recordMax: PROBE_ROWS, isRelaxed: true });
  const whole = head.length < text.length && records.length < PROBE_ROWS ? records.slice(0, -1) : records;
  return whole.map(({ cells }) => cells);
}

interface ParseOptions {
  readonly delimiter: Delimiter;
  readonly recordMax: number;
  readonly isRelaxed: boolean;
}

/**
 * Lines are counted from the records themselves: a record takes one line and one more for every line break
 * inside its quoted fields, so the count does not depend on the parser's own. Records without text are not kept;
 * twice as many records as may be kept end the reading all the same, for millions of line breaks take minutes.
 */
function parseRecords(text: string, { delimiter, recordMax, isRelaxed }: ParseOptions): Records {
  const records: GridRecord[] = [];
  const tooMany = new Error("too many rows");
  let line = 1;
  let recordCount = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: isRelaxed,
      max_record_size: RECORD_BYTES_MAX,
      on_record: (cells: string[]) => {
        if (cells.some((cell) => cell.trim() !== "")) {
          if (records.length === recordMax) throw tooMany;
          records.push({ line, cells, numberColumns: NO_NUMBERS });
        }
        recordCount += 1;
        if (recordCount > recordMax * 2) throw tooMany;
        line += 1;
        for (const cell of cells) if (/[\r\n]/.test(cell)) line += countLines(cell) - 1;
        return null; // the parser need not keep what was kept above
      },
    });
    return { records, stoppedLine: line, stoppedBy: "end" };
  } catch (error) {
    if (error === tooMany) return { records, stoppedLine: line, stoppedBy: "too_many_rows" };
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "CSV_MAX_RECORD_SIZE") return { records, stoppedLine: line, stoppedBy: "row_too_long" };
    if (code === "CSV_QUOTE_NOT_CLOSED") return { records, stoppedLine: line, stoppedBy: "quote_not_closed" };
    if (code === "INVALID_OPENING_QUOTE" || code === "CSV_INVALID_CLOSING_QUOTE") {
      return { records, stoppedLine: line, stoppedBy: "quote_in_wrong_place" };
    }
    throw new Error("the CSV parser failed in a way that no input is known to cause", { cause: error });
  }
}
