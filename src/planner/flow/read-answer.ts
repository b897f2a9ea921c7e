import type { Basis } from "./basis.ts";
import type { FlowBasis, FlowNetwork, OptimalFlow } from "./network.ts";

/** Whether units still come from the root: the network alone cannot carry what is asked. */
export function hasArtificialFlow({ nodeCount, treeArc, room }: Basis): boolean {
  for (let u = 0; u < nodeCount - 1; u++) {
    if (treeArc[u]! < 0 && Math.min(room[2 * u]!, room[2 * u + 1]!) > 0) return true;
  }
  return false;
}

/** Returns where the method stands, by the network's order of arcs. O(nodes + arcs). */
function readBasis({ nodeCount, arcCount, original, treeArc, isTurned }: Basis): FlowBasis {
  const isAtCapacity = new Uint8Array(arcCount);
  for (let e = 0; e < arcCount; e++) if (isTurned[e] === 1) isAtCapacity[original[e]!] = 1;
  const basicArc = new Int32Array(nodeCount - 1).fill(-1);
  for (let u = 0; u < nodeCount - 1; u++) {
    const e = treeArc[u]!;
    if (e < 0) continue;
    basicArc[u] = original[e]!;
    isAtCapacity[original[e]!] = 0;
  }
  return { treeArc: basicArc, isAtCapacity };
}

/** Returns the flow by the network's order of arcs, and all that proves it. O(nodes + arcs). */
export function readAnswer(
  basis: Basis,
  network: FlowNetwork,
  hasLower: boolean,
): Omit<OptimalFlow, "pivotCount"> {
  const { nodeCount, arcCount, original, source, width, treeArc, isTurned, room } = basis;
  const root = nodeCount - 1;
  // Where nothing is sent, the new array's memory is never touched.
  const flow = hasLower ? network.lower.slice() : new Float64Array(arcCount);
  const used: number[] = [];
  for (let e = 0; e < arcCount; e++) {
    if (isTurned[e] === 0) continue;
    const arc = original[e]!;
    flow[arc]! += width[e]!;
    used.push(arc);
  }
  const potential = new Float64Array(root);
  for (let u = 0; u < root; u++) {
    potential[u] = basis.potential[u]! - basis.potential[root]!;
    const e = treeArc[u]!;
    if (e < 0) continue;
    const arc = original[e]!;
    const sent = room[source[e] === u ? 2 * u + 1 : 2 * u]!;
    // Where the arc is held turned, its width was added, and it was noted, above.
    flow[arc]! += isTurned[e] === 1 ? -sent : sent;
    if (isTurned[e] === 0 && sent > 0) used.push(arc);
  }
  const totalCost = sumCost(network.cost, flow, hasLower ? undefined : used);
  return { status: "optimal", flow, potential, totalCost, basis: readBasis(basis) };
}

/** Returns Σ cost · flow of the arcs, or of all, exact: products and sums that a double could round go through BigInt. */
function sumCost(cost: Float64Array, flow: Float64Array, arcs?: readonly number[]): bigint {
  let total = 0n;
  let part = 0;
  const count = arcs?.length ?? flow.length;
  for (let k = 0; k < count; k++) {
    const arc = arcs === undefined ? k : arcs[k]!;
    const product = cost[arc]! * flow[arc]!;
    if (!Number.isSafeInteger(product)) {
      total += BigInt(cost[arc]!) * BigInt(flow[arc]!);
      continue;
    }
    const sum = part + product;
    if (Number.isSafeInteger(sum)) {
      part = sum;
    } else {
      total += BigInt(part) + BigInt(product);
      part = 0;
    }
  }
  return total + BigInt(part);
}
