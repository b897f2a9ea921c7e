import { appendEntry, createEntries, type Entries } from "./growing-lists.ts";
import type { Matrix } from "./matrix.ts";
import { addAt, clearVector, createVector, type SparseVector } from "./sparse-vector.ts";
import { createSolveSpace, solveTriangle, type SolveSpace, type Triangle } from "./triangular.ts";

/**
 * B = L U of a basis, nodes named by the row in which they were pivoted.
 *
 * L x = b: `lower`; U z = x: `upper`; for the transposed system the same two by rows.
 */
export interface Factor {
  readonly lower: Triangle;
  readonly lowerRows: Triangle;
  readonly upper: Triangle;
  readonly upperRows: Triangle;
  /** The nodes pivoted by columns, in the order in which they were. */
  readonly order: Int32Array;
  /** Entries of L and U beside the diagonal. */
  readonly entries: number;
  /** Columns that depended on others: slacks of the rows left over stand in their places. */
  readonly dropped: readonly number[];
}

/** Working memory of {@link factorise}, to be used again. */
export interface FactorSpace {
  readonly vector: SparseVector;
  readonly solve: SolveSpace;
  readonly isPivoted: Uint8Array;
  readonly rowLeft: Int32Array;
  readonly columnLeft: Int32Array;
  readonly rowOfColumn: Int32Array;
  readonly columns: Int32Array;
}

/** A pivot is not taken below this part of the greatest entry of its column. */
const PIVOT_THRESHOLD = 0.1;
/** An entry below this is no pivot at all; rows and columns are scaled to ones. */
const PIVOT_LEAST = 1e-11;
/** What a solve leaves below this is the last bits of a difference. */
const ENTRY_LEAST = 1e-15;

export function createFactorSpace({ rowCount, columnCount }: Matrix): FactorSpace {
  return {
    vector: createVector(rowCount),
    solve: createSolveSpace(rowCount),
    isPivoted: new Uint8Array(rowCount),
    rowLeft: new Int32Array(rowCount),
    columnLeft: new Int32Array(columnCount),
    rowOfColumn: new Int32Array(columnCount),
    columns: new Int32Array(columnCount),
  };
}

/**
 * Returns the factors of a basis of `variables`, each once, and puts each into `basic` at the row in which it was pivoted.
 * Where it is singular, variables that depend on others are dropped; a row without a variable gets its slack. A variable below `columnCount` is a column of the matrix, another the slack of row variable − columnCount.
 *
 * Slacks first: they cost nothing. Then, as long as there are any, columns with one entry in the rows left and rows with
 * one column left: they need no elimination. What remains, the nucleus, column by column, those with the fewest entries
 * first (Gilbert and Peierls 1988), the pivot among the entries not much below the greatest in the row with the fewest.
 * O(rows + entries of the basis + elimination of the nucleus). @mutates basic, space
 */
export function factorise(
  matrix: Matrix,
  variables: Iterable<number>,
  { basic, space }: { readonly basic: Int32Array; readonly space: FactorSpace },
): Factor {
  const { rowCount, columnCount, columnStart, columnRow } = matrix;
  const { isPivoted, rowLeft, columnLeft, rowOfColumn } = space;
  isPivoted.fill(0);
  rowLeft.fill(0);
  let columnTotal = 0;
  for (const variable of variables) {
    if (variable >= columnCount) isPivoted[variable - columnCount] = 1;
    else space.columns[columnTotal++] = variable;
  }
  const columns = space.columns.subarray(0, columnTotal).sort();
  for (const j of columns) {
    rowOfColumn[j] = -1;
    let left = 0;
    for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++) {
      const row = columnRow[e]!;
      if (isPivoted[row] === 1) continue;
      left++;
      rowLeft[row]!++;
    }
    columnLeft[j] = left;
  }
  const draft: Draft = {
    matrix,
    space,
    lower: createEntries(columns.length),
    lowerStart: new Int32Array(rowCount),
    lowerLength: new Int32Array(rowCount),
    upper: createEntries(4 * columns.length),
    upperStart: new Int32Array(rowCount),
    upperLength: new Int32Array(rowCount),
    diagonal: new Float64Array(rowCount).fill(1),
    order: new Int32Array(columns.length),
    ordered: 0,
  };
  takeSingletons(draft, columns);
  const nucleus = Array.from(columns).filter((j) => rowOfColumn[j] === -1);
  nucleus.sort((a, b) => columnLeft[a]! - columnLeft[b]! || a - b);
  const dropped = nucleus.filter((j) => !eliminate(draft, j));
  for (let row = 0; row < rowCount; row++) basic[row] = columnCount + row;
  for (const j of columns) if (rowOfColumn[j] !== -1) basic[rowOfColumn[j]!] = j;
  return { ...finish(draft), dropped };
}

