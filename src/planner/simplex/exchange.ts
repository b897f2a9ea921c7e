import { replace, solveBackward, solveForward } from "./basis.ts";
import { changeLine, dropLastBits, reducedCostOf, setLine, valueNow, type FillState } from "./fill-state.ts";
import { setOutside } from "./outside-rows.ts";
import { addAt, clearVector, sortLongList } from "./sparse-vector.ts";

/** An entry of the inverse below this is not followed. */
const INVERSE_LEAST = 1e-14;
/** How far, of itself, the pivot may differ, computed by row and by column, before the factors are worn out. */
const PIVOT_TOLERANCE = 1e-6;

/** Computes row p of B⁻¹ into `byRow`. @mutates state */
export function computeRow(state: FillState, p: number): void {
  addAt(state.byRow, p, 1);
  solveBackward(state.basis, state.byRow, INVERSE_LEAST);
}

/** Computes row p of B⁻¹ [A I], outside the basis and but for what is held at zero, from `byRow` into `byVariable`. @mutates state */
export function priceRow({ position, heldBy, byRow, byVariable, problem, outsideRows }: FillState): void {
  const { columnCount } = problem.matrix;
  const { start, end, column, value } = outsideRows;
  const capacities = problem.capacity.length;
  sortLongList(byRow);
  // `addAt` written out: this loop is where the walk spends most of its time.
  const { values, index, isListed } = byVariable;
  let { count } = byVariable;
  for (let k = 0; k < byRow.count; k++) {
    const row = byRow.index[k]!;
    const factor = byRow.values[row]!;
    const slack = columnCount + row;
    if (row < capacities && position[slack]! < 0 && heldBy[slack]! < 0) {
      isListed[slack] = 1;
      index[count++] = slack;
      values[slack] = factor;
    }
    const last = end[row]!;
    for (let e = start[row]!; e < last; e++) {
      const j = column[e]!;
      if (isListed[j] === 0) {
        isListed[j] = 1;
        index[count++] = j;
      }
      values[j]! += factor * value[e]!;
    }
  }
  byVariable.count = count;
}

/** Computes the column of a variable over the basis into `byPosition`. @mutates state */
export function computeColumn(state: FillState, variable: number): void {
  const { byPosition, basis, problem } = state;
  const { columnCount, columnStart, columnRow, columnValue } = problem.matrix;
  if (variable >= columnCount) addAt(byPosition, variable - columnCount, 1);
  else {
    for (let e = columnStart[variable]!; e < columnStart[variable + 1]!; e++) {
      addAt(byPosition, columnRow[e]!, columnValue[e]!);
    }
  }
  solveForward(basis, byPosition, INVERSE_LEAST);
}

/** True where the pivot, computed by row and by column, is the same number. */
export function isPivotSound(state: FillState, p: number, entering: number): boolean {
  const byColumn = state.byPosition.values[p]!;
  const { matrix } = state.problem;
  const { values } = state.byRow;
  let byRow = 0;
  if (entering >= matrix.columnCount) byRow = values[entering - matrix.columnCount]!;
  else {
    for (let e = matrix.columnStart[entering]!; e < matrix.columnStart[entering + 1]!; e++)
      byRow += values[matrix.columnRow[e]!]! * matrix.columnValue[e]!;
  }
  return byColumn !== 0 && Math.abs(byColumn - byRow) <= PIVOT_TOLERANCE * Math.abs(byRow);
}

/**
 * Exchanges the variable at position p for `entering`: `byRow` holds the row of p,
 * `byPosition` the column of `entering`, `byVariable` what `priceRow` made of the row or nothing: then the reduced costs
 * of the first objective are not kept up. O(entries of all three). @mutates state
 */
export function exchange(state: FillState, p: number, entering: number): void {
  const { basis, position, heldBy, byPosition, value, slope, outsideRows, problem } = state;
  const { columnCount } = problem.matrix;
  const leaving = basis.basic[p]!;
  const pivot = byPosition.values[p]!;
  updateCosts(state, { entering, leaving, pivot });
  const step = valueNow(state, leaving) / pivot;
  const turn = slope[leaving]! / pivot;
  for (let k = 0; k < byPosition.count; k++) {
    const at = byPosition.index[k]!;
    const entry = byPosition.values[at]!;
    if (entry !== 0 && at !== p) changeLine(state, basis.basic[at]!, -entry * step, -entry * turn);
  }
  state.queue.set(leaving, Infinity);
  value[leaving] = 0;
  slope[leaving] = 0;
  setLine(state, entering, step, turn);
  replace(basis, p, entering, byPosition);
  position[leaving] = -1;
  position[entering] = p;
  if (leaving >= columnCount) forgetSlackCosts(state, leaving);
  if (entering < columnCount) setOutside(outsideRows, entering, false);
  if (leaving < columnCount && heldBy[leaving]! < 0) setOutside(outsideRows, leaving, true);
  state.work += 0.25 * basis.changes.entries.length + 2 * basis.changes.position.length;
  state.exchanges++;
}

function updateCosts(
  state: FillState,
  {
    entering,
    leaving,
    pivot,
  }: { readonly entering: number; readonly leaving: number; readonly pivot: number },
): void {
  const { byRow, byVariable, prices, reduced } = state;
  const rows = byRow.index;
  const entries = byRow.values;
  prices.forEach((price, objective) => {
    const step = reducedCostOf(state, objective, entering) / pivot;
    if (step === 0) return;
    for (let k = 0; k < byRow.count; k++) {
      const row = rows[k]!;
      price[row]! += step * entries[row]!;
    }
  });
  const step = reduced[entering]! / -pivot;
  reduced[entering] = 0;
  reduced[leaving] = step;
  if (step === 0) return;
  const { index, values, count } = byVariable;
  for (let k = 0; k < count; k++) {
    const variable = index[k]!;
    if (variable !== entering)
      reduced[variable] = dropLastBits(reduced[variable]! + step * values[variable]!);
  }
}

/** A slack outside the basis costs nothing, whatever it did inside. @mutates state */
export function forgetSlackCosts({ slackCosts, prices, reduced, problem }: FillState, slack: number): void {
  const row = slack - problem.matrix.columnCount;
  if (slackCosts.every((costs) => costs[row] === 0)) return;
  for (const costs of slackCosts) costs[row] = 0;
  reduced[slack] = dropLastBits(-(prices[0]?.[row] ?? 0));
}

/** Makes the three working vectors zero. @mutates state */
export function clearWork(state: FillState): void {
  clearVector(state.byRow);
  clearVector(state.byVariable);
  clearVector(state.byPosition);
}
