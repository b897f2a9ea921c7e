import type { PartyId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { ItemShelfLifeRule } from "./shelf-life.ts";

/** A recipient says what it asks to be left of the shelf life of an item, or of every item of a category, on arrival. */
export interface SetShelfLifeRule {
  readonly partyId: PartyId;
  readonly itemId: string;
  readonly leastDays?: number | undefined;
  readonly leastPerCent?: number | undefined;
}

/** A rule as it is set: the next version for its party and item. */
export interface NextRule extends ItemShelfLifeRule {
  readonly partyId: PartyId;
  readonly version: number;
}

/**
 * The rule, which takes the place of the one that holds. Refuses with `malformed`: `unknown_item`, `asks_nothing` (neither days nor a
 * share), `nothing_to_correct` (that is what holds). `newest`: the newest rule of the party for the item, retired or not.
 */
export function decideSetRule(
  { partyId, itemId, leastDays: days, leastPerCent: share }: SetShelfLifeRule,
  facts: {
    readonly itemIds: { has(itemId: string): boolean };
    readonly newest:
      | (ItemShelfLifeRule & { readonly version: number; readonly retiredAt: string | null })
      | undefined;
  },
): Result<NextRule, MalformedRefusal> {
  const [leastDays, leastPerCent] = [days ?? null, share ?? null];
  const problems: Problem[] = [];
  if (!facts.itemIds.has(itemId)) problems.push({ field: "itemId", value: itemId, rule: "unknown_item" });
  if (leastDays === null && leastPerCent === null) {
    problems.push({ field: "leastDays", value: null, rule: "asks_nothing" });
  }
  const { newest } = facts;
  const isSame = newest?.leastDays === leastDays && newest.leastPerCent === leastPerCent;
  if (isSame && newest.retiredAt === null) {
    problems.push({
      field: "leastDays",
      value: leastDays === null ? null : String(leastDays),
      rule: "nothing_to_correct",
    });
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({ partyId, itemId, leastDays, leastPerCent, version: (newest?.version ?? 0) + 1 });
}
