import type { PlanArrays } from "./arrays.ts";
import type { Component } from "./components.ts";
import type { LinearProgram } from "./highs.ts";

/**
 * One component as a linear program in shares: x'_j = x_j / q_d, each row divided by its largest coefficient.
 * So that a solver's tolerance means a share of a quantity, whatever the units: a line of 10 ventilators and one
 * of 10^12 gloves are met equally well. Coefficients below 10^-9 of the largest of their row are lost in the
 * solver; rounding to whole units mends what that oversteps.
 *
 * Rows 0 … rows.length − 1 are the component's rows, then one row a line: Σ_j x'_j ≤ its share.
 */
export interface ComponentProgram {
  readonly program: LinearProgram;
  /** The component's columns, ascending (indices of the plan's arrays); column k of the program is columns[k]. */
  readonly columns: readonly number[];
  /** length columns: the line (index within the component) of column k. */
  readonly lineOfColumn: Int32Array;
  /** length component.rows: what the row was divided by. */
  readonly rowScale: Float64Array;
  /** length lines: w_d, the share by which a line rises with one level. */
  readonly weight: Float64Array;
}

/** Returns the program that carries as great a sum of shares as possible; no line asks more than 1. O(entries). */
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
  const rowAt = new Map(rows.map((r, i) => [r, i]));
  const rowScale = new Float64Array(rows.length);
  const starts = new Int32Array(columns.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  columns.forEach((j, k) => {
    const quantity = arrays.quantity[arrays.columnDemand[j]!]!;
    for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
      const row = rowAt.get(arrays.entryRow[e]!)!;
      const value = arrays.entryRate[e]! * quantity;
      rowScale[row] = Math.max(rowScale[row]!, value);
      indices.push(row);
      values.push(value);
    }
    indices.push(rows.length + lines[k]!);
    values.push(1);
    starts[k + 1] = indices.length;
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
      cost: new Float64Array(columns.length).fill(-1),
      columnUpper: new Float64Array(columns.length).fill(1),
      rowLower: new Float64Array(rowCount).fill(-Infinity),
      rowUpper,
      starts,
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    columns,
    lineOfColumn: Int32Array.from(lines),
    rowScale,
    weight: Float64Array.from(demands, (d) => arrays.gain[d]! / arrays.quantity[d]!),
  };
}
