import type { ComponentProgram } from "./component-program.ts";
import { fillWithinCuts, orderCut, type Cut } from "./cuts.ts";
import type { LinearModel, LinearOutcome } from "./highs.ts";

/**
 * Weighted lexicographic max-min of f_d / (w_d q_d), stage by stage, where lanes and receiving are shared.
 *
 * Method: cutting planes. Fill the lines fairly within the bottlenecks known so far (`fillWithinCuts`); ask the
 * linear program how much of that can be carried; if all, it is the fairest plan, for it is fairest even in the
 * larger set that the cuts leave. If not, the dual prices of the rows give inequalities that every plan keeps and
 * this filling breaks: one for each connected part of the priced rows. Repeat.
 *
 * Why it ends: each round adds a cut from a basis of one fixed program, and no cut twice. Its number of rounds is
 * about the number of bottlenecks, many of which are found in one round.
 * Why the answer does not hang on the solver's tolerance: λ_d is computed here as the least price of a column of d,
 * so a cut is valid for any prices ≥ 0.
 * Cost: a solve of the program a round, from the last basis (only bounds change).
 */
export interface FairShares {
  readonly status: "found";
  /** length lines: φ_d = f_d / R_d. */
  readonly share: Float64Array;
  /** length lines: index into cuts, −1 for a line that gets all it may. */
  readonly stoppedBy: Int32Array;
  readonly cuts: readonly Cut[];
  /** length columns of the program: x', carrying `share`. */
  readonly sent: Float64Array;
  readonly rounds: number;
}

export interface SharesNotFound {
  readonly status: "failed";
  readonly reason: string;
}

/** What cannot be carried below this part of a line's reach is the solver's tolerance, not a bottleneck. */
const SHORTFALL_TOLERANCE = 1e-9;
/** A cut must be broken by more than this, of its own size, to be new: below are the last bits of its sum. */
const VIOLATION_TOLERANCE = 1e-11;
/** Without a new cut, so much shortfall is put down to the solver and mended by rounding; more is a failure. */
const STALL_TOLERANCE = 1e-6;
/** Prices below this part of the greatest are most likely the solver's tolerance; dropping them keeps a cut valid. */
const PRICE_TOLERANCE = 1e-9;

/** Returns the fair shares of a component, by HiGHS. @mutates model: the bounds of its line rows. */
export function findFairShares(part: ComponentProgram, model: LinearModel): FairShares | SharesNotFound {
  const lineCount = part.reach.length;
  const rowCount = part.rowScale.length;
  const lineRows = Int32Array.from({ length: lineCount }, (_, d) => rowCount + d);
  const unbounded = new Float64Array(lineCount).fill(-Infinity);
  const cuts: Cut[] = [];
  const roundsMax = 100 + 20 * (lineCount + rowCount);
  for (let rounds = 1; rounds <= roundsMax; rounds++) {
    const { share, stoppedBy } = fillWithinCuts(part, cuts);
    model.setRowBounds(lineRows, unbounded, share);
    let outcome = model.solve();
    if (outcome.status === "failed") {
      // A basis can wear out over many changes; nothing sent is always possible, so a fresh start can solve it.
      model.restart();
      outcome = model.solve();
    }
    if (outcome.status === "failed") return outcome;
    let shortfall = 0;
    for (let d = 0; d < lineCount; d++) {
      shortfall = Math.max(shortfall, share[d]! - outcome.rowValue[rowCount + d]!);
    }
    const isCarried = shortfall <= SHORTFALL_TOLERANCE;
    let fresh = isCarried ? [] : findBrokenCuts(part, share, readPrices(part, outcome, PRICE_TOLERANCE));
    // Where units differ by many powers of ten, a small price can be a true one.
    if (!isCarried && fresh.length === 0) fresh = findBrokenCuts(part, share, readPrices(part, outcome, 0));
    if (fresh.length === 0) {
      if (shortfall > STALL_TOLERANCE)
        return { status: "failed", reason: `stalled at a shortfall of ${shortfall}` };
      return { status: "found", share, stoppedBy, cuts, sent: outcome.columnValue, rounds };
    }
    cuts.push(...fresh);
  }
  return { status: "failed", reason: `no fair shares after ${roundsMax} rounds` };
}

