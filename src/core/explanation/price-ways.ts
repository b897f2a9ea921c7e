import type { PlanDemand } from "#planner/problem.ts";
import type { PricedConstraint } from "./group-constraints.ts";
import { labelOf, listDraws, listWays, type Network, type Way } from "./network.ts";

/** The prices of a bottleneck by the label of the constraint: see `labelOf`. */
export type Prices = ReadonlyMap<string, number>;

/** The prices of a bottleneck, to be found by `findLeastWay`. */
export function indexPrices(constraints: readonly PricedConstraint[]): Prices {
  return new Map(constraints.map((one) => [labelOf(one), one.price]));
}

/** What one unit costs by a way, at the prices of a bottleneck. */
function priceWay(network: Network, way: Way, prices: Prices): number {
  return listDraws(network, way).reduce(
    (sum, { constraint, perUnit }) => sum + (prices.get(labelOf(constraint)) ?? 0) * perUnit,
    0,
  );
}

/**
 * The way by which one unit costs the least, and that least (λ, where the demand is one of the problem's); the first of equals.
 * `undefined` where there is no way. It looks no further once a way costs nothing. O(ways of the demand).
 */
export function findLeastWay(
  network: Network,
  demand: PlanDemand,
  prices: Prices,
): { readonly way: Way; readonly price: number } | undefined {
  let least: { readonly way: Way; readonly price: number } | undefined;
  for (const way of listWays(network, demand)) {
    const price = priceWay(network, way, prices);
    if (least === undefined || price < least.price) least = { way, price };
    if (price === 0) return least;
  }
  return least;
}
