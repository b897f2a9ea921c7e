import type { Basis } from "./basis.ts";
import type { FlowNetwork } from "./network.ts";

/** Hangs every demand on the supply from which an arc to it is cheapest. @mutates basis */
export function plantForest(basis: Basis, network: FlowNetwork): void {
  const { source, target, cost, treeArc } = basis;
  const least = new Float64Array(network.nodeCount).fill(Infinity);
  for (let e = 0; e < basis.arcCount; e++) {
    const v = target[e]!;
    if (network.supply[v]! >= 0 || network.supply[source[e]!]! < 0 || cost[e]! >= least[v]!) continue;
    least[v] = cost[e]!;
    treeArc[v] = e;
  }
}
