import type { FlowBasis, FlowNetwork } from "./network.ts";

/**
 * The arrays of the network simplex method: arcs in the order of search, and a spanning tree by node.
 *
 * Definitions. The tree has one more node than the network, its root, the greatest index. Every node hangs on its
 * parent by one arc, its tree arc: an arc of the network, or an artificial one to the root. Flow is counted above the
 * lower bound.
 *
 * An arc that is not in the tree has flow zero, always: where it is at its capacity, it is held *turned*, with its
 * ends exchanged, its cost negated and its flow counted from the capacity down. So whether it is worth entering is one
 * comparison, cost + potential[source] − potential[target] < 0, of which arcs of the tree are exempt by themselves,
 * since theirs is exactly zero.
 *
 * An arc in the tree has its flow at its node, as the room that is left towards the parent and away from it: what a
 * cycle through the tree needs lies together, and directions need not be told apart.
 *
 * Invariants: (1) cost + potential[source] − potential[target] = 0 on tree arcs; (2) roomUp > 0 everywhere: the tree
 * is strongly feasible, so that the method ends (Cunningham 1976); (3) `thread` lists the tree in preorder, as a ring.
 */
export interface Basis {
  readonly nodeCount: number;
  readonly arcCount: number;
  /** By arc, in the order of search; all turned where `isTurned`. */
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly cost: Float64Array;
  /** capacity − lower, `Infinity` without limit. */
  readonly width: Float64Array;
  readonly isTurned: Uint8Array;
  /** The network's index of the arc. */
  readonly original: Int32Array;
  /** By node, the root included. */
  readonly parent: Int32Array;
  /** Tree arc, in the order of search; −1 where it is artificial. */
  readonly treeArc: Int32Array;
  /** What could flow more from the node to its parent, and from the parent to the node. */
  readonly roomUp: Float64Array;
  readonly roomDown: Float64Array;
  readonly potential: Float64Array;
  readonly thread: Int32Array;
  readonly reverseThread: Int32Array;
  /** Nodes of the subtree, the node included, and the last of them in the thread. */
  readonly size: Int32Array;
  readonly last: Int32Array;
}

/** The order in which arcs are searched: `order[position]` is the network's arc. */
export function layOutArcs(network: FlowNetwork, order: Int32Array): Basis {
  const arcCount = network.source.length;
  const nodeCount = network.nodeCount + 1;
  const source = new Int32Array(arcCount);
  const target = new Int32Array(arcCount);
  const cost = new Float64Array(arcCount);
  const width = new Float64Array(arcCount);
  for (let e = 0; e < arcCount; e++) {
    const arc = order[e]!;
    source[e] = network.source[arc]!;
    target[e] = network.target[arc]!;
    cost[e] = network.cost[arc]!;
    width[e] = network.capacity[arc]! - network.lower[arc]!;
  }
  return {
    nodeCount,
    arcCount,
    source,
    target,
    cost,
    width,
    isTurned: new Uint8Array(arcCount),
    original: order,
    parent: new Int32Array(nodeCount).fill(nodeCount - 1),
    treeArc: new Int32Array(nodeCount).fill(-1),
    roomUp: new Float64Array(nodeCount),
    roomDown: new Float64Array(nodeCount),
    potential: new Float64Array(nodeCount),
    thread: new Int32Array(nodeCount),
    reverseThread: new Int32Array(nodeCount),
    size: new Int32Array(nodeCount),
    last: new Int32Array(nodeCount),
  };
}

/** Holds arc e the other way round, from its other bound. @mutates basis */
export function turnArc(basis: Basis, e: number): void {
  const { source, target, cost, isTurned } = basis;
  const end = source[e]!;
  source[e] = target[e]!;
  target[e] = end;
  cost[e] = -cost[e]!;
  isTurned[e] = 1 - isTurned[e]!;
}

/**
 * Hangs the tree: gives every tree arc the flow that its subtree needs. Where that is out of bounds, or would leave no
 * room upwards, the arc leaves the tree at the nearer bound and the subtree hangs on the root by an artificial arc.
 * Takes `treeArc` and `isTurned` (of arcs outside the tree) as they were put in; any forest will do. O(nodes + arcs).
 * @mutates basis
 */
