import type { OwnPrices, PricedCut } from "../cuts.ts";
import type { FillProblem } from "./fill-problem.ts";
import type { FillState } from "./fill-state.ts";
import { addHolders } from "./held-at-zero.ts";
import { refineRow } from "./refine.ts";
import { addAt, clearVector, createVector, listAscending, type SparseVector } from "./sparse-vector.ts";

/** A price below this part of the greatest is the last bits of a sum; a proof without it is one as well. */
const PRICE_TOLERANCE = 1e-12;

/** A proof, and the bottlenecks known before whose prices it holds. */
interface ReadProof {
  readonly proof: PricedCut;
  readonly holders: readonly number[];
}

/**
 * Reads the proof that `leaving`, for which nothing can enter, may not fall below zero: its row ρ of B⁻¹, in `byRow`, is
 * mended first. Prices are the entries of rows that the basis holds tight; λ of a line is computed anew as the least price
 * of its columns, so that the proof holds whatever the last bits of the prices are. What variables lack that bottlenecks hold
 * at zero, those of `cuts`, is added by these.
 * O(entries of the priced rows and of their lines' columns). @mutates state: byRow
 */
export function readProof(state: FillState, leaving: number, cuts: readonly PricedCut[]): ReadProof {
  const { byRow, problem, basis, position, price } = state;
  const { capacity, matrix } = problem;
  const p = position[leaving]!;
  for (let round = 0; round < 2; round++) {
    refineRow(basis, position, byRow, { p, space: state.refineSpace });
  }
  for (let k = 0; k < byRow.count; k++) {
    const row = byRow.index[k]!;
    const slack = matrix.columnCount + row;
    // A row that is not used up has no price but last bits.
    if (row < capacity.length && position[slack]! >= 0 && slack !== leaving) byRow.values[row] = 0;
  }
  const own = takeEntries(byRow);
  const holders = addHolders(state, cuts);
  const touched = listAscending(byRow);
  const rows = touched.filter((row) => row < capacity.length);
  const greatest = rows.reduce((most, row) => Math.max(most, byRow.values[row]!), 0);
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
  const proof = {
    lines: Int32Array.from(lines),
    lambda: Float64Array.from(lambda),
    bound,
    rows: Int32Array.from(priced),
    prices,
    own,
  };
  return { proof, holders };
}

/** A copy of the entries that are more than last bits, in order. @mutates vector: its list's order */
function takeEntries(vector: SparseVector): OwnPrices {
  const { values } = vector;
  const listed = listAscending(vector);
  const greatest = listed.reduce((most, row) => Math.max(most, Math.abs(values[row]!)), 0);
  const rows = listed.filter((row) => Math.abs(values[row]!) > PRICE_TOLERANCE * greatest);
  return { rows, values: Float64Array.from(rows, (row) => values[row]!) };
}

/** Prices ≥ 0 on rows that are no lines. */
type RowPrices = Pick<PricedCut, "rows" | "prices" | "own">;

/**
 * Returns the bounds that lists of prices prove: Σ λ_d φ_d ≤ Σ y · capacity with λ_d the least price of any column of line d;
 * those in which no line has λ > 0 are left out. O(entries of the priced rows).
 */
export function proveByPrices(problem: FillProblem, lists: readonly RowPrices[]): readonly PricedCut[] {
  const { matrix, capacity, lineOfColumn } = problem;
  const { rowStart, rowColumn, rowValue, columnStart, columnValue } = matrix;
  const lineCount = matrix.rowCount - capacity.length;
  const sum = createVector(matrix.columnCount);
  const least = new Float64Array(lineCount).fill(Infinity);
  const priced = new Int32Array(lineCount);
  return lists.flatMap(({ rows, prices, own }) => {
    let bound = 0;
    rows.forEach((row, i) => {
      bound += prices[i]! * capacity[row]!;
      for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++)
        addAt(sum, rowColumn[e]!, prices[i]! * rowValue[e]!);
    });
    const lines: number[] = [];
    for (let k = 0; k < sum.count; k++) {
      const j = sum.index[k]!;
      const line = lineOfColumn[j]!;
      if (priced[line]!++ === 0) lines.push(line);
      least[line] = Math.min(least[line]!, sum.values[j]! / columnValue[columnStart[j + 1]! - 1]!);
    }
    // A line of which one column is not priced has λ = 0.
    const isBearing = (line: number): boolean => {
      const row = capacity.length + line;
      return priced[line] === rowStart[row + 1]! - rowStart[row]! && least[line]! > 0;
    };
    const bearing = lines.filter(isBearing).sort((a, b) => a - b);
    const lambda = Float64Array.from(bearing, (line) => least[line]!);
    for (const line of lines) {
      priced[line] = 0;
      least[line] = Infinity;
    }
    clearVector(sum);
    return bearing.length === 0
      ? []
      : [{ lines: Int32Array.from(bearing), lambda, bound, rows, prices, own }];
  });
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
