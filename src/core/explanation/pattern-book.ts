import type { PlanDemand } from "#planner/problem.ts";
import type { PricedConstraint } from "./group-constraints.ts";
import { labelOf, listDraws, listWays, type Network } from "./network.ts";

/**
 * What a unit of a demand takes, way by way: entries `start[w]` … `start[w + 1] − 1` are those of way w, each so much
 * (`rates`: units, grams or cubic centimetres) of a constraint (`ids`). Ways that take the same stand there once where they
 * follow one another.
 */
export interface Patterns {
  /** length ways + 1. */
  readonly start: Int32Array;
  /** length start[ways] each. */
  readonly ids: Int32Array;
  readonly rates: Float64Array;
}

/** The patterns of a problem's demands, each written down the first time that it is asked for; constraints by number. */
export interface PatternBook {
  /** The number of a constraint, from 0. */
  readonly idOf: (constraint: PricedConstraint) => number;
  readonly patternsOf: (demand: PlanDemand) => Patterns;
}

/** Opens an empty book. A plan has hundreds of bottlenecks, and the ways of a demand are many: they are followed once. */
export function openPatternBook(network: Network): PatternBook {
  const ids = new Map<string, number>();
  const written = new Map<string, Patterns>();
  const intern = (label: string): number => {
    const known = ids.get(label);
    if (known !== undefined) return known;
    ids.set(label, ids.size);
    return ids.size - 1;
  };
  return {
    idOf: (constraint) => intern(labelOf(constraint)),
    patternsOf: (demand) => {
      const known = written.get(demand.key);
      if (known !== undefined) return known;
      const patterns = writePatterns(network, demand, intern);
      written.set(demand.key, patterns);
      return patterns;
    },
  };
}

function writePatterns(network: Network, demand: PlanDemand, intern: (label: string) => number): Patterns {
  const start = [0];
  const ids: number[] = [];
  const rates: number[] = [];
  let onlySupply = -1;
  for (const way of listWays(network, demand)) {
    const draws = listDraws(network, way);
    const numbered = draws.map(({ constraint, perUnit }) => [intern(labelOf(constraint)), perUnit] as const);
    const supply = numbered[0]?.[0] ?? -1;
    if (draws.length === 1 && supply === onlySupply) continue;
    onlySupply = draws.length === 1 ? supply : -1;
    for (const [id, perUnit] of numbered) {
      ids.push(id);
      rates.push(perUnit);
    }
    start.push(ids.length);
  }
  return { start: Int32Array.from(start), ids: Int32Array.from(ids), rates: Float64Array.from(rates) };
}

/** Prices by the number of the constraint; what stands beyond the end has none. */
export function layOutPrices(book: PatternBook, constraints: readonly PricedConstraint[]): Float64Array {
  const numbered = constraints.map((one) => [book.idOf(one), one.price] as const);
  const prices = new Float64Array(numbered.reduce((most, [id]) => Math.max(most, id), -1) + 1);
  for (const [id, price] of numbered) prices[id] = price;
  return prices;
}

/** λ: the least that one unit costs by any way, at prices by number; 0 where there is no way. O(entries). */
export function findLambda({ start, ids, rates }: Patterns, prices: Float64Array): number {
  let least = Infinity;
  for (let way = 0; way + 1 < start.length; way++) {
    let price = 0;
    const end = start[way + 1] ?? 0;
    for (let entry = start[way] ?? 0; entry < end; entry++) {
      price += (prices[ids[entry] ?? 0] ?? 0) * (rates[entry] ?? 0);
    }
    if (price < least) least = price;
    if (least === 0) return 0;
  }
  return least === Infinity ? 0 : least;
}
