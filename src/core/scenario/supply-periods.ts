import { invariant } from "#core/invariant.ts";
import { asQuantity, type Quantity, sumQuantities } from "#core/quantity.ts";
import type { ReportedFigure } from "#core/statement/reported-figure.ts";
import { addDays, type Day, lastDayOf, type Occurred, occurredInMonths } from "#core/time.ts";

/** What was supplied in a period, as finely as the cumulative releases separate the months. */
export interface SupplyPeriod {
  readonly itemId: string;
  readonly occurred: Occurred;
  /** Base units of the item. */
  readonly quantity: Quantity;
  /** True for one month; false where no release separates the months of `occurred`. */
  readonly separated: boolean;
  /**
   * Periods inside `occurred` that are not meant, because other supply periods hold them: a total of the whole year less
   * what was released from March to May leaves January, February and June to December.
   */
  readonly without: readonly Occurred[];
}

type Figure = Pick<ReportedFigure, "itemId" | "of" | "periodFrom" | "periodTo" | "baseQuantity">;

/**
 * The supply periods of an item, from the cumulative figures that one exporter reported of it: earliest first, and adding up
 * to the latest cumulative total to the unit.
 *
 * Only figures from the first day of a month to the last day of a month count, in base units: releases in the middle of a
 * month separate no months. Of those that begin with the total's first month, each less the one before it is a period. If
 * the total counts from an earlier month than the releases before it (a changed base period), the releases give periods by
 * themselves, and what is left of the total is one more period over the total's whole span, `without` theirs.
 *
 * Worked example, masks in billions: 27.8 to April, 70.6 to May, 224.2 to December give 27.8 in March and April, 42.8 in
 * May, 153.6 in June to December. Ventilators: 49,100 to April and 96,700 to May, both from March, and 271,000 from January
 * to December give 49,100, 47,600, and 174,300 in 2020 without March to May.
 *
 * Throws if there is no figure, two figures of one period differ, or a later total is smaller than an earlier one: then
 * nobody can say what the periods are. O(figures log figures).
 */
export function deriveSupplyPeriods(figures: readonly Figure[], itemId: string): readonly SupplyPeriod[] {
  const totals = listMonthTotals(figures, itemId);
  const last = totals.at(-1);
  invariant(last !== undefined, `no cumulative figure of ${itemId} ends with a month`);
  const rebased = totals.filter(({ from }) => from !== last.from);
  const series = totals.filter(({ from }) => from === last.from);
  invariant(
    rebased.length === 0 || (series.length === 1 && new Set(rebased.map(({ from }) => from)).size === 1),
    `the figures of ${itemId} count from more than two months`,
  );
  const earlier = listIncrements(itemId, rebased);
  if (rebased.length === 0) return listIncrements(itemId, series);
  const released = sumQuantities(earlier.map(({ quantity }) => quantity));
  invariant(released <= last.quantity, `the total of ${itemId} is less than what was released before it`);
  const rest: SupplyPeriod = {
    itemId,
    occurred: occurredInMonths(monthOf(last.from), monthOf(last.to)),
    quantity: asQuantity(last.quantity - released),
    separated: false,
    without: earlier.map(({ occurred }) => occurred),
  };
  return [...earlier, rest];
}

interface MonthTotal {
  readonly from: Day;
  readonly to: Day;
  readonly quantity: Quantity;
}

/** Figures of whole months, by last day; each period once. */
function listMonthTotals(figures: readonly Figure[], itemId: string): readonly MonthTotal[] {
  const byPeriod = new Map<string, MonthTotal>();
  for (const figure of figures) {
    const { periodFrom: from, periodTo: to, baseQuantity } = figure;
    if (figure.itemId !== itemId || figure.of !== null || baseQuantity === null) continue;
    if (!from.endsWith("-01") || to !== lastDayOf(monthOf(to))) continue;
    const known = byPeriod.get(`${from} ${to}`);
    invariant(
      known === undefined || known.quantity === baseQuantity,
      `sources contradict each other on ${itemId} from ${from} to ${to}`,
    );
    byPeriod.set(`${from} ${to}`, { from, to, quantity: asQuantity(baseQuantity) });
  }
  return [...byPeriod.values()].sort((a, b) =>
    a.to === b.to ? (a.from < b.from ? 1 : -1) : a.to < b.to ? -1 : 1,
  );
}

function listIncrements(itemId: string, totals: readonly MonthTotal[]): readonly SupplyPeriod[] {
  let start: Day | undefined;
  let before = 0;
  const periods: SupplyPeriod[] = [];
  for (const { from, to, quantity } of totals) {
    invariant(quantity >= before, `the total of ${itemId} to ${to} is less than the one before it`);
    const occurred = occurredInMonths(monthOf(start ?? from), monthOf(to));
    const separated = occurred.precision === "month";
    periods.push({ itemId, occurred, quantity: asQuantity(quantity - before), separated, without: [] });
    before = quantity;
    start = addDays(to, 1);
  }
  return periods;
}

function monthOf(day: Day): string {
  return day.slice(0, 7);
}

/** The two items into which a supply is divided, and how much of the whole is the part. */
export interface SupplyPart {
  /** The item whose total is known ("of which medical"). */
  readonly partItemId: string;
  /** The item of what is left. */
  readonly restItemId: string;
  readonly partTotal: Quantity;
}

/**
 * The supply periods divided into a part whose total is known and the rest, because no release says in which period the
 * part was supplied: each period gets its share of the part pro rata, by the largest remainder, so that the part adds up to
 * its total, and part and rest of each period to the period, to the unit.
 *
 * A period's share is ⌊partTotal × quantity ÷ Σ quantity⌋; the units then missing go one by one to the periods with the
 * largest remainders, the earlier first among equals. Worked example: 10 of 7, 7 and 6 (Σ 20): 3.5, 3.5, 3 → 4, 3, 3.
 *
 * Throws if the part is more than the whole. O(periods log periods).
 */
export function splitSupplyPeriods(
  periods: readonly SupplyPeriod[],
  { partItemId, restItemId, partTotal }: SupplyPart,
): readonly SupplyPeriod[] {
  const whole = sumQuantities(periods.map(({ quantity }) => quantity));
  invariant(partTotal <= whole, `${partItemId}: the part is more than the whole`);
  // The products are beyond 2^53.
  const shares = periods.map(({ quantity }, index) => {
    const product = BigInt(partTotal) * BigInt(quantity);
    const divisor = BigInt(Math.max(whole, 1));
    return { index, units: Number(product / divisor), remainder: product % divisor };
  });
  let missing = partTotal - shares.reduce((sum, { units }) => sum + units, 0);
  const extra = new Set<number>();
  for (const { index } of shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )) {
    if (missing === 0) break;
    extra.add(index);
    missing -= 1;
  }
  return periods.flatMap((period, index) => {
    const part = (shares[index]?.units ?? 0) + (extra.has(index) ? 1 : 0);
    return [
      { ...period, itemId: partItemId, quantity: asQuantity(part) },
      { ...period, itemId: restItemId, quantity: asQuantity(period.quantity - part) },
    ];
  });
}
