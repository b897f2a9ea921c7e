import type { PlanArrays } from "../arrays.ts";
import type { RoundingRule } from "../plan.ts";
import { findRoom } from "../round-to-units.ts";
import { give, mostOf, openPackedState, type PackedState, takeAtMost } from "./packed-state.ts";
import { raiseLowest, raiseTowardFair } from "./raise-lines.ts";
import { exchangePacks, settleShipments, trimCompanions } from "./settle-shipments.ts";
import type { RoundingRules } from "./rules.ts";

/** What rounding to packs and least quantities made of a plan in whole units. */
export interface PackedPlan {
  /** length columns: units before, as they came. */
  readonly unrounded: Float64Array;
  /** length columns: units after. */
  readonly amounts: Float64Array;
  /** By demand: the rules that took units from it, or keep it from more; in the order of their names. */
  readonly roundedBy: readonly (readonly RoundingRule[])[];
}

/**
 * Rounds a fair plan in whole units to packs, least shipments, smallest useful quantities and companions, so that every
 * row holds and each rule is kept. In this order:
 *
 * 1. Every sending gets its whole packs.
 * 2. Lines are raised towards their fair shares by the largest remainder in packs (`raiseTowardFair`), and those that
 *    are owed a pack and have no way left are helped by an exchange (`exchangePacks`).
 * 3. Shipments below their least are merged, filled up or dropped, companions trimmed (`settleShipments`).
 * 4. Of the lines that get something, but less than is of use to them, the quarter that is furthest from it is closed:
 *    it gets nothing, and what it had goes to the lowest stages and levels. Steps 2 to 4 are repeated until no such line is left.
 * 5. Whatever can still be sent goes to the lowest stage and level first (`raiseLowest`), closed lines among them if one way
 *    brings them all they need.
 *
 * What holds at the end: a line that is neither closed nor a companion lost at most (packUnits − 1) + (least
 * shipment − 1) units for each of its sendings before rounding; nothing can be added by any one way; the same plan, in
 * whatever order lists are. Not that the loss is the least there could be: that is a knapsack in many dimensions.
 * Cost: near columns × log(columns) a repetition; each repetition closes a quarter of the lines that are short then, and
 * one at least, for good.
 */
export function roundToPacks(
  arrays: PlanArrays,
  rules: RoundingRules,
  fair: { readonly amounts: Float64Array; readonly fairShare: Float64Array },
): PackedPlan {
  const state = openPackedState(arrays, rules);
  const unrounded = fair.amounts.slice();
  const lines = state.columnsOf.flatMap((columns, d) => (columns.length > 0 ? [d] : []));
  const isClosed = new Uint8Array(arrays.demandCount);
  floorToPacks(state, unrounded);
  trimCompanions(state);
  for (;;) {
    const open = lines.filter((d) => isClosed[d] === 0);
    raiseTowardFair(state, fair.fairShare, open);
    exchangePacks(state, fair.fairShare, open);
    settleShipments(state, isClosed);
    raiseTowardFair(state, fair.fairShare, open);
    const short = listShortLines(state, open);
    if (short.length === 0) break;
    for (const d of short.slice(0, Math.ceil(short.length / 4))) {
      isClosed[d] = 1;
      state.lostToLeast[d] = 1;
      for (const j of state.columnsOf[d]!) if (state.amounts[j]! > 0) give(state, j, -state.amounts[j]!);
    }
    settleShipments(state, isClosed);
    const left = open.filter((d) => isClosed[d] === 0);
    raiseLowest(state, left);
  }
  raiseLowest(state, lines);
  const before = sumByDemand(arrays, unrounded);
  return {
    unrounded,
    amounts: state.amounts,
    roundedBy: Array.from({ length: arrays.demandCount }, (_, d) => nameRules(state, d, before[d]!)),
  };
}

/** Gives every column its whole packs; the broken pack of a supply is left to be given. @mutates state */
function floorToPacks(state: PackedState, amounts: Float64Array): void {
  amounts.forEach((units, j) => {
    const rest = units % state.rules.packUnits[state.arrays.columnSupply[j]!]!;
    if (rest > 0) state.lostToPacks[state.arrays.columnDemand[j]!] = 1;
    if (units > rest) give(state, j, units - rest);
  });
}

/** Lines that get something, but less than is of use to them: the furthest from it first, then in order. */
function listShortLines({ got, rules }: PackedState, lines: readonly number[]): readonly number[] {
  const partOf = (d: number) => got[d]! / rules.leastUnits[d]!;
  return lines.filter((d) => got[d]! > 0 && partOf(d) < 1).toSorted((a, b) => partOf(a) - partOf(b) || a - b);
}

function sumByDemand(arrays: PlanArrays, amounts: Float64Array): Float64Array {
  const sums = new Float64Array(arrays.demandCount);
  amounts.forEach((units, j) => {
    sums[arrays.columnDemand[j]!]! += units;
  });
  return sums;
}

/** The rules that cost line d units, or that keep it from more where its rows would let it have one. */
function nameRules(state: PackedState, d: number, before: number): readonly RoundingRule[] {
  const { arrays, rules, got } = state;
  const names = new Set<RoundingRule>();
  const most = mostOf(state, d);
  if (most < arrays.quantity[d]! && got[d] === most) names.add("companion");
  if (got[d]! < before && rules.principal[d]! < 0) {
    if (got[d] === 0 && state.lostToLeast[d] === 1) names.add("least_units");
    if (state.lostToPacks[d] === 1) names.add("pack");
    if (state.lostToShipments[d] === 1) names.add("least_shipment");
  }
  for (const j of state.columnsOf[d]!) {
    const room = Math.min(findRoom(arrays, j, state.use), most - got[d]!);
    if (room < 1) continue;
    // Nothing can be added by any way when this is asked: one of these stands in this one's.
    const units = takeAtMost(state, j, room);
    const shipped = state.shipped[state.shipmentOf[j]!]!;
    if (units === 0) names.add("pack");
    else if (units + shipped < rules.leastShipment[arrays.columnSupply[j]!]!) names.add("least_shipment");
    else names.add("least_units");
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}
