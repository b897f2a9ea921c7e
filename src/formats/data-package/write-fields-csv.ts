import { writeCsv } from "../table/write-table.ts";
import type { Field, FieldValue } from "./field.ts";

/**
 * A part of a table in CSV as {@link writeCsv} writes it, with a column for each field; the first part has the header. Booleans
 * are `true` and `false`, an empty value is an empty cell. Throws `RangeError` for a number beyond ±(2^53 − 1).
 */
export function writeFieldsCsv<Row>(
  rows: readonly Row[],
  fields: readonly Field<Row>[],
  options: { readonly hasByteOrderMark: boolean; readonly hasHeader: boolean },
): string {
  const columns = fields.map(({ name, value }) => ({
    header: name,
    value: (row: Row) => toCell(name, value(row)),
  }));
  return writeCsv(rows, columns, options);
}

function toCell(name: string, value: FieldValue): string | number | null {
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(`column ${name} cannot hold ${value}: it is beyond the safe integers`);
  }
  return value;
}