interface Draft {
  readonly matrix: Matrix;
  readonly space: FactorSpace;
  readonly lower: Entries;
  readonly lowerStart: Int32Array;
  readonly lowerLength: Int32Array;
  readonly upper: Entries;
  readonly upperStart: Int32Array;
  readonly upperLength: Int32Array;
  readonly diagonal: Float64Array;
  readonly order: Int32Array;
  ordered: number;
}

/** The basis's columns by row, for rows not pivoted yet. */
interface ActiveRows {
  readonly start: Int32Array;
  readonly column: Int32Array;
}

function takeSingletons(draft: Draft, columns: Int32Array): void {
  const { columnStart, columnRow } = draft.matrix;
  const { isPivoted, rowLeft, columnLeft, rowOfColumn } = draft.space;
  const rows = listActiveRows(draft, columns);
  const singleColumns = Array.from(columns).filter((j) => columnLeft[j] === 1);
  const singleRows: number[] = [];
  for (let row = 0; row < isPivoted.length; row++) {
    if (isPivoted[row] === 0 && rowLeft[row] === 1) singleRows.push(row);
  }
  for (;;) {
    const j = singleColumns.pop();
    if (j !== undefined) {
      if (rowOfColumn[j] !== -1 || columnLeft[j] !== 1) continue;
      let e = columnStart[j]!;
      while (isPivoted[columnRow[e]!] === 1) e++;
      const row = columnRow[e]!;
      if (!pivotSingle(draft, j, row)) continue;
      for (let a = rows.start[row]!; a < rows.start[row + 1]!; a++) {
        const other = rows.column[a]!;
        if (rowOfColumn[other] === -1 && --columnLeft[other]! === 1) singleColumns.push(other);
      }
      continue;
    }
    const row = singleRows.pop();
    if (row === undefined) return;
    if (isPivoted[row] === 1 || rowLeft[row] !== 1) continue;
    let a = rows.start[row]!;
    while (rowOfColumn[rows.column[a]!] !== -1) a++;
    const column = rows.column[a]!;
    if (!pivotSingle(draft, column, row)) continue;
    for (let e = columnStart[column]!; e < columnStart[column + 1]!; e++) {
      const other = columnRow[e]!;
      if (isPivoted[other] === 0 && --rowLeft[other]! === 1) singleRows.push(other);
    }
  }
}

function listActiveRows(draft: Draft, columns: Int32Array): ActiveRows {
  const { rowCount, columnStart, columnRow } = draft.matrix;
  const { isPivoted, rowLeft } = draft.space;
  const start = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) start[row + 1] = start[row]! + rowLeft[row]!;
  const next = start.slice(0, rowCount);
  const column = new Int32Array(start[rowCount]!);
  for (const j of columns) {
    for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++) {
      const row = columnRow[e]!;
      if (isPivoted[row] === 0) column[next[row]!++] = j;
    }
  }
  return { start, column };
}

/**
 * Pivots column j in `row`, where either the column has no other active row or the row no other active column; false
 * where the entry is too small. Its entries in pivoted rows belong to U, those in active rows to L.
 */
function pivotSingle(draft: Draft, j: number, row: number): boolean {
  const { columnStart, columnRow, columnValue } = draft.matrix;
  const { isPivoted, rowOfColumn, rowLeft } = draft.space;
  let pivot = 0;
  for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++) {
    if (columnRow[e] === row) pivot = columnValue[e]!;
  }
  if (Math.abs(pivot) < PIVOT_LEAST) return false;
  draft.upperStart[row] = draft.upper.length;
  draft.lowerStart[row] = draft.lower.length;
  for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++) {
    const other = columnRow[e]!;
    if (other === row) continue;
    if (isPivoted[other] === 1) appendEntry(draft.upper, other, columnValue[e]!);
    else appendEntry(draft.lower, other, columnValue[e]! / pivot);
  }
  draft.upperLength[row] = draft.upper.length - draft.upperStart[row]!;
  draft.lowerLength[row] = draft.lower.length - draft.lowerStart[row]!;
  draft.diagonal[row] = pivot;
  draft.order[draft.ordered++] = row;
  isPivoted[row] = 1;
  rowOfColumn[j] = row;
  rowLeft[row] = 0;
  return true;
}

