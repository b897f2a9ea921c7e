import type { KeyedConstraint } from "#core/allocation/plan-files.ts";
import {
  type PlanDemand,
  type PlanItem,
  type PlanLane,
  type PlanProblem,
  type PlanReceiving,
  type PlanSupply,
  UNITS_PER_RATE,
  unitsTaken,
} from "#planner/problem.ts";

/**
 * A problem with its references followed, for asking by which ways a demand could be served and what they draw on. It is
 * asked with demands, supplies and lanes that the problem does not have as well: the same need with a wider window.
 */
export interface Network {
  readonly problem: PlanProblem;
  readonly suppliesOfItem: ReadonlyMap<number, readonly PlanSupply[]>;
  readonly demandsOfItem: ReadonlyMap<number, readonly PlanDemand[]>;
  readonly supplies: ReadonlyMap<string, PlanSupply>;
  readonly demands: ReadonlyMap<string, PlanDemand>;
  readonly lanes: ReadonlyMap<string, PlanLane>;
  readonly receiving: ReadonlyMap<string, PlanReceiving>;
  /** The lanes from one site to another. */
  readonly lanesBetween: (from: number, to: number) => readonly PlanLane[];
  readonly receivingAt: ReadonlyMap<number, readonly PlanReceiving[]>;
}

/** One way of serving a demand. */
export interface Way {
  readonly supply: PlanSupply;
  readonly lane: PlanLane;
  readonly depart: number;
  readonly arrive: number;
}

/** What one unit takes of a constraint by some way: units of a supply; of a capacity, grams, cubic centimetres or units. */
export interface Draw {
  readonly constraint: KeyedConstraint;
  readonly perUnit: number;
  /** What there is of it in all. */
  readonly capacity: number;
}

/** Follows the references of a (checked) problem. O(its size). */
export function openNetwork(problem: PlanProblem): Network {
  const demandsOfItem = new Map<number, PlanDemand[]>();
  for (const demand of problem.demands) {
    for (const item of demand.items) append(demandsOfItem, item, demand);
  }
  const lanesOfPair = groupBy(problem.lanes, (lane) => lane.from * problem.sites + lane.to);
  return {
    problem,
    suppliesOfItem: groupBy(problem.supplies, ({ item }) => item),
    demandsOfItem,
    supplies: indexByKey(problem.supplies),
    demands: indexByKey(problem.demands),
    lanes: indexByKey(problem.lanes),
    receiving: indexByKey(problem.receiving),
    lanesBetween: (from, to) => lanesOfPair.get(from * problem.sites + to) ?? [],
    receivingAt: groupBy(problem.receiving, ({ site }) => site),
  };
}

/** Whether a problem shares out by more stages than one. */
export function hasStages({ problem }: Network): boolean {
  return (problem.demands[0]?.stages.length ?? 1) > 1;
}

/** The supplies of any item that answers a demand, the preferred items first. */
export function listAnswering(network: Network, demand: PlanDemand): readonly PlanSupply[] {
  return demand.items.flatMap((item) => network.suppliesOfItem.get(item) ?? []);
}

/** Every way of serving a demand, which need not be one of the problem's; in the order of supply, lane, departure. */
export function* listWays(network: Network, demand: PlanDemand): Generator<Way> {
  const last = Math.min(demand.windowTo, network.problem.periods - 1);
  for (const supply of listAnswering(network, demand)) {
    const fresh =
      supply.expiryPeriod === null ? Infinity : supply.expiryPeriod - demand.leastShelfLifePeriods;
    for (const lane of network.lanesBetween(supply.site, demand.site)) {
      const transit = lane.transitPeriods;
      const from = Math.max(supply.availableFrom, demand.windowFrom - transit);
      const to = Math.min(supply.availableUntil, Math.min(last, fresh) - transit);
      for (let depart = from; depart <= to; depart++) {
        yield { supply, lane, depart, arrive: depart + transit };
      }
    }
  }
}

