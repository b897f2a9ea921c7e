import { nice, ticks } from "d3-array";

/**
 * Values for an axis from 0 to at least `max`: equal steps of 1, 2 or 5 times a power of ten, about `count` of them. For 0 or
 * less, 0 and 1. Units are whole, so no step is below 1.
 *
 * Example: of 1,300 in 4 steps → 0, 500, 1000, 1500.
 */
export function listTicks(max: number, count: number): readonly number[] {
  const [, top] = nice(0, Math.max(1, Math.ceil(max)), count);
  return ticks(0, top, count).filter(Number.isInteger);
}

/** Months from one label of a time axis to the next, so that `months` in `width` pixels leave each label `labelWidth` at least. */
export function findMonthStep(months: number, width: number, labelWidth: number): number {
  const least = (months * labelWidth) / Math.max(width, 1);
  return [1, 2, 3, 6, 12, 24, 60, 120].find((step) => step >= least) ?? Math.ceil(least);
}
