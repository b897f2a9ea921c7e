import type { StageArrays } from "./stages.ts";

/** Lines to be filled, stage by stage: the caps of the last stage are the most that they take. */
export interface Vessels {
  /** At least one; gains > 0. */
  readonly stages: readonly StageArrays[];
}

/**
 * Returns f_d for the one rank (stage k, then level t) at which the lines sum to `total` (their last caps, if `total` is
 * more): f_d = max(cap_d of stage k − 1, min(cap_d of stage k, g_d t)). Every line that is not full stands at that rank.
 *
 * Worked example: one stage, caps 10, 10, g = 10, 20, total 12: t = 0.4 gives 4 and 8. With total 18, t = 0.8 gives 8
 * and min(10, 16) = 10. With a stage before in which the first line alone rises to 6, and total 12: it has 6 from there,
 * and the second rises until it has 6 (t = 0.3) before the first would rise on (t = 0.6).
 *
 * Cost O(stages × n + n log n). Relative error of each f_d about n × 2^-53.
 */
export function fillToTotal({ stages }: Vessels, total: number): Float64Array {
  const sumOf = (cap: Float64Array) => cap.reduce((sum, amount) => sum + amount, 0);
  const within = stages.findIndex(({ cap }) => sumOf(cap) >= total);
  const stage = within < 0 ? stages.length - 1 : within;
  const { gain, cap } = stages[stage]!;
  const base = stages[stage - 1]?.cap ?? new Float64Array(cap.length);
  const level = findLevel({ gain, cap, base }, total);
  return cap.map((most, d) => Math.max(base[d]!, Math.min(most, gain[d]! * level)));
}

/** Returns the level at which max(base, min(cap, gain t)) sums to `total`; Infinity where it never does. */
function findLevel(
  { gain, cap, base }: StageArrays & { readonly base: Float64Array },
  total: number,
): number {
  const lines = Array.from(cap, (_, d) => d).filter((d) => cap[d]! > base[d]!);
  const startAt = (d: number) => base[d]! / gain[d]!;
  const fullAt = (d: number) => cap[d]! / gain[d]!;
  const rising = lines.toSorted((a, b) => startAt(a) - startAt(b) || a - b);
  const filling = lines.toSorted((a, b) => fullAt(a) - fullAt(b) || a - b);
  let remaining = base.reduce((rest, amount) => rest - amount, total);
  let rate = 0;
  let begun = 0;
  let reached = 0;
  for (const [ended, d] of filling.entries()) {
    for (; begun < rising.length && startAt(rising[begun]!) <= fullAt(d); begun++) {
      const other = rising[begun]!;
      if (begun > ended && remaining <= rate * startAt(other)) return Math.max(reached, remaining / rate);
      reached = startAt(other);
      remaining += base[other]!;
      rate += gain[other]!;
    }
    const level = Math.max(reached, remaining / rate);
    if (level <= fullAt(d)) return level;
    reached = Math.max(reached, fullAt(d));
    remaining -= cap[d]!;
    // What is left of a difference of sums when nothing rises is the last bits alone.
    rate = begun === ended + 1 ? 0 : rate - gain[d]!;
  }
  return Infinity;
}
