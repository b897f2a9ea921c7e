import type { AssignmentCall, AssignmentLane, AssignmentProblem, AssignableUnit } from "./problem.ts";

/** One way of sending a unit to a call. */
export interface AssignmentWay {
  readonly unit: number;
  readonly call: number;
  readonly lane: number;
  readonly depart: number;
  readonly arrive: number;
}

/** How far a call got: 0 none of its types is there, 1 one is, 2 a lane leads from one, 3 it can be there in time and stay. */
export type CallReach = 0 | 1 | 2 | 3;

export interface AssignmentWays {
  /** In order of call, unit, lane, departure. */
  readonly ways: readonly AssignmentWay[];
  /** By call. */
  readonly reach: readonly CallReach[];
}

/**
 * Returns every way that can be of use: of lanes without limit only the best for each call and unit (earliest, then
 * cheapest, then first), as the others can never be better; of limited lanes every departure. Stops soon after `waysMax`: it lists
 * a lane's departures more at most.
 * O(calls × units × lanes between them × departures of limited lanes).
 */
export function listWays(problem: AssignmentProblem, waysMax: number): AssignmentWays {
  const ways: AssignmentWay[] = [];
  const lanesOf = new Map<string, number[]>();
  problem.lanes.forEach(({ from, to }, e) => {
    const name = `${from} ${to}`;
    const known = lanesOf.get(name);
    if (known === undefined) lanesOf.set(name, [e]);
    else known.push(e);
  });
  const reach = problem.calls.map((call, c): CallReach => {
    let furthest: CallReach = 0;
    problem.units.forEach((unit, u) => {
      if (ways.length > waysMax || !call.types.includes(unit.type)) return;
      const lanes = lanesOf.get(`${unit.site} ${call.site}`) ?? [];
      const own: AssignmentWay[] = [];
      for (const lane of lanes) {
        // Of lanes without limit there is one way each: so many more are of limited ones, which all count.
        if (own.length > waysMax + lanes.length) break;
        for (const depart of listDepartures(problem, { unit, call, lane: problem.lanes[lane]! })) {
          const arrive = depart + problem.lanes[lane]!.transitPeriods;
          own.push({ unit: u, call: c, lane, depart, arrive });
        }
      }
      const found: CallReach = own.length > 0 ? 3 : lanes.length > 0 ? 2 : 1;
      if (found > furthest) furthest = found;
      for (const way of dropWorse(problem, own)) ways.push(way);
    });
    return furthest;
  });
  return { ways, reach };
}

/** Departures by one lane: of a lane without limit the first. None where it cannot arrive in time, or not stay. */
function listDepartures(
  problem: AssignmentProblem,
  way: { readonly unit: AssignableUnit; readonly call: AssignmentCall; readonly lane: AssignmentLane },
): readonly number[] {
  const { unit, call, lane } = way;
  const transit = lane.transitPeriods;
  const lastArrival = Math.min(call.windowTo, unit.readyUntil - call.stayPeriods + 1, problem.periods - 1);
  const first = Math.max(unit.readyFrom, call.windowFrom - transit);
  const last = lane.unitCapacity === null ? Math.min(first, lastArrival - transit) : lastArrival - transit;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function dropWorse(problem: AssignmentProblem, ways: readonly AssignmentWay[]): readonly AssignmentWay[] {
  const isFree = ({ lane }: AssignmentWay) => problem.lanes[lane]!.unitCapacity === null;
  const costOf = ({ lane }: AssignmentWay) => problem.lanes[lane]!.costMinor;
  let best: AssignmentWay | undefined;
  for (const way of ways) {
    if (!isFree(way)) continue;
    const order = best === undefined ? -1 : way.arrive - best.arrive || costOf(way) - costOf(best);
    if (order < 0) best = way;
  }
  return ways.filter((way) => !isFree(way) || way === best);
}
