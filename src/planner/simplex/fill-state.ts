import { openBasis, solveForward, type Basis } from "./basis.ts";
import { createEventQueue, type EventQueue } from "./event-queue.ts";
import type { FillProblem } from "./fill-problem.ts";
import { openOutsideRows, setOutside, type OutsideRows } from "./outside-rows.ts";
import type { RefineSpace } from "./refine.ts";
import { addAt, clearVector, createVector, type SparseVector } from "./sparse-vector.ts";

/**
 * A plan that moves with the level t. Variables 0 … columns − 1 are columns, columns + r is the slack of row r.
 *
 * Invariants: x_B(t) = B⁻¹ (capacity, φ(t)), every basic variable a straight line in t, kept as its value at the time it
 * last changed direction and its slope; x_B ≥ 0 but for what waits in the queue; reduced costs of the first objective ≥ 0
 * on the walk (begun elsewhere they may be below, until `lowerCosts`).
 */
export interface FillState {
  readonly problem: FillProblem;
  readonly basis: Basis;
  /** length variables: where it stands in the basis, −1 when it is not. */
  readonly position: Int32Array;
  /** length variables each; of basic variables only. */
  readonly value: Float64Array;
  readonly slope: Float64Array;
  readonly since: Float64Array;
  /** length variables: how far below zero a value may be. */
  readonly tolerance: Float64Array;
  /** Prices of the rows for each objective: by row. What a variable lowers or raises it by is `reducedCostOf`. */
  readonly prices: readonly Float64Array[];
  /**
   * For each objective, by row: what the slack of a bottleneck's row costs that came into the basis where it was taken apart, so
   * that prices stay as they were. Zero for all others, and for what is outside the basis.
   */
  readonly slackCosts: readonly Float64Array[];
  /** length variables: reduced costs of the first objective, of variables outside the basis. */
  readonly reduced: Float64Array;
  readonly outsideRows: OutsideRows;
  /** length variables: the bottleneck that holds it at zero, −1 where none does; see `held-at-zero.ts`. */
  readonly heldBy: Int32Array;
  /** When each basic variable falls to zero; now, for one that is below it, and when settling the more below the earlier. */
  readonly queue: EventQueue;
  /** length lines: φ_d(t) = share + rise t. */
  readonly share: Float64Array;
  readonly rise: Float64Array;
  /** A slope below this is the last bits of a sum. */
  readonly slopeLeast: number;
  level: number;
  /** The level stands still, and what is furthest below zero comes first. */
  isSettling: boolean;
  /** Work on the changes since the last factorisation, in entries; Infinity asks for one. */
  work: number;
  refreshes: number;
  exchanges: number;
  readonly byRow: SparseVector;
  readonly byPosition: SparseVector;
  readonly byVariable: SparseVector;
  /** Working memory of the ratio test, of length variables each. */
  readonly falling: {
    readonly variables: Int32Array;
    readonly entries: Float64Array;
    readonly costs: Float64Array;
  };
  /** By row, zero between uses. */
  readonly price: Float64Array;
  readonly refineSpace: RefineSpace;
}

/** A slope below this part of what it was before a change is the last bits of a difference. */
const SLOPE_TOLERANCE = 1e-11;
/** The same, of the greatest rise of any line. */
const SLOPE_LEAST = 1e-13;
/** How far below zero a value may be, of the most that it can be. */
export const VALUE_TOLERANCE = 1e-9;
/** A rise of the level by less than this, levels being about 1, is the last bits of a time. */
const LEVEL_LEAST = 1e-12;
/** A reduced cost below this, costs being 0 … 1, is zero. */
const COST_LEAST = 1e-11;
/**
 * Returns the plan that sends nothing: each line at its cheapest column, all other rows at their slacks; or, where `begun`
 * names variables, the basis of those, lines without one at their cheapest column. To be refreshed.
 */
export function openState(problem: FillProblem, begun?: readonly number[]): FillState {
  const { matrix, capacity, stages } = problem;
  const { rowCount, columnCount } = matrix;
  const variables = columnCount + rowCount;
  const cheapest = findCheapest(problem);
  const slacks = Int32Array.from(capacity, (_, row) => columnCount + row);
  const basic = begun === undefined ? [...slacks, ...cheapest] : completeLines(problem, begun, cheapest);
  const basis = openBasis(matrix, basic);
  const greatestRise = stages.reduce((most, { weight }) => weight.reduce((a, b) => Math.max(a, b), most), 0);
  const state: FillState = {
    problem,
    basis,
    position: new Int32Array(variables).fill(-1),
    value: new Float64Array(variables),
    slope: new Float64Array(variables),
    since: new Float64Array(variables),
    tolerance: new Float64Array(variables),
    prices: problem.costs.map(() => new Float64Array(rowCount)),
    slackCosts: problem.costs.map(() => new Float64Array(capacity.length)),
    reduced: new Float64Array(variables),
    outsideRows: openOutsideRows(matrix),
    heldBy: new Int32Array(variables).fill(-1),
    queue: createEventQueue(variables),
    share: new Float64Array(rowCount - capacity.length),
    rise: new Float64Array(rowCount - capacity.length),
    slopeLeast: SLOPE_LEAST * greatestRise,
    level: 0,
    isSettling: false,
    work: 0,
    refreshes: 0,
    exchanges: 0,
    byRow: createVector(rowCount),
    byPosition: createVector(rowCount),
    byVariable: createVector(variables),
    falling: {
      variables: new Int32Array(variables),
      entries: new Float64Array(variables),
      costs: new Float64Array(variables),
    },
    price: new Float64Array(rowCount),
    refineSpace: { vector: createVector(rowCount), low: new Float64Array(rowCount) },
  };
  for (const variable of basis.basic) {
    if (variable < columnCount) setOutside(state.outsideRows, variable, false);
  }
  resetTolerances(state);
  return state;
}

