import type { PlanArrays } from "./arrays.ts";
import type { Component } from "./components.ts";
import type { Draft, Proof } from "./draft.ts";

/** Of what a demand may get: a fair share that lacks less of it is full but for the last bits of its sums. */
const FULL_TOLERANCE = 1e-9;

/**
 * Finds, for each demand of a transport component that is not met in fair share or in whole units, the supplies that bound it, and notes them in
 * the draft as a proof with price 1 each.
 *
 * Follow what could be handed on: from the demand to its supplies, from a supply to the demands it serves, from
 * those to their supplies, and so on. In a fair plan all supplies so reached are used up, they serve only demands
 * reached, and none of these stands higher (by more than a unit): that is the bottleneck condition. Demands with
 * the same supplies reached share one proof.
 * Cost O(edges · supplies + supplies³ / early end). @mutates draft
 */
export function proveTransport(arrays: PlanArrays, component: Component, draft: Draft): void {
  // One that a whole unit has brought to all it asks may lose it again to packs: what it is owed in fact is proven.
  const isUnmet = (d: number) => {
    const most = arrays.quantity[d]!;
    return sumOf(arrays, d, draft.amounts) < most || draft.fairShare[d]! < most * (1 - FULL_TOLERANCE);
  };
  const unmet = component.demands.filter(isUnmet);
  if (unmet.length === 0) return;
  const handsTo = listHandovers(arrays, component, draft);
  const known = new Map<string, number>();
  for (const d of unmet) {
    const reached = new Set(suppliesOf(arrays, d));
    const own = [...reached].join(" ");
    const before = known.get(own);
    if (before !== undefined) {
      draft.proofOf[d] = before;
      continue;
    }
    for (const s of reached) for (const next of handsTo.get(s) ?? []) reached.add(next);
    const rows = [...reached].sort((a, b) => a - b);
    const label = `closed ${rows.join(" ")}`;
    let proof = known.get(label);
    if (proof === undefined) {
      proof = draft.proofs.length;
      draft.proofs.push({ rows, prices: rows.map(() => 1), demands: [d] });
      known.set(label, proof);
    }
    known.set(own, proof);
    draft.proofOf[d] = proof;
  }
}

/** For each supply, the supplies that could take over a demand it serves. */
function listHandovers(
  arrays: PlanArrays,
  component: Component,
  draft: Draft,
): ReadonlyMap<number, ReadonlySet<number>> {
  const handsTo = new Map<number, Set<number>>(component.rows.map((s) => [s, new Set<number>()]));
  for (const d of component.demands) {
    const supplies = suppliesOf(arrays, d);
    for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) {
      if (draft.amounts[j]! <= 0) continue;
      const to = handsTo.get(arrays.columnSupply[j]!);
      for (const s of supplies) to?.add(s);
    }
  }
  return handsTo;
}

function suppliesOf(arrays: PlanArrays, d: number): readonly number[] {
  const supplies: number[] = [];
  for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) {
    supplies.push(arrays.columnSupply[j]!);
  }
  return supplies;
}

/** Returns the sum of `amounts` over the columns of demand d. */
export function sumOf(arrays: PlanArrays, d: number, amounts: Float64Array): number {
  let sum = 0;
  for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) sum += amounts[j]!;
  return sum;
}

/**
 * Returns what finds the greatest λ_d that a proof gives any of its demands: the least price of a unit over its columns. What the
 * prices are divided by so that they read as units of help. O(rows) once, then O(entries of its demands) for each proof.
 */
export function openGreatestLambda(arrays: PlanArrays): (proof: Proof) => number {
  const { demandStart, entryStart, entryRow, entryRate } = arrays;
  const price = new Float64Array(arrays.rowCount);
  return ({ rows, prices, demands }) => {
    rows.forEach((r, i) => {
      price[r] = prices[i]!;
    });
    let greatest = 0;
    for (const d of demands) {
      let least = Infinity;
      for (let j = demandStart[d]!; j < demandStart[d + 1]!; j++) {
        let sum = 0;
        for (let e = entryStart[j]!; e < entryStart[j + 1]!; e++) sum += price[entryRow[e]!]! * entryRate[e]!;
        if (sum < least) least = sum;
        if (least <= greatest) break;
      }
      if (least < Infinity) greatest = Math.max(greatest, least);
    }
    for (const r of rows) price[r] = 0;
    return greatest;
  };
}
