import type { KeyedConstraint, PlanFile } from "#core/allocation/plan-files.ts";
import type { PlanDemand, PlanSupply } from "#planner/problem.ts";
import { limitOf } from "#planner/stages.ts";
import type { BindingGroup, RestChange, RestExplanation } from "./facts.ts";
import { compareObstacles, findObstacle } from "./find-obstacle.ts";
import { groupConstraints } from "./group-constraints.ts";
import { labelOf, listDraws, listWays, type Network } from "./network.ts";

/** So many lines that could have taken a rest are named, those that are nearest to it first. */
const TAKERS_NAMED_MAX = 3;
/** Amounts of constraints are sums of thousandths: what is left over below this is the last bits of the sum. */
const ROOM_TOLERANCE = 1e-9;

/** What is known of a plan beside its problem: what each line lacks of what it may get, and how much is used of each constraint by its label. */
export interface RestFacts {
  readonly network: Network;
  readonly missing: ReadonlyMap<string, number>;
  readonly use: ReadonlyMap<string, number>;
}

/** How much of each constraint a plan uses, by its label. O(allocations). */
export function sumUse(network: Network, plan: PlanFile): ReadonlyMap<string, number> {
  const use = new Map<string, number>();
  for (const { supply: supplyKey, lane: laneKey, departPeriod, arrivePeriod, quantity } of plan.allocations) {
    const supply = network.supplies.get(supplyKey);
    const lane = network.lanes.get(laneKey);
    if (supply === undefined || lane === undefined) continue;
    for (const draw of listDraws(network, { supply, lane, depart: departPeriod, arrive: arrivePeriod })) {
      const label = labelOf(draw.constraint);
      use.set(label, (use.get(label) ?? 0) + draw.perUnit * quantity);
    }
  }
  return use;
}

/** Why something of a supply was left, and what would have used it. O(lines that ask for its item, and their ways). */
export function explainRest(facts: RestFacts, rest: PlanFile["unused"][number]): RestExplanation {
  const { network, missing } = facts;
  const supply = network.supplies.get(rest.supply);
  const { reason, quantity } = rest;
  if (supply === undefined) {
    return { supply: rest.supply, item: 0, of: quantity, quantity, reason, inTheWay: [], changes: [] };
  }
  const { key, item, quantity: of } = supply;
  const asking = network.demandsOfItem.get(item) ?? [];
  // Who has all that the policy lets it have may ask more: then it is not more need that is wanting.
  const isCapped = asking.some(
    (demand) => limitOf(demand) < demand.quantity && missing.get(demand.key) === 0,
  );
  const takers = asking.flatMap((demand) => {
    const lacking = missing.get(demand.key) ?? 0;
    return lacking > 0 ? [{ demand, missing: lacking, obstacle: findObstacle(network, supply, demand) }] : [];
  });
  const reached = takers.filter(({ obstacle }) => obstacle === null);
  const changes = [
    ...reached
      .toSorted((a, b) => b.missing - a.missing)
      .slice(0, TAKERS_NAMED_MAX)
      .map((one): RestChange => ({ kind: "room", demand: one.demand.key, missing: one.missing })),
    ...takers
      .flatMap(({ obstacle, ...taker }) => (obstacle === null ? [] : [{ ...taker, obstacle }]))
      .toSorted((a, b) => compareObstacles(a.obstacle, b.obstacle) || b.missing - a.missing)
      .slice(0, TAKERS_NAMED_MAX)
      .map(({ demand, ...one }): RestChange => ({ kind: "reach", demand: demand.key, ...one })),
  ];
  return {
    supply: key,
    item,
    of,
    quantity,
    reason,
    inTheWay:
      reason === "capacity"
        ? findFull(
            facts,
            supply,
            reached.map(({ demand }) => demand),
          )
        : [],
    changes: changes.length > 0 || isCapped ? changes : [{ kind: "demand", item }],
  };
}

/** What leaves no room for one unit more on the ways from a supply to those who could take it. */
function findFull(
  { network, use }: RestFacts,
  supply: PlanSupply,
  takers: readonly PlanDemand[],
): readonly BindingGroup[] {
  const full = new Map<string, KeyedConstraint>();
  for (const demand of takers) {
    // The same need, answered by this supply's item alone.
    for (const way of listWays(network, { ...demand, items: [supply.item] })) {
      if (way.supply.key !== supply.key) continue;
      for (const { constraint, perUnit, capacity } of listDraws(network, way)) {
        const label = labelOf(constraint);
        const room = capacity - (use.get(label) ?? 0);
        if (room < perUnit * (1 - ROOM_TOLERANCE)) full.set(label, constraint);
      }
    }
  }
  return groupConstraints(
    network,
    [...full.values()].map((one) => ({ ...one, price: 0 })),
  );
}
