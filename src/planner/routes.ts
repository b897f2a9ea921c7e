import type { PlanDemand, PlanLane, PlanProblem, PlanSupply } from "./problem.ts";

/**
 * How far towards each other a demand and the supplies could get: 0 no item answers, 1 an item answers, 2 a lane
 * joins the sites, 3 something arrives in the window, 4 with enough shelf life (there is a route).
 */
export type Reach = 0 | 1 | 2 | 3 | 4;

/** Every possible sending, structure of arrays, in order of demand, supply, lane, departure. */
export interface Routes {
  readonly count: number;
  readonly supply: Int32Array;
  readonly demand: Int32Array;
  readonly lane: Int32Array;
  readonly depart: Int32Array;
  readonly arrive: Int32Array;
  /** The furthest that any pair got, by demand and by supply. */
  readonly demandReach: readonly Reach[];
  readonly supplyReach: readonly Reach[];
}

/**
 * Returns every sending that the problem permits: the item answers the need, the supply is there to leave, it
 * arrives inside the window and the plan, and with the shelf life asked. Stops soon after `countMax`, with `count`
 * over it and the arrays cut short. Cost O(pairs of demand and supply with a common item × lanes + routes).
 */
export function listRoutes(problem: PlanProblem, countMax: number): Routes {
  const spans: Span[] = [];
  let count = 0;
  const demandReach = problem.demands.map((): Reach => 0);
  const supplyReach = problem.supplies.map((): Reach => 0);
  const suppliesOfItem = groupIndices(problem.supplies, (row) => row.item);
  const lanesOfPair = groupIndices(problem.lanes, (row) => row.from * problem.sites + row.to);
  for (let d = 0; d < problem.demands.length && count <= countMax; d++) {
    const wanted = problem.demands[d]!;
    for (const s of listSuppliesFor(wanted, suppliesOfItem)) {
      const offered = problem.supplies[s]!;
      let reach: Reach = 1;
      for (const e of lanesOfPair.get(offered.site * problem.sites + wanted.site) ?? []) {
        const span = findDepartures(problem, { wanted, offered, lane: problem.lanes[e]! });
        if (span.reach > reach) reach = span.reach;
        if (span.from > span.to) continue;
        spans.push({ demand: d, supply: s, lane: e, from: span.from, to: span.to });
        count += span.to - span.from + 1;
      }
      if (reach > demandReach[d]!) demandReach[d] = reach;
      if (reach > supplyReach[s]!) supplyReach[s] = reach;
    }
  }
  return { ...layOut(problem, spans, count), demandReach, supplyReach };
}

/** Sendings that differ in their departure only: in each period from `from` to `to`, both inclusive. */
interface Span {
  readonly demand: number;
  readonly supply: number;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

function layOut(
  { lanes }: PlanProblem,
  spans: readonly Span[],
  count: number,
): Omit<Routes, "demandReach" | "supplyReach"> {
  const supply = new Int32Array(count);
  const demand = new Int32Array(count);
  const lane = new Int32Array(count);
  const depart = new Int32Array(count);
  const arrive = new Int32Array(count);
  let j = 0;
  for (const span of spans) {
    const { transitPeriods } = lanes[span.lane]!;
    for (let t = span.from; t <= span.to; t++, j++) {
      supply[j] = span.supply;
      demand[j] = span.demand;
      lane[j] = span.lane;
      depart[j] = t;
      arrive[j] = t + transitPeriods;
    }
  }
  return { count, supply, demand, lane, depart, arrive };
}

/** Returns the span of departures, `from > to` when there is none, and how far the three got together. */
function findDepartures(
  problem: PlanProblem,
  pair: { readonly wanted: PlanDemand; readonly offered: PlanSupply; readonly lane: PlanLane },
): { readonly from: number; readonly to: number; readonly reach: Reach } {
  const { wanted, offered, lane } = pair;
  const transit = lane.transitPeriods;
  const from = Math.max(offered.availableFrom, wanted.windowFrom - transit);
  const inTime = Math.min(offered.availableUntil, wanted.windowTo - transit, problem.periods - 1 - transit);
  if (from > inTime) return { from: 0, to: -1, reach: 2 };
  if (offered.expiryPeriod === null) return { from, to: inTime, reach: 4 };
  const to = Math.min(inTime, offered.expiryPeriod - wanted.leastShelfLifePeriods - transit);
  return from > to ? { from: 0, to: -1, reach: 3 } : { from, to, reach: 4 };
}

/** Supplies of any accepted item, in ascending order: the order of columns must not depend on preference. */
function listSuppliesFor(
  wanted: PlanDemand,
  suppliesOfItem: ReadonlyMap<number, readonly number[]>,
): readonly number[] {
  return wanted.items.flatMap((item) => suppliesOfItem.get(item) ?? []).sort((a, b) => a - b);
}

function groupIndices<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => number,
): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  });
  return groups;
}
