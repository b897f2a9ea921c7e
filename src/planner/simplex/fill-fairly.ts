import { fillWithinCuts, orderCut, type Cut, type PricedCut, type StageLines } from "../cuts.ts";
import { stepDual } from "./dual-step.ts";
import { clearWork } from "./exchange.ts";
import type { FillOutcome, FillProblem } from "./fill-problem.ts";
import {
  changeRises,
  openState,
  resetTolerances,
  setLine,
  VALUE_TOLERANCE,
  valueNow,
  type FillState,
} from "./fill-state.ts";
import { refresh } from "./refresh.ts";
import { lowerCosts, readRowPrices } from "./lower-costs.ts";
import { readProof } from "./proof.ts";

/** Told now and then how many lines have come to rest, of how many. */
export type FillProgress = (settled: number, lines: number) => void;

/**
 * Weighted lexicographic max-min, stage by stage, by one walk of the dual simplex method.
 *
 * All lines rise together, line d by weight_d a level; the right-hand sides of the line rows grow with the level t, and
 * the plan that serves them at the least cost moves along straight lines between changes of its basis (parametric
 * right-hand sides: Gass and Saaty 1955). When a basic variable reaches zero, another takes its place by the dual ratio
 * test. When none can, its row of the inverse is a proof that the lines with λ > 0 in it can rise no further: a
 * bottleneck at level t. Those lines stop, the others go on; this is progressive filling (Bertsekas and Gallager 1992)
 * with the linear program inside it.
 *
 * Why the answer does not hang on the walk: at its end the shares are computed from the bottlenecks alone
 * (`fillWithinCuts`), each of which holds for every plan, and the plan is mended until it carries them; what the walk
 * passed by is found there as one more bottleneck (`settle`). Shares that are the fairest within some proofs and can be carried
 * are the fairest.
 * Last, the reduced costs are made ≥ 0, one objective after the other (`lowerCosts`).
 *
 * Work of an exchange: rows and columns of the inverse by their few entries, never by its size. Number of exchanges: about
 * one for each row that becomes tight and each column that is used.
 */
export function fillFairly(problem: FillProblem, onProgress?: FillProgress): FillOutcome {
  const state = openState(problem);
  if (!refresh(state)) return { status: "failed", reason: "no basis to begin with" };
  const walk: Walk = {
    state,
    isStopped: new Uint8Array(state.share.length),
    cuts: [],
    onProgress,
    settled: 0,
  };
  for (const rules of problem.stages) {
    const reason = fillStage(walk, rules);
    if (reason !== undefined) return { status: "failed", reason };
  }
  const settled = settle(walk);
  if (typeof settled === "string") return { status: "failed", reason: settled };
  const reason = lowerCosts(state);
  if (reason !== undefined) return { status: "failed", reason };
  const sent = readColumns(state);
  if (sent === undefined) return { status: "failed", reason: "the plan does not hold its rows" };
  const { exchanges } = state;
  return { status: "filled", ...settled, cuts: walk.cuts, sent, rowPrices: readRowPrices(state), exchanges };
}

interface Walk {
  readonly state: FillState;
  /** length lines: 1 for a line that a bottleneck stopped. */
  readonly isStopped: Uint8Array;
  readonly cuts: Cut[];
  readonly onProgress: FillProgress | undefined;
  settled: number;
}

/** When a bottleneck's own level is off the walk's by more than this part, the plan is computed anew. */
const LEVEL_TOLERANCE = 1e-12;
/** The plan carries so little less than the shares, so that their last bits cannot make it impossible. */
const SHRINK = 1e-11;
/** A bottleneck is new when the shares break it by more than this, of its bound. */
const BROKEN_TOLERANCE = 2e-12;
/** What columns and rows may lack at the very end, of the most that they can be; rounding gives it back. */
const FINAL_TOLERANCE = 1e-6;
const ROUNDS_MAX = 200;
/** Far more exchanges a row than any walk that gets on: the last bits go in a circle. */
const STEPS_MAX = 20;

interface LineEvent {
  readonly level: number;
  readonly line: number;
  readonly isStart: boolean;
}

/** Fills through one stage; returns what went wrong. @mutates walk */
function fillStage(walk: Walk, rules: StageLines): string | undefined {
  const { state } = walk;
  state.level = 0;
  state.since.fill(0);
  const events = listLineEvents(walk, rules);
  const base = state.share.slice();
  let next = 0;
  let waiting = events.length / 2;
  let steps = STEPS_MAX * state.basis.basic.length + 10_000;
  while (waiting > 0) {
    if (steps-- === 0) return "no end of exchanges";
    const lineLevel = next < events.length ? events[next]!.level : Infinity;
    const queueLevel = state.queue.firstTime();
    if (lineLevel === Infinity && queueLevel === Infinity) return "lines neither full nor stopped";
    if (lineLevel <= queueLevel) {
      state.level = Math.max(state.level, lineLevel);
      let end = next;
      while (end < events.length && events[end]!.level === lineLevel) end++;
      waiting -= takeLineEvents(walk, events.slice(next, end), rules);
      next = end;
      continue;
    }
    state.level = Math.max(state.level, queueLevel);
    const leaving = state.queue.first();
    const step = stepDual(state, leaving);
    if (step.status === "failed") return step.reason;
    if (step.status === "blocked") {
      waiting -= stopLines(walk, leaving, { rules, base });
      clearWork(state);
    }
  }
  return undefined;
}