type Solved = Extract<LinearOutcome, { status: "optimal" }>;

/** Returns the cuts that `prices` give and `share` breaks, one for each connected part. */
function findBrokenCuts(part: ComponentProgram, share: Float64Array, prices: Float64Array): readonly Cut[] {
  const lambda = findLeastPrices(part, prices);
  const groupOf = groupPricedLines(part, prices, lambda);
  const groups = new Map<number, { lines: number[]; rows: number[] }>();
  const groupAt = (root: number) => {
    const group = groups.get(root) ?? { lines: [], rows: [] };
    groups.set(root, group);
    return group;
  };
  lambda.forEach((price, d) => {
    if (price > 0) groupAt(groupOf.line(d)).lines.push(d);
  });
  prices.forEach((price, r) => {
    if (price > 0) groupAt(groupOf.row(r)).rows.push(r);
  });
  const broken: Cut[] = [];
  for (const group of groups.values()) {
    const cut = buildCut(part, group, { prices, lambda });
    let filled = 0;
    let size = cut.bound;
    cut.lines.forEach((d, i) => {
      filled += cut.lambda[i]! * share[d]!;
      size += cut.lambda[i]!;
    });
    if (filled - cut.bound > VIOLATION_TOLERANCE * size) broken.push(cut);
  }
  return broken;
}

/** Returns the prices of the component's rows, those below `tolerance` of the greatest taken for zero. */
function readPrices(part: ComponentProgram, outcome: Solved, tolerance: number): Float64Array {
  const prices = Float64Array.from(part.rowScale, (_, r) => Math.max(0, -outcome.rowDual[r]!));
  const greatest = prices.reduce((most, price) => Math.max(most, price), 0);
  return prices.map((price) => (price < tolerance * greatest ? 0 : price));
}

/** Returns λ_d: the least price, for one reach of d, of any column of d. */
function findLeastPrices(part: ComponentProgram, prices: Float64Array): Float64Array {
  const { starts, indices, values } = part.program;
  const least = new Float64Array(part.reach.length).fill(Infinity);
  part.lineOfColumn.forEach((line, k) => {
    let price = 0;
    for (let e = starts[k]!; e < starts[k + 1]!; e++) {
      const row = indices[e]!;
      if (row < prices.length) price += prices[row]! * values[e]!;
    }
    price *= part.reach[line]! / part.columnScale[k]!;
    if (price < least[line]!) least[line] = price;
  });
  return least;
}

/**
 * Joins lines with λ > 0 to every priced row that any of their columns meets. The prices of one group alone leave
 * its lines their λ, so each group is a valid cut by itself, and sharper than their sum.
 */
function groupPricedLines(
  part: ComponentProgram,
  prices: Float64Array,
  lambda: Float64Array,
): { line(d: number): number; row(r: number): number } {
  const lineCount = lambda.length;
  const parent = Int32Array.from({ length: lineCount + prices.length }, (_, i) => i);
  const find = (start: number): number => {
    let node = start;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]!]!;
      node = parent[node]!;
    }
    return node;
  };
  const { starts, indices } = part.program;
  part.lineOfColumn.forEach((line, k) => {
    if (lambda[line]! <= 0) return;
    for (let e = starts[k]!; e < starts[k + 1]!; e++) {
      const row = indices[e]!;
      if (row < prices.length && prices[row]! > 0) parent[find(lineCount + row)] = find(line);
    }
  });
  return { line: (d) => find(d), row: (r) => find(lineCount + r) };
}

function buildCut(
  part: ComponentProgram,
  group: { readonly lines: readonly number[]; readonly rows: readonly number[] },
  found: { readonly prices: Float64Array; readonly lambda: Float64Array },
): Cut {
  const { lines } = group;
  let bound = 0;
  for (const r of group.rows) bound += found.prices[r]! * part.program.rowUpper[r]!;
  return orderCut(part, {
    lines: Int32Array.from(lines),
    lambda: Float64Array.from(lines, (d) => found.lambda[d]!),
    bound,
    rows: Int32Array.from(group.rows),
    prices: Float64Array.from(group.rows, (r) => found.prices[r]!),
  });
}
