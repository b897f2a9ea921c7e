import type { Names } from "#core/item/item.ts";

/** The parts of the daily report of WHO's EMT Minimum Data Set, in the order of the form. */
export const REPORT_SECTIONS = [
  "patients",
  "trauma",
  "infectious",
  "additional",
  "emergency",
  "other",
  "procedure",
  "outcome",
  "relation",
  "protection",
] as const;
export type ReportSection = (typeof REPORT_SECTIONS)[number];

/** Whom an item is counted of, separately: ages in years. */
export const BREAKDOWNS = {
  five_ages: ["under_1", "1_to_4", "5_to_17", "18_to_64", "65_over"],
  two_ages: ["under_5", "5_over"],
  from_five: ["5_over"],
  total: ["all"],
} as const;
export type Breakdown = keyof typeof BREAKDOWNS;
export type AgeGroup = (typeof BREAKDOWNS)[Breakdown][number];

/** An item of the daily report, by the number that it has in the form. */
export interface ReportItem {
  readonly item: number;
  readonly section: ReportSection;
  readonly breakdown: Breakdown;
  readonly names: Names;
}

/** One number of a report: an item, counted of one group. Its key names it in files and requests: `mds_9_under_5`. */
export interface ReportCell {
  readonly key: string;
  readonly item: number;
  readonly group: AgeGroup;
}

/** What a report says: cell key → how many. A cell that is not there is 0. */
export type Counts = Readonly<Record<string, number>>;

/** The key of a cell. */
export function formCellKey(item: number, group: AgeGroup): string {
  return `mds_${item}_${group}`;
}

/** Every cell of the report, in the order of the form: 91 of 50 items. */
export function listCells(items: readonly ReportItem[]): readonly ReportCell[] {
  return items.flatMap(({ item, breakdown }) =>
    BREAKDOWNS[breakdown].map((group) => ({ key: formCellKey(item, group), item, group })),
  );
}

/** Figures that follow from the counts of a report, or of several. */
export interface ReportSummary {
  /** Patients seen: items 1 to 3. */
  readonly treated: number;
  readonly treatedUnderFive: number;
  /** Items 36 to 38. */
  readonly discharged: number;
  /** Item 39. */
  readonly referred: number;
  /** Item 40. */
  readonly admitted: number;
  /** Items 41 and 42. */
  readonly died: number;
}

const UNDER_FIVE: readonly AgeGroup[] = ["under_1", "1_to_4", "under_5"];

/** The sum of the counts of items `from` to `to`, of the groups given (left out: all). O(items × groups). */
export function sumItems(
  counts: Counts,
  [from, to]: readonly [number, number],
  groups: readonly AgeGroup[] = [...new Set(Object.values(BREAKDOWNS).flat())],
): number {
  let sum = 0;
  for (let item = from; item <= to; item += 1) {
    for (const group of groups) sum += counts[formCellKey(item, group)] ?? 0;
  }
  return sum;
}

/** What the counts come to. The data set counts neither critical nor recovered patients, so they are not here. */
export function summarise(counts: Counts): ReportSummary {
  return {
    treated: sumItems(counts, [1, 3]),
    treatedUnderFive: sumItems(counts, [1, 3], UNDER_FIVE),
    discharged: sumItems(counts, [36, 38]),
    referred: sumItems(counts, [39, 39]),
    admitted: sumItems(counts, [40, 40]),
    died: sumItems(counts, [41, 42]),
  };
}

/** The counts of several reports added up, cell by cell. Throws `RangeError` beyond 2^53 − 1. */
export function addCounts(reports: Iterable<Counts>): Counts {
  const totals = new Map<string, number>();
  for (const counts of reports) {
    for (const [key, count] of Object.entries(counts)) {
      const total = (totals.get(key) ?? 0) + count;
      if (!Number.isSafeInteger(total)) throw new RangeError("the sum is beyond 2^53 − 1");
      totals.set(key, total);
    }
  }
  return Object.fromEntries(totals);
}
