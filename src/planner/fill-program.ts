import type { PlanArrays } from "./arrays.ts";
import type { Component } from "./components.ts";
import type { OwnPrices } from "./cuts.ts";
import type { OwnProof } from "./draft.ts";
import type { ArraysStart } from "./plan-start.ts";
import type { FillProblem, FillStart } from "./simplex/fill-problem.ts";
import { layOutRows } from "./simplex/matrix.ts";

/**
 * One component for the simplex method: x_k units of a column are measured in about a kilogram (in powers of two, so
 * that nothing is rounded), every row and line in the measure of its greatest entry. In kilograms a lane takes all goods
 * alike and the entries are near 1, where in units a glove and a ventilator are four powers of ten apart.
 */
export interface FillProgram {
  readonly problem: FillProblem;
  /** Column k of the problem is column `columns[k]` of the arrays. */
  readonly columns: Int32Array;
  /** length columns: units = x × this. */
  readonly columnMeasure: Float64Array;
  /** length lines: units = share × this. */
  readonly lineMeasure: Float64Array;
  /** length component.rows: what the row was divided by. */
  readonly rowMeasure: Float64Array;
  /** What the costs of each objective were divided by. */
  readonly costMeasure: readonly number[];
}

/** Of its lines so many must have been there before for a component to begin where another problem ended. */
const KNOWN_PART = 0.8;

/** Returns the program of a component. O(entries). */
export function buildFillProgram(arrays: PlanArrays, { demands, rows }: Component): FillProgram {
  const { demandStart, entryStart, entryRow, entryRate, unitMass } = arrays;
  const count = demands.reduce((sum, d) => sum + demandStart[d + 1]! - demandStart[d]!, 0);
  const columns = new Int32Array(count);
  const lineOfColumn = new Int32Array(count);
  const columnMeasure = new Float64Array(count);
  const lineMeasure = new Float64Array(demands.length);
  let entries = 0;
  let k = 0;
  demands.forEach((d, line) => {
    for (let j = demandStart[d]!; j < demandStart[d + 1]!; j++, k++) {
      columns[k] = j;
      lineOfColumn[k] = line;
      columnMeasure[k] = 1 / roundToPower(unitMass[j]!);
      lineMeasure[line] = Math.max(lineMeasure[line]!, columnMeasure[k]!);
      entries += entryStart[j + 1]! - entryStart[j]! + 1;
    }
  });
  const place = placeRows(arrays, rows);
  const rowMeasure = new Float64Array(rows.length);
  columns.forEach((j, at) => {
    for (let e = entryStart[j]!; e < entryStart[j + 1]!; e++) {
      const row = place[entryRow[e]!]!;
      rowMeasure[row] = Math.max(rowMeasure[row]!, entryRate[e]! * columnMeasure[at]!);
    }
  });
  rowMeasure.forEach((greatest, row) => {
    rowMeasure[row] = roundToPower(greatest);
  });
  const start = new Int32Array(count + 1);
  const row = new Int32Array(entries);
  const value = new Float64Array(entries);
  let at = 0;
  columns.forEach((j, column) => {
    const measure = columnMeasure[column]!;
    for (let e = entryStart[j]!; e < entryStart[j + 1]!; e++, at++) {
      row[at] = place[entryRow[e]!]!;
      value[at] = (entryRate[e]! * measure) / rowMeasure[row[at]!]!;
    }
    row[at] = rows.length + lineOfColumn[column]!;
    value[at] = measure / lineMeasure[lineOfColumn[column]!]!;
    start[column + 1] = ++at;
  });
  const shape = { rowCount: rows.length + demands.length, columnCount: count };
  const { costs, costMeasure } = measureCosts(arrays, columns, columnMeasure);
  const inLines = (all: Float64Array) =>
    Float64Array.from(demands, (d, line) => all[d]! / lineMeasure[line]!);
  return {
    problem: {
      matrix: layOutRows(shape, start, row, value),
      capacity: Float64Array.from(rows, (r, i) => arrays.rowBound[r]! / rowMeasure[i]!),
      lineOfColumn,
      stages: arrays.stages.map(({ gain, cap }) => ({ weight: inLines(gain), full: inLines(cap) })),
      costs,
    },
    columns,
    columnMeasure,
    lineMeasure,
    rowMeasure,
    costMeasure,
  };
}

/**
 * Where to begin in a component: what of the start is in it. `undefined` where too few of its lines were in the start to be
 * worth it. O(entries of the bottlenecks + columns + rows).
 */
