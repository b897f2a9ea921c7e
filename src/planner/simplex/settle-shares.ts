import { fillWithinCuts, orderCut, type Cut, type FilledShares, type PricedCut } from "../cuts.ts";
import { stepDual } from "./dual-step.ts";
import { clearWork } from "./exchange.ts";
import type { FillOutcome } from "./fill-problem.ts";
import {
  changeLines,
  resetTolerances,
  setLine,
  VALUE_TOLERANCE,
  valueNow,
  type FillState,
} from "./fill-state.ts";
import { lowerCosts, readRowPrices } from "./lower-costs.ts";
import { holdByCuts, listSlackCosts, isTight, raisePrices, release } from "./held-at-zero.ts";
import { readProof } from "./proof.ts";
import { refresh } from "./refresh.ts";

/** The plan carries so little less than the shares, so that their last bits cannot make it impossible. */
const SHRINK = 1e-11;
/** A bottleneck is new when the shares break it by more than this, of its bound. */
const BROKEN_TOLERANCE = 2e-12;
/**
 * What columns and rows may lack at the very end, of the most that they can be; rounding gives it back, and the plan is checked after that.
 * Of drawn problems of 280,000 columns a few rows in 100,000 lack 2 to 10 × 10^-6 of what they hold.
 */
const FINAL_TOLERANCE = 1e-5;
const ROUNDS_MAX = 200;
/** Shares are computed anew after one more bottleneck for each so many entries that the bottlenecks have. */
const ENTRIES_A_FILL = 200_000;
/** Exchanges a row after which the last bits go in a circle; after the walk it takes a hundredth of one. */
const STEPS_MAX = 1;

/**
 * Brings the shares and the plan together from where the basis stands, and the plan to the least costs, one objective after
 * the other. `cuts` are bottlenecks that are known; those that turn up are added. At most `stepsMax` exchanges are made until
 * the plan carries its shares, and as many for the least costs. @mutates state, cuts
 */
export function finishFill(state: FillState, cuts: Cut[], stepsMax?: number): FillOutcome {
  const settled = settle(state, cuts, stepsMax ?? STEPS_MAX * state.basis.basic.length + 10_000);
  if (typeof settled === "string") return { status: "failed", reason: settled };
  holdByCuts(state, cuts, settled.share);
  const reason = lowerCosts(state, stepsMax);
  if (reason !== undefined) return { status: "failed", reason };
  const sent = readColumns(state);
  if (sent === undefined) return { status: "failed", reason: "the plan does not hold its rows" };
  const slackCosts = listSlackCosts(state);
  raisePrices(state, cuts);
  const rowPrices = readRowPrices(state);
  const { exchanges, basis } = state;
  return { status: "filled", ...settled, cuts, sent, rowPrices, basic: basis.basic, slackCosts, exchanges };
}

/**
 * Fills within all bottlenecks and mends the plan until it carries that. Each bottleneck that it meets on the way lowers the
 * shares at once: a plan that goes on towards shares which cannot be is soon far from everything. Where there are many
 * bottlenecks, filling anew takes longer than an exchange: then the lines of a new one give way evenly until a few have
 * come together. Returns the shares, or what went wrong. @mutates state, cuts
 */
function settle(state: FillState, cuts: Cut[], stepsMax: number): FilledShares | string {
  state.rise.fill(0);
  state.level = 0;
  state.isSettling = true;
  let steps = stepsMax;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let filled = fillWithinCuts(state.problem, cuts);
    filled.share.forEach((share, line) => {
      state.share[line] = share * (1 - SHRINK);
    });
    resetTolerances(state);
    if (!refresh(state)) return "the basis became singular";
    const known = cuts.length;
    const wanted = filled.share.slice();
    let waiting = 0;
    for (;;) {
      const leaving = state.queue.first();
      if (waiting > 0 && (leaving < 0 || waiting > countEntries(cuts) / ENTRIES_A_FILL)) {
        filled = fillWithinCuts(state.problem, cuts);
        wanted.set(filled.share);
        moveShares(state, wanted);
        waiting = 0;
        continue;
      }
      if (leaving < 0) break;
      if (steps-- === 0) return "no end of exchanges";
      const step = stepDual(state, leaving);
      if (step.status === "failed") return step.reason;
      if (step.status === "exchanged") continue;
      const { proof, holders } = readProof(state, leaving, cuts);
      const filledUp = sumLines(proof, wanted);
      if (filledUp - proof.bound > BROKEN_TOLERANCE * proof.bound) {
        cuts.push(orderCut(state.problem, proof));
        waiting++;
        for (const line of proof.lines) wanted[line]! *= proof.bound / filledUp;
        if (waiting <= countEntries(cuts) / ENTRIES_A_FILL) moveShares(state, wanted);
      } else if (!release(state, (k) => holders.includes(k) && !isTight(cuts[k]!, wanted))) {
        excuse(state, leaving);
      }
      clearWork(state);
    }
    if (cuts.length === known) return filled;
  }
  return "no end of bottlenecks";
}

/** Sends the lines what they have now. @mutates state */
function moveShares(state: FillState, share: Float64Array): void {
  const lines: number[] = [];
  const by: number[] = [];
  share.forEach((one, line) => {
    const delta = one * (1 - SHRINK) - state.share[line]!;
    if (delta === 0) return;
    lines.push(line);
    by.push(delta);
    state.share[line] = one * (1 - SHRINK);
  });
  changeLines(state, lines, { rise: lines.map(() => 0), share: by });
}

/** Returns Σ λ φ of a bottleneck. */
function sumLines({ lines, lambda }: PricedCut, share: Float64Array): number {
  let sum = 0;
  lines.forEach((line, i) => {
    sum += lambda[i]! * share[line]!;
  });
  return sum;
}

function countEntries(cuts: readonly Cut[]): number {
  return cuts.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** Lets a variable be as far below zero as it is: nothing can be done for it now; at the end it is looked at again. @mutates state */
export function excuse(state: FillState, variable: number): void {
  const value = valueNow(state, variable);
  state.tolerance[variable] = Math.max(state.tolerance[variable]!, -2 * value);
  setLine(state, variable, value, 0);
}

/** Returns what each column carries, from fresh factors; undefined when that breaks a row. @mutates state */
function readColumns(state: FillState): Float64Array | undefined {
  if (!refresh(state)) return undefined;
  const { problem, basis, tolerance, value } = state;
  const { columnCount } = problem.matrix;
  resetTolerances(state);
  const sent = new Float64Array(columnCount);
  let isSound = true;
  basis.basic.forEach((variable) => {
    const least = (-FINAL_TOLERANCE / VALUE_TOLERANCE) * tolerance[variable]!;
    if (value[variable]! < least) isSound = false;
    if (variable < columnCount) sent[variable] = Math.max(0, value[variable]!);
  });
  return isSound ? sent : undefined;
}
