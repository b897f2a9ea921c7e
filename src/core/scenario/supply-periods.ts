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
 * to the latest cumulative total to the unit. `of` names the item of which they are a part ("of which medical").
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
export function deriveSupplyPeriods(
  figures: readonly Figure[],
  itemId: string,
  of: string | null = null,
): readonly SupplyPeriod[] {
  const totals = listMonthTotals(
    figures.filter((figure) => figure.of === of),
    itemId,
  );
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
    if (figure.itemId !== itemId || baseQuantity === null) continue;
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

/**
 * The supply periods of a part, and beside each the rest of the whole in the same period. What no release says of the
 * part is not said: where only one total of the part is known, part and rest are one period each, however finely the
 * whole is separated, for a share of it would be a figure that nobody measured (docs/decisions/0006).
 *
 * Worked example, masks in billions: 27.8 in March and April, 42.8 in May and 153.6 in June to December, of which 65
 * medical in March to December, give 65 medical and 159.2 other ones in March to December.
 *
 * Throws if the periods of the whole do not fill those of the part, or the part is more than the whole.
 * O(part periods × whole periods).
 */
export function divideSupplyPeriods(
  whole: readonly SupplyPeriod[],
  part: readonly SupplyPeriod[],
  restItemId: string,
): readonly SupplyPeriod[] {
  const divided = part.flatMap((period) => {
    const { from, to } = period.occurred;
    const inside = whole.filter(({ occurred }) => occurred.from >= from && occurred.to <= to);
    const days = inside.map(({ occurred }) => occurred);
    const isFilled = days.some((one) => one.from === from) && days.some((one) => one.to === to);
    invariant(isFilled, `${period.itemId}: ${period.occurred.text} is no period of the whole`);
    const quantity = sumQuantities(inside.map((one) => one.quantity));
    invariant(period.quantity <= quantity, `${period.itemId}: the part is more than the whole`);
    return [period, { ...period, itemId: restItemId, quantity: asQuantity(quantity - period.quantity) }];
  });
  const sum = (periods: readonly SupplyPeriod[]): number =>
    sumQuantities(periods.map(({ quantity }) => quantity));
  invariant(sum(divided) === sum(whole), `${restItemId}: the part leaves some of the whole out`);
  return divided;
}