export function beginFill(
  arrays: PlanArrays,
  { demands, rows }: Component,
  program: FillProgram,
  start: ArraysStart,
): FillStart | undefined {
  const { problem, columns, rowMeasure, lineMeasure, costMeasure } = program;
  const { columnCount } = problem.matrix;
  const basic: number[] = [];
  const isKnown = new Uint8Array(demands.length);
  columns.forEach((j, k) => {
    if (start.isBasicColumn[j] === 0) return;
    basic.push(k);
    isKnown[problem.lineOfColumn[k]!] = 1;
  });
  const known = isKnown.reduce((sum, one) => sum + one, 0);
  if (known < KNOWN_PART * demands.length) return undefined;
  rows.forEach((r, i) => {
    if (start.isBasicRow[r] === 1) basic.push(columnCount + i);
  });
  const place = placeRows(arrays, rows);
  const lineAt = new Map(demands.map((d, line) => [d, line]));
  const placeOwn = (own: OwnProof): OwnPrices | undefined => {
    const entries = [
      ...own.rows.map((r, i) => ({ row: place[r]!, value: own.prices[i]! * (rowMeasure[place[r]!] ?? 0) })),
      ...own.demands.map((d, i) => {
        const line = lineAt.get(d) ?? -1;
        return { row: line < 0 ? -1 : rows.length + line, value: -own.lambda[i]! * (lineMeasure[line] ?? 0) };
      }),
    ];
    if (entries.some(({ row }) => row < 0)) return undefined;
    return {
      rows: Int32Array.from(entries, ({ row }) => row),
      values: Float64Array.from(entries, ({ value }) => value),
    };
  };
  const prices = start.bottlenecks.map((one) => {
    return { ...placePrices(one, place, rowMeasure), own: one.own && placeOwn(one.own) };
  });
  const slackCosts = start.slackCosts.flatMap(({ row, costs, measures }) => {
    const at = place[row]!;
    if (at < 0) return [];
    const inMeasure = (cost: number, k: number) =>
      measures[k] === costMeasure[k] ? cost : (cost * measures[k]!) / Math.max(1, costMeasure[k]!);
    return [{ row: at, costs: costs.map((cost, k) => inMeasure(cost, k) * rowMeasure[at]!) }];
  });
  return { basic, prices: prices.filter((one) => one.rows.length > 0), slackCosts };
}

/** Prices by rows of the component, ascending, those of other rows left out. O(entries · log). */
function placePrices(
  { rows, prices }: { readonly rows: readonly number[]; readonly prices: readonly number[] },
  place: Int32Array,
  rowMeasure: Float64Array,
): { readonly rows: Int32Array; readonly prices: Float64Array } {
  const order: number[] = [];
  rows.forEach((r, i) => {
    if (place[r]! >= 0) order.push(i);
  });
  order.sort((a, b) => place[rows[a]!]! - place[rows[b]!]!);
  const placed = { rows: new Int32Array(order.length), prices: new Float64Array(order.length) };
  order.forEach((i, k) => {
    const row = place[rows[i]!]!;
    placed.rows[k] = row;
    placed.prices[k] = prices[i]! * rowMeasure[row]!;
  });
  return placed;
}

/** The power of two nearest to a positive number by its logarithm; 1 for zero. */
function roundToPower(value: number): number {
  return value > 0 ? 2 ** Math.round(Math.log2(value)) : 1;
}

function placeRows({ rowCount }: PlanArrays, rows: readonly number[]): Int32Array {
  const place = new Int32Array(rowCount).fill(-1);
  rows.forEach((r, i) => {
    place[r] = i;
  });
  return place;
}

/** The objectives in parts of their greatest; the last two are ties of one kind and become one. */
function measureCosts(
  { objectives, columnCount }: PlanArrays,
  columns: Int32Array,
  measure: Float64Array,
): { readonly costs: readonly Float64Array[]; readonly costMeasure: readonly number[] } {
  const [arrival, cost, tie, place] = objectives;
  if (arrival === undefined || cost === undefined || tie === undefined || place === undefined) {
    return { costs: [], costMeasure: [] };
  }
  const all = [
    (j: number) => arrival[j]!,
    (j: number) => cost[j]!,
    (j: number) => tie[j]! * columnCount + place[j]!,
  ];
  const costMeasure: number[] = [];
  const costs = all.map((costOf) => {
    const costs = new Float64Array(columns.length);
    let greatest = 0;
    for (let k = 0; k < costs.length; k++) {
      costs[k] = costOf(columns[k]!) * measure[k]!;
      greatest = Math.max(greatest, costs[k]!);
    }
    costMeasure.push(greatest);
    return greatest === 0 ? costs : costs.map((one) => one / greatest);
  });
  return { costs, costMeasure };
}
