import { indexByNumber } from "./index-by-number.ts";
import type { ConstraintName } from "./plan.ts";
import {
  type PlanLane,
  type PlanProblem,
  type PlanReceiving,
  UNITS_PER_RATE,
  unitsTaken,
} from "./problem.ts";
import type { Routes } from "./routes.ts";
import { appendEntry, createEntries } from "./simplex/growing-lists.ts";

/** A supply, or a capacity of one kind and period, that may become a row. */
export interface RowDraft {
  readonly name: ConstraintName;
  readonly bound: number;
}

/** length of `start` routes.count + 1: the capacity entries of each route, supply rows apart. */
export interface CapacityEntries {
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly rate: Float64Array;
}

/** By mass, volume and cold volume. */
const LANE_KINDS = ["lane_mass", "lane_volume", "lane_cold_volume"] as const;
/** By units, volume and cold volume. */
const RECEIVING_KINDS = ["receiving_units", "receiving_volume", "receiving_cold_volume"] as const;

/**
 * Lists, for each route, the capacities it draws on; a capacity becomes a row, added to `drafts`, the first time it is drawn on.
 * O(routes × capacities of a route). @mutates drafts
 */
export function findCapacityRows(problem: PlanProblem, routes: Routes, drafts: RowDraft[]): CapacityEntries {
  const { lanes, receiving, periods } = problem;
  const start = new Int32Array(routes.count + 1);
  const entries = createEntries(4 * routes.count);
  const slots = [...lanes.map(listLaneCapacities), ...receiving.map(listReceivingCapacities)].flat();
  // Rows by number: three kinds of each lane and period, then of each receiving limit and period.
  const known = indexByNumber(slots.length * periods, routes.count);
  const receivingAt = new Map<number, number[]>();
  receiving.forEach((limit, i) => {
    const others = receivingAt.get(limit.site);
    if (others === undefined) receivingAt.set(limit.site, [i]);
    else others.push(i);
  });
  const draw = (slot: number, period: number, perThousand: number) => {
    const capacity = slots[slot]!;
    if (capacity === null || perThousand === 0) return;
    const number = slot * periods + period;
    let index = known.get(number);
    if (index < 0) {
      index = drafts.length;
      known.set(number, index);
      drafts.push({ name: nameCapacity(lanes.length, slot, period), bound: capacity * UNITS_PER_RATE });
    }
    appendEntry(entries, index, perThousand);
  };
  for (let j = 0; j < routes.count; j++) {
    const itemIndex = problem.supplies[routes.supply[j]!]!.item;
    const item = problem.items[itemIndex]!;
    const mass = item.massPerThousandGrams;
    const volume = item.volumePerThousandCubicCentimetres;
    const cold = item.coldVolumePerThousandCubicCentimetres;
    const laneIndex = routes.lane[j]!;
    const depart = routes.depart[j]!;
    draw(3 * laneIndex, depart, mass);
    draw(3 * laneIndex + 1, depart, volume);
    draw(3 * laneIndex + 2, depart, cold);
    const lane = lanes[laneIndex]!;
    const arrive = routes.arrive[j]!;
    for (const i of receivingAt.get(lane.to) ?? []) {
      const limit = receiving[i]!;
      if (arrive < limit.fromPeriod || arrive > limit.toPeriod) continue;
      if (limit.lane !== undefined && limit.lane !== lane.key) continue;
      if (limit.items !== undefined && !limit.items.includes(itemIndex)) continue;
      const slot = 3 * (lanes.length + i);
      const period = limit.together === true ? limit.fromPeriod : arrive;
      draw(slot, period, unitsTaken(limit, itemIndex));
      draw(slot + 1, period, volume);
      draw(slot + 2, period, cold);
    }
    start[j + 1] = entries.length;
  }
  return { start, row: entries.index, rate: entries.value };
}

function listLaneCapacities(lane: PlanLane): readonly (number | null)[] {
  return [
    lane.massCapacityGrams,
    lane.volumeCapacityCubicCentimetres,
    lane.coldVolumeCapacityCubicCentimetres,
  ];
}

function listReceivingCapacities(limit: PlanReceiving): readonly (number | null)[] {
  return [limit.unitCapacity, limit.volumeCapacityCubicCentimetres, limit.coldVolumeCapacityCubicCentimetres];
}

function nameCapacity(laneCount: number, slot: number, period: number): ConstraintName {
  const owner = Math.floor(slot / 3);
  if (owner < laneCount) return { kind: LANE_KINDS[slot % 3]!, lane: owner, period };
  return { kind: RECEIVING_KINDS[slot % 3]!, receiving: owner - laneCount, period };
}
