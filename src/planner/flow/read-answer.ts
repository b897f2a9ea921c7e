import type { Basis } from "./basis.ts";
import type { FlowNetwork, OptimalFlow } from "./network.ts";

/** Whether units still come from the root: the network alone cannot carry what is asked. */
export function hasArtificialFlow({ nodeCount, treeArc, room }: Basis): boolean {
  for (let u = 0; u < nodeCount - 1; u++) {
    if (treeArc[u]! < 0 && Math.min(room[2 * u]!, room[2 * u + 1]!) > 0) return true;
  }
  return false;
}

/** Returns an array of zeros: `kept` if it is of that length. */
function clearArray<T extends Float64Array | Int32Array | Uint8Array>(
  make: new (length: number) => T,
  length: number,
  kept: T | undefined,
): T {
  if (kept?.length !== length) return new make(length);
  kept.fill(0);
  return kept;
}

/**
 * Returns the flow by the network's order of arcs, and all that proves it, in the arrays of `reuse` where they are as long:
 * in new ones every page of memory is touched for the first time. O(nodes + arcs). @mutates reuse
 */
export function readAnswer(
  basis: Basis,
  network: FlowNetwork,
  { hasLower, reuse }: { readonly hasLower: boolean; readonly reuse: OptimalFlow | undefined },
): Omit<OptimalFlow, "pivotCount"> {
  const { nodeCount, arcCount, original, source, width, treeArc, isTurned, room } = basis;
  const root = nodeCount - 1;
  const flow = clearArray(Float64Array, arcCount, reuse?.flow);
  const isAtCapacity = clearArray(Uint8Array, arcCount, reuse?.basis.isAtCapacity);
  const potential = clearArray(Float64Array, root, reuse?.potential);
  const basicArc = clearArray(Int32Array, root, reuse?.basis.treeArc);
  if (hasLower) flow.set(network.lower);
  const used: number[] = [];
  for (let e = 0; e < arcCount; e++) {
    if (isTurned[e] === 0) continue;
    const arc = original[e]!;
    flow[arc]! += width[e]!;
    isAtCapacity[arc] = 1;
    used.push(arc);
  }
  for (let u = 0; u < root; u++) {
    potential[u] = basis.potential[u]! - basis.potential[root]!;
    const e = treeArc[u]!;
    basicArc[u] = e < 0 ? -1 : original[e]!;
    if (e < 0) continue;
    const arc = original[e]!;
    const sent = room[source[e] === u ? 2 * u + 1 : 2 * u]!;
    // Where the arc is held turned, its width was added, and it was noted, above.
    flow[arc]! += isTurned[e] === 1 ? -sent : sent;
    isAtCapacity[arc] = 0;
    if (isTurned[e] === 0 && sent > 0) used.push(arc);
  }
  const totalCost = sumCost(network.cost, flow, hasLower ? undefined : used);
  return { status: "optimal", flow, potential, totalCost, basis: { treeArc: basicArc, isAtCapacity } };
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
