import { refactor, solveBackward } from "./basis.ts";
import { clearWork, computeColumn, computeRow, exchange, isPivotSound, priceRow } from "./exchange.ts";
import { reducedCostOf, setLine, type FillState } from "./fill-state.ts";
import { setOutside } from "./outside-rows.ts";
import { solveExactly } from "./refine.ts";
import { addAt, clearVector } from "./sparse-vector.ts";

/** Reduced costs are kept up from exchange to exchange, and computed anew at every so many factorisations. */
const COSTS_EVERY = 8;
/** Factorising costs about so many times its entries; then the work on changes since the last is as much. */
const REFACTOR_FACTOR = 30;
const CHANGES_MAX = 2000;

/** What stands in for a line's column is exchanged for one with an entry above this. */
const STAND_IN_LEAST = 1e-7;

/** Factorises anew where the changes since the last time cost as much; false when the basis is singular. @mutates state */
export function refreshIfDue(state: FillState): boolean {
  const { basis, work } = state;
  const limit = REFACTOR_FACTOR * (basis.factor.entries + basis.matrix.rowCount);
  return work <= limit && basis.changes.position.length <= CHANGES_MAX ? true : refresh(state);
}

/** Factorises anew and computes values and slopes from nothing; false when lines are left without a column. @mutates state */
export function refresh(state: FillState): boolean {
  const { basis, position, problem, slopeLeast } = state;
  refactor(basis);
  state.work = 0;
  for (const variable of basis.factor.dropped) {
    position[variable] = -1;
    if (state.heldBy[variable]! < 0) setOutside(state.outsideRows, variable, true);
    state.queue.set(variable, Infinity);
  }
  const { capacity } = problem;
  basis.basic.forEach((variable, p) => {
    position[variable] = p;
  });
  const rightHand = new Float64Array(basis.basic.length);
  rightHand.set(capacity);
  let isMoving = false;
  state.share.forEach((share, d) => {
    rightHand[capacity.length + d] = share + state.rise[d]! * state.level;
    if (state.rise[d] !== 0) isMoving = true;
  });
  const values = new Float64Array(rightHand.length);
  const slopes = new Float64Array(rightHand.length);
  solveExactly(basis, rightHand, { into: values, rounds: 2 });
  if (isMoving) {
    rightHand.fill(0);
    rightHand.set(state.rise, capacity.length);
    solveExactly(basis, rightHand, { into: slopes, rounds: 1 });
  }
  basis.basic.forEach((variable, p) => {
    const slope = slopes[p]!;
    setLine(state, variable, values[p]!, Math.abs(slope) < slopeLeast ? 0 : slope);
  });
  if (!expelStandIns(state)) return false;
  if (state.refreshes++ % COSTS_EVERY === 0 || basis.factor.dropped.length > 0) refreshCosts(state);
  return true;
}

/** Computes prices and reduced costs from nothing. O(objectives × entries). @mutates state */
export function refreshCosts(state: FillState): void {
  const { basis, problem, prices, slackCosts, reduced, position } = state;
  const { columnCount } = problem.matrix;
  const vector = state.byRow;
  problem.costs.forEach((cost, k) => {
    basis.basic.forEach((variable, p) => {
      const own = variable < columnCount ? cost[variable]! : (slackCosts[k]![variable - columnCount] ?? 0);
      if (own !== 0) addAt(vector, p, own);
    });
    solveBackward(basis, vector);
    prices[k]!.set(vector.values);
    clearVector(vector);
  });
  for (let variable = 0; variable < columnCount + problem.capacity.length; variable++) {
    reduced[variable] = position[variable]! >= 0 ? 0 : reducedCostOf(state, 0, variable);
  }
}

/**
 * Where a singular basis left the row of a line without a column, a unit column stands in for it that no plan has: it is
 * exchanged for the column with the greatest entry. False where there is none.
 */
function expelStandIns(state: FillState): boolean {
  const { basis, problem, byVariable, position } = state;
  const { columnCount } = problem.matrix;
  const first = columnCount + problem.capacity.length;
  for (const standIn of basis.basic.filter((variable) => variable >= first)) {
    const p = position[standIn]!;
    computeRow(state, p);
    priceRow(state);
    let best = -1;
    for (let k = 0; k < byVariable.count; k++) {
      const variable = byVariable.index[k]!;
      const entry = Math.abs(byVariable.values[variable]!);
      if (entry > (best < 0 ? STAND_IN_LEAST : Math.abs(byVariable.values[best]!))) best = variable;
    }
    if (best >= 0) computeColumn(state, best);
    const isSound = best >= 0 && isPivotSound(state, p, best);
    if (isSound) exchange(state, p, best);
    clearWork(state);
    if (!isSound) return false;
  }
  return true;
}
