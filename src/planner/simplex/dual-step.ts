import { clearWork, computeColumn, computeRow, exchange, isPivotSound, priceRow } from "./exchange.ts";
import { reducedCostOf, type FillState } from "./fill-state.ts";
import { refreshIfDue } from "./refresh.ts";

/** An entry of a row below this is the last bits of a sum: nothing can enter by it. */
const ENTRY_LEAST = 1e-8;
/** The same, of the row's greatest entry, for the first try and those after a pivot that could not be trusted. */
const ENTRY_PARTS = [1e-12, 1e-10, 1e-7] as const;
/** Ratios that differ by less than this part are alike. */
const RATIO_TOLERANCE = 1e-10;
/** A reduced cost of the first objective may fall this far below zero for the sake of a greater pivot (Harris 1973). */
const COST_SLACK = 1e-9;
/** Of the entries that may be taken none is, below this part of the greatest. */
const PIVOT_PART = 0.1;

/** `blocked`: nothing can enter; the row of `leaving` is in `byRow` and is a proof. */
export type DualStep =
  | { readonly status: "exchanged" }
  | { readonly status: "blocked" }
  | { readonly status: "failed"; readonly reason: string };

const EXCHANGED: DualStep = { status: "exchanged" };
const BLOCKED: DualStep = { status: "blocked" };

/**
 * Takes `leaving`, which would fall below zero, out of the basis by the dual simplex method (Lemke 1954), for a variable
 * with a negative entry in its row. After `blocked` the caller clears the working vectors. @mutates state
 */
export function stepDual(state: FillState, leaving: number): DualStep {
  for (const part of ENTRY_PARTS) {
    const p = state.position[leaving]!;
    computeRow(state, p);
    priceRow(state);
    const entering = chooseEntering(state, part);
    if (entering < 0) return BLOCKED;
    computeColumn(state, entering);
    const isSound = isPivotSound(state, p, entering);
    if (isSound) exchange(state, p, entering);
    else state.work = Infinity;
    clearWork(state);
    if (!refreshIfDue(state)) return { status: "failed", reason: "the basis became singular" };
    if (isSound) return EXCHANGED;
  }
  return { status: "failed", reason: "a pivot could not be trusted" };
}

/**
 * Returns the variable that enters: of those with a negative entry the one of the least ratio reduced cost / −entry, by the
 * first objective within `COST_SLACK`; of these, and with an entry not much below their greatest, by the objectives one
 * after the other. −1 when there is none.
 */
function chooseEntering(state: FillState, part: number): number {
  const { byVariable, reduced: first, falling } = state;
  const { index, values, count } = byVariable;
  let size = 0;
  for (let k = 0; k < count; k++) {
    const entry = values[index[k]!]!;
    if (entry > size) size = entry;
    else if (-entry > size) size = -entry;
  }
  const entryLeast = Math.max(ENTRY_LEAST, part * size);
  // What has a negative entry, side by side: two more runs go over these alone.
  const { variables, entries, costs } = falling;
  let fallingCount = 0;
  let bound = Infinity;
  for (let k = 0; k < count; k++) {
    const variable = index[k]!;
    const entry = -values[variable]!;
    if (entry < entryLeast) continue;
    const cost = first[variable]!;
    variables[fallingCount] = variable;
    entries[fallingCount] = entry;
    costs[fallingCount++] = cost;
    const ratio = (Math.max(0, cost) + COST_SLACK) / entry;
    if (ratio < bound) bound = ratio;
  }
  let greatest = 0;
  for (let k = 0; k < fallingCount; k++) {
    const entry = entries[k]!;
    if (entry > greatest && costs[k]! <= bound * entry) greatest = entry;
  }
  const least = Math.max(entryLeast, PIVOT_PART * greatest);
  let best = -1;
  let bestEntry = 0;
  for (let k = 0; k < fallingCount; k++) {
    const entry = entries[k]!;
    if (entry < least || costs[k]! > bound * entry) continue;
    const variable = variables[k]!;
    if (best < 0 || compareRatios(state, { variable, entry }, { variable: best, entry: bestEntry }) < 0) {
      best = variable;
      bestEntry = entry;
    }
  }
  return best;
}

interface Candidate {
  readonly variable: number;
  readonly entry: number;
}

/** Below zero where `mine` is better: by ratios in turn, then by the greater entry, then by index. */
function compareRatios(state: FillState, mine: Candidate, best: Candidate): number {
  for (let objective = 0; objective < state.prices.length; objective++) {
    const costOf = (variable: number) =>
      objective === 0 ? state.reduced[variable]! : reducedCostOf(state, objective, variable);
    const other = costOf(best.variable) / best.entry;
    const difference = costOf(mine.variable) / mine.entry - other;
    if (Math.abs(difference) > RATIO_TOLERANCE * (1 + Math.abs(other))) return difference;
  }
  return best.entry - mine.entry || mine.variable - best.variable;
}
