import type { Network } from "#core/allocation/least-cost-flow.ts";

/** One arc, its nodes counted from 0. */
interface Arc {
  readonly source: number;
  readonly target: number;
  readonly lower: number;
  readonly capacity: number;
  readonly cost: number;
}

/** Arcs one after another, in arrays that grow with what comes and not with what a file promises. */
export interface ArcRows {
  readonly add: (arc: Arc) => void;
  readonly count: () => number;
  readonly finish: () => Pick<Network, "source" | "target" | "lower" | "capacity" | "cost">;
}

const FIRST_ROOM = 1024;

/** Returns no arcs yet. */
export function openArcRows(): ArcRows {
  let count = 0;
  let room = FIRST_ROOM;
  let source = new Int32Array(room);
  let target = new Int32Array(room);
  let lower = new Float64Array(room);
  let capacity = new Float64Array(room);
  let cost = new Float64Array(room);
  const grow = (): void => {
    room *= 2;
    source = copyInto(new Int32Array(room), source);
    target = copyInto(new Int32Array(room), target);
    lower = copyInto(new Float64Array(room), lower);
    capacity = copyInto(new Float64Array(room), capacity);
    cost = copyInto(new Float64Array(room), cost);
  };
  return {
    add: (arc) => {
      if (count === room) grow();
      source[count] = arc.source;
      target[count] = arc.target;
      lower[count] = arc.lower;
      capacity[count] = arc.capacity;
      cost[count] = arc.cost;
      count += 1;
    },
    count: () => count,
    finish: () => ({
      source: source.slice(0, count),
      target: target.slice(0, count),
      lower: lower.slice(0, count),
      capacity: capacity.slice(0, count),
      cost: cost.slice(0, count),
    }),
  };
}

function copyInto<Column extends Int32Array | Float64Array>(into: Column, from: Column): Column {
  into.set(from);
  return into;
}
