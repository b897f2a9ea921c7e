import type { Catalogue } from "#core/allocation/answering-items.ts";
import type { PartyId, SupplyId } from "#core/id.ts";
import { addDays, type Day, daysBetween, type Occurred } from "#core/time.ts";

/** Who can ask that so much shelf life is left on arrival. */
export const SHELF_LIFE_ASKERS = ["item", "recipient", "call", "policy"] as const;
export type ShelfLifeAsker = (typeof SHELF_LIFE_ASKERS)[number];

/** The most days that a rule can ask: ten years. */
export const SHELF_LIFE_DAYS_MAX = 3650;

/** What must be left on arrival, in days, as a share of the lot's whole shelf life, or both: then both hold. */
export interface ShelfLifeRule {
  /** 1 … {@link SHELF_LIFE_DAYS_MAX}, or `null`. */
  readonly leastDays: number | null;
  /** Per cent of the days from manufacture to expiry, 1 … 100, or `null`. */
  readonly leastPerCent: number | null;
}

/** A rule with who asks it. */
export interface AskingRule extends ShelfLifeRule {
  readonly by: ShelfLifeAsker;
}

/** A rule for an item or a category, of every recipient (`partyId` null) or of one. */
export interface ItemShelfLifeRule extends ShelfLifeRule {
  readonly itemId: string;
  readonly partyId: PartyId | null;
}

/** The rule that two columns state; `null` where they ask nothing. */
export function findRule(leastDays: number | null, leastPerCent: number | null): ShelfLifeRule | null {
  return leastDays === null && leastPerCent === null ? null : { leastDays, leastPerCent };
}

/** What is known of a lot: the last day of its use, and the day on which it was made. */
export interface Lot {
  readonly expiry: Day | null;
  readonly manufacturedOn: Day | null;
}

/**
 * What is asked of a lot: so many days on arrival by the strictest rule; a share that cannot be shown to be left (`days` null); or
 * nothing (`by` null).
 */
export type AskedShelfLife =
  | { readonly days: number; readonly by: ShelfLifeAsker }
  | { readonly days: null; readonly by: ShelfLifeAsker | null };

export const NOTHING_ASKED: AskedShelfLife = { days: null, by: null };

/** A lot would arrive, or leave, with less shelf life than is asked of it. */
export interface ShelfLifeTooShortRefusal {
  readonly code: "shelf_life_too_short";
  readonly supplyId: SupplyId;
  /** The last day of its use; `null` where nobody has stated one. */
  readonly expiry: Day | null;
  readonly arriveOn: Day;
  /** Days that must be left then; `null` where a rule asks what cannot be shown: an expiry or a day of manufacture is missing. */
  readonly askedDays: number | null;
  /** Days that would be left; `null` where no expiry is known. */
  readonly leftDays: number | null;
  readonly askedBy: ShelfLifeAsker | "agreement";
}

/**
 * What rules ask of a lot, by the strictest of them; of two that ask the same, the first in the order of {@link SHELF_LIFE_ASKERS}.
 *
 * A share is of the days from manufacture to expiry, rounded up. What cannot be shown is not taken for given: a share of a lot
 * whose day of manufacture is not stated, and anything that an item, a recipient or a call asks of a lot without an expiry, is
 * asked and not met. A policy asks only of what expires, as it always did. Decision 0026. O(rules).
 *
 * Worked example: made on 1 January 2026, expiry 31 December 2027, 729 days; 60 per cent are 438 days, of more weight than 365.
 */
export function decideAsked(rules: readonly AskingRule[], lot: Lot): AskedShelfLife {
  let asked: AskedShelfLife = NOTHING_ASKED;
  const inOrder = SHELF_LIFE_ASKERS.flatMap((by) => rules.filter((rule) => rule.by === by));
  for (const rule of inOrder) {
    const days = countAskedDays(rule, lot);
    if (days === 0) continue;
    if (days === null) return { days: null, by: rule.by };
    if (asked.days === null || days > asked.days) asked = { days, by: rule.by };
  }
  return asked;
}

/** Days that one rule asks of a lot, 0 for none; `null` where it cannot be shown whether they are left. */
function countAskedDays({ by, leastDays, leastPerCent }: AskingRule, lot: Lot): number | null {
  if (leastDays === null && leastPerCent === null) return 0;
  if (lot.expiry === null) return by === "policy" ? 0 : null;
  if (leastPerCent === null) return leastDays ?? 0;
  if (lot.manufacturedOn === null) return null;
  const whole = Math.max(0, daysBetween(lot.manufacturedOn, lot.expiry));
  return Math.max(leastDays ?? 0, Math.ceil((leastPerCent * whole) / 100));
}

/** Days left of a lot on a day: 0 on its last; `null` where it has no expiry. */
export function countLeftDays({ expiry }: Pick<Lot, "expiry">, on: Day): number | null {
  return expiry === null ? null : daysBetween(on, expiry);
}

/** Whether a lot that arrives on a day has what is asked of it left. */
export function hasAsked(asked: AskedShelfLife, lot: Pick<Lot, "expiry">, arriveOn: Day): boolean {
  if (asked.by === null) return true;
  const left = countLeftDays(lot, arriveOn);
  return asked.days !== null && left !== null && left >= asked.days;
}

/**
 * The rules for items that hold for a lot of `itemId` on its way to a recipient: those of the item itself and of the categories
 * above it, of everybody and of that recipient.
 */
export function listRulesFor(
  rules: readonly ItemShelfLifeRule[],
  { itemId, partyId }: { readonly itemId: string; readonly partyId: PartyId },
  catalogue: Catalogue,
): AskingRule[] {
  const above = new Set<string>();
  for (let id: string | null = itemId; id !== null; id = catalogue.get(id)?.of ?? null) above.add(id);
  return rules
    .filter((rule) => above.has(rule.itemId) && (rule.partyId === null || rule.partyId === partyId))
    .map(({ partyId: of, leastDays, leastPerCent }) => {
      return { by: of === null ? "item" : "recipient", leastDays, leastPerCent };
    });
}

/**
 * The latest day on which something can have happened, by which shelf life is counted: of a day it is that day; of a month or
 * a span the last of it that is not in the future, so that no vague time makes shelf life.
 */
export function latestDay(occurred: Occurred, today: Day): Day {
  return occurred.to < today ? occurred.to : today;
}

/** The last day on which a lot can arrive with so many days left. */
export function lastArrival(expiry: Day, askedDays: number): Day {
  return addDays(expiry, 0 - askedDays);
}
