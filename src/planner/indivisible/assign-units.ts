import { type IntegerModel, type IntegerSolver, loadIntegerSolver } from "../integer-program.ts";
import {
  type AssignmentProgram,
  buildAssignmentProgram,
  countLevelEntries,
  levelOf,
  type ObjectiveRow,
  type Weights,
} from "./assignment-program.ts";
import { checkAssignment } from "./check-assignment.ts";
import { sendGreedily } from "./greedy-start.ts";
import { type AssignmentWay, type AssignmentWays, listWays } from "./list-ways.ts";
import type {
  AssignmentPlan,
  AssignmentProblem,
  AssignmentResult,
  AssignmentStage,
  CallStatus,
} from "./problem.ts";

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
 * in the call's window and is ready as long as it has to stay; lanes carry so many units a period.
 *
 * Method: one integer program; its objectives are solved for one after the other, each held at its best before the next
 * (`buildAssignmentProgram`). Every stage states value and bound, all whole: less than one apart, the value is proven.
 * A stage that cannot be better than what the one before has shown is not solved for. It starts from a plan by the rule
 * "the lowest call first" (`sendGreedily`). When time runs out, the plan is the
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
  const canonical = orderProblem(problem);
  const found = listWays(canonical.problem, limits.waysMax);
  const columns = found.ways.length + problem.calls.reduce((sum, { count }) => sum + count, 0);
  if (columns > limits.waysMax) {
    return { status: "too_large", of: "ways", count: columns, limit: limits.waysMax };
  }
  const { entries } = countLevelEntries(canonical.problem, found.ways);
  if (entries > limits.levelEntriesMax) {
    return { status: "too_large", of: "levels", count: entries, limit: limits.levelEntriesMax };
  }
  const built = buildAssignmentProgram(canonical.problem, found.ways);
  const opened = (solver ?? (await loadIntegerSolver())).open(built.program, limits.secondsMax);
  try {
    const start = startFrom(canonical.problem, found.ways, columns);
    const solved = solveStages(opened, built, start);
    if ("reason" in solved) return { status: "unsolved", reason: solved.reason };
    const plan = writeAssignment(canonical, found, solved);
    const faults = checkAssignment(problem, plan);
    if (faults.length > 0) {
      return { status: "unsolved", reason: `the plan failed its check: ${faults.slice(0, 5).join("; ")}` };
    }
    return { status: "solved", plan };
  } finally {
    opened.close();
  }
}

interface Solved {
  readonly values: Float64Array;
  readonly stages: readonly AssignmentStage[];
  readonly proven: boolean;
}

/** Solves for one objective after the other. */
function solveStages(
  model: IntegerModel,
  built: AssignmentProgram,
  start: Float64Array,
): Solved | { readonly reason: string } {
  const stages: AssignmentStage[] = [];
  let values = start;
  let reached = Infinity;
  for (const one of built.objectives) {
    const { objective, level, sense, weights, row } = one;
    // A higher level is reached by no more calls than a lower one.
    const limit = objective === "reach_level" ? Math.min(one.limit, reached) : one.limit;
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
    stages.push({ objective, level, value, bound, proven });
    if (!proven) return { values, stages, proven: false };
    model.setRowBounds(row, sense === 1 ? value : -Infinity, sense === 1 ? Infinity : value);
    reached = value;
  }
  return { values, stages, proven: true };
}

/** The columns of a plan that can be carried out: its ways, then of each call as many of its numbers as it gets units. */
function startFrom(
  problem: AssignmentProblem,
  ways: readonly AssignmentWay[],
  columnCount: number,
): Float64Array {
  const values = new Float64Array(columnCount);
  const got = new Int32Array(problem.calls.length);
  sendGreedily(problem, ways).forEach((chosen, j) => {
    values[j] = chosen;
    got[ways[j]!.call]! += chosen;
  });
  let first = ways.length;
  problem.calls.forEach(({ count }, c) => {
    values.fill(1, first, first + got[c]!);
    first += count;
  });
  return values;
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

/** A problem with its lists in the order of keys, and the index that each row had. */
interface Canonical {
  readonly problem: AssignmentProblem;
  readonly unitInput: readonly number[];
  readonly callInput: readonly number[];
  readonly laneInput: readonly number[];
}

function orderProblem(problem: AssignmentProblem): Canonical {
  const [unitInput, callInput, laneInput] = [problem.units, problem.calls, problem.lanes].map((rows) => {
    const keys = rows.map(({ key }) => key);
    return keys.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : 0));
  }) as [number[], number[], number[]]; // three lists in, three out
  return {
    problem: {
      ...problem,
      units: unitInput.map((i) => problem.units[i]!),
      calls: callInput.map((i) => problem.calls[i]!),
      lanes: laneInput.map((i) => problem.lanes[i]!),
    },
    unitInput,
    callInput,
    laneInput,
  };
}

const STATUS_OF_REACH = [
  "no_unit",
  "unreachable",
  "window",
  "bound",
] as const satisfies readonly CallStatus[];

function writeAssignment(
  canonical: Canonical,
  { ways, reach }: AssignmentWays,
  solved: Solved,
): AssignmentPlan {
  const { problem, unitInput, callInput, laneInput } = canonical;
  const taken = ways.filter((_: AssignmentWay, j) => solved.values[j] === 1);
  const got = new Float64Array(problem.calls.length);
  for (const { call } of taken) got[call]!++;
  const calls: AssignmentPlan["calls"][number][] = [];
  callInput.forEach((input, c) => {
    const wanted = problem.calls[c]!.count;
    const status = got[c] === wanted ? "met" : STATUS_OF_REACH[reach[c]!];
    calls[input] = { wanted, got: got[c]!, level: levelOf(problem, c, got[c]!), status };
  });
  const busy = new Set(taken.map(({ unit }) => unitInput[unit]!));
  return {
    assignments: taken.map(({ unit, call, lane, depart, arrive }) => ({
      unit: unitInput[unit]!,
      call: callInput[call]!,
      lane: laneInput[lane]!,
      departPeriod: depart,
      arrivePeriod: arrive,
    })),
    calls,
    unused: problem.units.flatMap((_, u) => (busy.has(u) ? [] : [u])),
    stages: solved.stages,
    proven: solved.proven,
  };
}
