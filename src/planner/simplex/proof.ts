import type { PricedCut } from "../cuts.ts";
import type { FillProblem } from "./fill-problem.ts";
import type { FillState } from "./fill-state.ts";
import { refineRow } from "./refine.ts";

/** A price below this part of the greatest is the last bits of a sum; a proof without it is one as well. */
const PRICE_TOLERANCE = 1e-12;

/**
 * Reads the proof that `leaving`, for which nothing can enter, may not fall below zero: its row ρ of B⁻¹, in `byRow`, is
 * mended first. Prices are the entries of rows that the basis holds tight; λ of a line is computed anew as the least price
 * of its columns, so that the proof holds whatever the last bits of the prices are.
 * O(entries of the priced rows and of their lines' columns). @mutates state: byRow
 */
export function readProof(state: FillState, leaving: number): PricedCut {
  const { byRow, problem, basis, position, price } = state;
  const { capacity, matrix } = problem;
  const p = position[leaving]!;
  for (let round = 0; round < 2; round++) {
    refineRow(basis, position, byRow, { p, space: state.refineSpace });
  }
  const touched = byRow.index.slice(0, byRow.count).sort();
  const rows: number[] = [];
  let greatest = 0;
  for (const row of touched) {
    const slack = matrix.columnCount + row;
    if (row >= capacity.length || (position[slack]! >= 0 && slack !== leaving)) continue;
    rows.push(row);
    greatest = Math.max(greatest, byRow.values[row]!);
  }
  const priced = rows.filter((row) => byRow.values[row]! > PRICE_TOLERANCE * greatest);
  let bound = 0;
  for (const row of priced) {
    price[row] = byRow.values[row]!;
    bound += price[row]! * capacity[row]!;
  }
  const lines: number[] = [];
  const lambda: number[] = [];
  for (const row of touched) {
    if (row < capacity.length || byRow.values[row]! >= 0) continue;
    const least = findLeastPrice(problem, row, price);
    if (!(least > 0)) continue;
    lines.push(row - capacity.length);
    lambda.push(least);
  }
  const prices = Float64Array.from(priced, (row) => price[row]!);
  for (const row of priced) price[row] = 0;
  return {
    lines: Int32Array.from(lines),
    lambda: Float64Array.from(lambda),
    bound,
    rows: Int32Array.from(priced),
    prices,
  };
}

/**
 * Returns the bound that prices ≥ 0 on rows prove: Σ λ_d φ_d ≤ Σ y · capacity with λ_d the least price of any column of line d.
 * O(entries of the priced rows and of their lines' columns).
 */
export function proveByPrices(
  problem: FillProblem,
  { rows, prices }: { readonly rows: Int32Array; readonly prices: Float64Array },
): PricedCut {
  const { matrix, capacity, lineOfColumn } = problem;
  const price = new Float64Array(matrix.rowCount);
  const isTouched = new Uint8Array(matrix.rowCount - capacity.length);
  const touched: number[] = [];
  let bound = 0;
  rows.forEach((row, i) => {
    price[row] = prices[i]!;
    bound += prices[i]! * capacity[row]!;
    for (let e = matrix.rowStart[row]!; e < matrix.rowStart[row + 1]!; e++) {
      const line = lineOfColumn[matrix.rowColumn[e]!]!;
      if (isTouched[line] === 1) continue;
      isTouched[line] = 1;
      touched.push(line);
    }
  });
  touched.sort((a, b) => a - b);
  const bearing = touched
    .map((line) => ({ line, lambda: findLeastPrice(problem, capacity.length + line, price) }))
    .filter(({ lambda }) => lambda > 0);
  return {
    lines: Int32Array.from(bearing, ({ line }) => line),
    lambda: Float64Array.from(bearing, ({ lambda }) => lambda),
    bound,
    rows,
    prices,
  };
}

/** Returns the least price, for one of its line, of the columns of a line's row. */
function findLeastPrice({ matrix }: FillProblem, lineRow: number, price: Float64Array): number {
  const { rowStart, rowColumn, rowValue, columnStart, columnRow, columnValue } = matrix;
  let least = Infinity;
  for (let a = rowStart[lineRow]!; a < rowStart[lineRow + 1]!; a++) {
    const j = rowColumn[a]!;
    let sum = 0;
    for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++)
      sum += price[columnRow[e]!]! * columnValue[e]!;
    sum /= rowValue[a]!;
    if (sum < least) least = sum;
    if (least === 0) break;
  }
  return least;
}
