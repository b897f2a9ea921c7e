import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
import { asDay, daysBetween, isDay } from "#core/time.ts";
import type { Field, FieldType, FieldValue } from "../data-package/field.ts";

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

/** A Parquet file that is written piece by piece: the bytes of all pieces, one after the other, are the file. */
export interface ParquetFile<Row> {
  /** The bytes of a further row group; none for no rows. Throws `RangeError` for a value that its column cannot hold. */
  readonly writeRows: (rows: readonly Row[]) => Uint8Array;
  /** The bytes of the footer, which end the file. */
  readonly finish: () => Uint8Array;
}

/** How each type stands in the file: its physical and its logical type (https://github.com/apache/parquet-format). */
const ELEMENTS = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  integer: { type: "INT64" },
  boolean: { type: "BOOLEAN" },
  date: { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
  datetime: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
} as const satisfies Record<FieldType, object>;

/** Day 0 of Parquet's dates. */
const EPOCH = asDay("1970-01-01");
const MS_OF_DAY = 86_400_000;
const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/;

/**
 * Begins a Parquet file (version 2, Snappy) with these columns and key-value metadata. Each call of `writeRows` makes a row
 * group, which is all that is held in memory, beside some hundred bytes of the footer for each group and column. The same
 * rows in the same groups give the same bytes.
 *
 * Columns whose fields have no `nullMeaning` are required. Integers are 64 bits wide: a number beyond ±(2^53 − 1), which may
 * have lost its last digits, is thrown at as `RangeError`; a `bigint` stands exactly.
 */
export function openParquet<Row>(
  fields: readonly Field<Row>[],
  metadata: Readonly<Record<string, string>> = {},
): ParquetFile<Row> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: describeSchema(fields),
    createdBy: "wellspring",
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  const countDays = openDayCounter();
  const take = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    // Where the file goes on is counted in `offset`; the buffer begins anew.
    writer.index = 0;
    return bytes;
  };
  return {
    writeRows: (rows) => {
      if (rows.length === 0) return new Uint8Array();
      const columnData = fields.map((field) => ({
        name: field.name,
        data: rows.map((row) => encode(field, field.value(row), countDays)),
      }));
      // Its promise is that of a writer that flushes by itself; this one does not, and all is written on return.
      void file.write({ columnData, rowGroupSize: rows.length });
      return take();
    },
    finish: () => {
      void file.finish();
      return take();
    },
  };
}

function describeSchema<Row>(fields: readonly Field<Row>[]): Schema {
  return [
    { name: "schema", num_children: fields.length },
    ...fields.map(({ name, type, nullMeaning }) => ({
      name,
      repetition_type: nullMeaning === undefined ? ("REQUIRED" as const) : ("OPTIONAL" as const),
      ...ELEMENTS[type],
    })),
  ];
}

/** Days since 1970 of a text; `undefined` where it is no day. */
type CountDays = (text: string) => number | undefined;

/** Days remembered at most: files have few different ones, and a look-up is far cheaper than the calendar. */
const DAYS_MAX = 10_000;

function openDayCounter(): CountDays {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (!isDay(text)) return undefined;
    if (known.size >= DAYS_MAX) known.clear();
    const count = daysBetween(EPOCH, text);
    known.set(text, count);
    return count;
  };
}

/** The value as the writer takes it. */
function encode<Row>({ name, type, nullMeaning }: Field<Row>, value: FieldValue, countDays: CountDays) {
  if (value === null && nullMeaning !== undefined) return null;
  const encoded = encodeAs(type, value, countDays);
  if (encoded === undefined) throw new RangeError(`column ${name} cannot hold ${String(value)} as ${type}`);
  return encoded;
}

function encodeAs(type: FieldType, value: FieldValue, countDays: CountDays) {
  switch (type) {
    case "string":
      return typeof value === "string" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "integer":
      if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : undefined;
      return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : undefined;
    case "date":
      return typeof value === "string" ? countDays(value) : undefined;
    case "datetime":
      return typeof value === "string" ? countMilliseconds(value, countDays) : undefined;
  }
}

/** Milliseconds since 1970 of an instant as the database gives it: UTC, three digits of a second. */
function countMilliseconds(text: string, countDays: CountDays): bigint | undefined {
  const [, day = "", hour, minute, second, fraction] = INSTANT.exec(text) ?? [];
  const days = countDays(day);
  if (days === undefined) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return BigInt(days * MS_OF_DAY + seconds * 1000 + Number(fraction));
}
