import { type CapacityEntries, findCapacityRows, type RowDraft } from "./capacity-rows.ts";
import { pickInts, pickNumbers } from "./pick.ts";
import type { ConstraintName } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { listRoutes, type Reach, type Routes } from "./routes.ts";
import { appendEntry, createEntries } from "./simplex/growing-lists.ts";
import { limitOf, listStages, type StageArrays } from "./stages.ts";

/**
 * The problem as a packing program: maximise over x ≥ 0 subject to, for every row r, Σ_j a_rj x_j ≤ b_r, where a
 * column j is one possible sending (supply, demand, lane, period of departure).
 *
 * Rows 0 … supplies − 1 are the supplies (coefficient 1, bound = quantity). After them come lane and receiving
 * capacities, each of one period and kind, and only those that could be exceeded; their coefficients are amounts
 * per 1000 units and their bounds 1000 × capacity, so that every number is whole and every sum exact.
 * Columns are in the order demand, supply, lane, departure. Where a way of sending meets no capacity row, only
 * the best of its supply and demand is kept (earliest, then cheapest, then first): the others can never be better.
 */
export interface PlanArrays {
  readonly columnCount: number;
  readonly rowCount: number;
  readonly supplyCount: number;
  readonly demandCount: number;
  /** length columnCount each. */
  readonly columnSupply: Int32Array;
  readonly columnDemand: Int32Array;
  readonly columnLane: Int32Array;
  readonly columnDepart: Int32Array;
  readonly columnArrive: Int32Array;
  /** length demandCount + 1: the columns of demand d are demandStart[d] … demandStart[d + 1] − 1. */
  readonly demandStart: Int32Array;
  /** length columnCount + 1, into entryRow and entryRate; a column's first entry is its supply's row. */
  readonly entryStart: Int32Array;
  readonly entryRow: Int32Array;
  readonly entryRate: Float64Array;
  /** length columnCount: kilograms of one unit; 0 where the item weighs nothing. */
  readonly unitMass: Float64Array;
  /** length rowCount: b_r, whole. */
  readonly rowBound: Float64Array;
  /** length rowCount: what the row stands for. */
  readonly rowName: readonly ConstraintName[];
  /** Objectives in their order, each length columnCount, per unit sent: see `columnObjectives`. */
  readonly objectives: readonly Float64Array[];
  /** The most that any way left out would save in cost for one more of arrival: see `proveLeast`. */
  readonly savedByWaiting: number;
  /** length demandCount: units asked. */
  readonly asked: Float64Array;
  /** length demandCount: the most whole units it may get: what it asks, or the cap of its last stage. */
  readonly quantity: Float64Array;
  /** The stages, each with arrays of length demandCount. */
  readonly stages: readonly StageArrays[];
  /** length demandCount: g_d = w_d q_d of the last stage; level = f_d / g_d. */
  readonly gain: Float64Array;
  /** length demandCount, supplyCount: how far sendings could get, where there is no column. */
  readonly demandReach: readonly Reach[];
  readonly supplyReach: readonly Reach[];
}

/**
 * Returns the arrays of a checked problem in canonical order, or the number of columns when it would be over
 * `columnsMax`. Cost O(columns × rows of a column); deterministic.
 */
export function buildArrays(
  problem: PlanProblem,
  columnsMax: number,
): PlanArrays | { readonly tooMany: number } {
  const routes = listRoutes(problem, columnsMax);
  if (routes.count > columnsMax) return { tooMany: routes.count };
  const drafts: RowDraft[] = problem.supplies.map((supply, i) => ({
    name: { kind: "supply", supply: i },
    bound: supply.quantity,
  }));
  const capacity = findCapacityRows(problem, routes, drafts);
  const binding = findRowsThatCanBind(problem, routes, { drafts, capacity });
  const rowIndex = new Int32Array(drafts.length).fill(-1);
  let rowCount = 0;
  drafts.forEach((_, r) => {
    if (binding[r] === 1) rowIndex[r] = rowCount++;
  });
  const cost = routeCosts(problem, routes);
  const { kept, savedByWaiting } = chooseColumns(problem, routes, { capacity, rowIndex, cost });
  const columnDemand = pickInts(routes.demand, kept);
  const rows = drafts.filter((_, r) => binding[r] === 1);
  const stages = listStages(problem.demands);
  return {
    columnCount: kept.length,
    rowCount,
    supplyCount: problem.supplies.length,
    demandCount: problem.demands.length,
    columnSupply: pickInts(routes.supply, kept),
    columnDemand,
    columnLane: pickInts(routes.lane, kept),
    columnDepart: pickInts(routes.depart, kept),
    columnArrive: pickInts(routes.arrive, kept),
    demandStart: startsOf(columnDemand, problem.demands.length),
    ...listEntries(routes, { kept, capacity, rowIndex }),
    unitMass: weighUnits(problem, routes, kept),
    rowBound: Float64Array.from(rows, (row) => row.bound),
    rowName: rows.map((row) => row.name),
    objectives: columnObjectives(problem, routes, cost).map((all) => pickNumbers(all, kept)),
    savedByWaiting,
    asked: Float64Array.from(problem.demands, (demand) => demand.quantity),
    quantity: Float64Array.from(problem.demands, limitOf),
    stages,
    gain: stages.at(-1)?.gain ?? new Float64Array(0),
    demandReach: routes.demandReach,
    supplyReach: routes.supplyReach,
  };
}

