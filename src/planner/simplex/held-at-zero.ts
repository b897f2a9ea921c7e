import type { OwnPrices, PricedCut } from "../cuts.ts";
import { computeColumn, exchange, forgetSlackCosts, isPivotSound } from "./exchange.ts";
import type { SlackCosts } from "./fill-problem.ts";
import { reducedCostOf, type FillState } from "./fill-state.ts";
import { setOutside } from "./outside-rows.ts";
import { addAt, clearVector } from "./sparse-vector.ts";

/**
 * What a bottleneck that is tight keeps at zero: the slacks of its priced rows, and every column whose price is more than its
 * line's λ (complementary slackness). Such variables are left out of the rows of the inverse, and the basis is taken apart
 * there: what the bottleneck ties together hangs on the others by one variable at zero, which is exchanged for the slack
 * of a priced row. The rows of the inverse then span what can still move or trade, and no more.
 *
 * Prices that prove a bottleneck make up for it: what a held variable lacks in a new proof, or in the prices of an
 * objective, is given by adding its bottleneck's prices often enough. These are ≥ λ everywhere, so they break nothing,
 * and tight, so they cost nothing.
 */

/** A variable is held by a bottleneck where the price beyond λ is above this part of the greatest. */
const BEYOND_PART = 1e-7;
/** The entry of the slack by which the basis is taken apart is not below this part of the greatest. */
const PIVOT_PART = 1e-6;
/** What is lacking by less than this part of the greatest is the last bits of a sum. */
const LACK_PART = 1e-9;
/** Prices beyond λ below this give nothing. */
const BEYOND_LEAST = 1e-10;
/** What own prices may make a column of the basis dearer, of their greatest: last bits. */
const BASIC_PART = 1e-9;
/** By so much more than is lacking prices are added, so that last bits leave nothing below zero. */
const BEYOND_ENOUGH = 1.0001;
/** A reduced cost above this below zero is zero. */
const COST_TOLERANCE = 1e-9;
/** Of its bound: a bottleneck that lines leave more of is not tight. */
const TIGHT_TOLERANCE = 1e-9;

/**
 * After a blocked step, whose row is in `byRow` and `byVariable` and whose bottleneck is the last of `cuts`: holds at zero what it
 * does, and takes the basis apart. Nothing is done where no priced row can take the place of `leaving`. @mutates state
 */
export function holdAfterStop(state: FillState, leaving: number, cut: number): void {
  const { byVariable, problem, position, heldBy } = state;
  const { columnCount } = problem.matrix;
  const { index, values, count } = byVariable;
  let greatest = 0;
  let slack = -1;
  for (let k = 0; k < count; k++) {
    const variable = index[k]!;
    const entry = values[variable]!;
    greatest = Math.max(greatest, entry);
    if (variable < columnCount) continue;
    if (slack < 0 || entry > values[slack]! || (entry === values[slack] && variable < slack))
      slack = variable;
  }
  if (slack < 0 || values[slack]! < PIVOT_PART * greatest) return;
  const p = position[leaving]!;
  computeColumn(state, slack);
  if (!isPivotSound(state, p, slack)) return;
  for (let k = 0; k < count; k++) {
    const variable = index[k]!;
    if (variable !== slack && values[variable]! >= BEYOND_PART * greatest) hold(state, variable, cut);
  }
  heldBy[leaving] = cut;
  heldBy[slack] = cut;
  state.slackCosts.forEach((costs, objective) => {
    costs[slack - columnCount] = state.prices[objective]![slack - columnCount]!;
  });
  state.reduced[slack] = 0;
  exchange(state, p, slack);
}

/**
 * Holds at zero what those of `cuts` do that are tight at the shares, the first that does, and nothing else. O(entries of the priced
 * rows' columns). @mutates state
 */
export function holdByCuts(state: FillState, cuts: readonly PricedCut[], share: Float64Array): void {
  const { problem, heldBy } = state;
  const { rowStart, rowColumn, columnCount } = problem.matrix;
  release(state, () => true);
  cuts.forEach((cut, k) => {
    if (!isTight(cut, share)) return;
    const greatest = cut.prices.reduce((most, price) => Math.max(most, price), 0);
    putPrices(state, cut);
    for (const row of cut.rows) {
      if (heldBy[columnCount + row]! < 0) hold(state, columnCount + row, k);
      for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) {
        const j = rowColumn[e]!;
        if (heldBy[j]! < 0 && priceBeyond(state, j) > BEYOND_PART * greatest) hold(state, j, k);
      }
    }
    takePricesBack(state, cut);
  });
  problem.capacity.forEach((_, row) => {
    if (heldBy[columnCount + row]! < 0) forgetSlackCosts(state, columnCount + row);
  });
}

