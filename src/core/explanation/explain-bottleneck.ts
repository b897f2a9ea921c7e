import type { PlanFile } from "#core/allocation/plan-files.ts";
import type { ItemPack } from "#core/item/item.ts";
import { type PlanDemand, type PlanReceiving, UNITS_PER_RATE } from "#planner/problem.ts";
import { gainOf, limitOf } from "#planner/stages.ts";
import type { BottleneckChange, BottleneckExplanation, Sharer } from "./facts.ts";
import { groupConstraints, type PricedConstraint } from "./group-constraints.ts";
import { capacityOf, groupBy, hasStages, type Network } from "./network.ts";
import { findLambda, layOutPrices, type PatternBook } from "./pattern-book.ts";

/** The packs of an item of the problem, by its index; none where they are not known. */
export type PacksOf = (item: number) => readonly Pick<ItemPack, "level" | "quantity">[];

type Outcomes = ReadonlyMap<string, PlanFile["demands"][number]>;

const GRAMS_PER_TONNE = 1_000_000;
const CUBIC_CENTIMETRES_PER_CUBIC_METRE = 1_000_000;
/** λ are sums of doubles that were scaled: what differs by less is one and the same. */
export const LAMBDA_TOLERANCE = 1e-9;

/**
 * What a bottleneck is made of, who draws on it, and what more of it would bring, by its prices. O(ways of the demands that
 * may draw on it): a demand has λ > 0 only if each of its ways meets a price, so those that meet none are not looked at.
 */
export function explainBottleneck(
  network: Network,
  constraints: readonly PricedConstraint[],
  {
    book,
    outcomes,
    packsOf,
  }: { readonly book: PatternBook; readonly outcomes: Outcomes; readonly packsOf: PacksOf },
): BottleneckExplanation {
  const sharers = listSharers(network, constraints, { book, outcomes });
  const isEven = sharers.every(({ lambda }) => Math.abs(lambda - 1) <= LAMBDA_TOLERANCE);
  const lacking = sharers.reduce((sum, { demand, lambda, allocated }) => {
    const row = network.demands.get(demand);
    return sum + (row === undefined ? 0 : lambda * (limitOf(row) - allocated));
  }, 0);
  const changes = listChanges(network, constraints, packsOf)
    .map((change) => ({ ...change, unitsAtMost: Math.min(change.unitsAtMost, lacking) }))
    .toSorted((a, b) => b.unitsAtMost - a.unitsAtMost);
  return { groups: groupConstraints(network, constraints), sharers, isEven, changes };
}

function listSharers(
  network: Network,
  constraints: readonly PricedConstraint[],
  { book, outcomes }: { readonly book: PatternBook; readonly outcomes: Outcomes },
): readonly Sharer[] {
  const prices = layOutPrices(book, constraints);
  return listCandidates(network, constraints)
    .flatMap((demand): Sharer[] => {
      const outcome = outcomes.get(demand.key);
      const lambda = findLambda(book.patternsOf(demand), prices);
      if (outcome === undefined || lambda === 0) return [];
      const { asked, allocated, level } = outcome;
      const stage = hasStages(network) ? outcome.stage : null;
      return [{ demand: demand.key, asked, allocated, level, stage, lambda }];
    })
    .toSorted((a, b) => compareHeight(network, b, a) || (a.demand < b.demand ? -1 : 1));
}

/** Below zero: `a` stands lower than `b`, in an earlier stage or at a lower level of the same. */
function compareHeight(network: Network, a: Sharer, b: Sharer): number {
  const heightOf = ({ demand, allocated, level, stage }: Sharer) => {
    const row = network.demands.get(demand);
    return stage === null || row === undefined ? level : allocated / gainOf(row, stage);
  };
  return (a.stage ?? 0) - (b.stage ?? 0) || heightOf(a) - heightOf(b);
}

