import type { SparseVector } from "./sparse-vector.ts";

/**
 * A triangular matrix as a graph: an edge r → i of value v stands for "once r is known, take v times it from i".
 * The graph has no circle. Node r's edges are `start[r]` … `start[r] + length[r] − 1` of `index` and `value`.
 */
export interface Triangle {
  readonly start: Int32Array;
  readonly length: Int32Array;
  readonly index: Int32Array;
  readonly value: Float64Array;
  /** What node r is divided by before its edges are followed; undefined: ones. */
  readonly diagonal?: Float64Array;
}

/** Working memory for solves with up to that many nodes. */
export interface SolveSpace {
  readonly order: Int32Array;
  readonly stack: Int32Array;
  readonly edge: Int32Array;
}

export function createSolveSpace(nodes: number): SolveSpace {
  return { order: new Int32Array(nodes), stack: new Int32Array(nodes), edge: new Int32Array(nodes) };
}

/** Takes a node that is known from those its edges lead to. @mutates values */
export function follow(
  { start, length, index, value, diagonal }: Triangle,
  values: Float64Array,
  node: number,
): void {
  let x = values[node]!;
  if (diagonal !== undefined) {
    x /= diagonal[node]!;
    values[node] = x;
  }
  const end = start[node]! + length[node]!;
  for (let e = start[node]!; e < end; e++) values[index[e]!]! -= value[e]! * x;
}

/**
 * Solves in place: `vector` is the right-hand side and becomes the solution.
 * Only nodes that a listed one leads to are visited, each after those that lead to it (Gilbert and Peierls 1988, "Sparse
 * partial pivoting in time proportional to arithmetic operations"). O(edges of the nodes visited). @mutates vector, space
 */
export function solveTriangle(triangle: Triangle, vector: SparseVector, space: SolveSpace, least = 0): void {
  const { start, length, index, value, diagonal } = triangle;
  const { values, isListed } = vector;
  const { order, stack, edge } = space;
  let first = order.length;
  // What is listed at the beginning is marked 1, what a search has reached 2.
  for (let k = 0; k < vector.count; k++) {
    const seed = vector.index[k]!;
    if (isListed[seed] === 2) continue;
    let depth = 0;
    stack[0] = seed;
    edge[0] = 0;
    isListed[seed] = 2;
    while (depth >= 0) {
      const node = stack[depth]!;
      const at = edge[depth]!;
      if (at < length[node]!) {
        edge[depth] = at + 1;
        const next = index[start[node]! + at]!;
        if (isListed[next] !== 2) {
          isListed[next] = 2;
          depth++;
          stack[depth] = next;
          edge[depth] = 0;
        }
      } else {
        order[--first] = node;
        depth--;
      }
    }
  }
  let count = 0;
  for (let k = first; k < order.length; k++) {
    const node = order[k]!;
    let x = values[node]!;
    if (x <= least && x >= -least) {
      values[node] = 0;
      isListed[node] = 0;
      continue;
    }
    isListed[node] = 1;
    vector.index[count++] = node;
    if (diagonal !== undefined) {
      x /= diagonal[node]!;
      values[node] = x;
    }
    const end = start[node]! + length[node]!;
    for (let e = start[node]!; e < end; e++) values[index[e]!]! -= value[e]! * x;
  }
  vector.count = count;
}
