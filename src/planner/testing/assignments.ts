import type {
  AssignableUnit,
  AssignmentCall,
  AssignmentLane,
  AssignmentProblem,
  UnitNeed,
} from "../indivisible/problem.ts";
import type { PlanProblem } from "../problem.ts";
import { makeDemand, makeItem, makeLane, makeReceiving, makeSupply } from "./problems.ts";

export function makeUnit(key: string, part: Partial<AssignableUnit> = {}): AssignableUnit {
  return {
    key,
    type: 0,
    site: 0,
    readyFrom: 0,
    readyUntil: 3,
    capacity: 1,
    languages: [],
    needs: [],
    ...part,
  };
}

export function makeCall(key: string, part: Partial<AssignmentCall> = {}): AssignmentCall {
  const { count = 1 } = part;
  return {
    key,
    site: 1,
    types: [0],
    languages: [],
    count,
    measure: "units",
    wanted: count,
    present: 0,
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
    languages: 0,
    facilityKinds: 0,
    facilities: [],
    goods: null,
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
    languages: 0,
    facilityKinds: 0,
    facilities: [],
    goods: null,
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

/**
 * Draws a small problem of teams and goods: what `drawAssignment` draws, and languages, capacities, facilities with and without limit,
 * needs by facility, goods or either, and goods of two items with lanes that carry little.
 */
export function drawJoint(shape: DrawnAssignment, random: () => number): AssignmentProblem {
  const below = (count: number) => Math.floor(random() * count);
  const drawn = drawAssignment(shape, random);
  const { sites } = shape;
  const some = <Value>(part: number, value: Value, other: Value) => (random() < part ? value : other);
  const drawNeed = (): UnitNeed => {
    const kind = some<number | null>(0.6, below(2), null);
    const items = kind === null || random() < 0.5 ? some(0.3, [0, 1], [below(2)]) : [];
    return {
      kind,
      amount: kind === null ? 0 : below(3),
      items,
      quantity: items.length === 0 ? 0 : 1 + below(2),
      withinPeriods: below(2),
      leastShelfLifePeriods: below(2),
    };
  };
  const goods = drawGoods(shape, random);
  return {
    ...drawn,
    languages: 2,
    facilityKinds: 2,
    facilities: [0, 1].flatMap((kind) =>
      Array.from({ length: sites }, (_, site) => site)
        .filter(() => random() < 0.6)
        .map((site) => ({
          key: `f${kind} ${site}`,
          site,
          kind,
          capacity: some<number | null>(0.7, below(4), null),
        })),
    ),
    goods,
    units: drawn.units.map((unit) => ({
      ...unit,
      capacity: below(4),
      languages: some(0.8, [0, 1], [below(2)]),
      needs: Array.from({ length: below(3) }, drawNeed),
    })),
    calls: drawn.calls.map((call) => {
      const measure = some<"capacity" | "units">(0.5, "capacity", "units");
      const wanted = measure === "units" ? 1 + below(3) : 2 + below(5);
      const languages = some(0.4, [below(2)], []);
      return { ...call, measure, wanted, present: some(0.4, below(wanted), 0), languages };
    }),
  };
}

function drawGoods({ periods, sites }: DrawnAssignment, random: () => number): PlanProblem {
  const below = (count: number) => Math.floor(random() * count);
  const some = <Value>(part: number, value: Value, other: Value) => (random() < part ? value : other);
  return {
    periods,
    sites,
    items: [0, 1].map(() => makeItem({ massPerThousandGrams: 1000 * (1 + below(2)) })),
    supplies: [0, 1, 2].map((s) => {
      const availableFrom = below(periods);
      const expiryPeriod = some<number | null>(0.3, below(4), null);
      const rest = { quantity: 1 + below(3), availableFrom, availableUntil: periods - 1, expiryPeriod };
      return makeSupply(`s${s}`, { item: s % 2, site: below(sites), ...rest });
    }),
    demands: [0, 1].map((d) =>
      makeDemand(`d${d}`, { site: below(sites), items: [d], quantity: 1 + below(4), windowTo: periods - 1 }),
    ),
    lanes: Array.from({ length: sites * sites }, (_, i) => i)
      .filter(() => random() < 0.8)
      .map((i) => {
        const massCapacityGrams = some<number | null>(0.5, 1 + below(3), null);
        const [from, to] = [i % sites, Math.floor(i / sites)];
        return makeLane(`g${i}`, { from, to, transitPeriods: below(2), massCapacityGrams });
      }),
    receiving: some(
      0.4,
      [makeReceiving("r", { site: below(sites), toPeriod: periods - 1, unitCapacity: 1 + below(3) })],
      [],
    ),
    companions: [],
  };
}
