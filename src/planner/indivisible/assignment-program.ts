import type { IntegerProgram } from "../integer-program.ts";
import type { AssignmentWay } from "./list-ways.ts";
import type { AssignmentProblem } from "./problem.ts";

/** What the columns named count, whole and not zero; the others count nothing. A level has one for each call, of all columns. */
export interface Weights {
  readonly columns: Int32Array;
  /** length of `columns`. */
  readonly values: Float64Array;
}

/** An objective as a row of the program, so that it can be held once it is dealt with. */
export interface ObjectiveRow {
  readonly objective: "reach_level" | "units" | "arrival" | "cost";
  /** Of `reach_level`. */
  readonly level: number | null;
  readonly row: number;
  /** 1: to be great, −1: to be small. */
  readonly sense: 1 | -1;
  readonly weights: Weights;
  /** No plan has more of it (of what is to be great), or less. */
  readonly limit: number;
}

/**
 * Columns: x of each way (1: the unit goes that way), then z of each call and number m (1: the call gets m units or more).
 * Rows: each unit goes once at most; Σ x = Σ z of a call; z of m + 1 ≤ z of m; each lane and period that is limited;
 * and one row for each objective.
 */
export interface AssignmentProgram {
  readonly program: IntegerProgram;
  readonly objectives: readonly ObjectiveRow[];
}

/** Returns the program of (checked) ways. The objectives are in the order in which they count. O(ways + Σ counts + calls × levels). */
export function buildAssignmentProgram(
  problem: AssignmentProblem,
  ways: readonly AssignmentWay[],
): AssignmentProgram {
  const rows = openRows();
  const firstOf: number[] = [];
  let columnCount = ways.length;
  for (const { count } of problem.calls) {
    firstOf.push(columnCount);
    columnCount += count;
  }
  ways.forEach(({ unit, call, lane, depart }, j) => {
    rows.add(`unit ${unit}`, j, 1, { upper: 1 });
    rows.add(`call ${call}`, j, 1, { lower: 0, upper: 0 });
    const capacity = problem.lanes[lane]!.unitCapacity;
    if (capacity !== null) rows.add(`lane ${lane} ${depart}`, j, 1, { upper: capacity });
  });
  problem.calls.forEach(({ count }, c) => {
    for (let m = 0; m < count; m++) {
      rows.add(`call ${c}`, firstOf[c]! + m, -1, { lower: 0, upper: 0 });
      if (m === 0) continue;
      rows.add(`order ${c} ${m}`, firstOf[c]! + m, 1, { upper: 0 });
      rows.add(`order ${c} ${m}`, firstOf[c]! + m - 1, -1, { upper: 0 });
    }
  });
  const ofWays = (amount: (way: AssignmentWay) => number): Weights => {
    const columns = Int32Array.from(ways.keys()).filter((j) => amount(ways[j]!) !== 0);
    return { columns, values: Float64Array.from(columns, (j) => amount(ways[j]!)) };
  };
  const movable = new Set(ways.map(({ unit }) => unit)).size;
  const drafts: Omit<ObjectiveRow, "row">[] = [
    ...listLevelObjectives(problem, { firstOf, ways }),
    { objective: "units", level: null, sense: 1, weights: ofWays(() => 1), limit: movable },
    {
      objective: "arrival",
      level: null,
      sense: -1,
      weights: ofWays(({ call, arrive }) => arrive * problem.calls[call]!.severity),
      limit: 0,
    },
    {
      objective: "cost",
      level: null,
      sense: -1,
      weights: ofWays(({ lane }) => problem.lanes[lane]!.costMinor),
      limit: 0,
    },
  ];
  const objectives = drafts.map((draft, i): ObjectiveRow => {
    const row = rows.open(`objective ${i}`, {});
    draft.weights.columns.forEach((j, at) => {
      rows.add(`objective ${i}`, j, draft.weights.values[at]!, {});
    });
    return { ...draft, row };
  });
  return { program: rows.finish(columnCount), objectives };
}

/**
 * One objective for each level that a call can stand at, from the lowest: how many calls reach it. Made great one after
 * the other they give the plan whose levels, in ascending order, are lexicographically the greatest: of two such orders
 * the greater is the one that has, at the first level where they differ, fewer below it (Ogryczak, Pióro and Tomaszewski
 * 2005, "Telecommunications network design and max-min optimization problem", section 4). A call that cannot be reached
 * at all, or has all it wants, counts alike in every plan.
 */
