/**
 * Bottlenecks as inequalities: Σ λ_d φ_d ≤ bound, λ ≥ 0, where φ_d = f_d / R_d is a line's part of its reach.
 * Each follows from prices on rows, so every plan keeps it; the plan that fills fairly within all of them and can
 * be carried is therefore the fairest there is.
 */
export interface PricedCut {
  /** Lines with λ > 0 and their λ. */
  readonly lines: Int32Array;
  readonly lambda: Float64Array;
  readonly bound: number;
  /** Rows with a price y > 0 (indices of the component's rows), in scaled units. */
  readonly rows: Int32Array;
  readonly prices: Float64Array;
  /** How its own prices differ from those of bottlenecks found before, where they hold some of these. */
  readonly own?: OwnPrices | undefined;
}

/** By row of the program: prices y of rows, and −λ of lines. */
export interface OwnPrices {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** A cut, with what is needed to find the level at which it is tight in one run over its lines. */
export interface Cut extends PricedCut {
  /** For each stage, the places in `lines` of those that rise in it: in the order in which they begin to. */
  readonly rising: readonly Int32Array[];
  /** The same places, in the order of the level at which each is full in that stage. */
  readonly filling: readonly Int32Array[];
}

export interface FilledShares {
  /** length lines: φ_d in 0 … full_d of the last stage. */
  readonly share: Float64Array;
  /** length lines: the cut that stopped the line, −1 where it gets all that it may. */
  readonly stoppedBy: Int32Array;
}

/** How lines fill in one stage: arrays of one length. */
export interface StageLines {
  /** g_d / R_d: by how much φ_d rises with one level. */
  readonly weight: Float64Array;
  /** cap_d / R_d: where φ_d stops in this stage; not falling from stage to stage. */
  readonly full: Float64Array;
}

export interface Lines {
  /** At least one. In stage k a line follows φ_d(t) = max(full_d of stage k − 1, min(full_d, weight_d t)). */
  readonly stages: readonly StageLines[];
}

/** Returns `cut` with its lines put in order for each stage. O(stages × lines of the cut × log). */
export function orderCut({ stages }: Lines, cut: PricedCut): Cut {
  const rising: Int32Array[] = [];
  const filling: Int32Array[] = [];
  stages.forEach(({ weight, full }, k) => {
    const base = stages[k - 1]?.full;
    const places: number[] = [];
    cut.lines.forEach((d, i) => {
      if (full[d]! > (base?.[d] ?? 0)) places.push(i);
    });
    const startAt = (i: number) => (base?.[cut.lines[i]!] ?? 0) / weight[cut.lines[i]!]!;
    const fullAt = (i: number) => full[cut.lines[i]!]! / weight[cut.lines[i]!]!;
    rising.push(Int32Array.from(places).sort((a, b) => startAt(a) - startAt(b) || a - b));
    filling.push(Int32Array.from(places).sort((a, b) => fullAt(a) - fullAt(b) || a - b));
  });
  return { ...cut, rising, filling };
}

/** The state of filling: what every line has, and which will get no more. */
interface Filled {
  readonly share: Float64Array;
  readonly isStopped: Uint8Array;
  readonly stoppedBy: Int32Array;
  readonly isDone: Uint8Array;
}

/**
 * Returns the weighted lexicographic max-min of φ_d / w_d under the cuts and φ ≤ full, stage by stage, by progressive
 * filling (Bertsekas and Gallager 1992, section 6.5.2): all levels rise together; where a cut becomes tight, its lines
 * stop, in this stage and for good, as nothing is ever taken back.
 *
 * Invariant: a cut's level in a stage, once computed, only rises as other cuts stop some of its lines lower than it
 * assumed; so the least level that is up to date is the next to be reached. Equal levels: the earlier cut.
 * Cost O((stages × cuts + recomputations) × lines of a cut).
 */
export function fillWithinCuts(lines: Lines, cuts: readonly Cut[]): FilledShares {
  const count = lines.stages[0]?.weight.length ?? 0;
  const filled: Filled = {
    share: new Float64Array(count),
    isStopped: new Uint8Array(count),
    stoppedBy: new Int32Array(count).fill(-1),
    isDone: new Uint8Array(cuts.length),
  };
  const cutsOfLine: number[][] = Array.from({ length: count }, () => []);
  cuts.forEach((cut, k) => {
    for (const d of cut.lines) cutsOfLine[d]!.push(k);
  });
  lines.stages.forEach(({ full }, stage) => {
    fillStage(lines, cuts, { stage, cutsOfLine }, filled);
    for (let d = 0; d < count; d++) {
      if (filled.isStopped[d] === 0) filled.share[d] = full[d]!;
    }
  });
  return { share: filled.share, stoppedBy: filled.stoppedBy };
}

/** Raises the lines through one stage, and stops those whose cuts become tight. @mutates filled */
function fillStage(
  lines: Lines,
  cuts: readonly Cut[],
  at: { readonly stage: number; readonly cutsOfLine: readonly (readonly number[])[] },
  filled: Filled,
): void {
  const { weight, full } = lines.stages[at.stage]!;
  const fullInTheEnd = lines.stages.at(-1)!.full;
  const { share, isStopped, stoppedBy, isDone } = filled;
  const find = (cut: Cut) => findTightLevel(cut, lines, { stage: at.stage, filled });
  const level = Float64Array.from(cuts, (cut, k) => (isDone[k] === 1 ? Infinity : find(cut)));
  const isStale = new Uint8Array(cuts.length);
  // A cut all of whose lines were stopped by others stops nothing more.
  const going = Int32Array.from(cuts, ({ lines }) => lines.reduce((n, d) => n + 1 - isStopped[d]!, 0));
  let current = 0;
  for (;;) {
    let next = -1;
    for (let k = 0; k < cuts.length; k++) {
      if (isDone[k] === 0 && level[k]! < Infinity && (next < 0 || level[k]! < level[next]!)) next = k;
    }
    if (next < 0) return;
    const cut = cuts[next]!;
    if (isStale[next] === 1) {
      isStale[next] = 0;
      level[next] = find(cut);
      continue;
    }
    isDone[next] = 1;
    // The last bits may put a cut's level below one already reached; the water does not sink.
    current = Math.max(current, level[next]!);
    for (const d of cut.lines) {
      if (isStopped[d] === 1) continue;
      isStopped[d] = 1;
      share[d] = Math.max(share[d]!, Math.min(full[d]!, weight[d]! * current));
      if (share[d]! < fullInTheEnd[d]!) stoppedBy[d] = next;
      for (const k of at.cutsOfLine[d]!) {
        isStale[k] = 1;
        if (--going[k]! === 0) isDone[k] = 1;
      }
    }
  }
}

/**
 * Returns the level of a stage at which `cut` becomes tight, Infinity when its lines are full or stopped before. Goes
 * through the levels at which a line begins to rise or is full; between two of them the sum rises evenly.
 */
function findTightLevel(
  cut: Cut,
  { stages }: Lines,
  { stage, filled }: { readonly stage: number; readonly filled: Filled },
): number {
  const { weight, full } = stages[stage]!;
  const { share, isStopped } = filled;
  const rising = cut.rising[stage]!;
  const filling = cut.filling[stage]!;
  let remaining = cut.bound;
  for (let i = 0; i < cut.lines.length; i++) remaining -= cut.lambda[i]! * share[cut.lines[i]!]!;
  let rate = 0;
  let risingCount = 0;
  let begun = 0;
  let reached = 0;
  for (const i of filling) {
    const d = cut.lines[i]!;
    if (isStopped[d] === 1) continue;
    const fullAt = full[d]! / weight[d]!;
    for (; begun < rising.length; begun++) {
      const j = rising[begun]!;
      const other = cut.lines[j]!;
      if (isStopped[other] === 1) continue;
      const startAt = share[other]! / weight[other]!;
      if (startAt > fullAt) break;
      if (risingCount > 0 && remaining <= rate * startAt) return Math.max(reached, remaining / rate);
      reached = startAt;
      remaining += cut.lambda[j]! * share[other]!;
      rate += cut.lambda[j]! * weight[other]!;
      risingCount++;
    }
    const level = Math.max(reached, remaining / rate);
    if (level * weight[d]! <= full[d]!) return level;
    reached = Math.max(reached, fullAt);
    remaining -= cut.lambda[i]! * full[d]!;
    risingCount--;
    // What is left of a difference of sums when nothing rises is the last bits alone.
    rate = risingCount === 0 ? 0 : rate - cut.lambda[i]! * weight[d]!;
  }
  return Infinity;
}
