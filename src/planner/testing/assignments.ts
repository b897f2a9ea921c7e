import type {
  AssignableUnit,
  AssignmentCall,
  AssignmentLane,
  AssignmentProblem,
} from "../indivisible/problem.ts";

export function makeUnit(key: string, part: Partial<AssignableUnit> = {}): AssignableUnit {
  return { key, type: 0, site: 0, readyFrom: 0, readyUntil: 3, ...part };
}

export function makeCall(key: string, part: Partial<AssignmentCall> = {}): AssignmentCall {
  return {
    key,
    site: 1,
    types: [0],
    count: 1,
    weightPerMille: 1000,
    windowFrom: 0,
    windowTo: 3,
    stayPeriods: 1,
    severity: 1,
    ...part,
  };
}

export function makeRoad(key: string, part: Partial<AssignmentLane> = {}): AssignmentLane {
  return { key, from: 0, to: 1, transitPeriods: 0, unitCapacity: null, costMinor: 0, ...part };
}

/** Four periods, three sites, two types, roads 0 → 1 and 0 → 2, unless said otherwise. */
export function makeAssignment(part: Partial<AssignmentProblem> = {}): AssignmentProblem {
  return {
    periods: 4,
    sites: 3,
    types: 2,
    units: [makeUnit("u")],
    calls: [makeCall("c")],
    lanes: [makeRoad("0 1"), makeRoad("0 2", { to: 2 })],
    ...part,
  };
}

/** What a drawn assignment problem is like. */
export interface DrawnAssignment {
  readonly units: number;
  readonly calls: number;
  readonly sites: number;
  readonly periods: number;
  /** Part of roads with a limit, 0 … 1. */
  readonly limited: number;
}

/** Draws types, places, readiness, windows, counts 1 … 3, weights, and two roads between most sites (one fast and dear). */
export function drawAssignment(shape: DrawnAssignment, random: () => number): AssignmentProblem {
  const below = (count: number) => Math.floor(random() * count);
  const span = (): [number, number] => {
    const from = below(shape.periods);
    return [from, from + below(shape.periods - from)];
  };
  const lanes: AssignmentLane[] = [];
  for (let from = 0; from < shape.sites; from++) {
    for (let to = 0; to < shape.sites; to++) {
      for (const fast of [0, 1]) {
        if (random() < 0.3) continue;
        const unitCapacity = random() < shape.limited ? below(3) : null;
        const [transitPeriods, costMinor] = fast === 1 ? [0, 5 + below(5)] : [1, below(5)];
        lanes.push(makeRoad(`e${from} ${to} ${fast}`, { from, to, transitPeriods, unitCapacity, costMinor }));
      }
    }
  }
  return {
    periods: shape.periods,
    sites: shape.sites,
    types: 2,
    lanes,
    units: Array.from({ length: shape.units }, (_, u) => {
      const [readyFrom, readyUntil] = [below(2), shape.periods - 1 - below(2)];
      return makeUnit(`u${u}`, { type: below(2), site: below(shape.sites), readyFrom, readyUntil });
    }).map((unit) => ({ ...unit, readyUntil: Math.max(unit.readyFrom, unit.readyUntil) })),
    calls: Array.from({ length: shape.calls }, (_, c) => {
      const [windowFrom, windowTo] = span();
      const types = random() < 0.4 ? [0, 1] : [below(2)];
      const weightPerMille = [1000, 1000, 2000, 1500][below(4)]!;
      const rest = { windowFrom, windowTo, types, weightPerMille, severity: 1 + below(3) };
      return makeCall(`c${c}`, {
        site: below(shape.sites),
        count: 1 + below(3),
        stayPeriods: 1 + below(2),
        ...rest,
      });
    }),
  };
}
