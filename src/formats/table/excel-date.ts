import { addDays, asDay } from "#core/time.ts";

/** How much of a day a cell's number format shows. A format without a day shows a month. */
export type DateShape = "day" | "month" | "moment";

/** Formats that ECMA-376 part 1 (18.8.30) gives a number instead of a code, and that show a date. */
const BUILT_IN: ReadonlyMap<number, DateShape> = new Map([
  ...[14, 15, 16, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, "day"] as const),
  [17, "month"],
  [22, "moment"],
]);

/**
 * Returns what a number format shows of a date, or null where it shows no date (a number, a time alone).
 * Colours, conditions, quoted and escaped text in the code count for nothing; `m` is a month only beside a
 * year or a day, else minutes.
 */
export function findDateShape(formatId: number, code: string | undefined): DateShape | null {
  if (code === undefined) return BUILT_IN.get(formatId) ?? null;
  const letters = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, "").toLowerCase();
  const first = letters.split(";", 1)[0] ?? "";
  const hasYear = /[ye]/.test(first.replace(/general/g, "")) && !/[0#]e/.test(first);
  const hasDay = /d/.test(first);
  if (!hasYear && !hasDay) return null;
  if (/[hs]/.test(first)) return "moment";
  return hasDay || !first.includes("m") ? "day" : "month";
}

/** The last serial number there is: 31 December 9999 in the 1900 system. */
const SERIAL_MAX = 2_958_465;

/**
 * Returns a workbook's date number as text, `2021-03-16`, `2021-03` or `2021-03-16T08:00:00`, or undefined where the
 * number is no date.
 *
 * Day 1 is 1 January 1900; the day 60, a 29 February 1900 that never was (kept by ECMA-376 part 1, 18.17.4.1),
 * is no date; workbooks of the 1904 system count from 1 January 1904 as day 0. Example: 44271 is 2021-03-16.
 */
export function findDateText(
  serial: number,
  options: { readonly shape: DateShape; readonly is1904: boolean },
): string | undefined {
  const { shape, is1904 } = options;
  const wholeDays = Math.floor(serial);
  if (!(serial >= (is1904 ? 0 : 1)) || wholeDays > SERIAL_MAX || (!is1904 && wholeDays === 60))
    return undefined;
  const epoch = is1904 ? "1904-01-01" : wholeDays < 60 ? "1899-12-31" : "1899-12-30";
  const seconds = Math.round((serial - wholeDays) * 86_400);
  const day = addDays(asDay(epoch), wholeDays + (seconds === 86_400 ? 1 : 0));
  if (seconds % 86_400 === 0 || shape !== "moment") return shape === "month" ? day.slice(0, 7) : day;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day}T${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
