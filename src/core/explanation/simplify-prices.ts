import type { PlanDemand } from "#planner/problem.ts";
import type { PricedConstraint } from "./group-constraints.ts";
import { capacityOf, type Network } from "./network.ts";
import { findLambda, layOutPrices, type PatternBook, type Patterns } from "./pattern-book.ts";

/** Of a proof's own size, as the checker holds proofs to: what is finer is the last bits of a linear solver's answer. */
const TIGHT_TOLERANCE = 1e-6;
/** So many entries of ways are summed to make one proof simpler; what is then still in it stays. */
const ENTRIES_MAX = 10_000_000;

/** A demand that draws on a proof. */
interface Drawer {
  readonly patterns: Patterns;
  readonly fairShare: number;
  /** True where the proof is there for its sake. */
  readonly isBound: boolean;
  /** λ at the prices that are left. */
  lambda: number;
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
 * O(constraints × entries of the demands that meet them), bounded; deterministic.
 */
export function simplifyPrices(
  network: Network,
  book: PatternBook,
  constraints: readonly PricedConstraint[],
  lines: {
    readonly candidates: readonly PlanDemand[];
    readonly fairShares: ReadonlyMap<string, number>;
    readonly bound: ReadonlySet<string>;
  },
): readonly PricedConstraint[] {
  const prices = layOutPrices(book, constraints);
  const drawers = lines.candidates.flatMap((demand): Drawer[] => {
    const patterns = book.patternsOf(demand);
    const lambda = findLambda(patterns, prices);
    const fairShare = lines.fairShares.get(demand.key) ?? 0;
    return lambda === 0 ? [] : [{ patterns, lambda, fairShare, isBound: lines.bound.has(demand.key) }];
  });
  const meeting = listMeeting(drawers, prices);
  const rows = constraints
    .map((one) => ({ id: book.idOf(one), worth: one.price * capacityOf(network, one) }))
    .toSorted((a, b) => a.worth - b.worth);
  let bound = rows.reduce((sum, { worth }) => sum + worth, 0);
  let entries = 0;
  for (const { id, worth } of rows) {
    const met = meeting.get(id) ?? [];
    entries += met.reduce((sum, { patterns }) => sum + patterns.ids.length, 0);
    if (entries > ENTRIES_MAX) break;
    const price = prices[id] ?? 0;
    prices[id] = 0;
    const lambdas = met.map(({ patterns }) => findLambda(patterns, prices));
    if (isProof(drawers, { met, lambdas, bound: bound - worth })) {
      met.forEach((drawer, at) => {
        drawer.lambda = lambdas[at] ?? 0;
      });
      bound -= worth;
    } else {
      prices[id] = price;
    }
  }
  const greatest = drawers.reduce((most, { lambda }) => Math.max(most, lambda), 0);
  return constraints.flatMap((one) => {
    const price = prices[book.idOf(one)] ?? 0;
    return price === 0 ? [] : [{ ...one, price: greatest === 0 ? price : price / greatest }];
  });
}

/** The demands whose ways meet a priced constraint, by its number. */
function listMeeting(
  drawers: readonly Drawer[],
  prices: Float64Array,
): ReadonlyMap<number, readonly Drawer[]> {
  const meeting = new Map<number, Drawer[]>();
  for (const drawer of drawers) {
    for (const id of new Set(drawer.patterns.ids)) {
      if ((prices[id] ?? 0) === 0) continue;
      const known = meeting.get(id);
      if (known === undefined) meeting.set(id, [drawer]);
      else known.push(drawer);
    }
  }
  return meeting;
}

/** Whether the rest still proves the same, where those who met what was left out have new λ. */
function isProof(
  drawers: readonly Drawer[],
  {
    met,
    lambdas,
    bound,
  }: { readonly met: readonly Drawer[]; readonly lambdas: readonly number[]; readonly bound: number },
): boolean {
  if (met.some(({ isBound }, at) => isBound && lambdas[at] === 0)) return false;
  let reached = drawers.reduce((sum, { lambda, fairShare }) => sum + lambda * fairShare, 0);
  met.forEach(({ lambda, fairShare }, at) => {
    reached += ((lambdas[at] ?? 0) - lambda) * fairShare;
  });
  return bound - reached <= TIGHT_TOLERANCE * bound;
}
