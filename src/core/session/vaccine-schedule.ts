import type { Problem } from "#core/result.ts";

/** By which schedule a vaccine is given. What is `null` is not stated. */
export interface VaccineSchedule {
  readonly itemId: string;
  /** Doses of the primary series. */
  readonly doses: number;
  /** Least days from one dose to the next. */
  readonly leastIntervalDays: number | null;
  /** Recommended days from one dose to the next: the lower end where a range is recommended. */
  readonly usualIntervalDays: number | null;
  readonly sourceUrl: string | null;
}

/** Doses of a schedule, and days between two of them, at most. */
const DOSES_MAX = 10;
const DAYS_MAX = 3650;

/**
 * What is wrong with a schedule that a party states: `unknown_item`, `not_counted_in_doses`, `out_of_range` (1 to 10 doses, 1 to 3,650
 * days), `interval_of_one_dose` (days between doses where there is one), `usual_below_least`.
 */
export function listScheduleProblems(
  { itemId, doses, leastIntervalDays, usualIntervalDays }: Omit<VaccineSchedule, "sourceUrl">,
  items: ReadonlyMap<string, { readonly unit: string | null }>,
): Problem[] {
  const problems: Problem[] = [];
  const item = items.get(itemId);
  if (item === undefined) problems.push({ field: "itemId", value: itemId, rule: "unknown_item" });
  else if (item.unit !== "E27")
    problems.push({ field: "itemId", value: itemId, rule: "not_counted_in_doses" });
  const bound = (field: string, value: number | null, maximum: number): void => {
    if (value === null || (Number.isSafeInteger(value) && value >= 1 && value <= maximum)) return;
    problems.push({ field, value: String(value), rule: "out_of_range", facts: { minimum: 1, maximum } });
  };
  bound("doses", doses, DOSES_MAX);
  const intervals = { leastIntervalDays, usualIntervalDays };
  for (const [field, days] of Object.entries(intervals)) {
    bound(field, days, DAYS_MAX);
    if (doses === 1 && days !== null) {
      problems.push({ field, value: String(days), rule: "interval_of_one_dose" });
    }
  }
  if (leastIntervalDays !== null && usualIntervalDays !== null && usualIntervalDays < leastIntervalDays) {
    const facts = { leastIntervalDays };
    problems.push({
      field: "usualIntervalDays",
      value: String(usualIntervalDays),
      rule: "usual_below_least",
      facts,
    });
  }
  return problems;
}

/** The schedules by item: those that a party states itself, and of every other vaccine that of the table of facts. */
export function chooseSchedules(
  facts: readonly VaccineSchedule[],
  own: readonly VaccineSchedule[],
): ReadonlyMap<string, VaccineSchedule> {
  return new Map([...facts, ...own].map((schedule) => [schedule.itemId, schedule]));
}
