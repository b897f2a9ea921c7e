import { adoptBasis, type Basis, hangTree, layOutArcs, setPotentials } from "./basis.ts";
import { checkNetwork } from "./check-network.ts";
import type { FlowBasis, FlowNetwork, FlowResult, OptimalFlow } from "./network.ts";
import { type Cycle, findLeaving, openCycle, pivot } from "./pivot.ts";
import { findEntering, openSearch, type Search } from "./pricing.ts";
import { orderArcs } from "./order-arcs.ts";
import { plantForest } from "./plant-forest.ts";

/** Multiples of the dearest arc that units from the root cost at first, and by which that is raised. */
const DEAR_FACTOR = 4;
const DEAR_GROWTH = 1000;

/**
 * Returns a flow of least cost with its proof, or why there is none. The problem and its words: network.ts.
 *
 * Method: the primal network simplex method. A basis is a spanning tree: arcs outside carry nothing or all they can,
 * arcs in it what that leaves them to carry. An arc outside whose reduced cost says that it pays to use it more (or
 * less) enters; units go round the cycle that it closes until some arc on it can carry no more (or no less), and that
 * one leaves. When no arc pays, the flow is one of least cost, and the potentials prove it.
 * - Layout of arcs and tree, and their invariants: basis.ts. The step: pivot.ts. Which arc enters: pricing.ts.
 * - The start: plant-forest.ts, or an earlier basis. What that cannot carry goes over artificial arcs by a root; units
 *   that come from it cost `dear`. It is small at first, so that it does not drown the other costs, and raised where
 *   units still come from the root at the end: the last value, (nodes + 1) × dearest arc + 1, is more than any way in
 *   the network costs, so that then there is no flow.
 *
 * Ends: the tree is always strongly feasible, so no basis comes twice (Cunningham 1976). Cost: pivots × (a block of
 * arcs, a cycle, the smaller side of the tree); pivots grow somewhat faster than nodes in practice, and there is no
 * good bound. Memory: about 40 bytes an arc and 100 a node.
 * Range: whole numbers with the bounds of check-network.ts, so every sum is exact, and there is no tolerance.
 * Deterministic: the same arrays give the same flow, potentials and basis. Of several flows of one cost it gives one
 * that depends on the order of nodes and arcs.
 * Cannot detect: whether what is unbounded is infeasible besides; whether other flows cost the same.
 *
 * Worked example: nodes 0 and 1 have 4 and 2 units, nodes 2 and 3 ask for 3 each; arcs 0→2, 0→3, 1→2, 1→3 cost
 * 2, 3, 1, 4. With the tree 0→2 (3 units), 0→3 (1), 1→3 (2) and potential 0 at node 0, nodes 2, 3, 1 have 2, 3, −1.
 * Arc 1→2 has the reduced cost 1 − 1 − 2 = −2: it enters. The cycle 1→2→0→3→1 lets 2 units round, until 1→3 is empty
 * and leaves. Flow 1, 3, 2, 0; potential of node 1 is 1; 1→3 has the reduced cost 4 + 1 − 3 = 2: least cost, 13.
 *
 * Sources: Dantzig 1951; Cunningham 1976, "A network simplex method"; Ahuja, Magnanti, Orlin 1993, "Network Flows",
 * chapter 11; Kovács 2015, "Minimum-cost flow algorithms: an experimental evaluation", Optimization Methods and
 * Software 30(1), whose LEMON is the baseline of bench/flow.bench.ts.
 */
export function solveFlow(network: FlowNetwork, earlier?: FlowBasis): FlowResult {
  const faults = checkNetwork(network, earlier);
  if (faults.length > 0) return { status: "malformed", faults };
  const basis = layOutArcs(network, orderArcs(network));
  if (earlier === undefined) plantForest(basis, network);
  else adoptBasis(basis, earlier);
  hangTree(basis, network);
  const dearest = findDearest(network.cost);
  const search = openSearch(basis.arcCount);
  const cycle = openCycle();
  const surelyDear = (network.nodeCount + 1) * dearest + 1;
  let dear = Math.min(DEAR_FACTOR * (dearest + 1), surelyDear);
  let pivotCount = 0;
  for (;;) {
    setPotentials(basis, dear);
    const stop = runPivots(basis, search, cycle);
    pivotCount += stop.pivotCount;
    if (dear < surelyDear && (stop.unlimited >= 0 || hasArtificialFlow(basis))) {
      dear = Math.min(dear * DEAR_GROWTH, surelyDear);
      continue;
    }
    if (stop.unlimited >= 0) return { status: "unbounded", cycle: listCycle(basis, stop.unlimited, cycle) };
    if (hasArtificialFlow(basis)) return describeShortage(basis, dear);
    return readAnswer(basis, network, pivotCount);
  }
}

