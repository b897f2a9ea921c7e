import { describe, expect, test } from "vitest";
import { openRandom } from "../testing/problems.ts";
import { openBasis, refactor, replace, solveBackward, solveForward, type Basis } from "./basis.ts";
import { layOutRows, type Matrix } from "./matrix.ts";
import { solveExactly } from "./refine.ts";
import { addAt, clearVector, createVector } from "./sparse-vector.ts";

/** A matrix with a few entries a column, none of them near zero, and every row reached. */
function drawMatrix(rowCount: number, columnCount: number, random: () => number): Matrix {
  const starts = [0];
  const rows: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < columnCount; j++) {
    const own = new Set([j % rowCount]);
    while (own.size < Math.min(rowCount, 1 + Math.floor(random() * 3)))
      own.add(Math.floor(random() * rowCount));
    for (const row of own) {
      rows.push(row);
      values.push((random() < 0.5 ? -1 : 1) * (0.5 + random()));
    }
    starts.push(rows.length);
  }
  const shape = { rowCount, columnCount };
  return layOutRows(shape, Int32Array.from(starts), Int32Array.from(rows), Float64Array.from(values));
}

/** B z by row, for z by position. */
function multiply({ matrix, basic }: Basis, z: ArrayLike<number>): Float64Array {
  const product = new Float64Array(matrix.rowCount);
  basic.forEach((variable, p) => {
    if (variable >= matrix.columnCount) {
      product[variable - matrix.columnCount]! += z[p]!;
      return;
    }
    for (let e = matrix.columnStart[variable]!; e < matrix.columnStart[variable + 1]!; e++) {
      product[matrix.columnRow[e]!]! += matrix.columnValue[e]! * z[p]!;
    }
  });
  return product;
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, one, i) => Math.max(most, Math.abs(one - b[i]!)), 0);
}

/** The basis of the first columns and the slacks of the other rows, or of more of them where that is singular. */
function drawBasis(seed: number): { readonly basis: Basis; readonly random: () => number } {
  const random = openRandom(seed);
  const rowCount = 2 + Math.floor(random() * 30);
  const matrix = drawMatrix(rowCount, rowCount + 10, random);
  const inside = Math.floor(random() * (rowCount + 1));
  const basic = Int32Array.from({ length: rowCount }, (_, i) => (i < inside ? i : matrix.columnCount + i));
  return { basis: openBasis(matrix, basic), random };
}

describe("a factorised basis", () => {
  test("solves forward and backward, before and after changes, on 300 drawn bases", () => {
    let solved = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const { basis, random } = drawBasis(seed);
      const { rowCount, columnCount, columnStart, columnRow, columnValue } = basis.matrix;
      const vector = createVector(rowCount);
      for (let change = 0; change < 6; change++) {
        const right = Float64Array.from({ length: rowCount }, () => (random() < 0.3 ? random() : 0));
        right.forEach((value, row) => {
          if (value !== 0) addAt(vector, row, value);
        });
        solveForward(basis, vector);
        expect(greatestDifference(multiply(basis, vector.values), right), `seed ${seed}`).toBeLessThan(1e-7);
        const forward = vector.values.slice();
        clearVector(vector);
        // yᵀ (B z) = (Bᵀ y)ᵀ z, with Bᵀ y = the unit vector of a position.
        const p = Math.floor(random() * rowCount);
        addAt(vector, p, 1);
        solveBackward(basis, vector);
        const inner = right.reduce((sum, value, row) => sum + value * vector.values[row]!, 0);
        expect(Math.abs(inner - forward[p]!), `seed ${seed}`).toBeLessThan(1e-7);
        clearVector(vector);
        const entering = Math.floor(random() * columnCount);
        if (basis.basic.includes(entering)) continue;
        for (let e = columnStart[entering]!; e < columnStart[entering + 1]!; e++) {
          addAt(vector, columnRow[e]!, columnValue[e]!);
        }
        solveForward(basis, vector);
        if (Math.abs(vector.values[p]!) > 0.05) replace(basis, p, entering, vector);
        clearVector(vector);
        solved++;
      }
      refactor(basis);
      expect(basis.factor.dropped).toEqual([]);
    }
    expect(solved).toBeGreaterThan(800);
  });

  test("drops one of two columns that are the same for the slack of the row left over", () => {
    const matrix = layOutRows(
      { rowCount: 2, columnCount: 2 },
      Int32Array.of(0, 2, 4),
      Int32Array.of(0, 1, 0, 1),
      Float64Array.of(1, 2, 1, 2),
    );
    const basis = openBasis(matrix, [0, 1]);
    expect(basis.factor.dropped).toEqual([1]);
    expect([...basis.basic].filter((variable) => variable >= 2)).toHaveLength(1);
  });

  test("gives a badly conditioned answer to the last bits when it is mended", () => {
    // x + y / 3, x + (1 + 2^-30) y / 3: nearly the same row twice, where a plain solve keeps half of its digits.
    const e = 2 ** -30;
    const matrix = layOutRows(
      { rowCount: 2, columnCount: 2 },
      Int32Array.of(0, 2, 4),
      Int32Array.of(0, 1, 0, 1),
      Float64Array.of(1, 1 / 3, 1, (1 + e) / 3),
    );
    const basis = openBasis(matrix, [0, 1]);
    const right = multiply(basis, [1, 1]);
    const into = new Float64Array(2);
    solveExactly(basis, right, { into, rounds: 3 });
    const left = multiply(basis, into).map((value, row) => value - right[row]!);
    expect(greatestDifference(left, [0, 0])).toBeLessThan(1e-15);
  });
});