/** What a unit takes by a way, of everything that is limited: its supply first. Nothing is named that it takes none of. */
export function listDraws(network: Network, { supply, lane, depart, arrive }: Way): readonly Draw[] {
  const draws: Draw[] = [
    { constraint: { kind: "supply", supply: supply.key }, perUnit: 1, capacity: supply.quantity },
  ];
  const item = network.problem.items[supply.item];
  if (item === undefined) return draws;
  const add = (constraint: KeyedConstraint, perUnit: number, capacity: number | null) => {
    if (capacity !== null && perUnit > 0) draws.push({ constraint, perUnit, capacity });
  };
  const { mass, volume, cold } = measureUnit(item);
  const leaving = { lane: lane.key, period: depart };
  add({ kind: "lane_mass", ...leaving }, mass, lane.massCapacityGrams);
  add({ kind: "lane_volume", ...leaving }, volume, lane.volumeCapacityCubicCentimetres);
  add({ kind: "lane_cold_volume", ...leaving }, cold, lane.coldVolumeCapacityCubicCentimetres);
  for (const limit of network.receivingAt.get(lane.to) ?? []) {
    if (arrive < limit.fromPeriod || arrive > limit.toPeriod) continue;
    if (limit.lane !== undefined && limit.lane !== lane.key) continue;
    if (limit.items !== undefined && !limit.items.includes(supply.item)) continue;
    const period = limit.together === true ? limit.fromPeriod : arrive;
    const arriving = { receiving: limit.key, period };
    add(
      { kind: "receiving_units", ...arriving },
      unitsTaken(limit, supply.item) / UNITS_PER_RATE,
      limit.unitCapacity,
    );
    add({ kind: "receiving_volume", ...arriving }, volume, limit.volumeCapacityCubicCentimetres);
    add({ kind: "receiving_cold_volume", ...arriving }, cold, limit.coldVolumeCapacityCubicCentimetres);
  }
  return draws;
}

/** What a constraint holds: units, grams or cubic centimetres. The files have been checked: what they name is limited. */
export function capacityOf(network: Network, constraint: KeyedConstraint): number {
  if (constraint.kind === "supply") return network.supplies.get(constraint.supply)?.quantity ?? 0;
  if ("lane" in constraint) {
    const lane = network.lanes.get(constraint.lane);
    const capacity = {
      lane_mass: lane?.massCapacityGrams,
      lane_volume: lane?.volumeCapacityCubicCentimetres,
      lane_cold_volume: lane?.coldVolumeCapacityCubicCentimetres,
    };
    return capacity[constraint.kind] ?? 0;
  }
  const limit = network.receiving.get(constraint.receiving);
  const capacity = {
    receiving_units: limit?.unitCapacity,
    receiving_volume: limit?.volumeCapacityCubicCentimetres,
    receiving_cold_volume: limit?.coldVolumeCapacityCubicCentimetres,
  };
  return capacity[constraint.kind] ?? 0;
}

/** The text by which a constraint is found again in a map. */
export function labelOf(constraint: KeyedConstraint): string {
  if (constraint.kind === "supply") return `supply ${constraint.supply}`;
  const what = "lane" in constraint ? constraint.lane : constraint.receiving;
  // The period stands before the key, which may hold anything.
  return `${constraint.kind} ${constraint.period} ${what}`;
}

function measureUnit(item: PlanItem): {
  readonly mass: number;
  readonly volume: number;
  readonly cold: number;
} {
  return {
    mass: item.massPerThousandGrams / 1000,
    volume: item.volumePerThousandCubicCentimetres / 1000,
    cold: item.coldVolumePerThousandCubicCentimetres / 1000,
  };
}

function indexByKey<Row extends { readonly key: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.key, row]));
}

/** Rows by a key, in their order. */
export function groupBy<Key, Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) append(groups, keyOf(row), row);
  return groups;
}

function append<Key, Row>(groups: Map<Key, Row[]>, key: Key, row: Row): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [row]);
  else group.push(row);
}
