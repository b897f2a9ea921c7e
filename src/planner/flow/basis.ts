import type { NetworkFacts } from "./check-network.ts";
import type { FlowKernel } from "./flow-kernel.ts";
import type { FlowBasis, FlowNetwork } from "./network.ts";

/**
 * The arrays of the network simplex method: arcs in the order of search, and a spanning tree by node. They lie in the
 * memory of the kernel, which pivots on them: flow-kernel.ts.
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
 * The thread lists the tree in preorder, as a ring: the subtree of a node is the node and what follows it in the
 * thread as long as it is deeper. So neither sizes nor ends of subtrees need be kept.
 *
 * Invariants: (1) cost + potential[source] − potential[target] = 0 on tree arcs; (2) room up > 0 everywhere: the tree
 * is strongly feasible, so that the method ends (Cunningham 1976); (3) the thread is a preorder, the depths are right.
 */
export interface Basis {
  readonly nodeCount: number;
  readonly arcCount: number;
  /** By arc, in the order of search; all three turned where `isTurned`. */
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly cost: Float64Array;
  /** capacity − lower, `Infinity` without limit. */
  readonly width: Float64Array;
  readonly isTurned: Uint8Array;
  /** The network's index of the arc. */
  readonly original: Int32Array;
  /**
   * By node, the root included, two numbers that a step reads together: the next node in the thread, and the arcs of
   * the tree between the node and the root.
   */
  readonly place: Int32Array;
  /** By node, the root included, two numbers: the parent (−1 above the root), and the node before it in the thread. */
  readonly links: Int32Array;
  /** Tree arc, in the order of search; −1 where it is artificial. */
  readonly treeArc: Int32Array;
  /** By node, two numbers: what could flow more from the node to its parent, and from the parent to the node. */
  readonly room: Float64Array;
  readonly potential: Float64Array;
}

/** From so many arcs a node on, the order of the network is kept. */
const DENSE = 12;
/** Arcs that the kernel looks at together where their ends follow one another. */
const GROUP = 4;
/** With fewer arcs, putting them into groups takes longer than it saves. */
const GROUPED_LEAST = 4096;
/** Arcs of a stretch that are searched together: their costs fill a line of the processor's cache. */
const RUN = 8;

/**
 * Returns the arrays for a network, in the kernel's memory, with the arcs in the order of search and nothing yet in the
 * arrays of nodes; the kernel's search begins anew. O(nodes + arcs).
 *
 * A block of the search should hold arcs from all over the network: neighbours compete for the same node, and only one
 * of them wins. So arcs are cut into stretches, and a block is a run of each, the last runs first. In a dense network a
 * block of √arcs holds what one node has to choose from, and the order of the network is as good. What each order
 * gained: docs/decisions/0009-minimum-cost-flow.md.
 */
function layOutArcs(kernel: FlowKernel, network: FlowNetwork): Basis {
  const arcCount = network.source.length;
  const block = Math.max(10, Math.floor(Math.sqrt(arcCount)));
  const basis = viewMemory(kernel, network.nodeCount + 1, arcCount, block);
  const { source, target, cost, width, original } = basis;
  basis.isTurned.fill(0);
  basis.treeArc.fill(-1);
  if (arcCount >= DENSE * network.nodeCount) {
    source.set(network.source);
    target.set(network.target);
    cost.set(network.cost);
    for (let arc = 0; arc < arcCount; arc++) {
      width[arc] = network.capacity[arc]! - network.lower[arc]!;
      original[arc] = arc;
    }
    return basis;
  }
  const order = arcCount >= GROUPED_LEAST && isOrderly(network) ? orderByGroups(network) : undefined;
  // Whole runs, so that groups stay together, and what is left of them at the end.
  const inRuns = arcCount - (arcCount % RUN);
  const length = RUN * Math.ceil(arcCount / (RUN * Math.max(3, Math.round(block / RUN))));
  let e = 0;
  for (let end = length; end > 0; end -= RUN) {
    for (let start = 0; start + end <= inRuns; start += length) {
      for (let k = start + end - RUN; k < start + end; k++) original[e++] = k;
    }
  }
  for (; e < arcCount; e++) original[e] = e;
  if (order !== undefined) for (let k = 0; k < arcCount; k++) original[k] = order[original[k]!]!;
  const { source: from, target: to, cost: value, lower, capacity } = network;
  for (let k = 0; k < arcCount; k++) {
    const arc = original[k]!;
    source[k] = from[arc]!;
    target[k] = to[arc]!;
    cost[k] = value[arc]!;
    width[k] = capacity[arc]! - lower[arc]!;
  }
  return basis;
}

/** Arcs of a network that are looked at to see whether their neighbours' ends follow theirs. */
const ARCS_SAMPLED = 61;

/** Whether, as far as a sample tells, most arcs have a neighbour whose ends follow theirs. O(1). */
function isOrderly({ source, target }: FlowNetwork): boolean {
  const step = Math.max(1, Math.floor(source.length / ARCS_SAMPLED));
  let even = 0;
  let seen = 0;
  for (let arc = 0; arc + 1 < source.length; arc += step) {
    seen++;
    if (((source[arc + 1]! - source[arc]!) | (target[arc + 1]! - target[arc]!)) === 1) even++;
  }
  return 2 * even > seen;
}

