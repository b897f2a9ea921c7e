import { createFactorSpace, factorise, type Factor, type FactorSpace } from "./factor.ts";
import { appendEntry, createEntries, type Entries } from "./growing-lists.ts";
import type { Matrix } from "./matrix.ts";
import type { SparseVector } from "./sparse-vector.ts";
import { createSolveSpace, solveTriangle, type SolveSpace } from "./triangular.ts";

/**
 * A basis B of [A I] and its inverse: a factorisation, and since then one elementary column for each change (product form
 * of the inverse; Dantzig and Orchard-Hays 1954). The variable `basic[p]` is at position p, one position a row.
 */
export interface Basis {
  readonly matrix: Matrix;
  readonly basic: Int32Array;
  factor: Factor;
  /** One after another: the position that changed, its pivot, and the column's other entries. */
  readonly changes: { readonly position: number[]; readonly pivot: number[]; readonly start: number[] };
  readonly changeEntries: Entries;
  readonly factorSpace: FactorSpace;
  readonly solveSpace: SolveSpace;
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
    changes: { position: [], pivot: [], start: [0] },
    changeEntries: createEntries(1 << 16),
    factorSpace,
    solveSpace: createSolveSpace(matrix.rowCount),
  };
}

/** Factorises anew, puts the variables in new positions and drops those that depend on others. @mutates basis */
export function refactor(basis: Basis): void {
  basis.factor = factorise(basis.matrix, basis.basic, { basic: basis.basic, space: basis.factorSpace });
  basis.changes.position.length = 0;
  basis.changes.pivot.length = 0;
  basis.changes.start.length = 1;
  basis.changeEntries.length = 0;
}

/** Solves B z = vector in place: in by row, out by position. @mutates vector */
export function solveForward(basis: Basis, vector: SparseVector): void {
  solveTriangle(basis.factor.lower, vector, basis.solveSpace);
  solveTriangle(basis.factor.upper, vector, basis.solveSpace);
  const { position, pivot, start } = basis.changes;
  const { index, value } = basis.changeEntries;
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

/** Solves yᵀ B = vectorᵀ in place: in by position, out by row. @mutates vector */
export function solveBackward(basis: Basis, vector: SparseVector): void {
  const { position, pivot, start } = basis.changes;
  const { index, value } = basis.changeEntries;
  const { values, isListed } = vector;
  for (let k = position.length - 1; k >= 0; k--) {
    let sum = 0;
    const end = start[k + 1]!;
    for (let e = start[k]!; e < end; e++) sum += value[e]! * values[index[e]!]!;
    const p = position[k]!;
    if (sum === 0 && values[p] === 0) continue;
    if (isListed[p] === 0) {
      isListed[p] = 1;
      vector.index[vector.count++] = p;
    }
    values[p] = (values[p]! - sum) / pivot[k]!;
  }
  solveTriangle(basis.factor.upperRows, vector, basis.solveSpace);
  solveTriangle(basis.factor.lowerRows, vector, basis.solveSpace);
}

/** Puts `entering`, whose column over the basis is `column`, at position p. @mutates basis */
export function replace(basis: Basis, p: number, entering: number, column: SparseVector): void {
  const { position, pivot, start } = basis.changes;
  position.push(p);
  pivot.push(column.values[p]!);
  for (let k = 0; k < column.count; k++) {
    const i = column.index[k]!;
    if (i !== p && column.values[i] !== 0) appendEntry(basis.changeEntries, i, column.values[i]!);
  }
  start.push(basis.changeEntries.length);
  basis.basic[p] = entering;
}
