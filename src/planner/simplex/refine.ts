import { solveBackward, solveWhole, type Basis } from "./basis.ts";
import { addAt, clearVector, type SparseVector } from "./sparse-vector.ts";

/** 2^27 + 1: splits a double into two halves whose products are exact (Dekker 1971). */
const SPLITTER = 134_217_729;

/**
 * Solves B z = rightHand for a full right-hand side (by row) into `into` (by position), and mends the answer `rounds` times by
 * what is left of the right-hand side, which is computed with twice the digits (Moler 1967, "Iterative refinement in floating
 * point"): the answer is then right to the last bits even where the basis is badly conditioned. O(entries of the basis).
 * The factors are fresh: nothing has changed since. @mutates into
 */
export function solveExactly(
  basis: Basis,
  rightHand: Float64Array,
  { into, rounds }: { readonly into: Float64Array; readonly rounds: number },
): void {
  into.fill(0);
  const left = rightHand.slice();
  for (let round = 0; round <= rounds; round++) {
    if (round > 0) computeResidual(basis, rightHand, into, left);
    solveWhole(basis, left);
    for (let p = 0; p < left.length; p++) into[p]! += left[p]!;
  }
}

/** Sums in two doubles: their value is high + low. */
interface Sums {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Adds −a x to one of the sums (Knuth's exact sum and Dekker's exact product). @mutates sums */
function takeExactly({ high, low }: Sums, at: number, a: number, x: number): void {
  const product = a * x;
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const xBig = SPLITTER * x;
  const xHigh = xBig - (xBig - x);
  const xLow = x - xHigh;
  const productLow = aLow * xLow - (product - aHigh * xHigh - aLow * xHigh - aHigh * xLow);
  const before = high[at]!;
  const sum = before - product;
  const part = sum - before;
  low[at]! += before - (sum - part) + (-product - part) - productLow;
  high[at] = sum;
}

/** left = rightHand − B z, each entry summed in two doubles. */
function computeResidual(basis: Basis, rightHand: Float64Array, z: Float64Array, left: Float64Array): void {
  const { columnCount, columnStart, columnRow, columnValue } = basis.matrix;
  const low = new Float64Array(left.length);
  const sums = { high: left, low };
  left.set(rightHand);
  for (let p = 0; p < basis.basic.length; p++) {
    const x = z[p]!;
    if (x === 0) continue;
    const variable = basis.basic[p]!;
    if (variable >= columnCount) {
      takeExactly(sums, variable - columnCount, 1, x);
      continue;
    }
    for (let e = columnStart[variable]!; e < columnStart[variable + 1]!; e++) {
      takeExactly(sums, columnRow[e]!, columnValue[e]!, x);
    }
  }
  for (let row = 0; row < left.length; row++) left[row]! += low[row]!;
}

/** Working memory of {@link refineRow}: by position, zero between calls. */
export interface RefineSpace {
  readonly vector: SparseVector;
  readonly low: Float64Array;
}

/**
 * Mends a row p of B⁻¹ in place by what is left of eₚ − row · B, computed with twice the digits. O(entries of the row's rows).
 * @mutates row, space (left zero)
 */
export function refineRow(
  basis: Basis,
  position: Int32Array,
  row: SparseVector,
  { p, space }: { readonly p: number; readonly space: RefineSpace },
): void {
  const { columnCount, rowStart, rowColumn, rowValue } = basis.matrix;
  const { vector, low } = space;
  addAt(vector, p, 1);
  const sums = { high: vector.values, low };
  const take = (variable: number, a: number, x: number): void => {
    const q = position[variable]!;
    if (q < 0) return;
    addAt(vector, q, 0);
    takeExactly(sums, q, a, x);
  };
  for (let k = 0; k < row.count; k++) {
    const r = row.index[k]!;
    const x = row.values[r]!;
    if (x === 0) continue;
    take(columnCount + r, 1, x);
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) take(rowColumn[e]!, rowValue[e]!, x);
  }
  for (let k = 0; k < vector.count; k++) {
    const q = vector.index[k]!;
    vector.values[q]! += low[q]!;
    low[q] = 0;
  }
  solveBackward(basis, vector);
  for (let k = 0; k < vector.count; k++) addAt(row, vector.index[k]!, vector.values[vector.index[k]!]!);
  clearVector(vector);
}
