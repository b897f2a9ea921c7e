import { createFactorSpace, factorise, type Factor, type FactorSpace } from "./factor.ts";
import { appendEntry, createEntries, type Entries } from "./growing-lists.ts";
import type { Matrix } from "./matrix.ts";
import type { SparseVector } from "./sparse-vector.ts";
import { createSolveSpace, follow, solveTriangle, type SolveSpace } from "./triangular.ts";

/**
 * A basis B of [A I] and its inverse: a factorisation, and since then one elementary column for each change (product form
 * of the inverse; Dantzig and Orchard-Hays 1954). The variable `basic[p]` is at position p, one position a row.
 */
export interface Basis {
  readonly matrix: Matrix;
  readonly basic: Int32Array;
  factor: Factor;
  readonly changes: Changes;
  readonly factorSpace: FactorSpace;
  readonly solveSpace: SolveSpace;
}

/** One after another: the position that changed, its pivot, and the other entries of its elementary column. */
interface Changes {
  readonly position: number[];
  readonly pivot: number[];
  /** Into `entries`; one more than there are changes. */
  readonly start: number[];
  /** The change before it of the same position, −1 where there is none. */
  readonly earlier: number[];
  readonly entries: Entries;
  /** Of each entry: its change, and the entry before it in the same position, −1 where there is none. */
  owner: Int32Array;
  next: Int32Array;
  /** length positions: the last entry there, and the last change of it; −1 where there is none. */
  readonly lastEntry: Int32Array;
  readonly lastChange: Int32Array;
  /** By change, zero between solves. */
  sum: Float64Array;
}

/**
 * Returns a basis of `variables`, each once: what depends on others is dropped, and where there are too few the slack of the
 * row stands in.
 */
export function openBasis(matrix: Matrix, variables: Iterable<number>): Basis {
  const factorSpace = createFactorSpace(matrix);
  const basic = new Int32Array(matrix.rowCount);
  return {
    matrix,
    basic,
    factor: factorise(matrix, variables, { basic, space: factorSpace }),
    changes: openChanges(matrix.rowCount),
    factorSpace,
    solveSpace: createSolveSpace(matrix.rowCount),
  };
}

/** Factorises anew, puts the variables in new positions and drops those that depend on others. @mutates basis */
export function refactor(basis: Basis): void {
  basis.factor = factorise(basis.matrix, basis.basic, { basic: basis.basic, space: basis.factorSpace });
  forgetChanges(basis.changes);
}

function openChanges(positions: number): Changes {
  const entries = createEntries(1 << 16);
  return {
    position: [],
    pivot: [],
    start: [0],
    earlier: [],
    entries,
    owner: new Int32Array(entries.index.length),
    next: new Int32Array(entries.index.length),
    lastEntry: new Int32Array(positions).fill(-1),
    lastChange: new Int32Array(positions).fill(-1),
    sum: new Float64Array(256),
  };
}

function forgetChanges(changes: Changes): void {
  const { position, pivot, start, earlier, entries, lastEntry, lastChange } = changes;
  for (let e = 0; e < entries.length; e++) lastEntry[entries.index[e]!] = -1;
  for (const p of position) lastChange[p] = -1;
  position.length = 0;
  pivot.length = 0;
  start.length = 1;
  earlier.length = 0;
  entries.length = 0;
}

/** Solves B z = vector in place: in by row, out by position. @mutates vector */
export function solveForward(basis: Basis, vector: SparseVector, least = 0): void {
  solveTriangle(basis.factor.lower, vector, basis.solveSpace, least);
  solveTriangle(basis.factor.upper, vector, basis.solveSpace, least);
  const { position, pivot, start, entries } = basis.changes;
  const { index, value } = entries;
  const { values, isListed } = vector;
  for (let k = 0; k < position.length; k++) {
    const p = position[k]!;
    const before = values[p]!;
    if (before === 0) continue;
    const x = before / pivot[k]!;
    values[p] = x;
    const end = start[k + 1]!;
    for (let e = start[k]!; e < end; e++) {
      const i = index[e]!;
      if (isListed[i] === 0) {
        isListed[i] = 1;
        vector.index[vector.count++] = i;
      }
      values[i]! -= value[e]! * x;
    }
  }
}

