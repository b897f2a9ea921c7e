import loadHighs, { type Highs, type Model } from "highs";

/** Minimise cost · x subject to 0 ≤ x ≤ columnUpper, rowLower ≤ A x ≤ rowUpper; A by columns. */
export interface LinearProgram {
  readonly columnCount: number;
  readonly rowCount: number;
  readonly cost: Float64Array;
  readonly columnUpper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** length columnCount + 1, into `indices` and `values`. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

let loading: Promise<Highs> | undefined;

/**
 * Returns HiGHS (Huangfu and Hall 2018, "Parallelizing the dual revised simplex method"; WebAssembly, one thread), loaded
 * once a process for linear and integer programs alike. Rejects when the WebAssembly cannot be loaded.
 */
export async function loadHighsOnce(): Promise<Highs> {
  // The package declares its types as CommonJS but ships an ES module whose default is the loader itself.
  const load = loadHighs as unknown as () => Promise<Highs>;
  loading ??= load();
  return await loading;
}

/** Gives HiGHS a program; its columns have to be whole where `isWhole`. The model's memory must be freed. */
export function createHighsModel(highs: Highs, program: LinearProgram, isWhole: boolean): Model {
  const { columnCount, rowCount } = program;
  return highs.createModel({
    numCols: columnCount,
    numRows: rowCount,
    colCost: program.cost,
    colLower: new Float64Array(columnCount),
    colUpper: program.columnUpper,
    rowLower: program.rowLower,
    rowUpper: program.rowUpper,
    ...(isWhole && {
      integrality: new Int32Array(columnCount).fill(highs.constants.variableType.integer),
    }),
    matrix: {
      format: "csc",
      numRows: rowCount,
      numCols: columnCount,
      starts: program.starts,
      indices: program.indices,
      values: program.values,
    },
  });
}
