import type { PlanDemand, PlanLane, PlanSupply } from "#planner/problem.ts";
import type { Obstacle } from "./facts.ts";
import type { Network } from "./network.ts";

/** Obstacles from the least: nothing but shelf life is missing; then time; then a lane. */
const RANK = { shelf_life: 0, window_later: 1, window_earlier: 1, lane: 2 } as const satisfies Readonly<
  Record<Obstacle["kind"], number>
>;

/**
 * What keeps a supply of an item that answers a demand from it, by the lane by which it gets furthest; of equals, the one by
 * which the fewest periods are missing, then the first. `null` where there is a way. O(lanes between their sites).
 */
export function findObstacle(network: Network, supply: PlanSupply, demand: PlanDemand): Obstacle | null {
  let nearest: Obstacle = { kind: "lane", from: supply.site, to: demand.site };
  for (const lane of network.lanesBetween(supply.site, demand.site)) {
    const obstacle = findObstacleOnLane(network, { supply, demand, lane });
    if (obstacle === null) return null;
    if (compareObstacles(obstacle, nearest) < 0) nearest = obstacle;
  }
  return nearest;
}

/** Negative where `a` is the lesser obstacle. */
export function compareObstacles(a: Obstacle, b: Obstacle): number {
  return RANK[a.kind] - RANK[b.kind] || periodsOf(a) - periodsOf(b);
}

function periodsOf(obstacle: Obstacle): number {
  return obstacle.kind === "lane" ? 0 : obstacle.periods;
}

function findObstacleOnLane(
  network: Network,
  {
    supply,
    demand,
    lane,
  }: { readonly supply: PlanSupply; readonly demand: PlanDemand; readonly lane: PlanLane },
): Obstacle | null {
  const earliest = supply.availableFrom + lane.transitPeriods;
  const latest = supply.availableUntil + lane.transitPeriods;
  const last = Math.min(demand.windowTo, network.problem.periods - 1);
  if (earliest > last) return { kind: "window_later", lane: lane.key, periods: earliest - last };
  if (latest < demand.windowFrom) {
    return { kind: "window_earlier", lane: lane.key, periods: demand.windowFrom - latest };
  }
  if (supply.expiryPeriod === null) return null;
  const left = supply.expiryPeriod - Math.max(earliest, demand.windowFrom);
  if (left >= demand.leastShelfLifePeriods) return null;
  return { kind: "shelf_life", lane: lane.key, periods: demand.leastShelfLifePeriods - left };
}
