import type { FlowNetwork } from "#planner/flow/network.ts";
import { openRandom } from "#planner/testing/problems.ts";

/** A network that grows arc by arc. */
interface Draft {
  readonly nodeCount: number;
  readonly supply: Float64Array;
  readonly arcs: number[];
  add(source: number, target: number, capacity: number, cost: number): void;
}

function openDraft(nodeCount: number): Draft {
  const arcs: number[] = [];
  return {
    nodeCount,
    supply: new Float64Array(nodeCount),
    arcs,
    add: (source, target, capacity, cost) => {
      arcs.push(source, target, capacity, cost);
    },
  };
}

function finish({ nodeCount, supply, arcs }: Draft): FlowNetwork {
  const arcCount = arcs.length / 4;
  const source = new Int32Array(arcCount);
  const target = new Int32Array(arcCount);
  const capacity = new Float64Array(arcCount);
  const cost = new Float64Array(arcCount);
  for (let arc = 0; arc < arcCount; arc++) {
    source[arc] = arcs[4 * arc]!;
    target[arc] = arcs[4 * arc + 1]!;
    capacity[arc] = arcs[4 * arc + 2]!;
    cost[arc] = arcs[4 * arc + 3]!;
  }
  return { nodeCount, supply, source, target, lower: new Float64Array(arcCount), capacity, cost };
}

function drawBelow(seed: number): (count: number) => number {
  const random = openRandom(seed);
  return (count) => Math.floor(random() * count);
}

const COST_MAX = 10_000;
const CAPACITY_MAX = 1000;

/**
 * Like NETGEN (Klingman, Napier, Stutz 1974), family NETGEN-8: √n sources and √n sinks; a skeleton of chains from
 * every source through a share of the other nodes to a sink, wide enough for the supply, then arcs between drawn
 * nodes up to 8 n; costs 1 … 10,000, capacities 1 … 1,000.
 */
export function drawNetgen(nodeCount: number, seed: number): FlowNetwork {
  const below = drawBelow(seed);
  const draft = openDraft(nodeCount);
  const ends = Math.floor(Math.sqrt(nodeCount));
  const amount = 1000;
  const sinkOf = (k: number) => nodeCount - 1 - k;
  const at: number[] = [];
  for (let k = 0; k < ends; k++) {
    draft.supply[k] = amount;
    draft.supply[sinkOf(k)] = -amount;
    at.push(k);
  }
  for (let node = ends; node < nodeCount - ends; node++) {
    const k = below(ends);
    draft.add(at[k]!, node, amount, 1 + below(COST_MAX));
    at[k] = node;
  }
  for (let k = 0; k < ends; k++) {
    draft.add(at[k]!, sinkOf(k), amount, 1 + below(COST_MAX));
    draft.add(at[k]!, sinkOf(below(ends)), amount, 1 + below(COST_MAX));
  }
  while (draft.arcs.length < 4 * 8 * nodeCount) {
    const source = below(nodeCount - ends);
    const target = ends + below(nodeCount - ends);
    if (source !== target) draft.add(source, target, 1 + below(CAPACITY_MAX), 1 + below(COST_MAX));
  }
  return finish(draft);
}

/**
 * Like GRIDGEN (Lee and Orlin 1991), family GRIDGEN-8: a grid about twice as long as it is wide, of two-way streets
 * with a drawn cost each, √n sources and sinks among its nodes that are joined by dear wide arcs, and drawn arcs up
 * to 8 n.
 */
export function drawGridgen(nodeCount: number, seed: number): FlowNetwork {
  const below = drawBelow(seed);
  const width = Math.max(2, Math.floor(Math.sqrt(nodeCount / 2)));
  const length = Math.ceil(nodeCount / width);
  const draft = openDraft(width * length);
  const street = (a: number, b: number) => {
    draft.add(a, b, 1 + below(CAPACITY_MAX), 1 + below(COST_MAX));
    draft.add(b, a, 1 + below(CAPACITY_MAX), 1 + below(COST_MAX));
  };
  for (let x = 0; x < length; x++) {
    for (let y = 0; y < width; y++) {
      const node = x * width + y;
      if (y + 1 < width) street(node, node + 1);
      if (x + 1 < length) street(node, node + width);
    }
  }
  const ends = Math.floor(Math.sqrt(nodeCount));
  for (let k = 0; k < ends; k++) {
    const source = below(draft.nodeCount / 2);
    const sink = Math.ceil(draft.nodeCount / 2) + below(draft.nodeCount / 2);
    draft.supply[source]! += 1000;
    draft.supply[sink]! -= 1000;
    draft.add(source, sink, 1000 * ends, COST_MAX * 10);
  }
  while (draft.arcs.length < 4 * 8 * nodeCount) {
    const source = below(draft.nodeCount);
    const target = below(draft.nodeCount);
    if (source !== target) draft.add(source, target, 1 + below(CAPACITY_MAX), 1 + below(COST_MAX));
  }
  return finish(draft);
}

