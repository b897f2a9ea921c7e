/** A sparse matrix by columns and by rows. */
export interface Matrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** length columnCount + 1, into the next two. */
  readonly columnStart: Int32Array;
  readonly columnRow: Int32Array;
  readonly columnValue: Float64Array;
  /** length rowCount + 1, into the next two. */
  readonly rowStart: Int32Array;
  readonly rowColumn: Int32Array;
  readonly rowValue: Float64Array;
}

/** Returns the matrix with its rows laid out too. O(entries). */
export function layOutRows(
  shape: { readonly rowCount: number; readonly columnCount: number },
  columnStart: Int32Array,
  columnRow: Int32Array,
  columnValue: Float64Array,
): Matrix {
  const { rowCount, columnCount } = shape;
  const rowStart = new Int32Array(rowCount + 1);
  for (const row of columnRow) rowStart[row + 1]!++;
  for (let i = 0; i < rowCount; i++) rowStart[i + 1]! += rowStart[i]!;
  const next = rowStart.slice(0, rowCount);
  const rowColumn = new Int32Array(columnRow.length);
  const rowValue = new Float64Array(columnRow.length);
  for (let j = 0; j < columnCount; j++) {
    for (let e = columnStart[j]!; e < columnStart[j + 1]!; e++) {
      const at = next[columnRow[e]!]!++;
      rowColumn[at] = j;
      rowValue[at] = columnValue[e]!;
    }
  }
  return { rowCount, columnCount, columnStart, columnRow, columnValue, rowStart, rowColumn, rowValue };
}
