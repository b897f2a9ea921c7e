import { type Day, addDays } from "#core/time.ts";
import { forecastExpiry, type StockedLot } from "./forecast-expiry.ts";
import type { DoseNumber, Outcome } from "./session-report.ts";

/** Doses of one item at one site of one party, as the ledger has them. */
export interface BookedDoses {
  readonly site: string;
  readonly country: string;
  readonly itemId: string;
  /** Units that stand in each stage there. */
  readonly inStock: number;
  readonly quarantined: number;
  readonly used: number;
  readonly wasted: number;
  readonly lost: number;
  readonly returned: number;
  /** Units by which corrections have taken deliveries back. */
  readonly corrected: number;
}

/** Doses of session reports that stand, by what is known of them; `unsettled` are those of them without a lot. */
export interface ReportedDoses {
  readonly site: string;
  readonly country: string;
  readonly itemId: string;
  readonly outcome: Outcome;
  readonly doseNumber: DoseNumber | null;
  readonly group: string | null;
  readonly doses: number;
  readonly unsettled: number;
}

/** What rows of the report are kept apart by. */
export const DOSE_GROUPS = ["country", "site", "item"] as const;
export type DoseGroup = (typeof DOSE_GROUPS)[number];

/** What a report is made from. */
export interface DoseFacts {
  readonly booked: readonly BookedDoses[];
  readonly reported: readonly ReportedDoses[];
  /** Doses given after the day `since`, and up to the day of the report, by site. */
  readonly recent: ReadonlyMap<string, number>;
  readonly lots: readonly (StockedLot & { readonly site: string; readonly itemId: string })[];
  readonly today: Day;
}

/** One row of the report. Units are doses; `received` is what came, corrections taken off. */
export interface DoseRow {
  readonly country: string | null;
  readonly site: string | null;
  readonly item: string | null;
  readonly received: number;
  readonly corrected: number;
  readonly given: number;
  readonly wasted: number;
  readonly lost: number;
  readonly returned: number;
  readonly quarantined: number;
  /** Doses in `received`, those that are given or wasted and not settled to a lot yet taken off. */
  readonly inStock: number;
  readonly unsettled: number;
  /** Doses given in the last {@link PACE_DAYS} days; `null` for a row of one item, of which reports may not say so much. */
  readonly recentlyGiven: number | null;
  /** Whole days for which the stock lasts at that pace; `null` where none were given. */
  readonly daysOfStock: number | null;
  /** By day of expiry: doses in stock, and those that would be too late at that pace. */
  readonly expiring: readonly { readonly expiry: Day; readonly held: number; readonly tooLate: number }[];
}

/** Days over which the pace is taken. */
const PACE_DAYS = 28;

/** The day after which doses count for the pace. */
export function startOfPace(today: Day): Day {
  return addDays(today, 0 - PACE_DAYS);
}

/**
 * Doses received, given, wasted, in stock, and how long they last, one row for each value of the keys of `by`. Doses given and
 * wasted are those in the ledger and those reported without a lot; every grouping adds up to the same totals. Cost: linear,
 * and a sort.
 */