/**
 * Returns the arcs of a network, about in its order, so that arcs of which both ends follow one another, as those of a lane
 * by period, are in groups of `GROUP` from a multiple of it on. O(arcs).
 */
function orderByGroups({ source, target }: FlowNetwork): Int32Array {
  const arcCount = source.length;
  const order = new Int32Array(arcCount);
  const rest = new Int32Array(GROUP);
  let ordered = 0;
  let waiting = 0;
  for (let arc = 0; arc < arcCount; ) {
    const sourceStep = source[arc + 1]! - source[arc]!;
    const targetStep = target[arc + 1]! - target[arc]!;
    let end = arc + 1;
    if ((sourceStep | targetStep) === 1) {
      while (
        end < arc + GROUP &&
        source[end]! - source[end - 1]! === sourceStep &&
        target[end]! - target[end - 1]! === targetStep
      )
        end++;
    }
    if (end === arc + GROUP) {
      while (arc < end) order[ordered++] = arc++;
      continue;
    }
    rest[waiting++] = arc++;
    if (waiting < GROUP) continue;
    for (const left of rest) order[ordered++] = left;
    waiting = 0;
  }
  for (let k = 0; k < waiting; k++) order[ordered++] = rest[k]!;
  return order;
}

/** The arrays as they are in the kernel's memory, placed for these counts. They hold what was there before. */
function viewMemory(kernel: FlowKernel, nodeCount: number, arcCount: number, block: number): Basis {
  kernel.layOut(nodeCount, arcCount, block);
  const { buffer } = kernel.memory;
  return {
    nodeCount,
    arcCount,
    source: new Int32Array(buffer, kernel.source.value, arcCount),
    target: new Int32Array(buffer, kernel.target.value, arcCount),
    cost: new Float64Array(buffer, kernel.cost.value, arcCount),
    width: new Float64Array(buffer, kernel.width.value, arcCount),
    isTurned: new Uint8Array(buffer, kernel.isTurned.value, arcCount),
    original: new Int32Array(buffer, kernel.original.value, arcCount),
    place: new Int32Array(buffer, kernel.place.value, 2 * nodeCount),
    links: new Int32Array(buffer, kernel.links.value, 2 * nodeCount),
    treeArc: new Int32Array(buffer, kernel.treeArc.value, nodeCount),
    room: new Float64Array(buffer, kernel.room.value, 2 * nodeCount),
    potential: new Float64Array(buffer, kernel.potential.value, nodeCount),
  };
}

