import { type Day, daysBetween } from "#core/time.ts";

/** Units of a lot in stock, and the last day on which they may be used. */
export interface StockedLot {
  readonly expiry: Day;
  readonly held: number;
}

/**
 * Units that will not be used in time, by the day of expiry, where `dosesPerDay` doses are given every day after `today`
 * and the lot that expires first is always taken first. Lots that have expired are all too late. Whole units: a part of a
 * dose counts as not given. Cost: a sort.
 *
 * Worked example: 100 that expire in 5 days and 100 that expire in 15, at 10 a day: by the 5th day 50 are given, 50 expire; by the
 * 15th the other 100 are given.
 */
export function forecastExpiry(
  lots: readonly StockedLot[],
  { today, dosesPerDay }: { readonly today: Day; readonly dosesPerDay: number },
): readonly { readonly expiry: Day; readonly held: number; readonly tooLate: number }[] {
  let given = 0;
  const sums = new Map<Day, number>();
  for (const { expiry, held } of lots) sums.set(expiry, (sums.get(expiry) ?? 0) + held);
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([expiry, held]) => {
      const days = Math.max(0, daysBetween(today, expiry));
      const taken = Math.min(held, Math.max(0, Math.floor(days * dosesPerDay) - given));
      given += taken;
      return { expiry, held, tooLate: held - taken };
    });
}