export function buildDoseRows(facts: DoseFacts, by: readonly DoseGroup[]): DoseRow[] {
  const keyOf = (one: { readonly country: string; readonly site: string; readonly itemId: string }) => ({
    country: by.includes("country") || by.includes("site") ? one.country : null,
    site: by.includes("site") ? one.site : null,
    item: by.includes("item") ? one.itemId : null,
  });
  const rows = new Map<string, Sums>();
  const sites = new Map<string, string>();
  const sumsOf = (one: {
    readonly country: string;
    readonly site: string;
    readonly itemId: string;
  }): Sums => {
    sites.set(one.site, one.country);
    const key = keyOf(one);
    const text = JSON.stringify(key);
    const sums = rows.get(text) ?? { key, ...NOTHING };
    rows.set(text, sums);
    return sums;
  };
  for (const one of facts.booked) {
    const sums = sumsOf(one);
    sums.inStock += one.inStock;
    sums.quarantined += one.quarantined;
    sums.given += one.used;
    sums.wasted += one.wasted;
    sums.lost += one.lost;
    sums.returned += one.returned;
    sums.corrected += one.corrected;
  }
  for (const one of facts.reported) {
    const sums = sumsOf(one);
    sums.unsettled += one.unsettled;
    if (one.outcome === "given") sums.given += one.unsettled;
    else sums.wasted += one.unsettled;
  }
  // A category of which every dose has been settled to an item has nothing left to say.
  const isEmpty = (sums: Sums): boolean =>
    (Object.keys(NOTHING) as (keyof typeof NOTHING)[]).every((name) => sums[name] === 0); // keys of a const object
  return [...rows.values()]
    .filter((sums) => !isEmpty(sums))
    .map((sums) => finish(sums, facts, sites))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

const NOTHING = {
  inStock: 0,
  quarantined: 0,
  given: 0,
  wasted: 0,
  lost: 0,
  returned: 0,
  corrected: 0,
  unsettled: 0,
};
type Sums = { readonly key: Pick<DoseRow, "country" | "site" | "item"> } & {
  -readonly [Name in keyof typeof NOTHING]: number;
};

function finish(sums: Sums, facts: DoseFacts, sites: ReadonlyMap<string, string>): DoseRow {
  const { key, given, wasted, lost, returned, quarantined, corrected, unsettled } = sums;
  const isOf = (site: string): boolean =>
    (key.site === null || key.site === site) && (key.country === null || key.country === sites.get(site));
  const recentlyGiven =
    key.item === null
      ? [...facts.recent].reduce((sum, [site, doses]) => (isOf(site) ? sum + doses : sum), 0)
      : null;
  const inStock = sums.inStock - unsettled;
  const dosesPerDay = (recentlyGiven ?? 0) / PACE_DAYS;
  const lots = facts.lots.filter(
    ({ site, itemId }) => isOf(site) && (key.item === null || key.item === itemId),
  );
  return {
    ...key,
    // What has come is what is there, what has become of it, and nothing else: every unit stands somewhere.
    received: sums.inStock + quarantined + (given + wasted - unsettled) + lost + returned,
    corrected,
    given,
    wasted,
    lost,
    returned,
    quarantined,
    inStock,
    unsettled,
    recentlyGiven,
    daysOfStock: dosesPerDay > 0 && inStock >= 0 ? Math.floor(inStock / dosesPerDay) : null,
    expiring: recentlyGiven === null ? [] : forecastExpiry(lots, { today: facts.today, dosesPerDay }),
  };
}

function orderOf({ country, site, item }: DoseRow): string {
  return `${country ?? ""}/${site ?? ""}/${item ?? ""}`;
}

/** Doses given at a site by dose number and group, beside the people there are. */
export interface CoverageRow {
  readonly site: string;
  readonly doseNumber: DoseNumber | null;
  readonly group: string | null;
  readonly doses: number;
  /** People of the area, or of the group in it, where somebody has said how many. */
  readonly population: number | null;
  /** Doses for each 100 people, to two decimals; `null` without a population. */
  readonly dosesPer100: number | null;
}

/** Of those who got one dose, how many did not get the next: both counts, and the share to two decimals of a percent. */
export interface DropOutRow {
  readonly site: string;
  readonly from: DoseNumber;
  readonly to: DoseNumber;
  readonly first: number;
  readonly next: number;
  readonly dropOutPercent: number | null;
}

/**
 * Doses given by site and dose number, and by site and group, against `population`: people by site code, or by `SITE/group`.
 * Wasted doses do not count. Groups that a report states beside its dose numbers come as rows without a dose number.
 */
export function buildCoverage(
  reported: readonly ReportedDoses[],
  groups: readonly { readonly site: string; readonly group: string; readonly doses: number }[],
  population: ReadonlyMap<string, number>,
): CoverageRow[] {
  const sums = new Map<string, Pick<CoverageRow, "site" | "doseNumber" | "group" | "doses">>();
  const add = (row: Pick<CoverageRow, "site" | "doseNumber" | "group" | "doses">): void => {
    const key = JSON.stringify([row.site, row.doseNumber, row.group]);
    sums.set(key, { ...row, doses: row.doses + (sums.get(key)?.doses ?? 0) });
  };
  for (const { site, outcome, doseNumber, group, doses } of reported) {
    if (outcome === "given") add({ site, doseNumber, group, doses });
  }
  for (const { site, group, doses } of groups) add({ site, doseNumber: null, group, doses });
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => {
      const people = population.get(row.group === null ? row.site : `${row.site}/${row.group}`) ?? null;
      const dosesPer100 =
        people === null || people === 0 ? null : Math.round((row.doses / people) * 10_000) / 100;
      return { ...row, population: people, dosesPer100 };
    });
}

/** From which dose to which a person goes. */
export const DOSE_STEPS = [
  ["1", "2"],
  ["2", "3"],
  ["2", "booster_1"],
  ["booster_1", "booster_2"],
] as const satisfies readonly (readonly [DoseNumber, DoseNumber])[];

/**
 * Drop-out from one dose to the next at each site: (first − next) ÷ first, as WHO takes it of routine vaccines. Doses, not
 * people, are counted: who got the first elsewhere makes it negative.
 */
export function buildDropOut(coverage: readonly CoverageRow[]): DropOutRow[] {
  const sites = [...new Set(coverage.map(({ site }) => site))];
  const sum = (site: string, doseNumber: DoseNumber): number =>
    coverage
      .filter((row) => row.site === site && row.doseNumber === doseNumber)
      .reduce((total, { doses }) => total + doses, 0);
  return sites.flatMap((site) =>
    DOSE_STEPS.flatMap(([from, to]): DropOutRow[] => {
      const [first, next] = [sum(site, from), sum(site, to)];
      if (first === 0 || next === 0) return [];
      return [
        { site, from, to, first, next, dropOutPercent: Math.round(((first - next) / first) * 10_000) / 100 },
      ];
    }),
  );
}
