import { findRoom } from "../round-to-units.ts";
import {
  findAddable,
  give,
  mostOf,
  type PackedState,
  rankOf,
  roundUp,
  takeAtLeast,
  takeAtMost,
} from "./packed-state.ts";
import { compareRanks } from "../stages.ts";

/**
 * Leaves no shipment below its least, and no companion above what its principal's units call for. The shipment that is
 * furthest from its least comes first (then in the order of columns): what it holds goes with another shipment of the
 * same supply to the same demand; else its own demands fill it up from what nobody has; else it is dropped, and what it
 * held is free. Ends: each step but the filling up leaves a shipment fewer. @mutates state
 */
export function settleShipments(state: PackedState, isClosed: Uint8Array): void {
  for (;;) {
    trimCompanions(state);
    const short = listShortShipments(state);
    if (short.length === 0) return;
    for (const shipment of short) {
      mergeShipment(state, shipment);
      if (!isShort(state, shipment) || fillShipment(state, shipment, isClosed)) continue;
      for (const j of state.shipmentColumns[shipment]!) {
        if (state.amounts[j] === 0) continue;
        state.lostToShipments[state.arrays.columnDemand[j]!] = 1;
        give(state, j, -state.amounts[j]!);
      }
    }
  }
}

function leastOf(state: PackedState, shipment: number): number {
  return state.rules.leastShipment[state.arrays.columnSupply[state.shipmentColumns[shipment]![0]!]!]!;
}

function isShort(state: PackedState, shipment: number): boolean {
  const units = state.shipped[shipment]!;
  return units > 0 && units < leastOf(state, shipment);
}

function listShortShipments(state: PackedState): readonly number[] {
  const short: { shipment: number; part: number }[] = [];
  state.shipped.forEach((units, shipment) => {
    if (isShort(state, shipment)) short.push({ shipment, part: units / leastOf(state, shipment) });
  });
  return short.sort((a, b) => a.part - b.part || a.shipment - b.shipment).map(({ shipment }) => shipment);
}

/** Moves what a shipment holds to other shipments of its supply that go to the same demands, the largest first. */
function mergeShipment(state: PackedState, shipment: number): void {
  const { arrays, columnsOf, shipped, shipmentOf } = state;
  for (const j of state.shipmentColumns[shipment]!) {
    const others = columnsOf[arrays.columnDemand[j]!]!.filter((other) => {
      const isOther = shipmentOf[other] !== shipment && shipped[shipmentOf[other]!]! > 0;
      return isOther && arrays.columnSupply[other] === arrays.columnSupply[j];
    });
    const largestFirst = others.toSorted((a, b) => shipped[shipmentOf[b]!]! - shipped[shipmentOf[a]!]!);
    for (const other of largestFirst) {
      if (state.amounts[j]! > 0) moveUnits(state, j, other);
    }
  }
}

/** Moves from column j to another of the same supply and demand what that has room for, in whole packs. */
function moveUnits(state: PackedState, j: number, other: number): void {
  const all = state.amounts[j]!;
  const pack = state.rules.packUnits[state.arrays.columnSupply[j]!]!;
  give(state, j, -all);
  const room = Math.min(all, findRoom(state.arrays, other, state.use));
  // The broken pack goes along with everything, or stays.
  const moved = room === all ? all : room - (room % pack);
  if (moved > 0) give(state, other, moved);
  if (all > moved) give(state, j, all - moved);
}

/** Fills a shipment up to its least, its lowest line first; returns whether that could be done, else changes nothing. */
function fillShipment(state: PackedState, shipment: number, isClosed: Uint8Array): boolean {
  const { arrays } = state;
  const least = leastOf(state, shipment);
  const given: { column: number; units: number }[] = [];
  const open = state.shipmentColumns[shipment]!.filter((j) => isClosed[arrays.columnDemand[j]!] === 0);
  const lowestFirst = open.toSorted((a, b) => {
    const [one, other] = [rankOf(state, arrays.columnDemand[a]!), rankOf(state, arrays.columnDemand[b]!)];
    return compareRanks(one, other) || a - b;
  });
  for (const column of lowestFirst) {
    const lacks = least - state.shipped[shipment]!;
    if (lacks <= 0) break;
    const d = arrays.columnDemand[column]!;
    const room = Math.min(findRoom(arrays, column, state.use), mostOf(state, d) - state.got[d]!);
    if (room < 1) continue;
    const enough = takeAtLeast(state, column, lacks);
    const units = enough <= room ? enough : takeAtMost(state, column, room);
    if (units <= 0) continue;
    give(state, column, units);
    given.push({ column, units });
  }
  if (state.shipped[shipment]! >= least) return true;
  for (const { column, units } of given.reverse()) give(state, column, -units);
  return false;
}

