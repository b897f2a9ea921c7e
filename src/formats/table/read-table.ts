import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { countLines, decodeText } from "./decode-text.ts";
import { layOutTable } from "./lay-out-table.ts";
import type { Mapping } from "./mapping.ts";
import { type ProblemList, startProblemList } from "./problem-list.ts";
import { findDelimiter, readCsvRecords } from "./read-csv.ts";
import { findWorkbookSheet } from "./read-workbook.ts";
import { DEFAULT_LIMITS, nameColumn, type Table, type TableLimits } from "./table.ts";
import type { InflateRaw } from "./unzip.ts";

/** How a file is to be read. */
export interface ReadTableOptions {
  /** Name under which the file is shown; it says nothing about the format, which is told from the bytes. */
  readonly fileName: string;
  /** Inflates the parts of a workbook: in Node, `(bytes, max) => inflateRawSync(bytes, { maxOutputLength: max })`. */
  readonly inflateRaw: InflateRaw;
  /** A mapping may name the delimiter, the sheet and the header's line; the rest of it is for the rows. */
  readonly mapping?: Mapping;
  /** Limits other than {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<TableLimits>;
}

/** First bytes of formats that people send instead of a table. */
const FOREIGN_FORMATS: readonly { readonly name: string; readonly start: readonly number[] }[] = [
  { name: "XLS or other OLE document", start: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: "PDF", start: [0x25, 0x50, 0x44, 0x46] },
  { name: "PNG", start: [0x89, 0x50, 0x4e, 0x47] },
  { name: "gzip", start: [0x1f, 0x8b] },
  { name: "JPEG", start: [0xff, 0xd8, 0xff] },
];

/**
 * Returns the table that a CSV file or XLSX workbook holds, every row with its line, or refuses `malformed` with
 * all problems found (the first 1,000 and a count of the rest), each with line, field, value and rule.
 *
 * In this order: a file over the size limit, an empty one and one of another format are refused before anything
 * is read; then encoding (`wrong_encoding`, `nul_byte`), delimiter (`wrong_delimiter`) and the file's end
 * (`file_cut_off`); then the table (`ragged_row`, `doubled_header`, `malformed_hashtag`, `merged_cells`,
 * `too_many_rows`, `too_many_columns`) and its cells (`formula_in_cell`, `cell_too_long`, `error_in_cell`).
 * docs/IMPORT-FORMATS.md lists every rule. Nothing is guessed: what can be read in two ways is refused.
 */
export function readTable(bytes: Uint8Array, options: ReadTableOptions): Result<Table, MalformedRefusal> {
  const read = readTableWithFaults(bytes, options);
  if (!read.ok || read.value.faults === undefined) return read;
  return refuse({ code: "malformed", problems: read.value.faults });
}

/** Rules that speak of one cell and leave no doubt about what the others of the table hold. */
const CELL_RULES: ReadonlySet<string> = new Set([
  "formula_in_cell",
  "error_in_cell",
  "broken_cell",
  "not_a_date",
  "cell_too_long",
]);

/**
 * As {@link readTable}, but where nothing is wrong beyond single cells below the header the table is returned with these
 * faults, so that whoever reads the rest can list every problem at once: `readRows` puts them among its own.
 */
export function readTableWithFaults(
  bytes: Uint8Array,
  options: ReadTableOptions,
): Result<Table, MalformedRefusal> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const problems = startProblemList();
  const table = readFormat(bytes, { ...options, limits, problems });
  const faults = problems.list();
  const first = (table?.tagLine ?? table?.headerLine ?? 0) + 1;
  const isReadable = faults.every(({ rule, line = 0 }) => CELL_RULES.has(rule) && line >= first);
  if (table === null || !isReadable) return refuse({ code: "malformed", problems: faults });
  if (faults.length === 0) return accept(table);
  const lines = new Set(faults.map(({ line }) => line));
  const rows = table.rows.filter(({ line }) => !lines.has(line));
  return accept({ ...table, rows, faults });
}

type Reading = Omit<ReadTableOptions, "limits"> & {
  readonly limits: TableLimits;
  readonly problems: ProblemList;
};