/** Lets everything move again that the bottlenecks for which `isReleased` hold; true where there was anything. @mutates state */
export function release(state: FillState, isReleased: (cut: number) => boolean): boolean {
  const { heldBy } = state;
  let isAny = false;
  for (let variable = 0; variable < heldBy.length; variable++) {
    if (heldBy[variable]! < 0 || !isReleased(heldBy[variable]!)) continue;
    letMove(state, variable);
    isAny = true;
  }
  return isAny;
}

/** True where the lines leave nothing of a bottleneck but last bits. O(its lines). */
export function isTight({ lines, lambda, bound }: PricedCut, share: Float64Array): boolean {
  let left = bound;
  lines.forEach((line, i) => {
    left -= lambda[i]! * share[line]!;
  });
  return left <= TIGHT_TOLERANCE * bound;
}

/**
 * Adds to `byRow`, a row of the inverse by which nothing can enter, what held variables lack in it. Returns the bottlenecks whose
 * prices were added. Held variables that theirs says nothing of are let go. @mutates state: byRow
 */
export function addHolders(state: FillState, cuts: readonly PricedCut[]): readonly number[] {
  const { byRow, byVariable: sum, problem, heldBy } = state;
  const { columnCount, rowStart, rowColumn, rowValue } = problem.matrix;
  // The row's entries outside are not needed for as long: their place is used, and given back as it was.
  const kept = {
    index: sum.index.slice(0, sum.count),
    values: Float64Array.from(sum.index.subarray(0, sum.count), (v) => sum.values[v]!),
  };
  clearVector(sum);
  let greatest = 0;
  for (let k = 0; k < byRow.count; k++) {
    const row = byRow.index[k]!;
    const x = byRow.values[row]!;
    greatest = Math.max(greatest, Math.abs(x));
    if (row < problem.capacity.length && heldBy[columnCount + row]! >= 0) addAt(sum, columnCount + row, x);
    for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) {
      if (heldBy[rowColumn[e]!]! >= 0) addAt(sum, rowColumn[e]!, x * rowValue[e]!);
    }
  }
  const lacking = new Map<number, { variable: number; lack: number }[]>();
  for (let k = 0; k < sum.count; k++) {
    const variable = sum.index[k]!;
    const lack = -sum.values[variable]!;
    if (lack <= LACK_PART * greatest) continue;
    const known = lacking.get(heldBy[variable]!);
    if (known === undefined) lacking.set(heldBy[variable]!, [{ variable, lack }]);
    else known.push({ variable, lack });
  }
  clearVector(sum);
  kept.index.forEach((variable, i) => addAt(sum, variable, kept.values[i]!));
  for (const [k, list] of lacking) {
    const cut = cuts[k]!;
    putPrices(state, cut);
    let times = 0;
    for (const { variable, lack } of list) {
      const beyond = priceBeyond(state, variable);
      if (beyond < BEYOND_LEAST) letMove(state, variable);
      else times = Math.max(times, (BEYOND_ENOUGH * lack) / beyond);
    }
    takePricesBack(state, cut);
    cut.rows.forEach((row, i) => addAt(byRow, row, times * cut.prices[i]!));
    cut.lines.forEach((line, i) => addAt(byRow, problem.capacity.length + line, -times * cut.lambda[i]!));
  }
  return [...lacking.keys()];
}

/** What slacks of the basis cost that prop up prices. O(rows). */
export function listSlackCosts({ slackCosts, problem }: FillState): readonly SlackCosts[] {
  const found: SlackCosts[] = [];
  problem.capacity.forEach((_, row) => {
    const costs = slackCosts.map((one) => one[row]!);
    if (costs.some((cost) => cost !== 0)) found.push({ row, costs });
  });
  return found;
}

/**
 * Raises the prices of each objective by those of the bottlenecks until no held variable would lower it, the earlier objectives
 * being alike. Bottlenecks found later first, each by its own prices: what these lower on rows of earlier bottlenecks, these
 * make up for. O(entries of all bottlenecks and of what they hold). @mutates state: prices
 */
