import { levelOf } from "./assignment-program.ts";
import type { AssignmentWay } from "./list-ways.ts";
import type { AssignmentProblem } from "./problem.ts";

/**
 * Returns the ways of a plan that can be carried out, marked by 1: again and again the call at the lowest level (of equals
 * the first) gets a unit by its earliest, then cheapest, then first way that is still open. What the integer program starts
 * from, and what is known when there is no time for it. O(ways × log + calls × counts × ways of a call).
 */
export function sendGreedily(problem: AssignmentProblem, ways: readonly AssignmentWay[]): Uint8Array {
  const chosen = new Uint8Array(ways.length);
  const isBusy = new Uint8Array(problem.units.length);
  const loads = new Map<string, number>();
  const got = new Int32Array(problem.calls.length);
  const costOf = (j: number) => problem.lanes[ways[j]!.lane]!.costMinor;
  const waysOf = problem.calls.map((): number[] => []);
  ways.forEach(({ call }, j) => waysOf[call]!.push(j));
  for (const own of waysOf) {
    own.sort((a, b) => ways[a]!.arrive - ways[b]!.arrive || costOf(a) - costOf(b) || a - b);
  }
  const isOpen = (j: number) => {
    const { unit, lane, depart } = ways[j]!;
    const load = loads.get(`${lane} ${depart}`) ?? 0;
    return isBusy[unit] === 0 && load < (problem.lanes[lane]!.unitCapacity ?? Infinity);
  };
  const open = new Set(problem.calls.map((_, c) => c));
  while (open.size > 0) {
    let lowest = -1;
    for (const c of open) {
      if (lowest < 0 || levelOf(problem, c, got[c]!) < levelOf(problem, lowest, got[lowest]!)) lowest = c;
    }
    const way = waysOf[lowest]!.find(isOpen);
    if (way === undefined || got[lowest] === problem.calls[lowest]!.count) {
      open.delete(lowest);
      continue;
    }
    const { unit, lane, depart } = ways[way]!;
    chosen[way] = 1;
    isBusy[unit] = 1;
    loads.set(`${lane} ${depart}`, (loads.get(`${lane} ${depart}`) ?? 0) + 1);
    got[lowest]!++;
  }
  return chosen;
}
