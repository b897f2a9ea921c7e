import { stringify } from "csv-stringify/sync";
import { escapeCell } from "./formula.ts";

/** A column of a table that is written: its header, its HXL hashtag, and what each row has in it. */
export interface WrittenColumn<Row> {
  readonly header: string;
  /** `#affected+killed`; where any column has one, a row of hashtags stands below the header. */
  readonly hashtag?: string;
  /** The cell; `null` is an empty one. A number must be finite and is written with a point and no separators. */
  readonly value: (row: Row) => string | number | null;
}

/**
 * Returns a CSV text (RFC 4180, comma, CR LF, UTF-8 when encoded as such) with a header and, where columns have
 * hashtags, an HXL row. It begins with a byte order mark, without which spreadsheet programs read names in the
 * wrong encoding, unless `hasByteOrderMark` is false. Without its header (`hasHeader` false) it is a further part of a table
 * that is written in several.
 *
 * A text that a spreadsheet program would calculate (`=…`, `+…`, `-…`, `@…`), or that looks like a hashtag, gets an
 * apostrophe before it, which readTable takes off again: reading what was written gives the same texts, but for rows without any text and
 * headers with space around them. Throws `RangeError` for a number that is not finite.
 */
export function writeCsv<Row>(
  rows: readonly Row[],
  columns: readonly WrittenColumn<Row>[],
  options: { readonly hasByteOrderMark?: boolean; readonly hasHeader?: boolean } = {},
): string {
  const hasHeader = options.hasHeader !== false;
  const hasHashtags = hasHeader && columns.some(({ hashtag }) => hashtag !== undefined);
  const records = [
    ...(hasHeader ? [columns.map(({ header }) => escapeCell(header))] : []),
    ...(hasHashtags ? [columns.map(({ hashtag }) => hashtag ?? "")] : []),
    ...rows.map((row) => columns.map(({ value }) => formatCell(value(row)))),
  ];
  const text = stringify(records, { record_delimiter: "\r\n", quoted_match: /[\r\n]|^\s|\s$/ });
  return (options.hasByteOrderMark === false ? "" : "\ufeff") + text;
}

function formatCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeCell(value);
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  return String(value);
}
