import type { BipartiteGraph } from "./bipartite-flow.ts";

/**
 * Flow of least cost from supplies to demands of given whole amounts, costs compared lexicographically.
 *
 * Method: demands are added one after another by successive shortest paths (Busacker and Gowen 1960; Ahuja,
 * Magnanti, Orlin 1993, section 9.7), on the graph of supplies alone: a step s → s' hands one demand of s over to
 * s', at the least difference of cost. There are few supplies and many demands, so that graph is small.
 *
 * Invariant: the flow is optimal for the demands added so far, so no cycle of steps has negative cost and a
 * shortest path exists. Amounts and costs are whole: sums are exact below 2^53.
 * Cost: about demands × supplies² for m supplies, plus refreshing rows of the table of steps. Memory supplies².
 * Determinism: equal in all objectives, the path found first in order of index is taken.
 */
export interface CostedTransport {
  readonly graph: BipartiteGraph;
  /** length supplyCount: units there are. */
  readonly supply: Float64Array;
  /** length demandCount: units to deliver; together they must be deliverable. */
  readonly units: Float64Array;
  /** Each length = edges: cost a unit, the first to be made small first. */
  readonly objectives: readonly Float64Array[];
}

/** Returns the flow on each edge, or `undefined` when the units cannot all be delivered. */
export function sendAtLeastCost(problem: CostedTransport): Float64Array | undefined {
  const { graph, units } = problem;
  const work = openWork(problem);
  for (let d = 0; d < graph.demandCount; d++) {
    let need = units[d]!;
    while (need > 0) {
      const end = findCheapestEnd(work, d);
      if (end < 0) return undefined;
      need -= pushAlongPath(work, end, need);
    }
  }
  return work.flow;
}

interface Work {
  readonly graph: BipartiteGraph;
  readonly objectives: readonly Float64Array[];
  readonly flow: Float64Array;
  readonly left: Float64Array;
  /** The step s → s' at [s × m + s']: edge that gives up units, edge that takes them, −1 where there is none. */
  readonly stepFrom: Int32Array;
  readonly stepTo: Int32Array;
  /** 1 where the row of steps out of s must be made anew before it is read. */
  readonly stale: Uint8Array;
  /** Of the last search: cost from the demand by objective (length m each), and the way there. */
  readonly distance: readonly Float64Array[];
  readonly reached: Uint8Array;
  readonly previous: Int32Array;
  readonly firstEdge: Int32Array;
}

function openWork(problem: CostedTransport): Work {
  const m = problem.graph.supplyCount;
  return {
    graph: problem.graph,
    objectives: problem.objectives,
    flow: new Float64Array(problem.graph.edgeSupply.length),
    left: problem.supply.slice(),
    stepFrom: new Int32Array(m * m).fill(-1),
    stepTo: new Int32Array(m * m).fill(-1),
    stale: new Uint8Array(m),
    distance: problem.objectives.map(() => new Float64Array(m)),
    reached: new Uint8Array(m),
    previous: new Int32Array(m),
    firstEdge: new Int32Array(m),
  };
}

/**
 * Bellman-Ford with a queue from demand d; returns the supply with units left that is cheapest, −1 if none is.
 *
 * A way on from a supply to one with units left never costs less than nothing: it would be a change for the better
 * of a flow that is optimal. So what is no closer than the best end found need not be followed.
 */
function findCheapestEnd(work: Work, d: number): number {
  const { graph, distance, reached, previous, objectives } = work;
  const m = graph.supplyCount;
  reached.fill(0);
  const queued = new Uint8Array(m);
  let queue: number[] = [];
  let best = -1;
  const noteEnd = (s: number) => {
    if (work.left[s]! > 0 && (best < 0 || isCloser(work, s, best))) best = s;
  };
  for (let k = graph.inStart[d]!; k < graph.inStart[d + 1]!; k++) {
    const e = graph.inEdge[k]!;
    const s = graph.edgeSupply[e]!;
    objectives.forEach((cost, o) => {
      distance[o]![s] = cost[e]!;
    });
    reached[s] = 1;
    previous[s] = -1;
    work.firstEdge[s] = e;
    queued[s] = 1;
    queue.push(s);
    noteEnd(s);
  }
  while (queue.length > 0) {
    const next: number[] = [];
    for (const s of queue) {
      queued[s] = 0;
      if (best >= 0 && !isCloser(work, s, best)) continue;
      refreshSteps(work, s);
      for (let to = 0; to < m; to++) {
        if (to === s || !relax(work, s, to)) continue;
        noteEnd(to);
        if (queued[to] === 1) continue;
        queued[to] = 1;
        next.push(to);
      }
    }
    queue = next;
  }
  return best;
}

