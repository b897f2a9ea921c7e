import { pointsOf } from "./call-levels.ts";
import type { AssignmentCall, AssignmentLane, AssignmentProblem, AssignableUnit } from "./problem.ts";

/** One way of sending a unit to a call. */
export interface AssignmentWay {
  readonly unit: number;
  readonly call: number;
  readonly lane: number;
  readonly depart: number;
  readonly arrive: number;
}

/**
 * How far a call got: 0 none of its types is there, 1 one is, 2 one speaks its languages, 3 a lane leads from one, 4 it can be
 * there in time and stay, 5 what it needs can be had there.
 */
export type CallReach = 0 | 1 | 2 | 3 | 4 | 5;

export interface AssignmentWays {
  /** In order of call, unit, lane, departure. */
  readonly ways: readonly AssignmentWay[];
  /** By call. */
  readonly reach: readonly CallReach[];
}

/**
 * Returns every way that can be of use, whatever the units need there: of lanes without limit only the best for each call and
 * unit (earliest, then cheapest, then first), as the others can never be better, or for a unit that needs something, which may
 * be there later only, the best for each arrival; of limited lanes every departure. Stops soon after `waysMax`: it lists
 * a lane's departures more at most. `reach` is 4 at most.
 * O(calls × units × lanes between them × departures).
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
      if (ways.length > waysMax || !call.types.includes(unit.type) || pointsOf(unit, call) === 0) return;
      const lanes = speaksOf(unit, call) ? (lanesOf.get(`${unit.site} ${call.site}`) ?? []) : [];
      const own: AssignmentWay[] = [];
      for (const lane of lanes) {
        // Of lanes without limit there is one way each: so many more are of limited ones, which all count.
        if (own.length > waysMax + lanes.length) break;
        for (const depart of listDepartures(problem, { unit, call, lane: problem.lanes[lane]! })) {
          const arrive = depart + problem.lanes[lane]!.transitPeriods;
          own.push({ unit: u, call: c, lane, depart, arrive });
        }
      }
      const found: CallReach = own.length > 0 ? 4 : lanes.length > 0 ? 3 : speaksOf(unit, call) ? 2 : 1;
      if (found > furthest) furthest = found;
      for (const way of dropWorse(problem, own)) ways.push(way);
    });
    return furthest;
  });
  return { ways, reach };
}

function speaksOf(unit: AssignableUnit, call: AssignmentCall): boolean {
  return call.languages.length === 0 || unit.languages.some((language) => call.languages.includes(language));
}

/** Departures by one lane: of a lane without limit the first, for a unit without needs. None where it cannot arrive in time, or not stay. */
function listDepartures(
  problem: AssignmentProblem,
  way: { readonly unit: AssignableUnit; readonly call: AssignmentCall; readonly lane: AssignmentLane },
): readonly number[] {
  const { unit, call, lane } = way;
  const transit = lane.transitPeriods;
  const lastArrival = Math.min(call.windowTo, unit.readyUntil - call.stayPeriods + 1, problem.periods - 1);
  const first = Math.max(unit.readyFrom, call.windowFrom - transit);
  const isFree = lane.unitCapacity === null && unit.needs.length === 0;
  const last = isFree ? Math.min(first, lastArrival - transit) : lastArrival - transit;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function dropWorse(problem: AssignmentProblem, ways: readonly AssignmentWay[]): readonly AssignmentWay[] {
  const isFree = ({ lane }: AssignmentWay) => problem.lanes[lane]!.unitCapacity === null;
  const costOf = ({ lane }: AssignmentWay) => problem.lanes[lane]!.costMinor;
  // By arrival where the unit needs something, else one for all arrivals.
  const best = new Map<number, AssignmentWay>();
  for (const way of ways) {
    if (!isFree(way)) continue;
    const at = problem.units[way.unit]!.needs.length > 0 ? way.arrive : 0;
    const known = best.get(at);
    const order = known === undefined ? -1 : way.arrive - known.arrive || costOf(way) - costOf(known);
    if (order < 0) best.set(at, way);
  }
  const kept = new Set(best.values());
  return ways.filter((way) => !isFree(way) || kept.has(way));
}
