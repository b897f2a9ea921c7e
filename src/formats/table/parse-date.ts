import {
  asDay,
  asInstant,
  type Day,
  firstDayOf,
  isDay,
  isMonth,
  lastDayOf,
  type Occurred,
  occurredAt,
  occurredInMonth,
  occurredOn,
} from "#core/time.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";

/** The order in which a source writes a date in figures. ISO 8601 is read in every style. */
export const DATE_STYLES = ["iso", "day_month_year", "month_day_year"] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

/** The first and last day between which a month lies whose year a source does not state. */
export interface MonthBounds {
  readonly earliest: Day;
  readonly latest: Day;
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const two = (value: number): string => String(value).padStart(2, "0");

/** Number of the month that an English name or its first three letters (`Sept` too) write, 1 to 12, or undefined. */
function findMonthNumber(word: string): number | undefined {
  const name = word.toLowerCase().replace(/\.$/, "");
  if (name === "sept") return 9;
  const index = MONTHS.findIndex((month) => month === name || month.slice(0, 3) === name);
  return index === -1 ? undefined : index + 1;
}

/**
 * Returns the day a text writes: `2021-03-16`, `16 March 2021`, `March 16, 2021`, and in figures (`16/03/2021`,
 * `16.3.2021`) in the stated order. Refuses `missing`, `not_a_day`, `no_such_day` (30 February), and
 * `ambiguous_date` for figures without a stated order; two-digit years are no days.
 */
export function parseDay(text: string, style: DateStyle): Parsed<Day> {
  const trimmed = text.trim().replace(/\s+/g, " ");
  if (trimmed === "") return unparsed("missing");
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return checkDay(trimmed);
  const named = /^(\d{1,2})(?:st|nd|rd|th)? ([a-z]+\.?),? (\d{4})$/i.exec(trimmed);
  if (named !== null) return joinDay(named[3], findMonthNumber(named[2] ?? ""), named[1]);
  const american = /^([a-z]+\.?) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(trimmed);
  if (american !== null) return joinDay(american[3], findMonthNumber(american[1] ?? ""), american[2]);
  const figures = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(trimmed);
  if (figures === null) return unparsed("not_a_day");
  const [, first, , second, year] = figures;
  if (style === "iso") return unparsed("ambiguous_date", { hint: "state the order of day and month" });
  return style === "day_month_year"
    ? joinDay(year, Number(second), first)
    : joinDay(year, Number(first), second);
}

function joinDay(year = "", month: number | undefined, day = ""): Parsed<Day> {
  return month === undefined ? unparsed("not_a_day") : checkDay(`${year}-${two(month)}-${two(Number(day))}`);
}

function checkDay(text: string): Parsed<Day> {
  return isDay(text) ? parsed(text) : unparsed("no_such_day");
}

/**
 * Returns the month a text writes, as precisely as it does and no more: `2021-03`, `Feb 2022`, `03/2021`, `March`.
 *
 * A month without a year is `XXXX-03` in EDTF (ISO 8601-2:2019, unspecified digits) and needs `bounds`: `from` is
 * the first day of that month within them, `to` the last; the precision is `span` where the bounds leave
 * several years open, and `month` where they leave one (the text still does not claim the year). Refuses
 * `missing`, `not_a_month`, `no_such_month`, `year_not_stated` without bounds, and `outside_bounds` where no
 * such month lies within them.
 */
export function parseMonth(text: string, bounds?: MonthBounds): Parsed<Occurred> {
  const trimmed = text.trim().replace(/\s+/g, " ");
  if (trimmed === "") return unparsed("missing");
  const figures = /^(?:(\d{4})-(\d{2})|(\d{1,2})\/(\d{4}))$/.exec(trimmed);
  const unstated = /^XXXX-(\d{2})$/.exec(trimmed);
  if (figures !== null) {
    const month = `${figures[1] ?? figures[4] ?? ""}-${two(Number(figures[2] ?? figures[3]))}`;
    return isMonth(month) ? parsed(occurredInMonth(month)) : unparsed("no_such_month");
  }
  if (unstated !== null) {
    const number = Number(unstated[1]);
    return number >= 1 && number <= 12 ? boundMonth(number, bounds) : unparsed("no_such_month");
  }
  const [, word = "", year] = /^([a-z]+\.?)(?:,? (\d{4}))?$/i.exec(trimmed) ?? [];
  const number = findMonthNumber(word);
  if (number === undefined) return unparsed("not_a_month");
  if (year === undefined) return boundMonth(number, bounds);
  const month = `${year}-${two(number)}`;
  return isMonth(month) ? parsed(occurredInMonth(month)) : unparsed("no_such_month");
}

function boundMonth(number: number, bounds: MonthBounds | undefined): Parsed<Occurred> {
  if (bounds === undefined) return unparsed("year_not_stated");
  const { earliest, latest } = bounds;
  const [firstYear, lastYear] = [Number(earliest.slice(0, 4)), Number(latest.slice(0, 4))];
  const months = Array.from({ length: Math.max(0, lastYear - firstYear + 1) }, (_, index) => {
    return `${String(firstYear + index).padStart(4, "0")}-${two(number)}`;
  }).filter((month) => lastDayOf(month) >= earliest && firstDayOf(month) <= latest);
  const [first] = months;
  const last = months.at(-1);
  if (first === undefined || last === undefined) return unparsed("outside_bounds", { earliest, latest });
  const from = firstDayOf(first) < earliest ? earliest : firstDayOf(first);
  const to = lastDayOf(last) > latest ? latest : lastDayOf(last);
  return parsed({ from, to, precision: first === last ? "month" : "span", text: `XXXX-${two(number)}` });
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}:\d{2})$/i;

/**
 * Returns when something happened, as precisely as the text says: an instant with its zone
 * (`2021-01-05 15:33:25.882 UTC`), a day, or a month. A time without a zone is refused as `zone_not_stated`; the other
 * refusals are those of {@link parseDay} and {@link parseMonth}, or `not_a_date` where it is none of the three.
 */
export function parseOccurred(
  text: string,
  options: { readonly style: DateStyle; readonly bounds?: MonthBounds },
): Parsed<Occurred> {
  const trimmed = text.trim();
  const instant = INSTANT.exec(trimmed);
  if (instant !== null) {
    const [, day = "", time = "", zone = ""] = instant;
    if (!isDay(day)) return unparsed("no_such_day");
    try {
      return parsed(occurredAt(asInstant(`${day}T${time}${/^(z|utc)$/i.test(zone) ? "Z" : zone}`)));
    } catch {
      return unparsed("no_such_time"); // hour 25, minute 61, or an offset beyond a day
    }
  }
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(trimmed)) return unparsed("zone_not_stated");
  const day = parseDay(trimmed, options.style);
  if (day.ok) return parsed(occurredOn(asDay(day.value)));
  if (day.problem.rule !== "not_a_day") return day;
  const month = parseMonth(trimmed, options.bounds);
  return !month.ok && month.problem.rule === "not_a_month" ? unparsed("not_a_date") : month;
}
