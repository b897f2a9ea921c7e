import type { CostedTransport } from "./transport-flow.ts";

/**
 * Returns the prices of supplies that prove a flow the earliest and then the cheapest: by how much the first objective, and the
 * second among flows that are as good in the first, would fall for one more unit of each supply. Each of length supplyCount;
 * the first ≥ 0, the second below zero only where the first is above it; both zero of a supply with units left.
 *
 * One more unit of a supply may stay unused, or take over a demand from another supply, whose freed unit is then one more
 * unit of that one. So prices are the greatest savings along such steps (the potentials of Ahuja, Magnanti, Orlin 1993, section
 * 9.3, compared lexicographically); as `flow` is optimal no circle of steps saves anything, and they are found within
 * supplyCount rounds. Cost O(rounds × used edges × supplies of a demand); whole numbers, exact.
 */
export function priceSupplies(
  { graph, objectives }: CostedTransport,
  flow: Float64Array,
): readonly [Float64Array, Float64Array] {
  const { supplyCount, edgeSupply, edgeDemand, inStart, inEdge } = graph;
  const first = new Float64Array(supplyCount);
  const second = new Float64Array(supplyCount);
  const [cost1, cost2] = objectives;
  if (cost1 === undefined || cost2 === undefined) return [first, second];
  let isChanged = true;
  const relax = (used: number): void => {
    const d = edgeDemand[used]!;
    const from = edgeSupply[used]!;
    for (let i = inStart[d]!; i < inStart[d + 1]!; i++) {
      const e = inEdge[i]!;
      const s = edgeSupply[e]!;
      const saved1 = cost1[used]! - cost1[e]! + first[from]!;
      const saved2 = cost2[used]! - cost2[e]! + second[from]!;
      if (saved1 < first[s]! || (saved1 === first[s]! && saved2 <= second[s]!)) continue;
      first[s] = saved1;
      second[s] = saved2;
      isChanged = true;
    }
  };
  for (let round = 0; isChanged && round <= supplyCount; round++) {
    isChanged = false;
    for (let e = 0; e < flow.length; e++) if (flow[e]! > 0) relax(e);
  }
  return [first, second];
}
