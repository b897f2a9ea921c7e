import type { PlanArrays } from "../arrays.ts";
import { compareColumns } from "../best-columns.ts";
import { findRoom } from "../round-to-units.ts";
import { findRank, type Rank } from "../stages.ts";
import { followUnits, type RoundingRules } from "./rules.ts";

/**
 * A plan while it is rounded: what each column carries, and the sums that follow from it. Everything is whole and
 * below 2^53. Only {@link give} changes it.
 *
 * A shipment is what leaves of one supply by one lane in one period. The columns of a supply with a least shipment are
 * all of its ways (`buildArrays`), so a shipment is seen whole.
 */
export interface PackedState {
  readonly arrays: PlanArrays;
  readonly rules: RoundingRules;
  /** length columns: units sent. */
  readonly amounts: Float64Array;
  /** length rows: what is drawn on. */
  readonly use: Float64Array;
  /** length demands: units got. */
  readonly got: Float64Array;
  /** length columns: its shipment. */
  readonly shipmentOf: Int32Array;
  /** length shipments: units sent, and by which columns. */
  readonly shipped: Float64Array;
  readonly shipmentColumns: readonly (readonly number[])[];
  /** length supplies: the column that carries the broken pack, −1 while it is unsent. */
  readonly brokenAt: Int32Array;
  /** By demand: its columns, the best by the plan's objectives first. */
  readonly columnsOf: readonly (readonly number[])[];
  /** length demands: 1 where flooring to packs, dropping a shipment, or being closed took units from it. */
  readonly lostToPacks: Uint8Array;
  readonly lostToLeast: Uint8Array;
  readonly lostToShipments: Uint8Array;
}

/** Returns the state in which nothing is sent. O(columns log columns). */
export function openPackedState(arrays: PlanArrays, rules: RoundingRules): PackedState {
  const { columnCount, demandCount, supplyCount } = arrays;
  const known = new Map<string, number>();
  const shipmentColumns: number[][] = [];
  const shipmentOf = new Int32Array(columnCount);
  for (let j = 0; j < columnCount; j++) {
    const name = `${arrays.columnSupply[j]} ${arrays.columnLane[j]} ${arrays.columnDepart[j]}`;
    let shipment = known.get(name);
    if (shipment === undefined) {
      shipment = shipmentColumns.length;
      known.set(name, shipment);
      shipmentColumns.push([]);
    }
    shipmentOf[j] = shipment;
    shipmentColumns[shipment]!.push(j);
  }
  const columnsOf = Array.from({ length: demandCount }, (_, d) => {
    const start = arrays.demandStart[d]!;
    const own = Array.from({ length: arrays.demandStart[d + 1]! - start }, (__, k) => start + k);
    return own.sort((a, b) => compareColumns(arrays, a, b));
  });
  return {
    arrays,
    rules,
    amounts: new Float64Array(columnCount),
    use: new Float64Array(arrays.rowCount),
    got: new Float64Array(demandCount),
    shipmentOf,
    shipped: new Float64Array(shipmentColumns.length),
    shipmentColumns,
    brokenAt: new Int32Array(supplyCount).fill(-1),
    columnsOf,
    lostToPacks: new Uint8Array(demandCount),
    lostToLeast: new Uint8Array(demandCount),
    lostToShipments: new Uint8Array(demandCount),
  };
}

/** Adds `units` (below zero: takes them back) to column j. They are whole packs, but for the broken one. @mutates state */
export function give(state: PackedState, j: number, units: number): void {
  const { arrays, rules } = state;
  const supply = arrays.columnSupply[j]!;
  if (units % rules.packUnits[supply]! !== 0) state.brokenAt[supply] = units > 0 ? j : -1;
  state.amounts[j]! += units;
  state.got[arrays.columnDemand[j]!]! += units;
  state.shipped[state.shipmentOf[j]!]! += units;
  for (let e = arrays.entryStart[j]!; e < arrays.entryStart[j + 1]!; e++) {
    state.use[arrays.entryRow[e]!]! += units * arrays.entryRate[e]!;
  }
}

/** Returns the most that demand d may get now: what it asks or its last stage allows, and of a companion what its principal's units call for. */
export function mostOf({ arrays, rules, got }: PackedState, d: number): number {
  const principal = rules.principal[d]!;
  if (principal < 0) return arrays.quantity[d]!;
  return Math.min(arrays.quantity[d]!, followUnits(got[principal]!, rules.perThousand[d]!));
}

/** Returns where demand d stands: the stage that its units have not filled, and their level in it. */
export function rankOf({ arrays, got }: PackedState, d: number): Rank {
  return findRank(arrays.stages, d, got[d]!);
}

/** What can be added to a column: any amount that {@link takeAtMost} gives between the two; `most` 0: nothing. */
export interface Addable {
  readonly least: number;
  readonly most: number;
}

const NOTHING: Addable = { least: 0, most: 0 };

/**
 * Returns what can be added to column j so that its rows hold, its demand gets no more than it may, and afterwards its
 * shipment and (unless `ignoreLeastUnits`) its demand have the least they need. O(rows of the column).
 */
export function findAddable(state: PackedState, j: number, ignoreLeastUnits = false): Addable {
  const { arrays, rules } = state;
  const d = arrays.columnDemand[j]!;
  const room = Math.min(findRoom(arrays, j, state.use), mostOf(state, d) - state.got[d]!);
  if (room < 1) return NOTHING;
  const forShipment = rules.leastShipment[arrays.columnSupply[j]!]! - state.shipped[state.shipmentOf[j]!]!;
  const forDemand = ignoreLeastUnits ? 1 : rules.leastUnits[d]! - state.got[d]!;
  const least = takeAtLeast(state, j, Math.max(1, forShipment, forDemand));
  return least > room ? NOTHING : { least, most: takeAtMost(state, j, room) };
}

/** Returns the greatest amount of whole packs, with or without the broken one, that is at most `units`. */
export function takeAtMost(state: PackedState, j: number, units: number): number {
  const { pack, broken } = packsOf(state, j);
  const whole = units - (units % pack);
  if (broken === 0 || units < broken) return whole;
  return Math.max(whole, units - ((units - broken) % pack));
}

/** Returns the least amount of whole packs, with or without the broken one, that is at least `units` (≥ 1). */
export function takeAtLeast(state: PackedState, j: number, units: number): number {
  const { pack, broken } = packsOf(state, j);
  const whole = roundUp(units, pack);
  return broken === 0 ? whole : Math.min(whole, broken + roundUp(Math.max(0, units - broken), pack));
}

function packsOf({ arrays, rules, brokenAt }: PackedState, j: number): { pack: number; broken: number } {
  const supply = arrays.columnSupply[j]!;
  return {
    pack: rules.packUnits[supply]!,
    broken: brokenAt[supply]! < 0 ? rules.brokenUnits[supply]! : 0,
  };
}

/** Returns `units` rounded up to a multiple of `pack`. */
export function roundUp(units: number, pack: number): number {
  const rest = units % pack;
  return rest === 0 ? units : units - rest + pack;
}
