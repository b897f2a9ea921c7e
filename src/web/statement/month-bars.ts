/** One bar: the months it spans, as positions on the time axis, and its quantity. */
export interface MonthBar {
  /** The period as the statement names it: `2020-05`, or `2020-06/2020-12`. */
  readonly month: string;
  /** Months since year 0 of the first month, and of the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
  /** Quantity ÷ months, so that the bar's area is its quantity. */
  readonly perMonth: number;
}

/** Quantities by month, ready to be drawn. */
export interface MonthBars {
  readonly bars: readonly MonthBar[];
  /** What cannot be placed on a time axis, because its source does not state the year. */
  readonly undated: readonly { readonly month: string; readonly quantity: number }[];
}

/**
 * Bars for quantities by month. A period of several months that its source does not separate is one wide bar whose
 * height is the average per month: dividing it among the months would state figures that nobody published.
 *
 * Worked example: 700 units in `2020-06/2020-12` → one bar of 7 months, 100 per month.
 */
export function listMonthBars(
  rows: readonly { readonly month: string | null; readonly quantity: number }[],
): MonthBars {
  const totals = new Map<string, number>();
  for (const { month, quantity } of rows) {
    if (month !== null && quantity !== 0) totals.set(month, (totals.get(month) ?? 0) + quantity);
  }
  const bars: MonthBar[] = [];
  const undated: { month: string; quantity: number }[] = [];
  for (const [month, quantity] of totals) {
    const [first, last = first] = month.split("/");
    const start = findMonthNumber(first);
    const lastStart = findMonthNumber(last);
    if (start === undefined || lastStart === undefined || lastStart < start)
      undated.push({ month, quantity });
    else {
      const end = lastStart + 1;
      bars.push({ month, start, end, quantity, perMonth: quantity / (end - start) });
    }
  }
  return { bars: bars.toSorted((a, b) => a.start - b.start || a.end - b.end), undated };
}

/** The month of a position on the axis, `YYYY-MM`. */
export function monthAt(position: number): string {
  const year = Math.floor(position / 12);
  return `${String(year).padStart(4, "0")}-${String((position % 12) + 1).padStart(2, "0")}`;
}

function findMonthNumber(month: string | undefined): number | undefined {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])/.exec(month ?? "");
  return parts === null ? undefined : Number(parts[1]) * 12 + Number(parts[2]) - 1;
}