function isCloser(work: Work, a: number, b: number): boolean {
  for (const distance of work.distance) {
    if (distance[a]! !== distance[b]!) return distance[a]! < distance[b]!;
  }
  return false;
}

/** Goes from s to `to` if that is cheaper than what is known; returns whether it was. */
function relax(work: Work, s: number, to: number): boolean {
  const { distance, objectives } = work;
  const at = s * work.graph.supplyCount + to;
  const from = work.stepFrom[at]!;
  if (from < 0) return false;
  const taking = work.stepTo[at]!;
  let better = work.reached[to] === 0;
  for (let o = 0; o < objectives.length && !better; o++) {
    const cost = objectives[o]!;
    const candidate = distance[o]![s]! + cost[taking]! - cost[from]!;
    if (candidate > distance[o]![to]!) return false;
    better = candidate < distance[o]![to]!;
  }
  if (!better) return false;
  for (let o = 0; o < objectives.length; o++) {
    const cost = objectives[o]!;
    distance[o]![to] = distance[o]![s]! + cost[taking]! - cost[from]!;
  }
  work.reached[to] = 1;
  work.previous[to] = s;
  return true;
}

/** Makes the row of steps out of s anew if a flow out of it has ended since. */
function refreshSteps(work: Work, s: number): void {
  if (work.stale[s] === 0) return;
  work.stale[s] = 0;
  const { graph, flow } = work;
  const m = graph.supplyCount;
  work.stepFrom.fill(-1, s * m, (s + 1) * m);
  for (let k = graph.outStart[s]!; k < graph.outStart[s + 1]!; k++) {
    const e = graph.outEdge[k]!;
    if (flow[e]! > 0) offerSteps(work, s, e);
  }
}

/** Notes the steps that handing over the demand of edge e (from s) would make possible, where they are cheaper. */
function offerSteps(work: Work, s: number, e: number): void {
  const { graph, objectives, stepFrom, stepTo } = work;
  const d = graph.edgeDemand[e]!;
  for (let i = graph.inStart[d]!; i < graph.inStart[d + 1]!; i++) {
    const taking = graph.inEdge[i]!;
    if (taking === e) continue;
    const at = s * graph.supplyCount + graph.edgeSupply[taking]!;
    const known = stepFrom[at]!;
    let better = known < 0;
    for (let o = 0; o < objectives.length && !better; o++) {
      const cost = objectives[o]!;
      const difference = cost[taking]! - cost[e]! - (cost[stepTo[at]!]! - cost[known]!);
      if (difference > 0) break;
      better = difference < 0;
    }
    if (!better) continue;
    stepFrom[at] = e;
    stepTo[at] = taking;
  }
}

/** Sends up to `need` along the path that the last search found to `end`; returns how much. @mutates work */
function pushAlongPath(work: Work, end: number, need: number): number {
  const { graph, flow, previous } = work;
  const m = graph.supplyCount;
  let amount = Math.min(need, work.left[end]!);
  for (let s = end; previous[s]! >= 0; s = previous[s]!) {
    amount = Math.min(amount, flow[work.stepFrom[previous[s]! * m + s]!]!);
  }
  work.left[end]! -= amount;
  // The steps are read before any flow changes, as a change may replace them.
  const raised: number[] = [];
  const lowered: number[] = [];
  let first = end;
  for (; previous[first]! >= 0; first = previous[first]!) {
    const at = previous[first]! * m + first;
    raised.push(work.stepTo[at]!);
    lowered.push(work.stepFrom[at]!);
  }
  raised.push(work.firstEdge[first]!);
  for (const e of lowered) {
    flow[e]! -= amount;
    if (flow[e]! === 0) work.stale[graph.edgeSupply[e]!] = 1;
  }
  for (const e of raised) {
    const isNew = flow[e]! === 0;
    flow[e]! += amount;
    if (isNew) offerSteps(work, graph.edgeSupply[e]!, e);
  }
  return amount;
}
