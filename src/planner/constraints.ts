import type { ConstraintName } from "./plan.ts";
import { type PlanItem, type PlanProblem, type PlanReceiving, unitsTaken } from "./problem.ts";

/**
 * Every constraint of a (checked) problem by number, from the problem's own lists and not from the planner's arrays, so
 * that what is checked by it is not checked by itself: supplies first, then three kinds a lane and period, then three
 * a receiving limit and period. There may be many more numbers than memory has room for (10,000 periods of 20,000 lanes);
 * most are of nothing that is stated or drawn on, and nothing here is as long as they are many.
 */
export interface Constraints {
  /** How many numbers there are. */
  readonly count: number;
  /** Units, grams or cubic centimetres; Infinity where nothing is stated. O(1). */
  capacity(constraint: number): number;
  /** The number of a constraint by its name. O(1). */
  find(name: ConstraintName): number;
  /** Its name, for a person. */
  describe(constraint: number): string;
  /**
   * Calls `take` for every stated constraint that a sending draws on, with the amount drawn by a thousand units.
   * O(receiving limits of the site).
   */
  eachDraw(way: Way, take: (constraint: number, perThousand: number) => void): void;
}

export interface Way {
  readonly supply: number;
  readonly lane: number;
  readonly depart: number;
  readonly arrive: number;
}

type Rate = (item: PlanItem) => number;
const ofMass: Rate = (item) => item.massPerThousandGrams;
const ofVolume: Rate = (item) => item.volumePerThousandCubicCentimetres;
const ofColdVolume: Rate = (item) => item.coldVolumePerThousandCubicCentimetres;

const LANE_KINDS = ["lane_mass", "lane_volume", "lane_cold_volume"] as const;
const LANE_RATES = [ofMass, ofVolume, ofColdVolume] as const;
const RECEIVING_KINDS = ["receiving_units", "receiving_volume", "receiving_cold_volume"] as const;
const RECEIVING_RATES = [ofVolume, ofColdVolume] as const;

/** Numbers the constraints of `problem`. O(its lists). */
export function numberConstraints(problem: PlanProblem): Constraints {
  const { supplies, lanes, receiving, periods, items } = problem;
  const laneCapacity = lanes.flatMap((lane) => [
    lane.massCapacityGrams,
    lane.volumeCapacityCubicCentimetres,
    lane.coldVolumeCapacityCubicCentimetres,
  ]);
  const receivingCapacity = receiving.flatMap((limit) => [
    limit.unitCapacity,
    limit.volumeCapacityCubicCentimetres,
    limit.coldVolumeCapacityCubicCentimetres,
  ]);
  const firstOfLanes = supplies.length;
  const firstOfReceiving = firstOfLanes + laneCapacity.length * periods;
  const receivingAt = new Map<number, number[]>();
  receiving.forEach(({ site }, i) => {
    const known = receivingAt.get(site);
    if (known === undefined) receivingAt.set(site, [i]);
    else known.push(i);
  });
  const place = (constraint: number, first: number) => ({
    slot: Math.floor((constraint - first) / periods),
    period: (constraint - first) % periods,
  });
  return {
    count: firstOfReceiving + receivingCapacity.length * periods,
    capacity(constraint) {
      if (constraint < firstOfLanes) return supplies[constraint]!.quantity;
      if (constraint < firstOfReceiving)
        return laneCapacity[place(constraint, firstOfLanes).slot] ?? Infinity;
      return receivingCapacity[place(constraint, firstOfReceiving).slot] ?? Infinity;
    },
    find(name) {
      if (name.kind === "supply") return name.supply;
      if ("lane" in name) {
        return firstOfLanes + (3 * name.lane + LANE_KINDS.indexOf(name.kind)) * periods + name.period;
      }
      const slot = 3 * name.receiving + RECEIVING_KINDS.indexOf(name.kind);
      return firstOfReceiving + slot * periods + name.period;
    },
    describe(constraint) {
      if (constraint < firstOfLanes) return `supply ${constraint}`;
      const isLane = constraint < firstOfReceiving;
      const { slot, period } = place(constraint, isLane ? firstOfLanes : firstOfReceiving);
      return `${(isLane ? LANE_KINDS : RECEIVING_KINDS)[slot % 3]} ${Math.floor(slot / 3)} ${period}`;
    },
    eachDraw({ supply, lane, depart, arrive }, take) {
      const item = items[supplies[supply]!.item]!;
      for (let kind = 0; kind < 3; kind++) {
        const slot = 3 * lane + kind;
        if (laneCapacity[slot] === null) continue;
        take(firstOfLanes + slot * periods + depart, LANE_RATES[kind]!(item));
      }
      for (const i of receivingAt.get(lanes[lane]!.to) ?? []) {
        const limit = receiving[i]!;
        const index = supplies[supply]!.item;
        if (!meetsLimit(limit, { item: index, lane: lanes[lane]!.key, arrive })) continue;
        const period = limit.together === true ? limit.fromPeriod : arrive;
        for (let kind = 0; kind < 3; kind++) {
          const slot = 3 * i + kind;
          if (receivingCapacity[slot] === null) continue;
          const rate = kind === 0 ? unitsTaken(limit, index) : RECEIVING_RATES[kind - 1]!(item);
          take(firstOfReceiving + slot * periods + period, rate);
        }
      }
    },
  };
}

/** Whether a receiving limit of the site at which something arrives counts it. O(items of the limit). */
function meetsLimit(
  { fromPeriod, toPeriod, items, lane }: PlanReceiving,
  arrival: { readonly item: number; readonly lane: string; readonly arrive: number },
): boolean {
  if (arrival.arrive < fromPeriod || arrival.arrive > toPeriod) return false;
  return (items?.includes(arrival.item) ?? true) && (lane === undefined || lane === arrival.lane);
}
