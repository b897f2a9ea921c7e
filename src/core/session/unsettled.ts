import type { PartyId, SiteId } from "#core/id.ts";

/** Doses of one item at one place: units that stand in `received`, and doses reported without a lot. */
export interface ItemDoses {
  readonly itemId: string;
  readonly held: number;
  readonly unsettled: number;
}

/**
 * More doses of the item, or of the category, are reported at the site without a lot than are left there of what it has
 * received: somebody would have been given a dose that never came.
 */
export interface DosesExceedReceivedRefusal {
  readonly code: "doses_exceed_received";
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly itemId: string;
  /** Doses that would stand in `received` there. */
  readonly held: number;
  /** Doses that would be reported there without a lot. */
  readonly unsettled: number;
  readonly missing: number;
}

/**
 * The first item or category of which more doses are unsettled than held; `undefined` where every dose without a lot can be
 * settled to a lot of its own item or category.
 *
 * Items form a tree, so that it is enough to compare the sums below every node (Hall's condition for a laminar family).
 * Doses of a category can be settled to any item below it; doses of an item to that item alone. Cost: items × depth.
 *
 * Worked example: 10 of A and 5 of B are held; 8 of A and 8 of the category of both are unsettled: A has enough, the category
 * has 15 for 16, and one is missing.
 */
export function findExcess(
  doses: readonly ItemDoses[],
  items: ReadonlyMap<string, { readonly of: string | null }>,
): { readonly itemId: string; readonly held: number; readonly unsettled: number } | undefined {
  const sums = new Map<string, { held: number; unsettled: number }>();
  for (const { itemId, held, unsettled } of doses) {
    for (const node of listUpward(itemId, items)) {
      const sum = sums.get(node) ?? { held: 0, unsettled: 0 };
      sums.set(node, { held: sum.held + held, unsettled: sum.unsettled + unsettled });
    }
  }
  for (const [itemId, { held, unsettled }] of sums) {
    if (unsettled > held) return { itemId, held, unsettled };
  }
  return undefined;
}

/** An item and the categories above it, nearest first. The tree has no cycle: the catalogue is checked for it. */
export function listUpward(
  itemId: string,
  items: ReadonlyMap<string, { readonly of: string | null }>,
): readonly string[] {
  const upward: string[] = [];
  let next: string | null = itemId;
  while (next !== null && upward.length < 20) {
    upward.push(next);
    next = items.get(next)?.of ?? null;
  }
  return upward;
}
