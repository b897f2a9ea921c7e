import type { FlowNetwork } from "./network.ts";

/** From so many arcs a node on, the order of the network is kept. */
const DENSE = 32;
/** Neighbours in the network's order that stay together: they lie in one line of the processor's cache. */
const GROUP = 4;

/**
 * Returns the order in which arcs are searched: by position, the network's arc. O(arcs).
 *
 * A block should hold arcs from all over the network: neighbours compete for the same node, and only one of them wins.
 * So arcs are cut into groups of four, which are dealt out over √groups heaps. In a dense network a block of √arcs
 * holds what one node has to choose from, and the order of the network is as good. What each order gained:
 * docs/decisions/0009-minimum-cost-flow.md.
 */
export function orderArcs({ nodeCount, target }: FlowNetwork): Int32Array {
  const arcCount = target.length;
  const order = new Int32Array(arcCount);
  const groupCount = Math.ceil(arcCount / GROUP);
  const heapCount = arcCount >= DENSE * nodeCount ? 1 : Math.max(3, Math.floor(Math.sqrt(groupCount)));
  let position = 0;
  for (let heap = 0; heap < heapCount; heap++) {
    for (let group = heap; group < groupCount; group += heapCount) {
      const end = Math.min(arcCount, (group + 1) * GROUP);
      for (let arc = group * GROUP; arc < end; arc++) order[position++] = arc;
    }
  }
  return order;
}