/** Holds arc e the other way round, from its other bound. @mutates basis */
function turnArc(basis: Basis, e: number): void {
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
function hangTree(basis: Basis, network: FlowNetwork, hasLower: boolean): void {
  const { nodeCount, source, target, treeArc, links, room } = basis;
  const root = nodeCount - 1;
  putExcess(basis, network, hasLower);
  for (let u = 0; u < root; u++) {
    const e = treeArc[u]!;
    links[2 * u] = e < 0 ? root : source[e]! + target[e]! - u;
  }
  links[2 * root] = -1;
  threadTree(basis);
  let isCut = false;
  for (let u = links[2 * root + 1]!; u !== root; u = links[2 * u + 1]!) {
    if (treeArc[u]! >= 0) {
      if (fitFlow(basis, u)) continue;
      treeArc[u] = -1;
      links[2 * u] = root;
      isCut = true;
    }
    const need = room[2 * u]!;
    room[2 * u] = need < 0 ? -need : Infinity;
    room[2 * u + 1] = need < 0 ? Infinity : need;
  }
  if (isCut) threadTree(basis);
}

/**
 * Puts into the first room of every node what enters there, less what lower bounds and turned arcs take from it: it
 * stands there until the node's own rooms are known. @mutates basis
 */
function putExcess(basis: Basis, network: FlowNetwork, hasLower: boolean): void {
  const { nodeCount, arcCount, source, target, width, isTurned, room } = basis;
  for (let u = 0; u < nodeCount - 1; u++) room[2 * u] = network.supply[u]!;
  for (let arc = 0; hasLower && arc < arcCount; arc++) {
    const least = network.lower[arc]!;
    room[2 * network.source[arc]!]! -= least;
    room[2 * network.target[arc]!]! += least;
  }
  for (let e = 0; e < arcCount; e++) {
    if (isTurned[e] === 0) continue;
    // Turned: it carries its width from what is now its target.
    room[2 * target[e]!]! -= width[e]!;
    room[2 * source[e]!]! += width[e]!;
  }
}

/** Gives the tree arc of u the flow that balances u, or sets it to a bound and answers false. @mutates basis */
function fitFlow(basis: Basis, u: number): boolean {
  const { source, width, treeArc, links, room } = basis;
  const e = treeArc[u]!;
  const p = links[2 * u]!;
  const isUp = source[e] === u;
  const need = room[2 * u]!;
  const flow = isUp ? need : -need;
  const most = width[e]!;
  const up = isUp ? most - flow : flow;
  if (flow >= 0 && flow <= most && up > 0) {
    room[2 * u] = up;
    room[2 * u + 1] = isUp ? flow : most - flow;
    room[2 * p]! += need;
    return true;
  }
  if (flow >= most && most > 0) {
    const sent = isUp ? most : -most;
    room[2 * p]! += sent;
    room[2 * u]! -= sent;
    turnArc(basis, e);
  }
  return false;
}

/** Lists the tree in preorder, children by index, and counts depths. O(nodes). @mutates basis */
function threadTree({ nodeCount, place, links, potential }: Basis): void {
  const root = nodeCount - 1;
  // By node, its first child and its next sibling, in the memory of the potentials: they are set later.
  const children = new Int32Array(potential.buffer, potential.byteOffset, 2 * nodeCount).fill(-1);
  for (let u = root - 1; u >= 0; u--) {
    const p = links[2 * u]!;
    children[2 * u + 1] = children[2 * p]!;
    children[2 * p] = u;
  }
  let u = root;
  let before = root;
  let depth = 0;
  place[2 * root + 1] = 0;
  for (;;) {
    let next = children[2 * u]!;
    depth++;
    while (next < 0 && u !== root) {
      next = children[2 * u + 1]!;
      u = links[2 * u]!;
      depth--;
    }
    if (next < 0) break;
    place[2 * before] = next;
    links[2 * next + 1] = before;
    place[2 * next + 1] = depth;
    before = next;
    u = next;
  }
  place[2 * before] = root;
  links[2 * root + 1] = before;
}

/**
 * Computes all potentials from the root's, zero: artificial arcs that bring units from the root cost `dear`, those
 * that take them there nothing. O(nodes). @mutates basis
 */
export function setPotentials(basis: Basis, dear: number): void {
  const { nodeCount, source, cost, treeArc, place, links, room, potential } = basis;
  const root = nodeCount - 1;
  potential[root] = 0;
  for (let u = place[2 * root]!; u !== root; u = place[2 * u]!) {
    const e = treeArc[u]!;
    if (e < 0) potential[u] = room[2 * u] === Infinity ? 0 : dear;
    else {
      const above = potential[links[2 * u]!]!;
      potential[u] = source[e] === u ? above - cost[e]! : above + cost[e]!;
    }
  }
}

/** Multiples of the dearest arc that units from the root cost at first. */
const DEAR_FACTOR = 4;

/** Returns what units from the root cost at first: the bound of solve-flow.ts where that is less. */
export function firstDear(nodeCount: number, { dearest }: NetworkFacts): number {
  return Math.min(DEAR_FACTOR * (dearest + 1), (nodeCount + 1) * dearest + 1);
}

/** Returns a basis of the network that fits, from an earlier one if there is one, without potentials. */
export function startBasis(
  kernel: FlowKernel,
  network: FlowNetwork,
  { hasLower, earlier }: { readonly hasLower: boolean; readonly earlier: FlowBasis | undefined },
): Basis {
  const basis = layOutArcs(kernel, network);
  if (earlier === undefined) plantForest(basis, network);
  else adoptBasis(basis, earlier);
  hangTree(basis, network, hasLower);
  kernel.headGroups();
  return basis;
}

/** Puts an earlier basis of this network's arcs in; `hangTree` makes it fit. @mutates basis */
function adoptBasis(basis: Basis, earlier: FlowBasis): void {
  const { arcCount, original, treeArc, width } = basis;
  const position = new Int32Array(arcCount);
  for (let e = 0; e < arcCount; e++) position[original[e]!] = e;
  const isInTree = new Uint8Array(arcCount);
  for (let u = 0; u < basis.nodeCount - 1; u++) {
    const arc = earlier.treeArc[u]!;
    if (arc < 0) continue;
    treeArc[u] = position[arc]!;
    isInTree[position[arc]!] = 1;
  }
  for (let e = 0; e < arcCount; e++) {
    if (earlier.isAtCapacity[original[e]!] === 1 && isInTree[e] === 0 && width[e]! < Infinity)
      turnArc(basis, e);
  }
}

/** Hangs every demand on the supply from which an arc to it is cheapest. @mutates basis */
function plantForest(basis: Basis, network: FlowNetwork): void {
  const { arcCount, source, target, cost, treeArc, potential } = basis;
  const { nodeCount, supply } = network;
  // Costs of the arcs chosen, in the memory of the potentials: they are set later. Most arcs end at the first comparison.
  const least = potential;
  for (let v = 0; v < nodeCount; v++) least[v] = supply[v]! < 0 ? Infinity : -Infinity;
  for (let e = 0; e < arcCount; e++) {
    const v = target[e]!;
    const value = cost[e]!;
    if (value >= least[v]! || supply[source[e]!]! < 0) continue;
    least[v] = value;
    treeArc[v] = e;
  }
}
