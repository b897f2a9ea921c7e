import { Temporal } from "temporal-polyfill";

declare const brand: unique symbol;

/** A calendar day, `YYYY-MM-DD` (ISO 8601), without a time zone: text order is date order. */
export type Day = string & { readonly [brand]: "day" };
/** A point in time, ISO 8601 in UTC with milliseconds, `2020-03-01T08:00:00.000Z`: text order is time order. */
export type Instant = string & { readonly [brand]: "instant" };

/** How precisely a source says when something happened. A month stays a month; `span` is any other period. */
export const PRECISIONS = ["instant", "day", "month", "span"] as const;
export type Precision = (typeof PRECISIONS)[number];

/**
 * When something happened, as precisely as its source says and no more.
 *
 * `from` and `to` are the first and last day on which it can have happened; `text` is what is shown, in EDTF
 * (ISO 8601-2:2019): `2020-05-16`, `2020-05`, `2020-06/2020-12`, or `XXXX-12` (a December, year not stated).
 */
export interface Occurred {
  readonly from: Day;
  readonly to: Day;
  readonly precision: Precision;
  readonly text: string;
}

/** There is no year 0 in the calendar of PostgreSQL, and none in which medical assistance was given. */
const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-\d{2}$/;

/** True for an existing day of the Gregorian calendar from year 1 in `YYYY-MM-DD`: `2020-02-30` is not one. */
export function isDay(value: string): value is Day {
  if (!DAY.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

/** Brands a checked day; throws `RangeError` for anything else. */
export function asDay(value: string): Day {
  if (!isDay(value)) throw new RangeError(`not a day: ${value.slice(0, 40)}`);
  return value;
}

/** True for a month, `YYYY-MM`. */
export function isMonth(value: string): boolean {
  return MONTH.test(value) && isDay(`${value}-01`);
}

/** The day `days` after `day` (before it when negative). */
export function addDays(day: Day, days: number): Day {
  return asDay(Temporal.PlainDate.from(day).add({ days }).toString());
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "days" }).days;
}

/** First day of a month `YYYY-MM`. Throws `RangeError` when it is none. */
export function firstDayOf(month: string): Day {
  return asDay(`${month}-01`);
}

/** Last day of a month `YYYY-MM`. Throws `RangeError` when it is none. */
export function lastDayOf(month: string): Day {
  return asDay(Temporal.PlainYearMonth.from(month).toPlainDate({ day: 31 }).toString());
}

/** The UTC day of an instant. */
export function dayOf(instant: Instant): Day {
  return asDay(instant.slice(0, 10));
}

/** Brands a checked instant; throws `RangeError` for anything that is not ISO 8601 with a zone. */
export function asInstant(value: string): Instant {
  const text = Temporal.Instant.from(value).toString({ fractionalSecondDigits: 3 });
  return text as Instant; // the line above normalises to UTC with milliseconds
}

/** Something that happened on one known day. */
export function occurredOn(day: Day): Occurred {
  return { from: day, to: day, precision: "day", text: day };
}

/** Something that happened at one known instant (its UTC day bounds it). */
export function occurredAt(instant: Instant): Occurred {
  const day = dayOf(instant);
  return { from: day, to: day, precision: "instant", text: instant };
}

/** Something that happened in a month, `YYYY-MM`, on a day that its source does not say. */
export function occurredInMonth(month: string): Occurred {
  return { from: firstDayOf(month), to: lastDayOf(month), precision: "month", text: month };
}

/** Something that happened from one month to another, `YYYY-MM`, which its source does not separate. */
export function occurredInMonths(first: string, last: string): Occurred {
  if (first === last) return occurredInMonth(first);
  return { from: firstDayOf(first), to: lastDayOf(last), precision: "span", text: `${first}/${last}` };
}

/**
 * Reads a day, a month, or a span of months (`2020-05-16`, `2020-05`, `2020-06/2020-12`); `undefined` for
 * anything else, and for a span that ends before it begins.
 */
export function parseOccurred(text: string): Occurred | undefined {
  if (isDay(text)) return occurredOn(text);
  if (isMonth(text)) return occurredInMonth(text);
  const [first, last, ...rest] = text.split("/");
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  if (!isMonth(first) || !isMonth(last) || last < first) return undefined;
  return occurredInMonths(first, last);
}

/**
 * The month, or months that the source does not separate, under which a statement shows it: `2020-05` when
 * `from` and `to` lie in one month, else the source's own text for a span (`2020-06/2020-12`). A text that begins
 * with `X` (`XXXX-12`: the source states no year) is shown as it is, even where only one month fits its bounds: a
 * year that we have worked out is not one that the source has stated.
 */
export function monthText(occurred: Occurred): string {
  const first = occurred.from.slice(0, 7);
  return first === occurred.to.slice(0, 7) && !occurred.text.startsWith("X") ? first : occurred.text;
}
