import type { AssignableUnit, AssignmentCall, AssignmentProblem } from "./problem.ts";

/** Returns what a unit counts for in a call: one, or its capacity. */
export function pointsOf(unit: AssignableUnit, call: AssignmentCall): number {
  return call.measure === "units" ? 1 : unit.capacity;
}

/** Returns the level of call c with `got` of what it wants, what is there now included. */
export function levelOf(problem: AssignmentProblem, c: number, got: number): number {
  const { wanted, weightPerMille } = problem.calls[c]!;
  // One division, of whole numbers: equal levels are the same double.
  return (1000 * got) / (wanted * weightPerMille);
}

/**
 * Returns by call what it can gain, in ascending order and none twice: sums of what so many units of the ways to it as it takes
 * count for, each no more than what it lacks. Empty where no way leads to it. Of calls that count units: 1 … what it takes.
 * O(ways + calls × units × what a call lacks).
 */
export function listGains(
  problem: AssignmentProblem,
  ways: readonly { readonly call: number; readonly unit: number }[],
): readonly (readonly number[])[] {
  const unitsOf = problem.calls.map(() => new Set<number>());
  for (const { call, unit } of ways) unitsOf[call]!.add(unit);
  return problem.calls.map((call, c) => {
    const lacks = call.wanted - call.present;
    if (unitsOf[c]!.size === 0) return [];
    if (call.measure === "units") return Array.from({ length: Math.min(call.count, lacks) }, (_, m) => m + 1);
    const points = [...unitsOf[c]!].map((u) => pointsOf(problem.units[u]!, call));
    // The fewest units by which each sum is reached: a knapsack of each unit once.
    const fewest = new Float64Array(lacks + 1).fill(Infinity);
    fewest[0] = 0;
    for (const gain of points) {
      for (let sum = lacks; sum >= 0; sum--) {
        const to = Math.min(lacks, sum + gain);
        if (fewest[sum]! + 1 < fewest[to]!) fewest[to] = fewest[sum]! + 1;
      }
    }
    return Array.from(fewest.keys()).filter((sum) => sum > 0 && fewest[sum]! <= call.count);
  });
}

/** What the objectives of levels come to, before the program is built: a level has an entry for each call that can stand at it. */
export interface LevelEntries {
  readonly levels: number;
  readonly entries: number;
}

/** Returns how many levels there are and what they come to. O(gains × log). */
export function countLevelEntries(
  problem: AssignmentProblem,
  gains: readonly (readonly number[])[],
): LevelEntries {
  const levels = listLevels(problem, gains);
  const tops = gains
    .flatMap((own, c) => {
      const top = own.at(-1);
      return top === undefined ? [] : [levelOf(problem, c, problem.calls[c]!.present + top)];
    })
    .toSorted((a, b) => a - b);
  let below = 0;
  let entries = 0;
  for (const level of levels) {
    while (below < tops.length && tops[below]! < level) below++;
    entries += tops.length - below;
  }
  return { levels: levels.length, entries };
}

/**
 * Returns the levels that calls can be raised to, from the lowest, and those that they are raised from, above zero: of two calls, one at a
 * half and one at none, which could both be raised to one, it counts which is. O(gains × log).
 */
export function listLevels(
  problem: AssignmentProblem,
  gains: readonly (readonly number[])[],
): readonly number[] {
  const levels = new Set<number>();
  gains.forEach((own, c) => {
    const { present } = problem.calls[c]!;
    if (own.length > 0 && present > 0) levels.add(levelOf(problem, c, present));
    for (const gain of own) levels.add(levelOf(problem, c, present + gain));
  });
  return [...levels].sort((a, b) => a - b);
}
