import type { OfferId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Terms } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import type { StepTable } from "#core/steps.ts";
import type { Day } from "#core/time.ts";

export const OFFER_STATUSES = ["open", "exhausted", "withdrawn", "expired"] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

/** One supply in an offer. */
export interface OfferLine {
  readonly lineNumber: number;
  readonly supplyId: SupplyId;
  readonly itemId: string;
  /** Whole base units of the item, 1 or more. */
  readonly quantity: Quantity;
  readonly siteId: SiteId;
  /** GS1 global trade item number (AI 01) of 14 digits, or `null`. */
  readonly gtin: string | null;
  /** GS1 lot number (AI 10): up to 20 characters of the GS1 set, or `null`. */
  readonly lotNumber: string | null;
  readonly expiry: Day | null;
  /** The day on which the lot was made, from which its whole shelf life counts; `null` where its giver does not say. */
  readonly manufacturedOn: Day | null;
  readonly availableFrom: Day;
  /** Last day on which it can leave; `null` where it has none. */
  readonly availableUntil: Day | null;
  /** Units that the giver keeps: rounds share out only what is available beyond them. 0: none. */
  readonly keptUnits: Quantity;
  /** Units of a pack that is not opened, 1 or more: rounds send whole ones, and the broken rest in one. */
  readonly packUnits: Quantity;
  /** The fewest units that the giver sends by one lane at a time; 0: any. */
  readonly leastShipmentUnits: Quantity;
}

/** What a party gives or sells. */
export interface Offer {
  readonly id: OfferId;
  readonly partyId: PartyId;
  readonly terms: Terms;
  readonly status: OfferStatus;
  readonly emergency: string | null;
  readonly scenario: string | null;
  readonly lines: readonly OfferLine[];
}

export type OfferStep = "exhaust" | "reopen" | "withdraw" | "expire";

/** Which step leads where: see `takeStep`. */
export const OFFER_STEPS: StepTable<OfferStatus, OfferStep> = {
  open: { exhaust: "exhausted", withdraw: "withdrawn", expire: "expired" },
  // Nothing of it is left, but something may come back: it can be ended before that.
  exhausted: { reopen: "open", withdraw: "withdrawn", expire: "expired" },
  withdrawn: {},
  expired: {},
};
