import type { Matrix } from "./matrix.ts";

/**
 * The rows of a matrix with the columns outside the basis in front: a row of the inverse is multiplied by those alone.
 *
 * Row r's entries are `start[r]` … `start[r + 1] − 1` of `column` and `value`, those of columns outside before `end[r]`.
 */
export interface OutsideRows {
  readonly matrix: Matrix;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
  /** length columns: 1 where it is outside. */
  readonly isOutside: Uint8Array;
  /** For each entry of the rows the entry of the matrix's columns that it is, and the other way round. */
  readonly entryOf: Int32Array;
  readonly placeOf: Int32Array;
}

/** Returns the rows with every column outside. O(entries). */
export function openOutsideRows(matrix: Matrix): OutsideRows {
  const { rowCount, columnCount, columnStart, columnRow, rowStart, rowColumn, rowValue } = matrix;
  const entryOf = new Int32Array(rowColumn.length);
  const placeOf = new Int32Array(rowColumn.length);
  const next = rowStart.slice(0, rowCount);
  // Columns come in the same order in `layOutRows`.
  for (let entry = 0; entry < columnStart[columnCount]!; entry++) {
    const place = next[columnRow[entry]!]!++;
    entryOf[place] = entry;
    placeOf[entry] = place;
  }
  return {
    matrix,
    start: rowStart,
    end: rowStart.slice(1),
    column: rowColumn.slice(),
    value: rowValue.slice(),
    isOutside: new Uint8Array(columnCount).fill(1),
    entryOf,
    placeOf,
  };
}

/** Puts a column outside or takes it in. O(entries of the column). @mutates rows */
export function setOutside(rows: OutsideRows, j: number, isOutside: boolean): void {
  if ((rows.isOutside[j] === 1) === isOutside) return;
  rows.isOutside[j] = isOutside ? 1 : 0;
  const { matrix, end, placeOf } = rows;
  for (let entry = matrix.columnStart[j]!; entry < matrix.columnStart[j + 1]!; entry++) {
    const row = matrix.columnRow[entry]!;
    swap(rows, placeOf[entry]!, isOutside ? end[row]!++ : --end[row]!);
  }
}

function swap({ column, value, entryOf, placeOf }: OutsideRows, a: number, b: number): void {
  if (a === b) return;
  const [columnA, valueA, entryA] = [column[a]!, value[a]!, entryOf[a]!];
  const entryB = entryOf[b]!;
  column[a] = column[b]!;
  value[a] = value[b]!;
  entryOf[a] = entryB;
  placeOf[entryB] = a;
  column[b] = columnA;
  value[b] = valueA;
  entryOf[b] = entryA;
  placeOf[entryA] = b;
}
