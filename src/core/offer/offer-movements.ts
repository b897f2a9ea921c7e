import type { SupplyId } from "#core/id.ts";
import type { Movement } from "#core/ledger/movement.ts";
import type { Book } from "#core/ledger/post-entry.ts";
import type { Offer } from "#core/offer/offer.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Occurred } from "#core/time.ts";

/** What an offer posts: all units of each line come into the giver's hands at the line's site. */
export function listPledges(offer: Offer, occurred: Occurred): Movement[] {
  return offer.lines.map((line) => {
    const place = { partyId: offer.partyId, siteId: line.siteId };
    return {
      kind: "pledge",
      reversal: false,
      supplyId: line.supplyId,
      from: { ...place, stage: "produced" },
      to: { ...place, stage: "available" },
      quantity: line.quantity,
      recipientId: null,
      consignmentId: null,
      occurred,
    };
  });
}

/**
 * What the correction of a pledge posts beside itself for supplies whose offer has ended, since nobody can be promised
 * anything of them: units pledged further go back where they came from, and units taken off the pledge are those that
 * had gone back (`withdrawn`: supply → units), as far as there are so many.
 *
 * Worked example: pledged 100, reserved 40, withdrawn 60. Corrected to 150: 50 pledged and 50 withdrawn. Corrected to
 * 80: the withdrawal of 20 taken back, then the pledge of 20. To 30: the withdrawal of 60 taken back, and the book
 * refuses to take 70 from the 60.
 */
export function listEndedChanges(
  corrections: readonly Movement[],
  ended: ReadonlySet<SupplyId>,
  withdrawn: ReadonlyMap<SupplyId, number>,
): Movement[] {
  return corrections.flatMap((correction): Movement[] => {
    const { kind, supplyId, reversal, quantity } = correction;
    if (kind !== "pledge" || !ended.has(supplyId)) return [];
    const units = reversal ? Math.min(quantity, withdrawn.get(supplyId) ?? 0) : quantity;
    if (units === 0) return [];
    const { from: to, to: from } = correction;
    return [{ ...correction, kind: "withdraw", from, to, quantity: asQuantity(units) }];
  });
}

/** What of units that come to be available goes back where it came from: those of supplies whose offer has ended. */
export function listWithdrawn(movements: readonly Movement[], ended: ReadonlySet<SupplyId>): Movement[] {
  return movements
    .filter(({ to, supplyId }) => to.stage === "available" && ended.has(supplyId))
    .map(({ to, ...moved }) => ({
      ...moved,
      kind: "withdraw",
      recipientId: null,
      from: to,
      to: { ...to, stage: "produced" },
    }));
}

/**
 * What the end of an offer posts: every unit of its supplies that is still available goes back where it came from.
 * What is reserved, on its way or received stays as it is. Empty where nothing is available.
 */
export function listWithdrawals(book: Book, supplyIds: readonly SupplyId[], occurred: Occurred): Movement[] {
  const wanted = new Set(supplyIds);
  return [...book.values()].flatMap((account): Movement[] => {
    const units = account.unitsIn - account.unitsOut;
    if (account.stage !== "available" || units <= 0 || !wanted.has(account.supplyId)) return [];
    const place = { partyId: account.partyId, siteId: account.siteId };
    return [
      {
        kind: "withdraw",
        reversal: false,
        supplyId: account.supplyId,
        from: { ...place, stage: "available" },
        to: { ...place, stage: "produced" },
        quantity: asQuantity(units),
        recipientId: null,
        consignmentId: null,
        occurred,
      },
    ];
  });
}