/** The demands that some priced constraint may lie in the way of. */
export function listCandidates(
  network: Network,
  constraints: readonly PricedConstraint[],
): readonly PlanDemand[] {
  const items = new Set<number>();
  const sites = new Set<number>();
  for (const one of constraints) {
    if (one.kind === "supply") items.add(network.supplies.get(one.supply)?.item ?? -1);
    else if ("lane" in one) sites.add(network.lanes.get(one.lane)?.to ?? -1);
    else sites.add(network.receiving.get(one.receiving)?.site ?? -1);
  }
  return network.problem.demands.filter(
    (demand) => sites.has(demand.site) || demand.items.some((item) => items.has(item)),
  );
}

function listChanges(
  network: Network,
  constraints: readonly PricedConstraint[],
  packsOf: PacksOf,
): readonly BottleneckChange[] {
  return [
    ...listSupplyChanges(network, constraints, packsOf),
    ...listDepartures(network, constraints),
    ...listCapacityChanges(network, constraints),
  ];
}

/** One unit, and one pack of each level (but for packs of that one unit), more of the dearest supply of each item. */
function listSupplyChanges(
  network: Network,
  constraints: readonly PricedConstraint[],
  packsOf: PacksOf,
): readonly BottleneckChange[] {
  const supplies = constraints.flatMap((one) => {
    return one.kind === "supply"
      ? [{ supply: one.supply, price: one.price, item: network.supplies.get(one.supply)?.item ?? 0 }]
      : [];
  });
  return pickDearest(supplies, ({ item }) => `${item}`).flatMap(
    ({ supply, price, item }): BottleneckChange[] => [
      { kind: "supply_unit", supply, unitsAtMost: price },
      ...packsOf(item).flatMap(({ level, quantity: units }): readonly BottleneckChange[] => {
        return units > 1 ? [{ kind: "pack", supply, level, units, unitsAtMost: price * units }] : [];
      }),
    ],
  );
}

/** For each lane the period in which all that it carries, once more, would bring the most. */
function listDepartures(
  network: Network,
  constraints: readonly PricedConstraint[],
): readonly BottleneckChange[] {
  const ofLanes = constraints.flatMap((one) => ("lane" in one ? [one] : []));
  const byDeparture = groupBy(ofLanes, ({ lane, period }) => `${period} ${lane}`);
  const departures = [...byDeparture.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const price = members.reduce((sum, one) => sum + one.price * capacityOf(network, one), 0);
    return [{ lane: first.lane, period: first.period, price }];
  });
  return pickDearest(departures, ({ lane }) => lane).map(({ lane, period, price }) => {
    return { kind: "departure", lane, period, unitsAtMost: price };
  });
}

/** A tonne, a cubic metre, a unit more of each capacity, in the period in which it is dearest. */
function listCapacityChanges(
  network: Network,
  constraints: readonly PricedConstraint[],
): readonly BottleneckChange[] {
  const capacities = constraints.flatMap((one) => (one.kind === "supply" ? [] : [one]));
  const dearest = pickDearest(capacities, (one) => `${one.kind} ${"lane" in one ? one.lane : one.receiving}`);
  return dearest.map(({ price, ...constraint }): BottleneckChange => {
    switch (constraint.kind) {
      case "lane_mass":
        return { ...constraint, unitsAtMost: price * GRAMS_PER_TONNE };
      case "receiving_units":
        return { ...constraint, unitsAtMost: price * mostTaken(network.receiving.get(constraint.receiving)) };
      case "lane_volume":
      case "lane_cold_volume":
      case "receiving_volume":
      case "receiving_cold_volume":
        return { ...constraint, unitsAtMost: price * CUBIC_CENTIMETRES_PER_CUBIC_METRE };
    }
  });
}

/** What a unit of the item that takes most draws on a limit, where units count otherwise; else one. */
function mostTaken(limit: PlanReceiving | undefined): number {
  return Math.max(...(limit?.unitsPerThousand ?? [UNITS_PER_RATE])) / UNITS_PER_RATE;
}

/** Of the rows of one name the dearest, the first of equals. */
function pickDearest<Row extends { readonly price: number }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): readonly Row[] {
  const dearest = new Map<string, Row>();
  for (const row of rows) {
    const known = dearest.get(nameOf(row));
    if (known === undefined || row.price > known.price) dearest.set(nameOf(row), row);
  }
  return [...dearest.values()];
}
