import { replace, solveBackward, solveForward } from "./basis.ts";
import { changeLine, dropLastBits, setLine, valueNow, type FillState } from "./fill-state.ts";
import { addAt, clearVector, type SparseVector } from "./sparse-vector.ts";

/** An entry of the inverse below this is not followed. */
const INVERSE_LEAST = 1e-14;
/** How far, of itself, the pivot may differ, computed by row and by column, before the factors are worn out. */
const PIVOT_TOLERANCE = 1e-6;

/** Computes row p of B⁻¹ into `byRow`, and of B⁻¹ [A I] outside the basis into `byVariable`. @mutates state */
export function computeRow(state: FillState, p: number): void {
  const { basis, position, byRow, byVariable, problem } = state;
  const { rowStart, rowColumn, rowValue, columnCount } = problem.matrix;
  addAt(byRow, p, 1);
  solveBackward(basis, byRow);
  const capacities = problem.capacity.length;
  // `addAt` written out: this loop is where the walk spends most of its time.
  const { values, index, isListed } = byVariable;
  let { count } = byVariable;
  for (let k = 0; k < byRow.count; k++) {
    const row = byRow.index[k]!;
    const factor = byRow.values[row]!;
    if (factor < INVERSE_LEAST && factor > -INVERSE_LEAST) continue;
    const slack = columnCount + row;
    if (row < capacities && position[slack]! < 0) {
      if (isListed[slack] === 0) {
        isListed[slack] = 1;
        index[count++] = slack;
      }
      values[slack]! += factor;
    }
    const end = rowStart[row + 1]!;
    for (let e = rowStart[row]!; e < end; e++) {
      const j = rowColumn[e]!;
      if (position[j]! >= 0) continue;
      if (isListed[j] === 0) {
        isListed[j] = 1;
        index[count++] = j;
      }
      values[j]! += factor * rowValue[e]!;
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
  solveForward(basis, byPosition);
}

/** True where the pivot, computed by row and by column, is the same number. */
export function isPivotSound(state: FillState, p: number, entering: number): boolean {
  const byColumn = state.byPosition.values[p]!;
  const byRow = state.byVariable.values[entering]!;
  return byColumn !== 0 && Math.abs(byColumn - byRow) <= PIVOT_TOLERANCE * Math.abs(byRow);
}

/**
 * Exchanges the variable at position p for `entering`: `byVariable` holds the row of p, `byPosition` the column of
 * `entering`. O(entries of both). @mutates state
 */
export function exchange(state: FillState, p: number, entering: number): void {
  const { basis, position, byPosition, byVariable, value, slope } = state;
  const leaving = basis.basic[p]!;
  const pivot = byPosition.values[p]!;
  updateCosts(state, byVariable, { entering, leaving });
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
  state.work += basis.changeEntries.length + 2 * basis.changes.position.length;
  state.exchanges++;
}

function updateCosts(
  state: FillState,
  row: SparseVector,
  { entering, leaving }: { readonly entering: number; readonly leaving: number },
): void {
  const pivot = row.values[entering]!;
  for (const reduced of state.reducedCosts) {
    const step = reduced[entering]! / -pivot;
    reduced[entering] = 0;
    reduced[leaving] = step;
    if (step === 0) continue;
    for (let k = 0; k < row.count; k++) {
      const variable = row.index[k]!;
      if (variable === entering) continue;
      reduced[variable] = dropLastBits(reduced[variable]! + step * row.values[variable]!);
    }
  }
}

/** Makes the three working vectors zero. @mutates state */
export function clearWork(state: FillState): void {
  clearVector(state.byRow);
  clearVector(state.byVariable);
  clearVector(state.byPosition);
}