/** Solves B z = vector in place for a full vector, by fresh factors. O(rows + entries of the factors). @mutates values */
export function solveWhole(basis: Basis, values: Float64Array): void {
  const { lower, upper, order } = basis.factor;
  for (const node of order) if (values[node] !== 0) follow(lower, values, node);
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k]!;
    if (values[node] !== 0) follow(upper, values, node);
  }
}

/**
 * Solves yᵀ B = vectorᵀ in place: in by position, out by row. A change adds to its own position the sum over its entries
 * where y is not zero yet: those are few, so they are found from the positions, not from the changes. @mutates vector
 */
export function solveBackward(basis: Basis, vector: SparseVector, least = 0): void {
  undoChanges(basis.changes, vector);
  solveTriangle(basis.factor.upperRows, vector, basis.solveSpace, least);
  solveTriangle(basis.factor.lowerRows, vector, basis.solveSpace, least);
}

function undoChanges(changes: Changes, vector: SparseVector): void {
  const { position, pivot, earlier, lastChange, sum } = changes;
  const { values, isListed } = vector;
  const count = position.length;
  if (count === 0) return;
  for (let k = 0; k < vector.count; k++) {
    const i = vector.index[k]!;
    if (values[i] !== 0) spreadToSums(changes, { position: i, from: lastChange[i]!, to: count }, values[i]!);
  }
  for (let k = count - 1; k >= 0; k--) {
    const p = position[k]!;
    const left = values[p]! - sum[k]!;
    if (left === 0 && values[p] === 0) continue;
    if (isListed[p] === 0) {
      isListed[p] = 1;
      vector.index[vector.count++] = p;
    }
    values[p] = left / pivot[k]!;
    spreadToSums(changes, { position: p, from: earlier[k]!, to: k }, values[p]!);
  }
  sum.fill(0, 0, count);
}

/** Adds what y has at a position to the sums of the changes after `from` and before `to`. @mutates changes */
function spreadToSums(
  { entries, owner, next, lastEntry, sum }: Changes,
  { position, from, to }: { readonly position: number; readonly from: number; readonly to: number },
  y: number,
): void {
  const { value } = entries;
  for (let e = lastEntry[position]!; e >= 0; e = next[e]!) {
    const change = owner[e]!;
    if (change <= from) break;
    if (change < to) sum[change]! += value[e]! * y;
  }
}

/** Puts `entering`, whose column over the basis is `column`, at position p. @mutates basis */
export function replace(basis: Basis, p: number, entering: number, column: SparseVector): void {
  const { changes } = basis;
  const { entries, lastEntry, lastChange } = changes;
  const k = changes.position.length;
  const first = entries.length;
  for (let a = 0; a < column.count; a++) {
    const i = column.index[a]!;
    if (i !== p && column.values[i] !== 0) appendEntry(entries, i, column.values[i]!);
  }
  changes.owner = growTo(changes.owner, entries.index.length);
  changes.next = growTo(changes.next, entries.index.length);
  for (let e = first; e < entries.length; e++) {
    const i = entries.index[e]!;
    changes.owner[e] = k;
    changes.next[e] = lastEntry[i]!;
    lastEntry[i] = e;
  }
  if (k >= changes.sum.length) changes.sum = new Float64Array(2 * k);
  changes.position.push(p);
  changes.pivot.push(column.values[p]!);
  changes.start.push(entries.length);
  changes.earlier.push(lastChange[p]!);
  lastChange[p] = k;
  basis.basic[p] = entering;
}

function growTo(array: Int32Array, length: number): Int32Array {
  if (array.length >= length) return array;
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}
