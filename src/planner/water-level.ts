/** Lines to be filled: two arrays of one length. */
export interface Vessels {
  /** q_d > 0: the most a line takes. */
  readonly quantity: Float64Array;
  /** g_d = w_d q_d > 0: how fast it fills as the level rises. */
  readonly gain: Float64Array;
}

/**
 * Returns f_d = min(q_d, g_d t) for the one level t at which they sum to `total` (all q_d, if `total` is more).
 * The water level: every line below its full quantity stands at the same level t.
 *
 * Worked example: q = 10, 10, g = 10, 20, total 12: t = 0.4 gives 4 and 8. With total 18, t = 0.8 gives 8 and
 * min(10, 16) = 10.
 *
 * Cost O(n log n). Relative error of each f_d about n × 2^-53.
 */
export function fillToTotal(vessels: Vessels, total: number): Float64Array {
  const { quantity, gain } = vessels;
  const count = quantity.length;
  const fullAt = Float64Array.from({ length: count }, (_, d) => quantity[d]! / gain[d]!);
  const order = Array.from({ length: count }, (_, d) => d).sort((a, b) => fullAt[a]! - fullAt[b]! || a - b);
  let gainAbove = 0;
  for (let d = 0; d < count; d++) gainAbove += gain[d]!;
  let remaining = total;
  let level = Infinity;
  for (let k = 0; k < count; k++) {
    const d = order[k]!;
    const candidate = remaining / gainAbove;
    if (candidate <= fullAt[d]!) {
      level = candidate;
      break;
    }
    remaining -= quantity[d]!;
    gainAbove -= gain[d]!;
  }
  return Float64Array.from({ length: count }, (_, d) => Math.min(quantity[d]!, gain[d]! * level));
}
