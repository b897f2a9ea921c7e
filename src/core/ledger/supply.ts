import type { OfferId, PartyId, SupplyId } from "#core/id.ts";
import type { Day } from "#core/time.ts";

/** On what terms a unit is given or sold. Given and sold are never mixed. */
export const TERMS = ["grant", "concessional", "at_cost", "sale"] as const;
export type Terms = (typeof TERMS)[number];

/**
 * The terms a recorded unit can stand under: those of an offer, or `not_stated` where a delivery is recorded
 * afterwards from a source that does not say whether it was given or sold. Nobody can offer on such terms.
 */
export const RECORDED_TERMS = [...TERMS, "not_stated"] as const;
export type RecordedTerms = (typeof RECORDED_TERMS)[number];

/**
 * One lot of one item from one giver on one set of terms, offered once: what the ledger counts. Its attributes
 * never change, so a unit cannot lose its giver, its lot or its terms on the way.
 */
export interface Supply {
  readonly id: SupplyId;
  readonly itemId: string;
  readonly giverId: PartyId;
  readonly terms: RecordedTerms;
  readonly offerId: OfferId | null;
  /** GS1 global trade item number (AI 01) of 14 digits, or `null` where nobody has stated it. */
  readonly gtin: string | null;
  readonly lotNumber: string | null;
  /** Last day of use, or `null` where the item has none or the source does not say. */
  readonly expiry: Day | null;
  /** The channel a delivery came through, where a source names one (`COVAX`). */
  readonly pipeline: string | null;
  readonly emergency: string | null;
  /** Name of the scenario the supply belongs to; `null` for what really is. The two never mix in a statement. */
  readonly scenario: string | null;
}