/** Eliminates column j of the nucleus and pivots it; false when nothing is left of it. */
function eliminate(draft: Draft, j: number): boolean {
  const { columnStart, columnRow, columnValue } = draft.matrix;
  const { vector, solve, isPivoted, rowLeft, rowOfColumn } = draft.space;
  for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++) addAt(vector, columnRow[e]!, columnValue[e]!);
  const { index, value } = draft.lower;
  solveTriangle({ start: draft.lowerStart, length: draft.lowerLength, index, value }, vector, solve);
  let greatest = 0;
  for (let k = 0; k < vector.count; k++) {
    const row = vector.index[k]!;
    if (isPivoted[row] === 0) greatest = Math.max(greatest, Math.abs(vector.values[row]!));
  }
  let best = -1;
  for (let k = 0; k < vector.count && greatest >= PIVOT_LEAST; k++) {
    const row = vector.index[k]!;
    if (isPivoted[row] === 1 || Math.abs(vector.values[row]!) < PIVOT_THRESHOLD * greatest) continue;
    if (best < 0 || rowLeft[row]! < rowLeft[best]! || (rowLeft[row] === rowLeft[best] && row < best))
      best = row;
  }
  if (best < 0) {
    clearVector(vector);
    return false;
  }
  const pivot = vector.values[best]!;
  draft.upperStart[best] = draft.upper.length;
  draft.lowerStart[best] = draft.lower.length;
  for (let k = 0; k < vector.count; k++) {
    const row = vector.index[k]!;
    const entry = vector.values[row]!;
    if (row === best || Math.abs(entry) < ENTRY_LEAST) continue;
    if (isPivoted[row] === 1) appendEntry(draft.upper, row, entry);
    else appendEntry(draft.lower, row, entry / pivot);
  }
  draft.upperLength[best] = draft.upper.length - draft.upperStart[best]!;
  draft.lowerLength[best] = draft.lower.length - draft.lowerStart[best]!;
  draft.diagonal[best] = pivot;
  draft.order[draft.ordered++] = best;
  isPivoted[best] = 1;
  rowOfColumn[j] = best;
  clearVector(vector);
  return true;
}

function finish(draft: Draft): Omit<Factor, "dropped"> {
  const lower: Triangle = {
    start: draft.lowerStart,
    length: draft.lowerLength,
    index: draft.lower.index,
    value: draft.lower.value,
  };
  const { diagonal } = draft;
  const order = draft.order.subarray(0, draft.ordered);
  const upper: Triangle = {
    start: draft.upperStart,
    length: draft.upperLength,
    index: draft.upper.index,
    value: draft.upper.value,
    diagonal,
  };
  return {
    lower,
    lowerRows: turn(lower),
    upper,
    upperRows: { ...turn(upper), diagonal },
    order,
    entries: draft.lower.length + draft.upper.length,
  };
}

/** Returns the graph with every edge the other way round. */
function turn({ start, length, index, value }: Triangle): Triangle {
  const nodes = start.length;
  const turnedLength = new Int32Array(nodes);
  let edges = 0;
  for (let node = 0; node < nodes; node++) {
    const end = start[node]! + length[node]!;
    for (let e = start[node]!; e < end; e++) turnedLength[index[e]!]!++;
    edges += length[node]!;
  }
  const turnedStart = new Int32Array(nodes);
  for (let node = 1; node < nodes; node++)
    turnedStart[node] = turnedStart[node - 1]! + turnedLength[node - 1]!;
  const next = turnedStart.slice();
  const turnedIndex = new Int32Array(edges);
  const turnedValue = new Float64Array(edges);
  for (let node = 0; node < nodes; node++) {
    const end = start[node]! + length[node]!;
    for (let e = start[node]!; e < end; e++) {
      const at = next[index[e]!]!++;
      turnedIndex[at] = node;
      turnedValue[at] = value[e]!;
    }
  }
  return { start: turnedStart, length: turnedLength, index: turnedIndex, value: turnedValue };
}