function findDearest(cost: Float64Array): number {
  let dearest = 0;
  for (let arc = 0; arc < cost.length; arc++) {
    const value = Math.abs(cost[arc]!);
    if (value > dearest) dearest = value;
  }
  return dearest;
}

/** How a run of pivots ended: with an arc that can carry without limit what costs less than nothing, −1 if none. */
interface Stop {
  readonly pivotCount: number;
  readonly unlimited: number;
}

/** Pivots until no arc pays. @mutates basis, search, cycle */
function runPivots(basis: Basis, search: Search, cycle: Cycle): Stop {
  for (let pivotCount = 0; ; pivotCount++) {
    const e = findEntering(basis, search);
    if (e < 0) return { pivotCount, unlimited: -1 };
    findLeaving(basis, e, cycle);
    if (cycle.amount === Infinity) return { pivotCount, unlimited: e };
    pivot(basis, e, cycle);
  }
}

/** Whether units still come from the root: the network alone cannot carry what is asked. */
function hasArtificialFlow({ nodeCount, treeArc, roomUp, roomDown }: Basis): boolean {
  for (let u = 0; u < nodeCount - 1; u++) {
    if (treeArc[u]! < 0 && Math.min(roomUp[u]!, roomDown[u]!) > 0) return true;
  }
  return false;
}

/** The arcs of the network on the cycle that arc e closes, from e on in its direction. */
function listCycle(basis: Basis, e: number, { join }: Cycle): Int32Array {
  const { original, parent, treeArc } = basis;
  const arcs = [original[e]!];
  for (let v = basis.target[e]!; v !== join; v = parent[v]!) arcs.push(original[treeArc[v]!]!);
  const down: number[] = [];
  for (let u = basis.source[e]!; u !== join; u = parent[u]!) down.push(original[treeArc[u]!]!);
  return Int32Array.from([...arcs, ...down.reverse()]);
}

/** Nodes whose price holds an artificial arc: what they lack could not come in by any arc. */
function describeShortage(basis: Basis, dear: number): FlowResult {
  const { nodeCount, treeArc, roomUp, roomDown, potential } = basis;
  const root = nodeCount - 1;
  const nodes: number[] = [];
  let missing = 0;
  for (let u = 0; u < root; u++) {
    if (2 * (potential[u]! - potential[root]!) > dear) nodes.push(u);
    if (treeArc[u]! < 0 && roomDown[u] === Infinity) missing += roomUp[u]!;
  }
  return { status: "infeasible", nodes: Int32Array.from(nodes), missing };
}

/** Reads the flow by the network's order of arcs, and all that proves it. O(nodes + arcs). */
function readAnswer(basis: Basis, network: FlowNetwork, pivotCount: number): OptimalFlow {
  const { nodeCount, original, source, width, treeArc, isTurned, roomUp, roomDown } = basis;
  const root = nodeCount - 1;
  const flow = network.lower.slice();
  const isAtCapacity = new Uint8Array(flow.length);
  for (let e = 0; e < flow.length; e++) {
    if (isTurned[e] === 0) continue;
    flow[original[e]!]! += width[e]!;
    isAtCapacity[original[e]!] = 1;
  }
  const basicArc = new Int32Array(root).fill(-1);
  const potential = new Float64Array(root);
  for (let u = 0; u < root; u++) {
    potential[u] = basis.potential[u]! - basis.potential[root]!;
    const e = treeArc[u]!;
    if (e < 0) continue;
    const arc = original[e]!;
    const used = source[e] === u ? roomDown[u]! : roomUp[u]!;
    // Where the arc is held turned, its width was added above.
    flow[arc]! += isTurned[e] === 1 ? -used : used;
    isAtCapacity[arc] = 0;
    basicArc[u] = arc;
  }
  return {
    status: "optimal",
    flow,
    potential,
    totalCost: sumCost(network.cost, flow),
    basis: { treeArc: basicArc, isAtCapacity },
    pivotCount,
  };
}

/** Returns Σ cost · flow, exact: products and sums that a double could round go through BigInt. */
function sumCost(cost: Float64Array, flow: Float64Array): bigint {
  let total = 0n;
  let part = 0;
  for (let arc = 0; arc < cost.length; arc++) {
    if (flow[arc] === 0) continue;
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
