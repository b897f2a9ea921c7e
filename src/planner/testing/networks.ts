import type { FlowNetwork } from "../flow/network.ts";
import type { LinearSolver } from "../highs.ts";

/** An arc in few words: from, to, then what differs from 0 … without limit at no cost. */
export type ArcRow = readonly [
  source: number,
  target: number,
  bounds?: { readonly lower?: number; readonly capacity?: number; readonly cost?: number },
];

/** Returns the network with these supplies by node and these arcs. */
export function makeNetwork(supply: readonly number[], arcs: readonly ArcRow[]): FlowNetwork {
  return {
    nodeCount: supply.length,
    supply: Float64Array.from(supply),
    source: Int32Array.from(arcs, ([source]) => source),
    target: Int32Array.from(arcs, ([, target]) => target),
    lower: Float64Array.from(arcs, ([, , bounds]) => bounds?.lower ?? 0),
    capacity: Float64Array.from(arcs, ([, , bounds]) => bounds?.capacity ?? Infinity),
    cost: Float64Array.from(arcs, ([, , bounds]) => bounds?.cost ?? 0),
  };
}

/** Returns the least cost of a flow by HiGHS, or the status it ended in (`infeasible`, `unbounded`, …). */
export function findOracleCost(network: FlowNetwork, solver: LinearSolver): number | string {
  const { nodeCount, source, target, lower, capacity, cost } = network;
  const arcCount = source.length;
  // HiGHS has no answer for a program without columns.
  if (arcCount === 0) return network.supply.every((units) => units === 0) ? 0 : "infeasible";
  const right = network.supply.slice();
  let fixed = 0;
  const starts = new Int32Array(arcCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let arc = 0; arc < arcCount; arc++) {
    right[source[arc]!]! -= lower[arc]!;
    right[target[arc]!]! += lower[arc]!;
    fixed += cost[arc]! * lower[arc]!;
    if (source[arc] !== target[arc]) {
      indices.push(source[arc]!, target[arc]!);
      values.push(1, -1);
    }
    starts[arc + 1] = indices.length;
  }
  const model = solver.open({
    columnCount: arcCount,
    rowCount: nodeCount,
    cost,
    columnUpper: capacity.map((most, arc) => most - lower[arc]!),
    rowLower: right,
    rowUpper: right,
    starts,
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  });
  const outcome = model.solve();
  model.close();
  if (outcome.status === "failed") return outcome.reason;
  return outcome.columnValue.reduce((sum, x, arc) => sum + x * cost[arc]!, fixed);
}

/** How networks are drawn. */
export interface DrawnNetwork {
  readonly nodes: number;
  readonly arcs: number;
  /** Greatest capacity and supply. */
  readonly unitsMax: number;
  readonly costMax: number;
  /** Chances of an arc without limit, of a lower bound, and of a negative cost. */
  readonly unlimited: number;
  readonly lower: number;
  readonly negative: number;
}

/** Draws a network; supplies are those of a drawn flow, so that most have a flow, and one in five are shifted a little. */
export function drawNetwork(shape: DrawnNetwork, random: () => number): FlowNetwork {
  const below = (count: number) => Math.floor(random() * count);
  const supply = Array.from({ length: shape.nodes }, () => 0);
  const arcs = Array.from({ length: shape.arcs }, (): ArcRow => {
    const [source, target] = [below(shape.nodes), below(shape.nodes)];
    const most = below(shape.unitsMax + 1);
    const lower = random() < shape.lower ? below(most + 1) - below(3) : 0;
    const flow = Math.max(lower, below(most + 1));
    supply[source]! += flow;
    supply[target]! -= flow;
    const cost = below(shape.costMax + 1) * (random() < shape.negative ? -1 : 1);
    return [source, target, { lower, capacity: random() < shape.unlimited ? Infinity : most, cost }];
  });
  if (random() < 0.2) {
    const units = below(shape.unitsMax);
    supply[below(shape.nodes)]! += units;
    supply[below(shape.nodes)]! -= units;
  }
  return makeNetwork(supply, arcs);
}

/**
 * Returns a network of lanes between places by period, some with a capacity, or, with one period, a table of every first
 * place to every other: arcs of which both ends, or the target alone, follow those of the arc before. Waiting is free.
 */
export function drawOrderly(
  { places, periods, lanes }: { readonly places: number; readonly periods: number; readonly lanes: number },
  random: () => number,
): FlowNetwork {
  const below = (count: number) => Math.floor(random() * count);
  const supply = Array.from({ length: places * periods }, () => 0);
  const arcs: ArcRow[] = [];
  const half = Math.floor(places / 2);
  if (periods === 1) {
    for (let from = 0; from < half; from++) {
      for (let to = half; to < places; to++) arcs.push([from, to, { cost: below(50) }]);
    }
  }
  for (let place = 0; place < places; place++) {
    for (let t = 0; t + 1 < periods; t++) arcs.push([place * periods + t, place * periods + t + 1]);
  }
  for (let lane = 0; lane < lanes && periods > 1; lane++) {
    const [from, to, transit] = [below(places), below(places), below(3)];
    const capacity = below(2) === 0 ? Infinity : below(20);
    for (let t = 0; t + transit < periods; t++) {
      arcs.push([from * periods + t, to * periods + t + transit, { capacity, cost: below(50) - below(3) }]);
    }
  }
  for (let k = 0; k < places; k++) {
    const units = below(30);
    supply[below(half) * periods]! += units;
    supply[(half + below(places - half)) * periods + periods - 1]! -= units;
  }
  return makeNetwork(supply, arcs);
}