/** Kilograms of a unit of each kept column. */
function weighUnits(problem: PlanProblem, routes: Routes, kept: Int32Array): Float64Array {
  const mass = new Float64Array(kept.length);
  kept.forEach((j, k) => {
    const item = problem.items[problem.supplies[routes.supply[j]!]!.item]!;
    mass[k] = item.massPerThousandGrams / 1_000_000;
  });
  return mass;
}

/** The entries of the kept columns: the supply's row, then the capacities that can bind. */
function listEntries(
  routes: Routes,
  {
    kept,
    capacity,
    rowIndex,
  }: { readonly kept: Int32Array; readonly capacity: CapacityEntries; readonly rowIndex: Int32Array },
): Pick<PlanArrays, "entryStart" | "entryRow" | "entryRate"> {
  const entryStart = new Int32Array(kept.length + 1);
  const entries = createEntries(4 * kept.length);
  kept.forEach((j, k) => {
    appendEntry(entries, routes.supply[j]!, 1);
    for (let e = capacity.start[j]!; e < capacity.start[j + 1]!; e++) {
      const row = rowIndex[capacity.row[e]!]!;
      if (row >= 0) appendEntry(entries, row, capacity.rate[e]!);
    }
    entryStart[k + 1] = entries.length;
  });
  return {
    entryStart,
    entryRow: entries.index.slice(0, entries.length),
    entryRate: entries.value.slice(0, entries.length),
  };
}

/**
 * Marks the rows that can bind: every supply row (it also ties the columns of a supply together), and a capacity
 * row where both what its demands ask and what its supplies hold come to more than it.
 */
function findRowsThatCanBind(
  problem: PlanProblem,
  routes: Routes,
  rows: { readonly drafts: readonly RowDraft[]; readonly capacity: CapacityEntries },
): Uint8Array {
  const { drafts, capacity } = rows;
  const count = drafts.length;
  const asked = new Float64Array(count);
  // The most any item of one demand weighs in the row, as the routes of a demand follow one another.
  const lastDemand = new Int32Array(count).fill(-1);
  const lastAsked = new Float64Array(count);
  const entryStart = new Int32Array(count + 1);
  for (let j = 0; j < routes.count; j++) {
    const d = routes.demand[j]!;
    for (let e = capacity.start[j]!; e < capacity.start[j + 1]!; e++) {
      const r = capacity.row[e]!;
      entryStart[r + 1]!++;
      const need = problem.demands[d]!.quantity * capacity.rate[e]!;
      if (lastDemand[r] !== d) {
        lastDemand[r] = d;
        lastAsked[r] = 0;
      }
      if (need > lastAsked[r]!) {
        asked[r]! += need - lastAsked[r]!;
        lastAsked[r] = need;
      }
    }
  }
  const held = sumHeld(problem, routes, { capacity, entryStart });
  return Uint8Array.from(drafts, (draft, r) => {
    return r < problem.supplies.length || Math.min(asked[r]!, held[r]!) > draft.bound ? 1 : 0;
  });
}

/** For each row what all supplies that can draw on it hold, each once. @mutates entryStart: from counts to starts */
function sumHeld(
  problem: PlanProblem,
  routes: Routes,
  { capacity, entryStart }: { readonly capacity: CapacityEntries; readonly entryStart: Int32Array },
): Float64Array {
  const count = entryStart.length - 1;
  for (let r = 0; r < count; r++) entryStart[r + 1]! += entryStart[r]!;
  const next = entryStart.slice(0, count);
  const supply = new Int32Array(entryStart[count]!);
  const rate = new Float64Array(entryStart[count]!);
  for (let j = 0; j < routes.count; j++) {
    for (let e = capacity.start[j]!; e < capacity.start[j + 1]!; e++) {
      const at = next[capacity.row[e]!]!++;
      supply[at] = routes.supply[j]!;
      rate[at] = capacity.rate[e]!;
    }
  }
  const held = new Float64Array(count);
  const lastRow = new Int32Array(problem.supplies.length).fill(-1);
  for (let r = 0; r < count; r++) {
    for (let at = entryStart[r]!; at < entryStart[r + 1]!; at++) {
      const s = supply[at]!;
      if (lastRow[s] === r) continue;
      lastRow[s] = r;
      held[r]! += problem.supplies[s]!.quantity * rate[at]!;
    }
  }
  return held;
}