/** Adds the cheapest column of each line that has none. */
function completeLines(
  { matrix, lineOfColumn }: FillProblem,
  begun: readonly number[],
  cheapest: Int32Array,
): readonly number[] {
  const hasOne = new Uint8Array(cheapest.length);
  for (const variable of begun) if (variable < matrix.columnCount) hasOne[lineOfColumn[variable]!] = 1;
  return [...begun, ...cheapest.filter((_, line) => hasOne[line] === 0)];
}

/** For each line the column of the least costs a unit, the objectives one after the other, then the first. */
function findCheapest({ matrix, lineOfColumn, costs, capacity }: FillProblem): Int32Array {
  const cheapest = new Int32Array(matrix.rowCount - capacity.length).fill(-1);
  const part = (j: number) => matrix.columnValue[matrix.columnStart[j + 1]! - 1]!;
  lineOfColumn.forEach((line, j) => {
    const best = cheapest[line]!;
    if (best < 0) {
      cheapest[line] = j;
      return;
    }
    for (const cost of costs) {
      const mine = cost[j]! * part(best);
      const its = cost[best]! * part(j);
      if (mine === its) continue;
      if (mine < its) cheapest[line] = j;
      return;
    }
  });
  return cheapest;
}

/** Lets every value be below zero by its tolerance and no more. @mutates state */
export function resetTolerances({ problem, tolerance }: FillState): void {
  const { matrix, capacity, lineOfColumn, stages } = problem;
  const { columnCount } = matrix;
  const full = stages.at(-1)!.full;
  for (let j = 0; j < columnCount; j++) tolerance[j] = VALUE_TOLERANCE * full[lineOfColumn[j]!]!;
  capacity.forEach((bound, row) => {
    tolerance[columnCount + row] = VALUE_TOLERANCE * bound;
  });
}

/** Returns the value of a basic variable at the present level. */
export function valueNow(state: FillState, variable: number): number {
  return state.value[variable]! + state.slope[variable]! * (state.level - state.since[variable]!);
}

/** Sets value and slope from the present level on. @mutates state */
export function setLine(state: FillState, variable: number, value: number, slope: number): void {
  state.value[variable] = value;
  state.slope[variable] = slope;
  state.since[variable] = state.level;
  let when = slope < 0 ? state.level + value / -slope : Infinity;
  const isRisingBack = slope > 0 && -value < LEVEL_LEAST * slope;
  if (value < -state.tolerance[variable]! && !isRisingBack) {
    when = state.isSettling ? value : state.level;
  }
  state.queue.set(variable, when);
}

/** Adds to value and slope at the present level. @mutates state */
export function changeLine(state: FillState, variable: number, value: number, slope: number): void {
  const before = state.slope[variable]!;
  const after = before + slope;
  const least = Math.max(SLOPE_TOLERANCE * Math.abs(before), state.slopeLeast);
  setLine(state, variable, valueNow(state, variable) + value, Math.abs(after) < least ? 0 : after);
}

/**
 * Changes the rises of `lines` from the present level on, and what is sent to them, by so much each. The caller keeps
 * `share`, which is what a line has at level 0. @mutates state
 */
export function changeLines(
  state: FillState,
  lines: readonly number[],
  by: { readonly rise: readonly number[]; readonly share?: readonly number[] },
): void {
  lines.forEach((line, i) => {
    state.rise[line]! += by.rise[i]!;
  });
  spread(state, lines, by.rise, (variable, delta) => changeLine(state, variable, 0, delta));
  if (by.share !== undefined) {
    spread(state, lines, by.share, (variable, delta) => changeLine(state, variable, delta, 0));
  }
}

/** Tells by how much each basic variable changes when the right-hand sides of `lines` do. @mutates state: byPosition */
function spread(
  { byPosition, basis, problem }: FillState,
  lines: readonly number[],
  by: readonly number[],
  change: (variable: number, delta: number) => void,
): void {
  lines.forEach((line, i) => {
    addAt(byPosition, problem.capacity.length + line, by[i]!);
  });
  solveForward(basis, byPosition);
  for (let k = 0; k < byPosition.count; k++) {
    const p = byPosition.index[k]!;
    const delta = byPosition.values[p]!;
    if (delta !== 0) change(basis.basic[p]!, delta);
  }
  clearVector(byPosition);
}

/** Returns the reduced cost of a variable, for one of the objectives, from the prices of its rows. O(its entries). */
export function reducedCostOf(state: FillState, objective: number, variable: number): number {
  const { problem, prices, slackCosts } = state;
  const { columnCount, columnStart, columnRow, columnValue } = problem.matrix;
  const price = prices[objective]!;
  if (variable >= columnCount) {
    const row = variable - columnCount;
    return dropLastBits(slackCosts[objective]![row]! - price[row]!);
  }
  let sum = problem.costs[objective]![variable]!;
  const end = columnStart[variable + 1]!;
  for (let e = columnStart[variable]!; e < end; e++) sum -= price[columnRow[e]!]! * columnValue[e]!;
  return dropLastBits(sum);
}

export function dropLastBits(reduced: number): number {
  return Math.abs(reduced) < COST_LEAST ? 0 : reduced;
}
