/**
 * Bottlenecks as inequalities: Σ λ_d φ_d ≤ bound, λ ≥ 0, where φ_d = f_d / R_d is a line's part of its reach.
 * Each follows from prices on rows, so every plan keeps it; the plan that fills fairly within all of them and can
 * be carried is therefore the fairest there is.
 */
export interface Cut {
  /** Lines with λ > 0 and their λ, in order of the level at which the line is full. */
  readonly lines: Int32Array;
  readonly lambda: Float64Array;
  readonly bound: number;
  /** Rows with a price y > 0 (indices of the component's rows), in scaled units. */
  readonly rows: Int32Array;
  readonly prices: Float64Array;
}

export interface FilledShares {
  /** length lines: φ_d in 0 … full_d. */
  readonly share: Float64Array;
  /** length lines: the cut that stopped the line, −1 where it is met. */
  readonly stoppedBy: Int32Array;
}

/** How lines fill: arrays of one length. */
export interface Lines {
  /** g_d / R_d: by how much φ_d rises with one level. */
  readonly weight: Float64Array;
  /** q_d / R_d: where φ_d stops because the line is met. */
  readonly full: Float64Array;
}

/**
 * Returns the weighted lexicographic max-min of φ_d / w_d under the cuts and φ ≤ full, by progressive filling
 * (Bertsekas and Gallager 1992, section 6.5.2): all levels rise together; where a cut becomes tight, its lines stop.
 *
 * Invariant: a cut's level, once computed, only rises as other cuts stop some of its lines lower than it assumed;
 * so the least level that is up to date is the next to be reached. Equal levels: the earlier cut.
 * Cost O((cuts + recomputations) × lines of a cut).
 */
export function fillWithinCuts(lines: Lines, cuts: readonly Cut[]): FilledShares {
  const { weight, full } = lines;
  const count = weight.length;
  const share = full.slice();
  const stoppedBy = new Int32Array(count).fill(-1);
  const isStopped = new Uint8Array(count);
  const cutsOfLine: number[][] = Array.from({ length: count }, () => []);
  cuts.forEach((cut, k) => {
    for (const d of cut.lines) cutsOfLine[d]!.push(k);
  });
  const level = Float64Array.from(cuts, (cut) => findTightLevel(cut, lines, { share, isStopped }));
  const isStale = new Uint8Array(cuts.length);
  const isDone = new Uint8Array(cuts.length);
  let current = 0;
  for (;;) {
    let next = -1;
    for (let k = 0; k < cuts.length; k++) {
      if (isDone[k] === 0 && level[k]! < Infinity && (next < 0 || level[k]! < level[next]!)) next = k;
    }
    if (next < 0) return { share, stoppedBy };
    const cut = cuts[next]!;
    if (isStale[next] === 1) {
      isStale[next] = 0;
      level[next] = findTightLevel(cut, lines, { share, isStopped });
      continue;
    }
    isDone[next] = 1;
    // The last bits may put a cut's level below one already reached; the water does not sink.
    current = Math.max(current, level[next]!);
    for (const d of cut.lines) {
      if (isStopped[d] === 1) continue;
      isStopped[d] = 1;
      share[d] = Math.min(full[d]!, weight[d]! * current);
      if (share[d]! < full[d]!) stoppedBy[d] = next;
      for (const k of cutsOfLine[d]!) isStale[k] = 1;
    }
  }
}

/** Returns the level at which `cut` becomes tight, Infinity when its lines are full or stopped before. */
function findTightLevel(
  cut: Cut,
  { weight, full }: Lines,
  filled: { readonly share: Float64Array; readonly isStopped: Uint8Array },
): number {
  let remaining = cut.bound;
  let rate = 0;
  for (let i = 0; i < cut.lines.length; i++) {
    const d = cut.lines[i]!;
    if (filled.isStopped[d] === 1) remaining -= cut.lambda[i]! * filled.share[d]!;
    else rate += cut.lambda[i]! * weight[d]!;
  }
  for (let i = 0; i < cut.lines.length; i++) {
    const d = cut.lines[i]!;
    if (filled.isStopped[d] === 1) continue;
    const level = Math.max(0, remaining) / rate;
    if (level * weight[d]! <= full[d]!) return level;
    remaining -= cut.lambda[i]! * full[d]!;
    rate -= cut.lambda[i]! * weight[d]!;
  }
  return Infinity;
}
