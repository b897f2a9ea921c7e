import type { PlanDemand } from "#planner/problem.ts";
import type { PricedConstraint } from "./group-constraints.ts";
import { capacityOf, labelOf, listDraws, listWays, type Network } from "./network.ts";

/** Of a proof's own size, as the checker holds proofs to: what is finer is the last bits of a linear solver's answer. */
const TIGHT_TOLERANCE = 1e-6;
/** A proof of very many constraints is told as it is: so many sums of a way's prices are taken to make one simpler. */
const SUMS_MAX = 20_000_000;

/** A demand that draws on a proof: its fair share, and each set of priced constraints that some way of it meets. */
interface Drawer {
  readonly fairShare: number;
  /** True where the proof is there for its sake. */
  readonly isBound: boolean;
  readonly patterns: readonly (readonly (readonly [constraint: number, perUnit: number])[])[];
}

/**
 * The constraints of a bottleneck that its proof cannot do without, with prices scaled so that the greatest λ is 1. A plan has
 * many certificates, and a solver's may price what did not bind the lines in question: masks that three lines share, and
 * beside them the lane of the third, which is no use to the other two.
 *
 * One constraint after another is left out, that of least worth (price × capacity) first, where the rest proves the same: Σ λ f
 * still reaches Σ y · capacity, and every line that is bound by it keeps a λ > 0. That no line of higher level has one then
 * needs no look, for λ only falls as prices are left out.
 *
 * `candidates`: the demands that may draw on it; `fairShares` by key; `bound`: the keys of the lines whose proof it is.
 * O(constraints × patterns of the demands that draw on it), bounded; deterministic.
 */
export function simplifyPrices(
  network: Network,
  constraints: readonly PricedConstraint[],
  lines: {
    readonly candidates: readonly PlanDemand[];
    readonly fairShares: ReadonlyMap<string, number>;
    readonly bound: ReadonlySet<string>;
  },
): readonly PricedConstraint[] {
  const drawers = listDrawers(network, constraints, lines);
  const prices = Float64Array.from(constraints, ({ price }) => price);
  const capacities = constraints.map((one) => capacityOf(network, one));
  const sums = drawers.reduce((sum, { patterns }) => sum + patterns.length, 0);
  const order = constraints
    .map((_, index) => index)
    .toSorted((a, b) => (prices[a] ?? 0) * (capacities[a] ?? 0) - (prices[b] ?? 0) * (capacities[b] ?? 0));
  if (constraints.length * sums <= SUMS_MAX) {
    for (const index of order) {
      const price = prices[index] ?? 0;
      prices[index] = 0;
      if (!isProof(drawers, prices, capacities)) prices[index] = price;
    }
  }
  const greatest = drawers.reduce((most, drawer) => Math.max(most, lambdaOf(drawer, prices)), 0);
  return constraints.flatMap((one, index) => {
    const price = prices[index] ?? 0;
    return price === 0 ? [] : [{ ...one, price: greatest === 0 ? price : price / greatest }];
  });
}

function listDrawers(
  network: Network,
  constraints: readonly PricedConstraint[],
  lines: Parameters<typeof simplifyPrices>[2],
): readonly Drawer[] {
  const indexOf = new Map(constraints.map((one, index) => [labelOf(one), index]));
  return lines.candidates.flatMap((demand): Drawer[] => {
    const patterns = new Map<string, readonly (readonly [number, number])[]>();
    for (const way of listWays(network, demand)) {
      const pattern = listDraws(network, way).flatMap(({ constraint, perUnit }) => {
        const index = indexOf.get(labelOf(constraint));
        return index === undefined ? [] : [[index, perUnit] as const];
      });
      // A way that meets no price: its λ is 0, and stays so.
      if (pattern.length === 0) return [];
      patterns.set(pattern.join(" "), pattern);
    }
    if (patterns.size === 0) return [];
    const fairShare = lines.fairShares.get(demand.key) ?? 0;
    return [{ fairShare, isBound: lines.bound.has(demand.key), patterns: [...patterns.values()] }];
  });
}

function lambdaOf({ patterns }: Drawer, prices: Float64Array): number {
  let least = Infinity;
  for (const pattern of patterns) {
    let price = 0;
    for (const [constraint, perUnit] of pattern) price += (prices[constraint] ?? 0) * perUnit;
    if (price < least) least = price;
    if (least === 0) return 0;
  }
  return least;
}

function isProof(drawers: readonly Drawer[], prices: Float64Array, capacities: readonly number[]): boolean {
  let reached = 0;
  for (const drawer of drawers) {
    const lambda = lambdaOf(drawer, prices);
    if (drawer.isBound && lambda === 0) return false;
    reached += lambda * drawer.fairShare;
  }
  const bound = capacities.reduce((sum, capacity, index) => sum + capacity * (prices[index] ?? 0), 0);
  return bound - reached <= TIGHT_TOLERANCE * bound;
}