/**
 * Like GOTO (Goldberg; "grid on torus"), family GOTO-8: nodes on a ring, arcs forward by 1, by about √n and by drawn
 * steps, cheap where they are narrow; one source and one sink with all that the short arcs can carry. Hard for the
 * simplex method.
 */
export function drawGoto(nodeCount: number, seed: number): FlowNetwork {
  const below = drawBelow(seed);
  const draft = openDraft(nodeCount);
  const side = Math.floor(Math.sqrt(nodeCount));
  const wide = 16_384;
  for (let node = 0; node < nodeCount; node++) {
    const next = (step: number) => (node + step) % nodeCount;
    draft.add(node, next(1), wide, 1 + below(8));
    draft.add(node, next(side), wide, 1 + below(8 * side));
    for (let k = 0; k < 3; k++) {
      const step = 1 + below(side);
      draft.add(node, next(step), 1 + below(wide / 8), 1 + below(COST_MAX / 10) * step);
      draft.add(node, next(step * side), 1 + below(wide / 8), 1 + below(COST_MAX / 10));
    }
  }
  draft.supply[0] = wide;
  draft.supply[nodeCount - 1] = -wide;
  return finish(draft);
}

/** Transport: as many givers as takers on a plane, every pair joined, cost by distance, no capacities. */
export function drawTransport(arcCount: number, seed: number): FlowNetwork {
  const below = drawBelow(seed);
  const side = Math.floor(Math.sqrt(arcCount));
  const draft = openDraft(2 * side);
  const x = Array.from({ length: 2 * side }, () => below(10_000));
  const y = Array.from({ length: 2 * side }, () => below(10_000));
  for (let k = 0; k < side; k++) {
    const amount = 1 + below(1000);
    draft.supply[k]! += amount;
    draft.supply[side + ((k * 7 + 3) % side)]! -= amount;
    for (let to = side; to < 2 * side; to++) {
      draft.add(k, to, Infinity, Math.round(Math.hypot(x[k]! - x[to]!, y[k]! - y[to]!)));
    }
  }
  for (let to = side; to < 2 * side; to++) {
    const share = below(200);
    const other = side + below(side);
    draft.supply[to]! -= share;
    draft.supply[other]! += share;
    if (draft.supply[other]! >= 0) {
      draft.supply[to]! += share;
      draft.supply[other]! -= share;
    }
  }
  return finish(draft);
}

/**
 * What the planner meets: givers' hubs and recipients' sites by period. Goods wait (free, unlimited) or leave by lanes
 * with transit, capacity and cost; what arrives may wait at the site, and is asked for in one period; a dear arc to
 * each recipient stands for what cannot be met.
 */
export function drawTimeExpanded(arcCount: number, seed: number): FlowNetwork {
  const below = drawBelow(seed);
  const periods = 16;
  const lanesPerSite = 6;
  const sites = Math.max(4, Math.round(arcCount / (periods * (lanesPerSite + 1))));
  const hubs = Math.max(2, Math.round(sites / 12));
  const store = (hub: number, t: number) => hub * periods + t;
  const at = (site: number, t: number) => (hubs + site) * periods + t;
  const rest = (hubs + sites) * periods;
  const draft = openDraft(rest + 1);
  for (let hub = 0; hub < hubs; hub++) {
    for (let t = 0; t + 1 < periods; t++) draft.add(store(hub, t), store(hub, t + 1), Infinity, 1);
  }
  let asked = 0;
  for (let site = 0; site < sites; site++) {
    for (let t = 0; t + 1 < periods; t++) draft.add(at(site, t), at(site, t + 1), Infinity, 2);
    for (let lane = 0; lane < lanesPerSite; lane++) {
      const hub = below(hubs);
      const transit = below(4);
      const capacity = below(3) === 0 ? 20 + below(400) : Infinity;
      const cost = 20 + below(500) + (4 - transit) * 100;
      for (let t = 0; t + transit < periods; t++)
        draft.add(store(hub, t), at(site, t + transit), capacity, cost);
    }
    const need = 100 + below(2000);
    const due = at(site, 4 + below(periods - 4));
    draft.supply[due]! -= need;
    asked += need;
    draft.add(rest, due, Infinity, 100_000);
  }
  // Supplies of about 60 % of what is asked; the rest enters at the last node, which only dear arcs leave.
  const each = Math.floor((0.6 * asked) / (hubs * 3));
  for (let k = 0; k < hubs * 3; k++) draft.supply[store(below(hubs), below(periods / 2))]! += each;
  draft.supply[rest] = asked - each * hubs * 3;
  for (let hub = 0; hub < hubs; hub++)
    draft.add(store(hub, periods - 1), at(below(sites), periods - 1), Infinity, 5000);
  return finish(draft);
}