function readFormat(bytes: Uint8Array, reading: Reading): Table | null {
  const { limits, problems } = reading;
  if (bytes.length > limits.sizeBytesMax) {
    const facts = { found: bytes.length, max: limits.sizeBytesMax };
    problems.add({ field: "file", value: reading.fileName, rule: "file_too_large", facts });
    return null;
  }
  const foreign = FOREIGN_FORMATS.find(({ start }) => start.every((byte, index) => bytes[index] === byte));
  if (foreign !== undefined) return refuseFormat(foreign.name, reading);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 0) < 9 && (bytes[3] ?? 0) < 9;
  return isZip ? readXlsx(bytes, reading) : readCsv(bytes, reading);
}

function refuseFormat(found: string, { problems, fileName }: Reading): null {
  const facts = { found, read: "CSV, XLSX" };
  problems.add({ field: "file", value: fileName, rule: "unsupported_format", facts });
  return null;
}

function readCsv(bytes: Uint8Array, reading: Reading): Table | null {
  const { problems, limits, mapping, fileName } = reading;
  const decoded = decodeText(bytes);
  if (!decoded.ok) {
    const { offset, line, encoding } = decoded;
    const byte = bytes[offset];
    const value = byte === undefined ? null : `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    const rule = decoded.isCutOff ? "file_cut_off" : "wrong_encoding";
    problems.add({ field: "file", value, rule, line, facts: { byte_offset: offset, read_as: encoding } });
    return null;
  }
  const { text, encoding } = decoded;
  const nul = text.indexOf("\0");
  if (nul !== -1) {
    const facts = { character_offset: nul, hint: "UTF-16 without a byte order mark looks like this" };
    problems.add({
      field: "file",
      value: "\\0",
      rule: "nul_byte",
      line: countLines(text.slice(0, nul)),
      facts,
    });
    return null;
  }
  if (text.trim() === "") {
    problems.add({ field: "file", value: fileName, rule: "empty_file" });
    return null;
  }
  const markup = /^\s*(?:(<)(?:!doctype|\?xml|html|table|!--)|[[{]\s*(?:["[{]|[\]}]\s*$))/i.exec(text);
  if (markup !== null) return refuseFormat(markup[1] === undefined ? "JSON" : "HTML or XML", reading);
  const found = findDelimiter(text, mapping?.delimiter);
  if (!found.ok) {
    problems.add({
      field: "file",
      value: found.header,
      rule: "wrong_delimiter",
      line: 1,
      facts: found.facts,
    });
    return null;
  }
  const { records, isEndOpen, isCutShort } = readCsvRecords(text, found.delimiter, { limits, problems });
  if (isCutShort) return null;
  const layout = layOutTable({ records, format: "csv", isEndOpen }, withHeaderLine(reading));
  if (layout === null) return null;
  return { fileName, format: "csv", encoding, delimiter: found.delimiter, sheet: null, ...layout };
}

function withHeaderLine({ limits, problems, mapping }: Reading): Parameters<typeof layOutTable>[1] {
  const headerLine = mapping?.headerLine;
  return headerLine === undefined ? { limits, problems } : { limits, problems, headerLine };
}

function readXlsx(bytes: Uint8Array, reading: Reading): Table | null {
  const { problems, limits, mapping, fileName, inflateRaw } = reading;
  const options = { inflateRaw, limits, problems };
  const sheet = mapping?.sheet;
  const found = findWorkbookSheet(bytes, sheet === undefined ? options : { ...options, sheet });
  if (found === null) return null;
  const { grid, name } = found;
  if (grid.stoppedBy !== null) {
    const max = grid.stoppedBy === "too_many_rows" ? limits.rowCountMax : limits.columnCountMax;
    problems.add({ field: "file", value: null, rule: grid.stoppedBy, facts: { max } });
    return null;
  }
  const layout = layOutTable(
    { records: grid.records, format: "xlsx", isEndOpen: false },
    withHeaderLine(reading),
  );
  if (layout === null) return null;
  for (const { line, column, value, rule } of grid.faults) {
    problems.add({ field: nameColumn(layout, column), value, rule, line });
  }
  // Titles above the header may be merged; a merged header or row leaves cells empty that look filled.
  for (const { ref, firstColumn, firstLine, lastLine } of grid.merged) {
    if (lastLine < layout.headerLine) continue;
    problems.add({
      field: nameColumn(layout, firstColumn),
      value: ref,
      rule: "merged_cells",
      line: firstLine,
    });
  }
  return { fileName, format: "xlsx", encoding: null, delimiter: null, sheet: name, ...layout };
}
