import type { PlanArrays } from "./arrays.ts";
import type { Component } from "./components.ts";
import type { StageLines } from "./cuts.ts";
import type { LinearProgram } from "./load-highs.ts";

/**
 * One component as a linear program in parts of what is possible, so that a solver's tolerance means the same for
 * 10 ventilators and for 10^12 gloves on one lane: x'_j = x_j / u_j with u_j the most that column j can carry alone
 * (its rows, what the line may get), each row divided by its largest coefficient, and each line counted in parts of
 * its reach R_d = min(q_d, Σ_j u_j). Coefficients below 10^-9 of the largest of their row are lost in the solver;
 * rounding to whole units mends what that oversteps.
 *
 * Rows 0 … rows.length − 1 are the component's rows, then one row a line: Σ_j (u_j / R_d) x'_j ≤ its part.
 */
export interface ComponentProgram {
  readonly program: LinearProgram;
  /** The component's columns, ascending (indices of the plan's arrays); column k of the program is columns[k]. */
  readonly columns: readonly number[];
  /** length columns: the line (index within the component) of column k. */
  readonly lineOfColumn: Int32Array;
  /** length component.rows: what the row was divided by. */
  readonly rowScale: Float64Array;
  /** length columns: u_j > 0 in units; q_d where a row of the column holds nothing at all. */
  readonly columnScale: Float64Array;
  /** length lines: R_d in units. */
  readonly reach: Float64Array;
  /** The stages in parts of the reach, arrays of length lines; in the last one `full` ≥ 1: the line gets all it may. */
  readonly stages: readonly StageLines[];
}

/** Returns the program that carries as great a sum of parts as possible. O(entries). */
export function buildComponentProgram(arrays: PlanArrays, component: Component): ComponentProgram {
  const { demands, rows } = component;
  const columns: number[] = [];
  const lines: number[] = [];
  demands.forEach((d, line) => {
    for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) {
      columns.push(j);
      lines.push(line);
    }
  });
  const columnScale = new Float64Array(columns.length);
  const reach = new Float64Array(demands.length);
  columns.forEach((j, k) => {
    const most = findMostAlone(arrays, j);
    reach[lines[k]!]! += most;
    // What can carry nothing (a capacity of zero) still needs a measure, for its row's price.
    columnScale[k] = most > 0 ? most : arrays.quantity[arrays.columnDemand[j]!]!;
  });
  demands.forEach((d, line) => {
    if (reach[line] === 0 || reach[line]! > arrays.quantity[d]!) reach[line] = arrays.quantity[d]!;
  });
  const rowAt = new Map(rows.map((r, i) => [r, i]));
  const rowScale = new Float64Array(rows.length);
  const starts = new Int32Array(columns.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  columns.forEach((j, k) => {
    for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
      const row = rowAt.get(arrays.entryRow[e]!)!;
      const value = arrays.entryRate[e]! * columnScale[k]!;
      rowScale[row] = Math.max(rowScale[row]!, value);
      indices.push(row);
      values.push(value);
    }
    indices.push(rows.length + lines[k]!);
    values.push(columnScale[k]! / reach[lines[k]!]!);
    starts[k + 1] = indices.length;
  });
  rowScale.forEach((scale, row) => {
    if (scale === 0) rowScale[row] = 1;
  });
  indices.forEach((row, i) => {
    if (row < rows.length) values[i]! /= rowScale[row]!;
  });
  const rowCount = rows.length + demands.length;
  const rowUpper = new Float64Array(rowCount).fill(1);
  rows.forEach((r, i) => {
    rowUpper[i] = arrays.rowBound[r]! / rowScale[i]!;
  });
  return {
    program: {
      columnCount: columns.length,
      rowCount,
      cost: Float64Array.from(columns, (_, k) => -columnScale[k]! / reach[lines[k]!]!),
      // The rows bound every column. A bound here would take a price of its own, which no cut could name.
      columnUpper: new Float64Array(columns.length).fill(Infinity),
      rowLower: new Float64Array(rowCount).fill(-Infinity),
      rowUpper,
      starts,
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    columns,
    lineOfColumn: Int32Array.from(lines),
    rowScale,
    columnScale,
    reach,
    stages: scaleStages(arrays, demands, reach),
  };
}

function scaleStages(
  { stages }: PlanArrays,
  demands: readonly number[],
  reach: Float64Array,
): readonly StageLines[] {
  return stages.map(({ gain, cap }) => ({
    weight: Float64Array.from(demands, (d, line) => gain[d]! / reach[line]!),
    full: Float64Array.from(demands, (d, line) => cap[d]! / reach[line]!),
  }));
}

/** Returns the most units that column j could carry if nothing else did. */
function findMostAlone(arrays: PlanArrays, j: number): number {
  let most = arrays.quantity[arrays.columnDemand[j]!]!;
  for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
    most = Math.min(most, arrays.rowBound[arrays.entryRow[e]!]! / arrays.entryRate[e]!);
  }
  return most;
}
