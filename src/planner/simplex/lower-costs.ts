import { clearWork, computeColumn, computeRow, exchange, isPivotSound } from "./exchange.ts";
import { reducedCostOf, type FillState } from "./fill-state.ts";
import { refresh, refreshCosts, refreshIfDue } from "./refresh.ts";

/** A reduced cost above this below zero is zero. */
const COST_TOLERANCE = 1e-9;
/** An entry of a column below this does not bind. */
const ENTRY_LEAST = 1e-8;
/** A value may fall below zero by this part of its tolerance for the sake of a greater pivot. */
const RATIO_SLACK = 0.01;
/** So many candidates are kept from one run over all columns. */
const CANDIDATES_MAX = 300;

/**
 * Brings the plan to the least cost, objective after objective, by the primal simplex method from where it stands: what the
 * walk chose for the sake of its pivots is put right here. Right-hand sides stay, and what is held at zero.
 * `exchangesMore`: at most so many exchanges. Returns what went wrong. O(exchanges × (a row and a column of the inverse) + runs × columns). @mutates state
 */
export function lowerCosts(state: FillState, exchangesMore?: number): string | undefined {
  if (!refresh(state)) return "the basis became singular";
  refreshCosts(state);
  const exchangesMax = state.exchanges + (exchangesMore ?? 10_000 + 2 * state.basis.basic.length);
  for (;;) {
    const candidates = listCandidates(state);
    if (candidates.length === 0) return undefined;
    let isChanged = false;
    for (const entering of candidates) {
      if (state.position[entering]! >= 0 || !isWorthwhile(state, entering)) continue;
      const isDone = enter(state, entering);
      clearWork(state);
      if (!refreshIfDue(state)) return "the basis became singular";
      if (isDone) isChanged = true;
      if (state.exchanges > exchangesMax) return "no end of exchanges for the least cost";
    }
    if (!isChanged) return "no exchange lowers the cost";
    if (!refresh(state)) return "the basis became singular";
    refreshCosts(state);
  }
}

/**
 * Returns, for each objective, the price of each capacity row at the plan that `lowerCosts` ended in, raised by `raisePrices`: by how much the objective
 * would fall for one more of the row. Of the first it is ≥ 0; of a later one it may be below zero where an earlier one has a
 * price. O(objectives × rows).
 */
export function readRowPrices(state: FillState): readonly Float64Array[] {
  const { problem, position, heldBy, prices } = state;
  const { matrix, capacity } = problem;
  return prices.map((_, objective) =>
    capacity.map((_, row) => {
      const slack = matrix.columnCount + row;
      const price = position[slack]! >= 0 && heldBy[slack]! < 0 ? 0 : -prices[objective]![row]!;
      return Math.abs(price) > COST_TOLERANCE ? price : 0;
    }),
  );
}

/** True where the first reduced cost that is not zero is below it. */
function isWorthwhile(state: FillState, variable: number): boolean {
  for (let objective = 0; objective < state.prices.length; objective++) {
    const reduced = reducedCostOf(state, objective, variable);
    if (reduced < -COST_TOLERANCE) return true;
    if (reduced > COST_TOLERANCE) return false;
  }
  return false;
}

/** The variables outside the basis that lower the cost, those that lower an earlier objective, and more, first. */
function listCandidates(state: FillState): readonly number[] {
  const { position, heldBy, prices, problem } = state;
  const variables = problem.matrix.columnCount + problem.capacity.length;
  const found: { readonly variable: number; readonly reduced: readonly number[] }[] = [];
  for (let variable = 0; variable < variables; variable++) {
    if (position[variable]! >= 0 || heldBy[variable]! >= 0 || !isWorthwhile(state, variable)) continue;
    found.push({ variable, reduced: prices.map((_, k) => reducedCostOf(state, k, variable)) });
  }
  found.sort((a, b) => {
    const k = a.reduced.findIndex((reduced, i) => Math.abs(reduced - b.reduced[i]!) > COST_TOLERANCE);
    return k < 0 ? a.variable - b.variable : a.reduced[k]! - b.reduced[k]!;
  });
  return found.slice(0, CANDIDATES_MAX).map(({ variable }) => variable);
}

/** Brings a variable into the basis; false where nothing stands in its way or its pivot cannot be trusted. */
function enter(state: FillState, entering: number): boolean {
  computeColumn(state, entering);
  const p = chooseLeaving(state);
  if (p < 0) return false;
  computeRow(state, p);
  if (!isPivotSound(state, p, entering)) {
    state.work = Infinity;
    return false;
  }
  exchange(state, p, entering);
  return true;
}

/** Returns the position of the basic variable that reaches zero first as the one in `byPosition` enters (Harris 1973). */
function chooseLeaving({ byPosition, basis, value, tolerance }: FillState): number {
  const { index, values, count } = byPosition;
  let most = Infinity;
  for (let k = 0; k < count; k++) {
    const p = index[k]!;
    const entry = values[p]!;
    if (entry < ENTRY_LEAST) continue;
    const variable = basis.basic[p]!;
    most = Math.min(most, (Math.max(0, value[variable]!) + RATIO_SLACK * tolerance[variable]!) / entry);
  }
  let best = -1;
  for (let k = 0; k < count; k++) {
    const p = index[k]!;
    const entry = values[p]!;
    if (entry < ENTRY_LEAST || Math.max(0, value[basis.basic[p]!]!) / entry > most) continue;
    if (best < 0 || entry > values[best]! || (entry === values[best] && p < best)) best = p;
  }
  return best;
}
