import type { DemandRow, PlanFile } from "./files.ts";
import type { Lane, Model, Supply } from "./model.ts";
import type { Faults, FaultRule } from "./shape.ts";
import { listDraws } from "./ways.ts";

/** What the allocations come to: exact, whatever their size. */
export interface Sums {
  /** Units given, by the demand's key. */
  readonly given: ReadonlyMap<string, bigint>;
  /** Allocations, by the demand's key. */
  readonly sendings: ReadonlyMap<string, number>;
  /** Units sent, by the supply's key. */
  readonly sent: ReadonlyMap<string, bigint>;
  /** What is left of each constraint that anything draws on, in the unit of its draws; below zero: overdrawn. */
  readonly room: ReadonlyMap<number, bigint>;
}

type Allocation = PlanFile["allocations"][number];

/**
 * Notes every allocation that cannot be carried out by itself, and every constraint that all together overdraw.
 * Returns the sums. O(allocations).
 */
export function checkAllocations(model: Model, plan: PlanFile, faults: Faults): Sums {
  const given = new Map<string, bigint>();
  const sendings = new Map<string, number>();
  const sent = new Map<string, bigint>();
  const room = new Map<number, bigint>();
  const where = new Map<number, string>();
  const seen = new Set<string>();
  plan.allocations.forEach((one, i) => {
    const at = `allocation ${i} (supply "${one.supply}", demand "${one.demand}", lane "${one.lane}")`;
    const found = findRows(model, one, (rule, reason) => faults.add("plan", at, rule, reason));
    const name = JSON.stringify([one.supply, one.demand, one.lane, one.departPeriod]);
    if (seen.has(name)) faults.add("plan", at, "repeated", "the same sending is listed twice");
    seen.add(name);
    if (found === undefined) return;
    const units = BigInt(one.quantity);
    given.set(one.demand, (given.get(one.demand) ?? 0n) + units);
    sendings.set(one.demand, (sendings.get(one.demand) ?? 0) + 1);
    sent.set(one.supply, (sent.get(one.supply) ?? 0n) + units);
    checkAllocation(model, one, found, (rule, reason) => faults.add("plan", at, rule, reason));
    const way = { supply: found.supply, lane: found.lane, depart: one.departPeriod };
    for (const { constraint, rate, limit } of listDraws(model, way)) {
      room.set(constraint, (room.get(constraint) ?? BigInt(limit)) - units * BigInt(rate));
      if (!where.has(constraint)) where.set(constraint, at);
    }
  });
  for (const [constraint, left] of room) {
    if (left >= 0n) continue;
    const name = nameConstraint(model, constraint);
    const reason = `all that draws on it comes to ${-left} more than it has${constraint < model.file.supplies.length ? "" : " (in thousandths)"}; the first is ${where.get(constraint)}`;
    faults.add("plan", name, "overdrawn", reason);
  }
  return { given, sendings, sent, room };
}

type Say = (rule: FaultRule, reason: string) => void;

interface Rows {
  readonly supply: Supply;
  readonly demand: DemandRow;
  readonly lane: Lane;
}

function findRows(model: Model, one: Allocation, say: Say): Rows | undefined {
  const supply = model.supplies.get(one.supply);
  const demand = model.demands.get(one.demand);
  const lane = model.lanes.get(one.lane);
  if (supply === undefined) say("unknown_key", `the problem has no supply "${one.supply}"`);
  if (demand === undefined) say("unknown_key", `the problem has no demand "${one.demand}"`);
  if (lane === undefined) say("unknown_key", `the problem has no lane "${one.lane}"`);
  return supply === undefined || demand === undefined || lane === undefined
    ? undefined
    : { supply, demand, lane };
}

function checkAllocation(model: Model, one: Allocation, { supply, demand, lane }: Rows, say: Say): void {
  const { departPeriod: depart, arrivePeriod: arrive } = one;
  if (!demand.items.includes(supply.item)) say("wrong_item", "its item does not answer the need");
  if (lane.from !== supply.site || lane.to !== demand.site) {
    say("wrong_lane", `the lane joins ${lane.from} to ${lane.to}, not ${supply.site} to ${demand.site}`);
  }
  if (arrive !== depart + lane.transitPeriods || arrive >= model.file.periods) {
    say(
      "wrong_arrival",
      `what leaves in ${depart} arrives in ${depart + lane.transitPeriods}, not ${arrive}`,
    );
  }
  if (depart < supply.availableFrom || depart > supply.availableUntil) {
    const span = `${supply.availableFrom} to ${supply.availableUntil}`;
    say("outside_availability", `it leaves in ${depart}; the supply can in ${span}`);
  }
  if (arrive < demand.windowFrom || arrive > demand.windowTo) {
    say(
      "outside_window",
      `it arrives in ${arrive}; the window is ${demand.windowFrom} to ${demand.windowTo}`,
    );
  }
  if (supply.expiryPeriod !== null && supply.expiryPeriod - arrive < demand.leastShelfLifePeriods) {
    const left = supply.expiryPeriod - arrive;
    say("shelf_life", `${left} periods are left at arrival, ${demand.leastShelfLifePeriods} are asked`);
  }
}

const LANE_KINDS = ["mass", "volume", "cold volume"] as const;
const RECEIVING_KINDS = ["units", "volume", "cold volume"] as const;

/** The name of a constraint by its number: see {@link Model}. */
function nameConstraint({ file }: Model, constraint: number): string {
  if (constraint < file.supplies.length) return `supply "${file.supplies[constraint]?.key}"`;
  const place = constraint - file.supplies.length;
  const owner = Math.floor(place / (3 * file.periods));
  const period = Math.floor((place % (3 * file.periods)) / 3);
  const kind = place % 3;
  const lane = file.lanes[owner];
  return lane === undefined
    ? `receiving "${file.receiving[owner - file.lanes.length]?.key}", ${RECEIVING_KINDS[kind]} in period ${period}`
    : `lane "${lane.key}", ${LANE_KINDS[kind]} in period ${period}`;
}
