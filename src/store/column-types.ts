import pg from "pg";

/** How a value in PostgreSQL's text form becomes ours. */
type Parse = (text: string) => unknown;

/**
 * Returns the whole number in `text`; throws `RangeError` outside ±(2^53 − 1), where a JavaScript number would
 * silently be another one.
 */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond the safe integers`);
  return value;
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([+-]\d\d)(:\d\d)?(?::\d\d)?$/;

/**
 * Returns a timestamptz (ISO output) as `2020-03-01T08:00:00.000Z`: UTC, milliseconds, further digits cut off.
 * Throws `RangeError` for what has no such form: infinity, years before 1 or after 9999.
 */
function parseTimestamptz(text: string): string {
  const [, day, time, fraction, hours, minutes] = TIMESTAMP.exec(text) ?? [];
  if (day === undefined) throw new RangeError(`timestamptz ${text} is not an instant of the years 1 to 9999`);
  const local = `${day}T${time}.${(fraction ?? "").padEnd(3, "0").slice(0, 3)}`;
  if (hours === "+00" && (minutes === undefined || minutes === ":00")) return `${local}Z`;
  return new Date(`${local}${hours}${minutes ?? ":00"}`).toISOString();
}

const keepText: Parse = (text) => text;

const SCALARS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [20, parseInt8],
  [1082, keepText], // date: YYYY-MM-DD
  [1114, keepText], // timestamp without time zone: it names no instant
  [1184, parseTimestamptz],
  [1700, keepText], // numeric
]);

/** Type numbers of the arrays of the types above: pg's own parsers would take their elements for dates and floats. */
const ARRAYS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [1016, parseInt8],
  [1182, keepText],
  [1115, keepText],
  [1185, parseTimestamptz],
  [1231, keepText],
]);

type ColumnTypeId = Parameters<typeof pg.types.getTypeParser>[0];

/** text[] */
const TEXT_ARRAY: number = 1009;

/**
 * The one place that decides what a column is in JavaScript: int8 a safe integer, date and numeric text,
 * timestamptz an ISO instant in UTC, arrays of them alike; everything else as pg has it.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser(typeId: number, format?: string) {
    if (format !== "binary") {
      const scalar = SCALARS.get(typeId);
      if (scalar !== undefined) return scalar;
      const element = ARRAYS.get(typeId);
      if (element !== undefined) return (text: string) => mapDeep(parseTextArray(text), element);
    }
    return pg.types.getTypeParser(typeId, format === "binary" ? "binary" : "text");
  },
};

function parseTextArray(text: string): unknown {
  // The parameter's type names scalars only; at run time it is any type number.
  const parse: Parse = pg.types.getTypeParser(TEXT_ARRAY as ColumnTypeId, "text");
  return parse(text);
}

function mapDeep(value: unknown, parse: Parse): unknown {
  if (Array.isArray(value)) return value.map((element) => mapDeep(element, parse));
  return typeof value === "string" ? parse(value) : value;
}
