import type { Model } from "./model.ts";
import type { Priced } from "./read-prices.ts";
import { everyWay, listDraws, type Span, type Way } from "./ways.ts";

/** What a unit sent for a demand, by its key, in that way counts: periods of arrival, or a cost. */
export type CountOf = (demand: string, way: Way) => number;

export interface Weighed {
  readonly model: Model;
  readonly priced: Priced;
  readonly countOf: CountOf;
}

/** Of the dearest count of its line: a way that comes to no more than that above the least is as good. */
const TIGHT_TOLERANCE = 1e-6;
/** Of the least itself, which is as right as the prices in it. */
const PRICE_TOLERANCE = 1e-9;

/** What a unit sent in that way counts and pays together. */
export function worthOf({ model, priced, countOf }: Weighed, demand: string, way: Way): number {
  let sum = countOf(demand, way);
  for (const { constraint, rate, per } of listDraws(model, way)) {
    const price = priced.price.get(constraint);
    if (price !== undefined) sum += (price * rate) / per;
  }
  return sum;
}

/** Returns the greatest count of a unit on any way of a demand; 0 where there is none. O(ways). */
export function findGreatest(countOf: CountOf, key: string, spans: readonly Span[] | undefined): number {
  let greatest = 0;
  everyWay(spans, (way) => {
    greatest = Math.max(greatest, countOf(key, way));
    return true;
  });
  return greatest;
}

/**
 * Returns, of the ways of one demand, the least that a unit comes to (μ; 0 where there is no way), and how many are tight: come to no more
 * than μ. What one unit on each of these takes is added to `loosened`, by priced constraint. How far from μ is as good goes by
 * `greatest`, the greatest count of its ways, so that no price can make a dear way tight. O(ways).
 * @mutates loosened
 */
export function weighWays(
  weighed: Weighed,
  {
    key,
    spans,
    greatest,
  }: { readonly key: string; readonly spans: readonly Span[] | undefined; readonly greatest: number },
  loosened: Map<number, number>,
): { readonly least: number; readonly tight: number } {
  const ways: { readonly way: Way; readonly worth: number }[] = [];
  let least = Infinity;
  everyWay(spans, (way) => {
    const worth = worthOf(weighed, key, way);
    ways.push({ way, worth });
    least = Math.min(least, worth);
    return true;
  });
  if (ways.length === 0) return { least: 0, tight: 0 };
  let tight = 0;
  for (const { way, worth } of ways) {
    if (!(worth - least <= TIGHT_TOLERANCE * greatest + PRICE_TOLERANCE * least)) continue;
    tight++;
    for (const { constraint, rate, per } of listDraws(weighed.model, way)) {
      if (!weighed.priced.price.has(constraint)) continue;
      loosened.set(constraint, (loosened.get(constraint) ?? 0) + rate / per);
    }
  }
  return { least, tight };
}