/** Takes from companions what is more than their principal's units call for: whole packs, the worst column first. */
export function trimCompanions(state: PackedState): void {
  const { rules, columnsOf } = state;
  rules.principal.forEach((principal, d) => {
    if (principal < 0) return;
    for (const j of columnsOf[d]!.toReversed()) {
      const excess = state.got[d]! - mostOf(state, d);
      if (excess <= 0) return;
      const pack = rules.packUnits[state.arrays.columnSupply[j]!]!;
      const units = Math.min(state.amounts[j]!, roundUp(excess, pack));
      if (units > 0) give(state, j, -units);
    }
  });
}

/**
 * Lets lines that are owed a pack or more, and have no way left, take it from a supply whose other line can be served by
 * another supply of equal packs: local repair of what rounding line by line has made impossible. Only supplies without
 * a least shipment take part. Looks at most at {@link LOOKS_MAX} columns in all. @mutates state
 */
export function exchangePacks(state: PackedState, fairShare: Float64Array, lines: readonly number[]): void {
  const columnsOfSupply = new Map<number, number[]>();
  state.arrays.columnSupply.forEach((supply, j) => {
    const own = columnsOfSupply.get(supply);
    if (own === undefined) columnsOfSupply.set(supply, [j]);
    else own.push(j);
  });
  const budget = { looks: LOOKS_MAX };
  for (const d of lines) {
    while (budget.looks > 0 && exchangeOnce(state, d, { fairShare, columnsOfSupply, budget }));
  }
}

const LOOKS_MAX = 2_000_000;

interface Exchange {
  readonly fairShare: Float64Array;
  readonly columnsOfSupply: ReadonlyMap<number, readonly number[]>;
  readonly budget: { looks: number };
}

/** One pack for line d from a line that has another way. Returns whether there was one. */
function exchangeOnce(state: PackedState, d: number, exchange: Exchange): boolean {
  const { arrays, rules } = state;
  const owed = Math.min(mostOf(state, d), exchange.fairShare[d]!) - state.got[d]!;
  for (const j of state.columnsOf[d]!) {
    const supply = arrays.columnSupply[j]!;
    const pack = rules.packUnits[supply]!;
    if (owed < pack || pack === 1 || rules.leastShipment[supply]! > 1) continue;
    for (const from of exchange.columnsOfSupply.get(supply) ?? []) {
      exchange.budget.looks--;
      const giver = arrays.columnDemand[from]!;
      if (giver === d || state.amounts[from]! < pack) continue;
      const isBroken = state.brokenAt[supply] === from && state.amounts[from]! % pack !== 0;
      if (isBroken && state.amounts[from]! < 2 * pack) continue;
      if (tryExchange(state, { j, from, pack }, exchange)) return true;
    }
  }
  return false;
}

function tryExchange(
  state: PackedState,
  { j, from, pack }: { readonly j: number; readonly from: number; readonly pack: number },
  { budget }: Exchange,
): boolean {
  const { arrays, rules } = state;
  const giver = arrays.columnDemand[from]!;
  give(state, from, -pack);
  for (const other of state.columnsOf[giver]!) {
    budget.looks--;
    const supply = arrays.columnSupply[other]!;
    if (other === from || rules.packUnits[supply] !== pack || rules.leastShipment[supply]! > 1) continue;
    if (findRoom(arrays, other, state.use) < pack) continue;
    give(state, other, pack);
    if (findAddable(state, j, true).most >= pack && findAddable(state, j, true).least <= pack) {
      give(state, j, pack);
      return true;
    }
    give(state, other, -pack);
  }
  give(state, from, pack);
  return false;
}
