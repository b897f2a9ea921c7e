import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { asQuantity, isQuantity } from "#core/quantity.ts";
import type { Occurred } from "#core/time.ts";
import type { Movement } from "./movement.ts";

/** Why a count is another than the book: vials hold more doses than are declared of them, or something was counted wrongly. */
export const COUNT_REASONS = ["count_error", "extra_doses"] as const;
export type CountReason = (typeof COUNT_REASONS)[number];

/** A party has counted the units of a supply that stand in `received` at a site. */
export interface CountStock {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly supplyId: SupplyId;
  /** What was found, whole units from 0 up. */
  readonly counted: number;
  readonly reason: CountReason;
  readonly occurred?: string | undefined;
}

/**
 * The movement that brings the book to what was counted: a surplus from outside, or a loss. Refuses with `malformed`: no whole
 * number, above the item's bound, `nothing_to_correct` where the book says the same, and `fewer_than_booked` where fewer
 * units were counted and the reason is that vials held more.
 */
export function decideCount(
  command: CountStock,
  facts: { readonly held: number; readonly occurred: Occurred; readonly quantityMax: number },
): Result<Movement, MalformedRefusal> {
  const { partyId, siteId, supplyId, counted, reason } = command;
  const fail = (rule: string, more: Readonly<Record<string, number>>) =>
    refuse({
      code: "malformed",
      problems: [{ field: "counted", value: String(counted), rule, facts: more }],
    });
  if (!isQuantity(counted)) return fail("whole_number", {});
  if (counted > facts.quantityMax) return fail("quantity_above_bound", { quantityMax: facts.quantityMax });
  const change = counted - facts.held;
  if (change === 0) return fail("nothing_to_correct", { booked: facts.held });
  if (change < 0 && reason === "extra_doses") return fail("fewer_than_booked", { booked: facts.held });
  const received = { partyId, siteId, stage: "received" } as const;
  return accept({
    kind: change > 0 ? "surplus" : "lose",
    reversal: false,
    supplyId,
    from: change > 0 ? { partyId, siteId, stage: "produced" } : received,
    to: change > 0 ? received : { partyId, siteId, stage: "lost" },
    quantity: asQuantity(Math.abs(change)),
    recipientId: partyId,
    consignmentId: null,
    occurred: facts.occurred,
  });
}
