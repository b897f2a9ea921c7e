import { orderCut, type Cut, type PricedCut, type StageLines } from "../cuts.ts";
import { stepDual } from "./dual-step.ts";
import { clearWork } from "./exchange.ts";
import type { FillOutcome, FillProblem } from "./fill-problem.ts";
import { changeLines, openState, setLine, valueNow, type FillState } from "./fill-state.ts";
import { holdAfterStop } from "./held-at-zero.ts";
import { readProof } from "./proof.ts";
import { refresh } from "./refresh.ts";
import { excuse, finishFill } from "./settle-shares.ts";

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
 * passed by is found there as one more bottleneck (`finishFill`). Shares that are the fairest within some proofs and can be carried
 * are the fairest.
 * Last, the reduced costs are made ≥ 0, one objective after the other (`lowerCosts`).
 *
 * Work of an exchange: rows and columns of the inverse by their few entries, never by its size. Number of exchanges: about
 * one for each row that becomes tight and each column that is used.
 */
export function fillFairly(problem: FillProblem, onProgress?: FillProgress): FillOutcome {
  let outcome: FillOutcome = { status: "failed", reason: "nothing was tried" };
  for (const shrink of STOP_SHRINKS) {
    outcome = walkAndFinish(problem, shrink, onProgress);
    if (outcome.status === "filled") break;
  }
  return outcome;
}

function walkAndFinish(
  problem: FillProblem,
  shrink: number,
  onProgress: FillProgress | undefined,
): FillOutcome {
  const state = openState(problem);
  if (!refresh(state)) return { status: "failed", reason: "no basis to begin with" };
  const isStopped = new Uint8Array(state.share.length);
  const walk: Walk = { state, shrink, isStopped, cuts: [], onProgress, settled: 0 };
  for (const rules of problem.stages) {
    const reason = fillStage(walk, rules);
    if (reason !== undefined) return { status: "failed", reason };
  }
  return finishFill(state, walk.cuts);
}

interface Walk {
  readonly state: FillState;
  /** See {@link STOP_SHRINKS}. */
  readonly shrink: number;
  /** length lines: 1 for a line that a bottleneck stopped. */
  readonly isStopped: Uint8Array;
  readonly cuts: Cut[];
  readonly onProgress: FillProgress | undefined;
  settled: number;
}

/**
 * A line that is stopped gets by this part less than its bottleneck allows. Bottlenecks sum up to 10^9 kilograms, and what
 * rests on one would break it by 10^-7 of one again and again, where it has no room for its own last bits: with 10^-11 one in
 * four problems of the preset `country` goes in circles, with 10^-6 the walk ends so far off that mending it does. What goes
 * wrong with one is tried with the next.
 */
const STOP_SHRINKS = [1e-8, 1e-7, 1e-9] as const;
/** What lines at rest give back at least, of their share, where their sum breaks a bottleneck by its last bits. */
const ROOM_LEAST = 1e-11;
const ROOM_MOST = 1e-6;
/** Exchanges a row after which a walk goes in circles; it takes about half a one. */
const STEPS_MAX = 3;

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
  changeLines(state, lines, {
    rise: lines.map((line) => (rise[line] === 0 ? weight[line]! : -weight[line]!)),
  });
  tell(walk, ended);
  return ended;
}

function tell(walk: Walk, ended: number): void {
  walk.settled += ended;
  walk.onProgress?.(walk.settled, walk.state.share.length * walk.state.problem.stages.length);
}

/**
 * Lowers lines at rest that break a bottleneck of theirs by the last bits of its sum. Were what is below zero left so, the
 * exchanges after it would make more of it. False where it is more than last bits, or they do not break it. @mutates state
 */
function giveRoom(state: FillState, { lines, lambda, bound }: PricedCut): boolean {
  let filled = 0;
  lines.forEach((line, i) => {
    filled += lambda[i]! * state.share[line]!;
  });
  const over = filled - bound;
  if (!(over > 0 && over < ROOM_MOST * filled)) return false;
  const part = Math.max(ROOM_LEAST, (2 * over) / filled);
  const list = Array.from(lines);
  const by = list.map((line) => -part * state.share[line]!);
  list.forEach((line, i) => {
    state.share[line]! += by[i]!;
  });
  changeLines(state, list, { rise: list.map(() => 0), share: by });
  return true;
}

/** Stops the lines that the row of `leaving` proves can rise no further; returns how many. @mutates walk */
function stopLines(
  walk: Walk,
  leaving: number,
  { rules, base }: { readonly rules: StageLines; readonly base: Float64Array },
): number {
  const { state, isStopped, shrink } = walk;
  const { weight, full } = rules;
  const { proof } = readProof(state, leaving, walk.cuts);
  const stopped = Array.from(proof.lines).filter((line) => state.rise[line] !== 0);
  if (stopped.length === 0) {
    if (giveRoom(state, proof)) setLine(state, leaving, valueNow(state, leaving), state.slope[leaving]!);
    else excuse(state, leaving);
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
  const stand = stopped.map((line) => state.share[line]! + state.rise[line]! * state.level);
  for (const line of stopped) {
    isStopped[line] = 1;
    const share = Math.min(full[line]!, weight[line]! * level) * (1 - shrink);
    state.share[line] = Math.max(base[line]!, share);
  }
  const moved = stopped.map((line, i) => state.share[line]! - stand[i]!);
  changeLines(state, stopped, { rise: stopped.map((line) => -state.rise[line]!), share: moved });
  setLine(state, leaving, valueNow(state, leaving), 0);
  holdAfterStop(state, leaving, walk.cuts.length - 1);
  tell(walk, stopped.length);
  return stopped.length;
}
