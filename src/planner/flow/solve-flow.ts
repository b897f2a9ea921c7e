import { type Basis, firstDear, setPotentials, startBasis } from "./basis.ts";
import { checkNetwork, type NetworkFacts, surveyNetwork } from "./check-network.ts";
import { openFlowKernel } from "./flow-kernel.ts";
import type { FlowBasis, FlowNetwork, FlowResult, OptimalFlow } from "./network.ts";
import { hasArtificialFlow, readAnswer } from "./read-answer.ts";

/** By what the cost of units from the root is raised where it was too small. */
const DEAR_GROWTH = 1000;

/**
 * Returns a flow of least cost with its proof, or why there is none. The problem and its words: network.ts.
 *
 * Method: the primal network simplex method. A basis is a spanning tree: arcs outside carry nothing or all they can,
 * arcs in it what that leaves them to carry. An arc outside whose reduced cost says that it pays to use it more (or
 * less) enters; units go round the cycle that it closes until some arc on it can carry no more (or no less), and that
 * one leaves. When no arc pays, the flow is one of least cost, and the potentials prove it.
 * - Layout of arcs and tree, their invariants and the start: basis.ts. The steps, in WebAssembly: assembly/kernel.ts.
 * - What the start, or an earlier basis, cannot carry goes over artificial arcs by a root; units that come from it
 *   cost `dear`. It is small at first, so that it does not drown the other costs, and raised where units still come
 *   from the root at the end: the last value, (nodes + 1) × dearest arc + 1, is more than any way in the network costs,
 *   so that then there is no flow.
 *
 * Ends: the tree is always strongly feasible, so no basis comes twice (Cunningham 1976). Cost: pivots × (a block of
 * arcs, a cycle or its beginning, the part of the tree that changes its place); pivots grow somewhat faster than nodes
 * in practice, and there is no good bound. Memory: 31 bytes an arc and 44 a node besides the answer, of which up to 64
 * MiB are kept for the next solve.
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
export function solveFlow(network: FlowNetwork, begin: FlowBegin = {}): FlowResult {
  const facts = surveyNetwork(network);
  const { earlier } = begin;
  const faults = facts === undefined || earlier !== undefined ? checkNetwork(network, earlier) : [];
  if (facts === undefined || faults.length > 0) return { status: "malformed", faults };
  return runSimplex(network, facts, begin);
}

/** What a solve may take over from others. */
export interface FlowBegin {
  /** Where to begin. */
  readonly earlier?: FlowBasis | undefined;
  /** An answer that nobody needs any longer: the new one is written into its arrays where they are as long. */
  readonly reuse?: OptimalFlow | undefined;
}

/** The method, for a sound network. */
function runSimplex(network: FlowNetwork, facts: NetworkFacts, { earlier, reuse }: FlowBegin): FlowResult {
  const kernel = openFlowKernel();
  const basis = startBasis(kernel, network, { hasLower: facts.hasLower, earlier });
  const surelyDear = (network.nodeCount + 1) * facts.dearest + 1;
  let dear = firstDear(network.nodeCount, facts);
  for (;;) {
    setPotentials(basis, dear);
    const unlimited = kernel.runPivots();
    const isShort = hasArtificialFlow(basis);
    if (dear < surelyDear && (unlimited >= 0 || isShort)) {
      dear = Math.min(dear * DEAR_GROWTH, surelyDear);
      continue;
    }
    if (unlimited >= 0) return { status: "unbounded", cycle: listCycle(basis, unlimited) };
    if (isShort) return describeShortage(basis, dear);
    const answer = readAnswer(basis, network, { hasLower: facts.hasLower, reuse });
    return { ...answer, pivotCount: kernel.pivotCount.value };
  }
}

/** The arcs of the network on the cycle that arc e closes, from e on in its direction. */
function listCycle({ original, source, target, place, links, treeArc }: Basis, e: number): Int32Array {
  const arcs = [original[e]!];
  const down: number[] = [];
  let u = source[e]!;
  let v = target[e]!;
  while (u !== v) {
    if (place[2 * u + 1]! > place[2 * v + 1]!) {
      down.push(original[treeArc[u]!]!);
      u = links[2 * u]!;
    } else {
      arcs.push(original[treeArc[v]!]!);
      v = links[2 * v]!;
    }
  }
  return Int32Array.from([...arcs, ...down.reverse()]);
}

/** Nodes whose price holds an artificial arc: what they lack could not come in by any arc. */
function describeShortage(basis: Basis, dear: number): FlowResult {
  const { nodeCount, treeArc, room, potential } = basis;
  const root = nodeCount - 1;
  const nodes: number[] = [];
  let missing = 0;
  for (let u = 0; u < root; u++) {
    if (2 * (potential[u]! - potential[root]!) > dear) nodes.push(u);
    if (treeArc[u]! < 0 && room[2 * u + 1] === Infinity) missing += room[2 * u]!;
  }
  return { status: "infeasible", nodes: Int32Array.from(nodes), missing };
}