/**
 * Picks the routes worth a column: all that draw on a row, and the best free one of each supply and demand. Also returns the
 * most that a free one left out would save in cost for each period × severity that it arrives later.
 */
function chooseColumns(
  problem: PlanProblem,
  routes: Routes,
  rows: { readonly capacity: CapacityEntries; readonly rowIndex: Int32Array; readonly cost: Float64Array },
): { readonly kept: Int32Array; readonly savedByWaiting: number } {
  const { cost } = rows;
  // Routes come in order of demand, supply, lane, departure; keeping that order keeps the plan's.
  const isKept = new Uint8Array(routes.count);
  let keptCount = 0;
  const keep = (j: number) => {
    isKept[j] = 1;
    keptCount++;
  };
  let bestFree = -1;
  let savedByWaiting = 0;
  let frees: number[] = [];
  const flush = () => {
    if (bestFree >= 0) keep(bestFree);
    for (const j of frees) {
      const later =
        (routes.arrive[j]! - routes.arrive[bestFree]!) * problem.demands[routes.demand[j]!]!.severity;
      if (later > 0) savedByWaiting = Math.max(savedByWaiting, (cost[bestFree]! - cost[j]!) / later);
    }
    frees = [];
    bestFree = -1;
  };
  for (let j = 0; j < routes.count; j++) {
    const newPair =
      j > 0 && (routes.demand[j] !== routes.demand[j - 1] || routes.supply[j] !== routes.supply[j - 1]);
    if (newPair) flush();
    // Shipments are gathered by lane and period: where they have a least size, every way of it counts.
    let free = problem.supplies[routes.supply[j]!]!.leastShipmentUnits <= 1;
    for (let e = rows.capacity.start[j]!; e < rows.capacity.start[j + 1]!; e++) {
      if (rows.rowIndex[rows.capacity.row[e]!]! >= 0) free = false;
    }
    if (!free) {
      keep(j);
      continue;
    }
    frees.push(j);
    const better =
      bestFree < 0 ||
      routes.arrive[j]! < routes.arrive[bestFree]! ||
      (routes.arrive[j] === routes.arrive[bestFree] && cost[j]! < cost[bestFree]!);
    if (better) bestFree = j;
  }
  flush();
  const kept = new Int32Array(keptCount);
  let k = 0;
  isKept.forEach((one, j) => {
    if (one === 1) kept[k++] = j;
  });
  return { kept, savedByWaiting };
}

/** Minor currency units are so many of the arrays' measure of cost, in which a unit's cost is whole. */
export const COST_PER_MINOR = 1_000_000_000;

/** Minor currency units × 10^9 for one unit: cost per tonne × grams per thousand units, whole. */
function routeCosts(problem: PlanProblem, routes: Routes): Float64Array {
  const cost = new Float64Array(routes.count);
  for (let j = 0; j < routes.count; j++) {
    const item = problem.items[problem.supplies[routes.supply[j]!]!.item]!;
    cost[j] = problem.lanes[routes.lane[j]!]!.costPerTonneMinor * item.massPerThousandGrams;
  }
  return cost;
}

/**
 * What a unit sent counts in each objective, all whole, all to be made small, each within the optimum of the one
 * before: arrival period × severity; cost; tie-break by preference of the item, then expiry of the supply (first
 * expiring first); tie-break by place in the order of columns.
 */
function columnObjectives(problem: PlanProblem, routes: Routes, cost: Float64Array): readonly Float64Array[] {
  const arrival = new Float64Array(routes.count);
  const tie = new Float64Array(routes.count);
  const place = new Float64Array(routes.count);
  const expiries = [...new Set(problem.supplies.map((supply) => supply.expiryPeriod ?? Infinity))].sort(
    (a, b) => a - b,
  );
  const expiryRank = new Map(expiries.map((expiry, rank) => [expiry, rank]));
  for (let j = 0; j < routes.count; j++) {
    const demand = problem.demands[routes.demand[j]!]!;
    const supply = problem.supplies[routes.supply[j]!]!;
    arrival[j] = routes.arrive[j]! * demand.severity;
    const rank = expiryRank.get(supply.expiryPeriod ?? Infinity) ?? 0;
    tie[j] = demand.items.indexOf(supply.item) * expiries.length + rank;
    place[j] = j;
  }
  return [arrival, cost, tie, place];
}

function startsOf(sortedKeys: Int32Array, count: number): Int32Array {
  const start = new Int32Array(count + 1);
  for (const key of sortedKeys) start[key + 1]!++;
  for (let i = 0; i < count; i++) start[i + 1]! += start[i]!;
  return start;
}
