/**
 * Largest flow from supplies to demands, in whole numbers (Dinic 1970, on the two-sided graph).
 *
 * Invariants: for every supply, left + Σ flow out = its amount; for every demand, left + Σ flow in = its room;
 * nothing is negative. All amounts are whole and below 2^53, so there is no tolerance.
 * Cost O(√nodes · edges) phases' work on unit-like graphs, O(nodes² · edges) at worst.
 */
export interface BipartiteGraph {
  readonly supplyCount: number;
  readonly demandCount: number;
  /** length = number of edges. */
  readonly edgeSupply: Int32Array;
  readonly edgeDemand: Int32Array;
  /** Edges by supply: outEdge[outStart[s]] … outEdge[outStart[s + 1] − 1]; so for demands. */
  readonly outStart: Int32Array;
  readonly outEdge: Int32Array;
  readonly inStart: Int32Array;
  readonly inEdge: Int32Array;
}

/** A flow and what is left to send and to fill. Mutable: `augment` advances it. */
export interface BipartiteFlow {
  /** length = number of edges. */
  readonly flow: Float64Array;
  readonly supplyLeft: Float64Array;
  readonly demandLeft: Float64Array;
}

/** Returns the graph of these edges with both adjacency lists. O(edges). */
export function buildBipartiteGraph(
  size: { readonly supplyCount: number; readonly demandCount: number },
  edgeSupply: Int32Array,
  edgeDemand: Int32Array,
): BipartiteGraph {
  const out = groupEdges(edgeSupply, size.supplyCount);
  const into = groupEdges(edgeDemand, size.demandCount);
  return {
    ...size,
    edgeSupply,
    edgeDemand,
    outStart: out.start,
    outEdge: out.edge,
    inStart: into.start,
    inEdge: into.edge,
  };
}

function groupEdges(
  ends: Int32Array,
  count: number,
): { readonly start: Int32Array; readonly edge: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const end of ends) start[end + 1]!++;
  for (let i = 0; i < count; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const edge = new Int32Array(ends.length);
  ends.forEach((end, e) => {
    edge[next[end]!++] = e;
  });
  return { start, edge };
}

/** Returns the empty flow with copies of the amounts. */
export function openFlow(graph: BipartiteGraph, supply: Float64Array, demand: Float64Array): BipartiteFlow {
  return {
    flow: new Float64Array(graph.edgeSupply.length),
    supplyLeft: supply.slice(),
    demandLeft: demand.slice(),
  };
}

/**
 * Sends as much more as can be sent; returns how much that was.
 * @mutates state: flow changes, supplyLeft and demandLeft sink by the same total.
 */
export function augment(graph: BipartiteGraph, state: BipartiteFlow): number {
  let sent = 0;
  for (;;) {
    const level = levelNodes(graph, state);
    if (!level.reachesRoom) return sent;
    const pushed = pushAlongLevels(graph, state, level);
    if (pushed === 0) return sent;
    sent += pushed;
  }
}

interface Levels {
  /** length supplyCount, demandCount: steps from a supply with something left, −1 out of reach. */
  readonly supply: Int32Array;
  readonly demand: Int32Array;
  readonly reachesRoom: boolean;
}

/** Returns who can be reached from supplies with something left, through what can still be sent or sent back. */
export function levelNodes(graph: BipartiteGraph, state: BipartiteFlow): Levels {
  const supply = new Int32Array(graph.supplyCount).fill(-1);
  const demand = new Int32Array(graph.demandCount).fill(-1);
  const queue: number[] = [];
  for (let s = 0; s < graph.supplyCount; s++) {
    if (state.supplyLeft[s]! <= 0) continue;
    supply[s] = 0;
    queue.push(s);
  }
  let reachesRoom = false;
  for (let head = 0; head < queue.length; head++) {
    const s = queue[head]!;
    const next = supply[s]! + 1;
    for (let k = graph.outStart[s]!; k < graph.outStart[s + 1]!; k++) {
      const d = graph.edgeDemand[graph.outEdge[k]!]!;
      if (demand[d]! >= 0) continue;
      demand[d] = next;
      if (state.demandLeft[d]! > 0) reachesRoom = true;
      for (let i = graph.inStart[d]!; i < graph.inStart[d + 1]!; i++) {
        const e = graph.inEdge[i]!;
        const back = graph.edgeSupply[e]!;
        if (supply[back]! >= 0 || state.flow[e]! <= 0) continue;
        supply[back] = next + 1;
        queue.push(back);
      }
    }
  }
  return { supply, demand, reachesRoom };
}

function pushAlongLevels(graph: BipartiteGraph, state: BipartiteFlow, level: Levels): number {
  const { flow, supplyLeft, demandLeft } = state;
  const nextOut = graph.outStart.slice(0, graph.supplyCount);
  const nextIn = graph.inStart.slice(0, graph.demandCount);
  /** Sends up to `most` from supply s onwards; depth is at most twice the number of supplies. */
  const fromSupply = (s: number, most: number): number => {
    let sent = 0;
    for (; nextOut[s]! < graph.outStart[s + 1]!; nextOut[s]!++) {
      const e = graph.outEdge[nextOut[s]!]!;
      const d = graph.edgeDemand[e]!;
      if (level.demand[d] !== level.supply[s]! + 1) continue;
      const more = fromDemand(d, most - sent);
      flow[e]! += more;
      sent += more;
      if (sent === most) return sent;
    }
    return sent;
  };
  const fromDemand = (d: number, most: number): number => {
    let sent = Math.min(most, demandLeft[d]!);
    demandLeft[d]! -= sent;
    for (; sent < most && nextIn[d]! < graph.inStart[d + 1]!; nextIn[d]!++) {
      const e = graph.inEdge[nextIn[d]!]!;
      const s = graph.edgeSupply[e]!;
      if (level.supply[s] !== level.demand[d]! + 1 || flow[e]! <= 0) continue;
      const moved = fromSupply(s, Math.min(most - sent, flow[e]!));
      flow[e]! -= moved;
      sent += moved;
      if (sent === most) return sent;
    }
    return sent;
  };
  let pushed = 0;
  for (let s = 0; s < graph.supplyCount; s++) {
    if (supplyLeft[s]! <= 0) continue;
    const sent = fromSupply(s, supplyLeft[s]!);
    supplyLeft[s]! -= sent;
    pushed += sent;
  }
  return pushed;
}
