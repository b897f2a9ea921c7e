import type { CommandId, SupplyId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import type { Outcome } from "./session-report.ts";
import { type ItemDoses, listUpward } from "./unsettled.ts";

/** By what doses that were reported without a lot come to one. */
export const SETTLEMENT_RULES = ["named", "oldest_received_first"] as const;
export type SettlementRule = (typeof SETTLEMENT_RULES)[number];

/** Doses of a line that have no lot yet. */
export interface UnsettledLine {
  readonly reportId: CommandId;
  readonly lineNumber: number;
  readonly outcome: Outcome;
  /** The vaccine, or the category of those that it can have been. */
  readonly itemId: string;
  readonly heldOn: Day;
  readonly quantity: number;
}

/** A lot at the site, with the units of it that stand in `received` there. */
export interface HeldLot {
  readonly supplyId: SupplyId;
  readonly itemId: string;
  readonly expiry: Day | null;
  readonly receivedOn: Day;
  readonly held: number;
}

/** Doses of a line that were of a lot. */
export interface Settlement {
  readonly line: UnsettledLine;
  readonly supplyId: SupplyId;
  readonly quantity: number;
}

/**
 * Settles doses to lots by the rule `oldest_received_first`. Problem: doses given and wasted at a site without a lot, and the
 * lots that are there. Lines are taken in their order (by day); for each, first the lots with an expiry, the one that expires
 * first before the others, then those without by the day of receipt, ties by the id of the supply. A lot that had expired by the
 * day is passed over for doses given.
 *
 * Invariant: for every node of the catalogue, the doses below it that are unsettled are no more than those held (`doses` says
 * how many there are of both, those of lines that are not among `lines` too). A line of a category takes no more of an item
 * than what is not needed for the item's own lines: the least slack (held − unsettled) of the nodes below the line's. So every line
 * is settled in full unless lots have expired; the doses that are then left over are `left`.
 *
 * Cost: lines × lots × depth of the tree. It cannot detect that a lot was somewhere else that day.
 *
 * Worked example: lot 1 (A, received in May) has 10, lot 2 (B, June) 10; 5 of A on 2 July and 12 of either on 1 July: the 12
 * are 5 of lot 1 (5 of its 10 are kept for A) and 7 of lot 2; then 5 of lot 1.
 */
export function settleOldestFirst(
  lines: readonly UnsettledLine[],
  lots: readonly HeldLot[],
  facts: {
    readonly doses: readonly ItemDoses[];
    readonly items: ReadonlyMap<string, { readonly of: string | null }>;
  },
): { readonly settlements: readonly Settlement[]; readonly left: number } {
  const slack = new Map<string, number>();
  for (const { itemId, held, unsettled } of facts.doses) {
    for (const node of listUpward(itemId, facts.items)) {
      slack.set(node, (slack.get(node) ?? 0) + held - unsettled);
    }
  }
  const inOrder = lots
    .toSorted(compareLots)
    .map((lot) => ({ ...lot, path: listUpward(lot.itemId, facts.items) }));
  const settlements: Settlement[] = [];
  let left = 0;
  for (const line of lines) {
    let open = line.quantity;
    for (const lot of inOrder) {
      if (open === 0) break;
      const at = lot.path.indexOf(line.itemId);
      if (at === -1 || lot.held === 0 || isPast(line, lot)) continue;
      const between = lot.path.slice(0, at);
      const spare = Math.min(...between.map((node) => slack.get(node) ?? 0), Number.MAX_SAFE_INTEGER);
      const quantity = Math.min(open, lot.held, Math.max(0, spare));
      if (quantity === 0) continue;
      settlements.push({ line, supplyId: lot.supplyId, quantity });
      open -= quantity;
      lot.held -= quantity;
      for (const node of between) slack.set(node, (slack.get(node) ?? 0) - quantity);
    }
    left += open;
  }
  return { settlements, left };
}

function isPast({ outcome, heldOn }: UnsettledLine, { expiry }: HeldLot): boolean {
  return outcome === "given" && expiry !== null && expiry < heldOn;
}

function compareLots(a: HeldLot, b: HeldLot): number {
  const key = ({ expiry, receivedOn, supplyId }: HeldLot) =>
    `${expiry ?? "9999-99-99"} ${receivedOn} ${supplyId}`;
  return key(a) < key(b) ? -1 : 1;
}
