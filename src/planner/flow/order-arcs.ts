import type { FlowNetwork } from "./network.ts";

/** Order of search: arcs far apart in the network's list come together. */
export function orderArcs(network: FlowNetwork): Int32Array {
  const arcCount = network.source.length;
  const order = new Int32Array(arcCount);
  const skip = Math.max(3, Math.floor(arcCount / Math.max(1, network.nodeCount)));
  let start = 0;
  let position = 0;
  for (let arc = 0; arc < arcCount; arc++) {
    order[position] = arc;
    position += skip;
    if (position >= arcCount) position = ++start;
  }
  return order;
}
