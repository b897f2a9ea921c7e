import type { FlowNetwork } from "./network.ts";

/** From so many arcs a node on, the order of the network is kept. */
const DENSE = 32;
/** Arcs to the same node that stay together, as a power of two. */
const GROUP_BITS = 2;
const GROUP = 1 << GROUP_BITS;

/**
 * Returns the order in which arcs are searched: by position, the network's arc. O(nodes + arcs).
 *
 * A block should hold arcs from all over the network: neighbours compete for the same node, and only one of them wins.
 * So arcs are sorted by the node they enter, cut into groups of four (which read the same potential), and the groups
 * are dealt out over √groups heaps. In a dense network a block of √arcs holds what one node has to choose from, and
 * the order of the network is as good. What each order gained: docs/decisions/0009-minimum-cost-flow.md.
 */
export function orderArcs({ nodeCount, target }: FlowNetwork): Int32Array {
  const arcCount = target.length;
  const order = new Int32Array(arcCount);
  if (arcCount >= DENSE * nodeCount) {
    for (let arc = 0; arc < arcCount; arc++) order[arc] = arc;
    return order;
  }
  const rank = new Int32Array(nodeCount + 1);
  for (let arc = 0; arc < arcCount; arc++) rank[target[arc]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) rank[node + 1]! += rank[node]!;
  const place = dealGroups(arcCount);
  for (let arc = 0; arc < arcCount; arc++) {
    const at = rank[target[arc]!]!++;
    order[place[at >> GROUP_BITS]! + (at & (GROUP - 1))] = arc;
  }
  return order;
}

/** Where each group begins when groups are dealt out over heaps, and the heaps are laid one behind another. */
function dealGroups(arcCount: number): Int32Array {
  const groupCount = Math.ceil(arcCount / GROUP);
  const heapCount = Math.max(3, Math.floor(Math.sqrt(groupCount)));
  const place = new Int32Array(groupCount);
  let next = 0;
  for (let heap = 0; heap < heapCount; heap++) {
    for (let group = heap; group < groupCount; group += heapCount) {
      place[group] = next;
      next += Math.min(GROUP, arcCount - group * GROUP);
    }
  }
  return place;
}