/** Every line that the stage raises begins where it stands and ends when it is full: in order of level, starts first. */
function listLineEvents({ state, isStopped }: Walk, { weight, full }: StageLines): readonly LineEvent[] {
  const events: LineEvent[] = [];
  state.share.forEach((share, line) => {
    if (isStopped[line] === 1 || share >= full[line]!) return;
    events.push({ level: share / weight[line]!, line, isStart: true });
    events.push({ level: full[line]! / weight[line]!, line, isStart: false });
  });
  return events.sort((a, b) => a.level - b.level || Number(b.isStart) - Number(a.isStart) || a.line - b.line);
}

/** Starts lines and ends those that are full; returns how many it ended. @mutates walk */
function takeLineEvents(walk: Walk, events: readonly LineEvent[], { weight, full }: StageLines): number {
  const { state } = walk;
  const { share, rise } = state;
  const lines: number[] = [];
  let ended = 0;
  for (const { line, isStart } of events) {
    if (!isStart && rise[line] === 0) continue;
    lines.push(line);
    share[line] = isStart ? 0 : full[line]!;
    if (!isStart) ended++;
  }
  changeRises(state, lines, (line) => (rise[line] === 0 ? weight[line]! : -weight[line]!));
  tell(walk, ended);
  return ended;
}

function tell(walk: Walk, ended: number): void {
  walk.settled += ended;
  walk.onProgress?.(walk.settled, walk.state.share.length * walk.state.problem.stages.length);
}

/** Stops the lines that the row of `leaving` proves can rise no further; returns how many. @mutates walk */
function stopLines(
  walk: Walk,
  leaving: number,
  { rules, base }: { readonly rules: StageLines; readonly base: Float64Array },
): number {
  const { state, isStopped } = walk;
  const { weight, full } = rules;
  const proof = readProof(state, leaving);
  const stopped = Array.from(proof.lines).filter((line) => state.rise[line] !== 0);
  if (stopped.length === 0) {
    excuse(state, leaving);
    return 0;
  }
  let left = proof.bound;
  let rate = 0;
  proof.lines.forEach((line, i) => {
    if (state.rise[line] === 0) left -= proof.lambda[i]! * state.share[line]!;
    else rate += proof.lambda[i]! * weight[line]!;
  });
  const level = Math.max(0, left / rate);
  walk.cuts.push(orderCut(state.problem, proof));
  for (const line of stopped) {
    isStopped[line] = 1;
    state.share[line] = Math.max(base[line]!, Math.min(full[line]!, weight[line]! * level));
  }
  changeRises(state, stopped, (line) => -state.rise[line]!);
  setLine(state, leaving, valueNow(state, leaving), 0);
  if (Math.abs(level - state.level) > LEVEL_TOLERANCE * state.level) state.work = Infinity;
  tell(walk, stopped.length);
  return stopped.length;
}

/** Lets a variable be as far below zero as it is: nothing can be done for it here, `settle` comes back to it. */
function excuse(state: FillState, variable: number): void {
  const value = valueNow(state, variable);
  state.tolerance[variable] = Math.max(state.tolerance[variable]!, -2 * value);
  setLine(state, variable, value, 0);
}

/**
 * Fills within all bottlenecks and mends the plan until it carries that, adding the bottlenecks that it meets.
 * Returns the shares, or what went wrong. @mutates walk
 */
function settle(walk: Walk): { readonly share: Float64Array; readonly stoppedBy: Int32Array } | string {
  const { state, cuts } = walk;
  state.rise.fill(0);
  state.level = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const filled = fillWithinCuts(state.problem, cuts);
    filled.share.forEach((share, line) => {
      state.share[line] = share * (1 - SHRINK);
    });
    resetTolerances(state);
    if (!refresh(state)) return "the basis became singular";
    const known = cuts.length;
    let steps = STEPS_MAX * state.basis.basic.length + 10_000;
    while (state.queue.first() >= 0) {
      if (steps-- === 0) return "no end of exchanges";
      const leaving = state.queue.first();
      const step = stepDual(state, leaving);
      if (step.status === "failed") return step.reason;
      if (step.status === "blocked") {
        const proof = readProof(state, leaving);
        if (isBroken(proof, filled.share)) cuts.push(orderCut(state.problem, proof));
        excuse(state, leaving);
        clearWork(state);
      }
    }
    if (cuts.length === known) return filled;
  }
  return "no end of bottlenecks";
}

function isBroken({ lines, lambda, bound }: PricedCut, share: Float64Array): boolean {
  let filled = 0;
  lines.forEach((line, i) => {
    filled += lambda[i]! * share[line]!;
  });
  return filled - bound > BROKEN_TOLERANCE * bound;
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