function listLevelObjectives(
  problem: AssignmentProblem,
  at: { readonly firstOf: readonly number[]; readonly ways: readonly AssignmentWay[] },
): readonly Omit<ObjectiveRow, "row">[] {
  const reachable = listReachable(at.ways);
  // By call: the fewest units by which it stands at the level, which rise with it.
  const least = reachable.map(() => 1);
  return listLevels(problem, reachable).map((level) => {
    const columns: number[] = [];
    reachable.forEach((c, i) => {
      const { count } = problem.calls[c]!;
      while (least[i]! <= count && levelOf(problem, c, least[i]!) < level) least[i]!++;
      if (least[i]! <= count) columns.push(at.firstOf[c]! + least[i]! - 1);
    });
    const weights = { columns: Int32Array.from(columns), values: new Float64Array(columns.length).fill(1) };
    return { objective: "reach_level" as const, level, sense: 1 as const, weights, limit: columns.length };
  });
}

/** The calls that some way leads to, in the order of the ways. */
function listReachable(ways: readonly AssignmentWay[]): readonly number[] {
  return [...new Set(ways.map(({ call }) => call))];
}

/** The levels that calls can stand at, from the lowest. */
function listLevels(problem: AssignmentProblem, calls: readonly number[]): readonly number[] {
  const levels = new Set<number>();
  for (const c of calls) {
    for (let m = 1; m <= problem.calls[c]!.count; m++) levels.add(levelOf(problem, c, m));
  }
  return [...levels].sort((a, b) => a - b);
}

/** What the objectives of levels come to, before the program is built: a level has an entry for each call that can stand at it. */
export interface LevelEntries {
  readonly levels: number;
  readonly entries: number;
}

/** Returns how many levels there are and what they come to. O(Σ counts × log). */
export function countLevelEntries(problem: AssignmentProblem, ways: readonly AssignmentWay[]): LevelEntries {
  const reachable = listReachable(ways);
  const levels = listLevels(problem, reachable);
  const tops = reachable.map((c) => levelOf(problem, c, problem.calls[c]!.count)).toSorted((a, b) => a - b);
  let below = 0;
  let entries = 0;
  for (const level of levels) {
    while (below < tops.length && tops[below]! < level) below++;
    entries += tops.length - below;
  }
  return { levels: levels.length, entries };
}

/** Returns the level of call c with `units` of what it wants. */
export function levelOf(problem: AssignmentProblem, c: number, units: number): number {
  const { count, weightPerMille } = problem.calls[c]!;
  // One division, of whole numbers: equal levels are the same double.
  return (1000 * units) / (count * weightPerMille);
}

interface Bounds {
  readonly lower?: number;
  readonly upper?: number;
}

/** Gathers entries by the names of their rows. */
function openRows() {
  const known = new Map<string, number>();
  const lower: number[] = [];
  const upper: number[] = [];
  const entries: (readonly [row: number, column: number, value: number])[] = [];
  const open = (name: string, bounds: Bounds): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, lower.length);
    lower.push(bounds.lower ?? -Infinity);
    upper.push(bounds.upper ?? Infinity);
    return lower.length - 1;
  };
  return {
    open,
    add(name: string, column: number, value: number, bounds: Bounds) {
      entries.push([open(name, bounds), column, value]);
    },
    finish(columnCount: number): IntegerProgram {
      const sorted = entries.toSorted(([rowA, a], [rowB, b]) => a - b || rowA - rowB);
      const starts = new Int32Array(columnCount + 1);
      for (const [, column] of sorted) starts[column + 1]!++;
      for (let j = 0; j < columnCount; j++) starts[j + 1]! += starts[j]!;
      return {
        columnCount,
        rowCount: lower.length,
        cost: new Float64Array(columnCount),
        columnUpper: new Float64Array(columnCount).fill(1),
        rowLower: Float64Array.from(lower),
        rowUpper: Float64Array.from(upper),
        starts,
        indices: Int32Array.from(sorted, ([row]) => row),
        values: Float64Array.from(sorted, ([, , value]) => value),
      };
    },
  };
}