export function hangTree(basis: Basis, network: FlowNetwork): void {
  const { nodeCount, arcCount, source, target, width, isTurned, treeArc, parent, roomUp, roomDown } = basis;
  const root = nodeCount - 1;
  const excess = new Float64Array(nodeCount);
  excess.set(network.supply);
  for (let arc = 0; arc < arcCount; arc++) {
    const least = network.lower[arc]!;
    if (least === 0) continue;
    excess[network.source[arc]!]! -= least;
    excess[network.target[arc]!]! += least;
  }
  for (let e = 0; e < arcCount; e++) {
    if (isTurned[e] === 0) continue;
    // Turned: it carries its width from what is now its target.
    excess[target[e]!]! -= width[e]!;
    excess[source[e]!]! += width[e]!;
  }
  for (let u = 0; u < root; u++) {
    const e = treeArc[u]!;
    parent[u] = e < 0 ? root : source[e]! + target[e]! - u;
  }
  parent[root] = -1;
  threadTree(basis);
  for (let u = basis.last[root]!; u !== root; u = basis.reverseThread[u]!) {
    const e = treeArc[u]!;
    if (e >= 0 && !fitFlow(basis, u, excess)) {
      treeArc[u] = -1;
      parent[u] = root;
    }
    if (treeArc[u]! < 0) {
      const need = excess[u]!;
      roomUp[u] = need < 0 ? -need : Infinity;
      roomDown[u] = need < 0 ? Infinity : need;
    }
  }
  threadTree(basis);
}

/** Gives the tree arc of u the flow that balances u, or sets it to a bound and answers false. @mutates basis, excess */
function fitFlow(basis: Basis, u: number, excess: Float64Array): boolean {
  const { source, width, treeArc, parent, roomUp, roomDown } = basis;
  const e = treeArc[u]!;
  const p = parent[u]!;
  const isUp = source[e] === u;
  const need = excess[u]!;
  const flow = isUp ? need : -need;
  const most = width[e]!;
  const up = isUp ? most - flow : flow;
  if (flow >= 0 && flow <= most && up > 0) {
    roomUp[u] = up;
    roomDown[u] = isUp ? flow : most - flow;
    excess[p]! += need;
    return true;
  }
  if (flow >= most && most > 0) {
    const sent = isUp ? most : -most;
    excess[p]! += sent;
    excess[u]! -= sent;
    turnArc(basis, e);
  }
  return false;
}

/** Lists the tree in preorder, children by index, and counts subtrees. O(nodes). @mutates basis */
function threadTree(basis: Basis): void {
  const { nodeCount, parent, thread, reverseThread, size, last } = basis;
  const root = nodeCount - 1;
  const firstChild = new Int32Array(nodeCount).fill(-1);
  const sibling = new Int32Array(nodeCount).fill(-1);
  for (let u = root - 1; u >= 0; u--) {
    sibling[u] = firstChild[parent[u]!]!;
    firstChild[parent[u]!] = u;
  }
  size.fill(1);
  let u = root;
  let before = root;
  for (;;) {
    let next = firstChild[u]!;
    while (next < 0) {
      last[u] = before;
      if (u === root) break;
      size[parent[u]!]! += size[u]!;
      next = sibling[u]!;
      u = parent[u]!;
    }
    if (next < 0) break;
    thread[before] = next;
    reverseThread[next] = before;
    before = next;
    u = next;
  }
  thread[before] = root;
  reverseThread[root] = before;
}

/**
 * Computes all potentials from the root's, zero: artificial arcs that bring units from the root cost `dear`, those
 * that take them there nothing. O(nodes). @mutates basis
 */
export function setPotentials(basis: Basis, dear: number): void {
  const { nodeCount, source, cost, treeArc, parent, roomUp, potential, thread } = basis;
  const root = nodeCount - 1;
  potential[root] = 0;
  for (let u = thread[root]!; u !== root; u = thread[u]!) {
    const e = treeArc[u]!;
    if (e < 0) potential[u] = roomUp[u] === Infinity ? 0 : dear;
    else if (source[e] === u) potential[u] = potential[parent[u]!]! - cost[e]!;
    else potential[u] = potential[parent[u]!]! + cost[e]!;
  }
}

/** Puts an earlier basis of this network's arcs in; `hangTree` makes it fit. @mutates basis */
export function adoptBasis(basis: Basis, earlier: FlowBasis): void {
  const position = new Int32Array(basis.arcCount);
  basis.original.forEach((arc, e) => {
    position[arc] = e;
  });
  earlier.treeArc.forEach((arc, u) => {
    basis.treeArc[u] = arc < 0 ? -1 : position[arc]!;
  });
  const isInTree = new Uint8Array(basis.arcCount);
  for (const e of basis.treeArc) if (e >= 0) isInTree[e] = 1;
  earlier.isAtCapacity.forEach((isAt, arc) => {
    const e = position[arc]!;
    if (isAt === 1 && isInTree[e] === 0 && basis.width[e]! < Infinity) turnArc(basis, e);
  });
}