export function raisePrices(state: FillState, cuts: readonly PricedCut[]): void {
  const { heldBy, prices } = state;
  const held: number[][] = cuts.map(() => []);
  heldBy.forEach((cut, variable) => {
    if (cut >= 0) held[cut]!.push(variable);
  });
  const added = cuts.map((cut) => chooseAdded(state, cut));
  prices.forEach((price, objective) => {
    for (let k = cuts.length - 1; k >= 0; k--) {
      const { rows, values } = added[k]!;
      putEntries(state, added[k]!);
      let times = 0;
      for (const variable of held[k]!) {
        const lack = -gainOf(state, objective, variable);
        const beyond = priceBeyond(state, variable);
        if (lack > COST_TOLERANCE && beyond >= BEYOND_LEAST) times = Math.max(times, lack / beyond);
      }
      for (const row of rows) state.price[row] = 0;
      if (times === 0) continue;
      rows.forEach((row, i) => {
        price[row]! -= times * values[i]!;
      });
    }
    // What is dearer by this objective is out of the question for those after it.
    for (let k = 0; k < cuts.length; k++) {
      held[k] = held[k]!.filter((variable) => gainOf(state, objective, variable) <= COST_TOLERANCE);
    }
  });
}

/** The prices by which a bottleneck raises others: its own, unless those would make what is in the basis dearer or cheaper. */
function chooseAdded(state: FillState, cut: PricedCut): OwnPrices {
  const { problem, position } = state;
  const { rowStart, rowColumn } = problem.matrix;
  const { own } = cut;
  const whole = {
    rows: Int32Array.from([...cut.rows, ...cut.lines.map((line) => problem.capacity.length + line)]),
    values: Float64Array.from([...cut.prices, ...cut.lambda.map((one) => -one)]),
  };
  if (own === undefined) return whole;
  const greatest = own.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  putEntries(state, own);
  let isSound = true;
  for (const row of own.rows) {
    for (let e = rowStart[row]!; e < rowStart[row + 1]! && isSound; e++) {
      const j = rowColumn[e]!;
      if (position[j]! >= 0 && Math.abs(priceBeyond(state, j)) > BASIC_PART * greatest) isSound = false;
    }
  }
  for (const row of own.rows) state.price[row] = 0;
  return isSound ? own : whole;
}

/** The reduced cost of a variable, of a slack without what it costs to prop up a price. */
function gainOf(state: FillState, objective: number, variable: number): number {
  const row = variable - state.problem.matrix.columnCount;
  return row < 0 ? reducedCostOf(state, objective, variable) : -state.prices[objective]![row]!;
}

function hold(state: FillState, variable: number, cut: number): void {
  state.heldBy[variable] = cut;
  if (variable < state.problem.matrix.columnCount) setOutside(state.outsideRows, variable, false);
}

function letMove(state: FillState, variable: number): void {
  const { heldBy, position, problem, outsideRows, reduced } = state;
  heldBy[variable] = -1;
  if (position[variable]! >= 0) return;
  if (variable < problem.matrix.columnCount) setOutside(outsideRows, variable, true);
  reduced[variable] = reducedCostOf(state, 0, variable);
}

/** Puts prices and −λ of a bottleneck into `price`, by row. @mutates state: price */
function putPrices({ price, problem }: FillState, { rows, prices, lines, lambda }: PricedCut): void {
  rows.forEach((row, i) => {
    price[row] = prices[i]!;
  });
  lines.forEach((line, i) => {
    price[problem.capacity.length + line] = -lambda[i]!;
  });
}

/** Puts entries into `price`. @mutates state: price */
function putEntries({ price }: FillState, { rows, values }: OwnPrices): void {
  rows.forEach((row, i) => {
    price[row] = values[i]!;
  });
}

/** @mutates state: price */
function takePricesBack({ price, problem }: FillState, { rows, lines }: PricedCut): void {
  for (const row of rows) price[row] = 0;
  for (const line of lines) price[problem.capacity.length + line] = 0;
}

/** By how much the price of a variable is more than its line's λ, by what is in `price`. O(its entries). */
function priceBeyond({ price, problem }: FillState, variable: number): number {
  const { columnCount, columnStart, columnRow, columnValue } = problem.matrix;
  if (variable >= columnCount) return price[variable - columnCount]!;
  let sum = 0;
  for (let e = columnStart[variable]!; e < columnStart[variable + 1]!; e++) {
    sum += price[columnRow[e]!]! * columnValue[e]!;
  }
  return sum;
}
