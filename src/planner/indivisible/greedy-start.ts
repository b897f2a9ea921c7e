import type { ProgramLayout } from "./assignment-program.ts";
import { levelOf, pointsOf } from "./call-levels.ts";
import { openNeedsBook } from "./needs-book.ts";
import type { FoundNeeds } from "./find-needs.ts";
import type { AssignmentProblem } from "./problem.ts";

/**
 * Returns the columns of a plan that can be carried out: again and again the call at the lowest level (of equals
 * the first) gets a unit by its earliest, then cheapest, then first way that is still open, with what the unit needs there, by the facility
 * where there is room, else by the goods that arrive first. What the integer program starts
 * from, and what is known when there is no time for it. O(ways × log + calls × counts × ways of a call × sendings of a group).
 */
export function startGreedily(
  problem: AssignmentProblem,
  found: FoundNeeds,
  { gains, layout }: { readonly gains: readonly (readonly number[])[]; readonly layout: ProgramLayout },
): Float64Array {
  const { ways } = found;
  const values = new Float64Array(layout.columnCount);
  const isBusy = new Uint8Array(problem.units.length);
  const loads = new Map<string, number>();
  const sent = new Int32Array(problem.calls.length);
  const got = problem.calls.map(({ present }) => present);
  const book = openNeedsBook(problem, found, { layout, values });
  const costOf = (j: number) => problem.lanes[ways[j]!.lane]!.costMinor;
  const waysOf = problem.calls.map((): number[] => []);
  ways.forEach(({ call }, j) => waysOf[call]!.push(j));
  for (const own of waysOf) {
    own.sort((a, b) => ways[a]!.arrive - ways[b]!.arrive || costOf(a) - costOf(b) || a - b);
  }
  const isOpen = (j: number) => {
    const { unit, lane, depart } = ways[j]!;
    const load = loads.get(`${lane} ${depart}`) ?? 0;
    return isBusy[unit] === 0 && load < (problem.lanes[lane]!.unitCapacity ?? Infinity) && book.take(j);
  };
  const open = new Set(problem.calls.map((_, c) => c));
  while (open.size > 0) {
    let lowest = -1;
    for (const c of open) {
      if (lowest < 0 || levelOf(problem, c, got[c]!) < levelOf(problem, lowest, got[lowest]!)) lowest = c;
    }
    const { count, wanted } = problem.calls[lowest]!;
    const isFull = sent[lowest] === count || got[lowest]! >= wanted;
    const way = isFull ? undefined : waysOf[lowest]!.find(isOpen);
    if (way === undefined) {
      open.delete(lowest);
      continue;
    }
    const { unit, lane, depart } = ways[way]!;
    values[way] = 1;
    isBusy[unit] = 1;
    loads.set(`${lane} ${depart}`, (loads.get(`${lane} ${depart}`) ?? 0) + 1);
    sent[lowest]!++;
    got[lowest]! += pointsOf(problem.units[unit]!, problem.calls[lowest]!);
  }
  gains.forEach((own, c) => {
    own.forEach((gain, m) => {
      if (problem.calls[c]!.present + gain <= got[c]!) values[layout.firstGain[c]! + m] = 1;
    });
  });
  return values;
}
