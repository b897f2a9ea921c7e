import type { PlanArrays } from "./arrays.ts";

/** Prices by row, ≥ 0, per unit of the row's bound, and what the plan whose amounts were given comes to by them. */
export interface LeastPart {
  readonly prices: Float64Array;
  /** The least that any plan with the same units a line can come to. */
  readonly bound: number;
  /** How much more the plan comes to. */
  readonly gap: number;
}

export interface LeastArrays {
  /** Of Σ units × period × severity. */
  readonly arrival: LeastPart;
  /** Of Σ cost + `arrivalPrice` × arrival, in the arrays' measure of cost. */
  readonly cost: LeastPart;
  readonly arrivalPrice: number;
}

/** Of the greatest price of a unit in its line: a way dearer by less is as good. */
const TIGHT_TOLERANCE = 1e-7;
/** Of the greatest price in its line: what is missing by less is the last bits of a sum. */
const SAVING_TOLERANCE = 1e-9;

/**
 * Returns prices that prove `amounts` the earliest, and of the plans as early the cheapest, among the plans that give each line
 * as many units; but for a gap, where whole units lie off the optimum.
 *
 * With prices y ≥ 0 on rows let μ_d be the least of c_j + Σ_r y_r a_rj over the ways j of line d. Any plan x with f_d
 * units for each line has Σ c_j x_j ≥ Σ μ_d f_d − Σ y_r b_r (weak duality), and the difference is Σ x_j (c_j + Σ y a − μ_d) + Σ y_r
 * (b_r − use_r), each part ≥ 0: that is the gap.
 *
 * The cheapest of the earliest: c = cost + ρ · arrival, with ρ = `arrivalPrice` so great that no saving is worth a later
 * arrival, for the rows and ways of `costPrices` and for the ways that have no column. Prices are then `costPrices` + ρ ·
 * `arrivalPrices`, none below zero. O(entries).
 */
export function proveLeast(
  arrays: PlanArrays,
  found: { readonly arrivalPrices: Float64Array; readonly costPrices: Float64Array },
  amounts: Float64Array,
): LeastArrays {
  const { arrivalPrices, costPrices } = found;
  const [arrivals, costs] = arrays.objectives;
  if (arrivals === undefined || costs === undefined) throw new Error("the arrays have no objectives");
  const arrivalPrice = findArrivalPrice(arrays, found);
  const combined = costs.map((cost, j) => cost + arrivalPrice * arrivals[j]!);
  const prices = costPrices.map((price, r) => Math.max(0, price + arrivalPrice * arrivalPrices[r]!));
  return {
    arrival: judge(arrays, { costs: arrivals, prices: arrivalPrices }, amounts),
    cost: judge(arrays, { costs: combined, prices }, amounts),
    arrivalPrice,
  };
}

interface Priced {
  readonly costs: Float64Array;
  readonly prices: Float64Array;
}

/** c_j + Σ_r y_r a_rj of column j. */
function priceColumn(
  { entryStart, entryRow, entryRate }: PlanArrays,
  { costs, prices }: Priced,
  j: number,
): number {
  let sum = costs[j]!;
  for (let e = entryStart[j]!; e < entryStart[j + 1]!; e++) sum += prices[entryRow[e]!]! * entryRate[e]!;
  return sum;
}

function findArrivalPrice(
  arrays: PlanArrays,
  { arrivalPrices, costPrices }: { readonly arrivalPrices: Float64Array; readonly costPrices: Float64Array },
): number {
  const [arrivals, costs] = arrays.objectives;
  const early = { costs: arrivals!, prices: arrivalPrices };
  const cheap = { costs: costs!, prices: costPrices };
  let most = arrays.savedByWaiting;
  costPrices.forEach((price, r) => {
    if (price < 0 && arrivalPrices[r]! > 0) most = Math.max(most, -price / arrivalPrices[r]!);
  });
  for (let d = 0; d < arrays.demandCount; d++) {
    const [from, to] = [arrays.demandStart[d]!, arrays.demandStart[d + 1]!];
    let earliest = Infinity;
    let latest = 0;
    for (let j = from; j < to; j++) {
      const one = priceColumn(arrays, early, j);
      earliest = Math.min(earliest, one);
      latest = Math.max(latest, one);
    }
    const isTight = (one: number) => one - earliest <= TIGHT_TOLERANCE * latest;
    let cheapest = Infinity;
    for (let j = from; j < to; j++) {
      if (isTight(priceColumn(arrays, early, j)))
        cheapest = Math.min(cheapest, priceColumn(arrays, cheap, j));
    }
    for (let j = from; j < to; j++) {
      const one = priceColumn(arrays, early, j);
      const saved = cheapest - priceColumn(arrays, cheap, j);
      if (isTight(one) || saved <= SAVING_TOLERANCE * Math.abs(cheapest)) continue;
      most = Math.max(most, saved / (one - earliest));
    }
  }
  return most;
}

function judge(arrays: PlanArrays, priced: Priced, amounts: Float64Array): LeastPart {
  const { prices, costs } = priced;
  const left = arrays.rowBound.slice();
  let gap = 0;
  let value = 0;
  for (let d = 0; d < arrays.demandCount; d++) {
    const [from, to] = [arrays.demandStart[d]!, arrays.demandStart[d + 1]!];
    let least = Infinity;
    for (let j = from; j < to; j++) least = Math.min(least, priceColumn(arrays, priced, j));
    for (let j = from; j < to; j++) {
      const units = amounts[j]!;
      if (units === 0) continue;
      value += units * costs[j]!;
      gap += units * (priceColumn(arrays, priced, j) - least);
      for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
        left[arrays.entryRow[e]!]! -= units * arrays.entryRate[e]!;
      }
    }
  }
  left.forEach((rest, r) => {
    gap += rest * prices[r]!;
  });
  return { prices, bound: value - gap, gap };
}
