import { type IntegerModel, type IntegerSolver, loadIntegerSolver } from "../integer-program.ts";
import {
  type AssignmentProgram,
  buildAssignmentProgram,
  type ObjectiveRow,
  type Weights,
} from "./assignment-program.ts";
import { countLevelEntries, listGains } from "./call-levels.ts";
import { checkAssignment } from "./check-assignment.ts";
import { findNeeds } from "./find-needs.ts";
import { startGreedily } from "./greedy-start.ts";
import { listWays } from "./list-ways.ts";
import { orderAssignment } from "./order-assignment.ts";
import type { AssignmentProblem, AssignmentResult, AssignmentStage } from "./problem.ts";
import { type Solved, writeAssignment } from "./write-assignment.ts";

/** Bounds on what is attempted. */
export interface AssignmentLimits {
  /** Seconds for all of the solver's work together. */
  readonly secondsMax: number;
  /** Most ways of sending, calls' counts among them: columns of the program. */
  readonly waysMax: number;
  /** Most levels × calls that can stand at them: entries of the program, beside a few for each column. */
  readonly levelEntriesMax: number;
}

/** A hundred thousand columns are some 100 MB in the solver. */
export const ASSIGNMENT_LIMITS: AssignmentLimits = {
  secondsMax: 60,
  waysMax: 100_000,
  levelEntriesMax: 2_000_000,
};

/** The rows, the solver's copy and its working memory need about so much for an entry of a level. */
const BYTES_PER_ENTRY = 400;

/** Returns the limits of a process that may use so many bytes. */
export function assignmentLimitsFor(bytes: number): AssignmentLimits {
  const levelEntriesMax = Math.min(ASSIGNMENT_LIMITS.levelEntriesMax, Math.floor(bytes / BYTES_PER_ENTRY));
  return { ...ASSIGNMENT_LIMITS, levelEntriesMax };
}

/**
 * Returns the fairest assignment of indivisible units (teams, equipment) to calls, of a checked problem: the levels
 * got ÷ (weight × wanted) of the calls, in ascending order, are lexicographically the greatest; within that as many units
 * as possible are sent, then Σ arrival × severity is least, then cost. Each unit goes whole, to one call, by one lane, arrives
 * in the call's window and is ready as long as it has to stay; lanes carry so many units a period; it finds there what it
 * needs, or goods for it can be sent, out of what there is for all units that are sent (`findNeeds`).
 *
 * Method: one integer program; its objectives are solved for one after the other, each held at its best before the next
 * (`buildAssignmentProgram`). Every stage states value and bound, all whole: less than one apart, the value is proven.
 * A stage that cannot be better than what the one before has shown is not solved for. It starts from a plan by the rule
 * "the lowest call first" (`startGreedily`). When time runs out, the plan is the
 * best that was found, the stage's gap is stated, and what comes after it is left as it is.
 *
 * Equal plans: rows are in the order of keys, and the solver has one thread and a fixed seed: the same problem, in any
 * order, gives the same plan, unless time runs out. Bounds are the solver's, in doubles; the plan is checked exactly.
 * Not solved: `too_large`, `unsolved`. Blocks its thread. Cost: as an integer program may be exponential.
 */
export async function assignUnits(
  problem: AssignmentProblem,
  limits: AssignmentLimits = ASSIGNMENT_LIMITS,
  solver?: IntegerSolver,
): Promise<AssignmentResult> {
  const canonical = orderAssignment(problem);
  const listed = listWays(canonical.problem, limits.waysMax);
  const found = findNeeds(canonical.problem, listed, limits.waysMax);
  if ("tooMany" in found) {
    return { status: "too_large", of: "goods", count: found.tooMany, limit: limits.waysMax };
  }
  const gains = listGains(canonical.problem, found.ways);
  const columns =
    Math.max(listed.ways.length, found.ways.length + found.columns.length) +
    gains.reduce((sum, own) => sum + own.length, 0);
  if (columns > limits.waysMax) {
    return { status: "too_large", of: "ways", count: columns, limit: limits.waysMax };
  }
  const { entries } = countLevelEntries(canonical.problem, gains);
  if (entries > limits.levelEntriesMax) {
    return { status: "too_large", of: "levels", count: entries, limit: limits.levelEntriesMax };
  }
  const built = buildAssignmentProgram(canonical.problem, found, gains);
  const opened = (solver ?? (await loadIntegerSolver())).open(built.program, limits.secondsMax);
  try {
    const start = startGreedily(canonical.problem, found, { gains, layout: built.layout });
    const solved = solveStages(opened, built, start);
    if ("reason" in solved) return { status: "unsolved", reason: solved.reason };
    const plan = writeAssignment(canonical, { found, layout: built.layout }, solved);
    const faults = checkAssignment(problem, plan);
    if (faults.length > 0) {
      return { status: "unsolved", reason: `the plan failed its check: ${faults.slice(0, 5).join("; ")}` };
    }
    return { status: "solved", plan };
  } finally {
    opened.close();
  }
}

/** Solves for one objective after the other. */
function solveStages(
  model: IntegerModel,
  built: AssignmentProgram,
  start: Float64Array,
): Solved | { readonly reason: string } {
  const stages: AssignmentStage[] = [];
  let values = start;
  // Calls that reached the level before, those that stood at it as it was included.
  let reached = Infinity;
  for (const one of built.objectives) {
    const { objective, level, sense, weights, row, given } = one;
    // A higher level is reached by no more calls than a lower one.
    const limit = objective === "reach_level" ? Math.min(one.limit, reached - given) : one.limit;
    let value = sumOf(weights, values);
    let bound = limit;
    if (value !== limit) {
      model.setCosts(layOut(weights, values.length, -sense));
      const outcome = model.solve(values);
      if (outcome.status === "failed") return outcome;
      if (outcome.values !== null) values = improve(one, values, outcome.values.map(Math.round));
      value = sumOf(weights, values);
      bound = tighten(one, { bound: -sense * outcome.bound, limit, value });
    }
    const proven = Math.abs(bound - value) < 1;
    stages.push({ objective, level, value: value + given, bound: bound + given, proven });
    if (!proven) return { values, stages, proven: false };
    model.setRowBounds(row, sense === 1 ? value : -Infinity, sense === 1 ? Infinity : value);
    reached = value + given;
  }
  return { values, stages, proven: true };
}

/** The better of two plans in one objective: a solver that ran out of time may bring less than it began with. */
function improve({ weights, sense }: ObjectiveRow, one: Float64Array, other: Float64Array): Float64Array {
  return sense * sumOf(weights, other) >= sense * sumOf(weights, one) ? other : one;
}

/** The best whole bound: what the solver says, brought to the whole number within it, but no weaker than what is known. */
function tighten(
  { sense }: ObjectiveRow,
  { bound, limit, value }: { readonly bound: number; readonly limit: number; readonly value: number },
): number {
  const whole = sense === 1 ? Math.floor(bound + BOUND_STEP) : Math.ceil(bound - BOUND_STEP);
  return sense === 1 ? Math.max(value, Math.min(limit, whole)) : Math.min(value, Math.max(limit, whole));
}

/** The last bits of the solver's bound. */
const BOUND_STEP = 1e-6;

function sumOf(weights: Weights, values: Float64Array): number {
  return weights.columns.reduce((sum, j, at) => sum + weights.values[at]! * values[j]!, 0);
}

/** The weights of all columns, each times `factor`. */
function layOut({ columns, values }: Weights, columnCount: number, factor: number): Float64Array {
  const all = new Float64Array(columnCount);
  columns.forEach((j, at) => {
    all[j] = factor * values[at]!;
  });
  return all;
}
