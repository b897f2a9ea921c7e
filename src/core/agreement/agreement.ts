import type { AgreementId, CallId, ConsignmentId, PartyId, RoundId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { AgreedShelfLife } from "#core/shelf-life/agreed-shelf-life.ts";
import type { StepTable } from "#core/steps.ts";
import type { Day } from "#core/time.ts";

export const AGREEMENT_STATUSES = [
  "proposed",
  "in_consultation",
  "agreed",
  "declined",
  "withdrawn",
  "fulfilled",
] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

/** So many units of one supply for one line of a call. */
export interface AgreementLine extends AgreedShelfLife {
  readonly lineNumber: number;
  readonly supplyId: SupplyId;
  readonly callId: CallId;
  readonly callLineNumber: number;
  readonly quantity: Quantity;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly departOn: Day;
  readonly arriveOn: Day;
  /** The line of the redirected consignment whose units it takes; `null` where the agreement redirects nothing. */
  readonly redirectsLineNumber: number | null;
}

/** What an agreement redirects: units of a consignment that wait in quarantine with its recipient, who proposed it. */
export interface Redirect {
  readonly redirectsConsignmentId: ConsignmentId | null;
  /** In whose quarantine they are; `null` just where nothing is redirected. */
  readonly holderId: PartyId | null;
}

export const NO_REDIRECT: Redirect = { redirectsConsignmentId: null, holderId: null };

/**
 * Both sides' consent to allocations. It has no field for text: nothing can be asked in return. What either
 * side has to say in consultation is another quantity, other days, or one of {@link CONSULTATION_REASONS}.
 */
export interface Agreement extends Redirect {
  readonly id: AgreementId;
  readonly giverId: PartyId;
  readonly recipientId: PartyId;
  /** The round whose plan it carries out; `null` for a direct answer to a call. */
  readonly roundId: RoundId | null;
  readonly status: AgreementStatus;
  readonly giverConsents: boolean;
  readonly recipientConsents: boolean;
  readonly lines: readonly AgreementLine[];
}

/** Why a side asks for something else: about goods, room and time only. */
export const CONSULTATION_REASONS = [
  "quantity_too_large",
  "quantity_too_small",
  "storage_not_ready",
  "cold_chain_not_ready",
  "arrives_too_early",
  "arrives_too_late",
  "shelf_life_too_short",
  "item_not_suitable",
  "need_has_changed",
  "supply_has_changed",
  "other_site_preferred",
] as const;
export type ConsultationReason = (typeof CONSULTATION_REASONS)[number];

export type AgreementStep = "consult" | "consent" | "conclude" | "decline" | "withdraw" | "fulfil";

/**
 * Which step leads where: see `takeStep`. `consent` is the first side's acceptance, `conclude` the second's:
 * on it the units are reserved.
 */
export const AGREEMENT_STEPS: StepTable<AgreementStatus, AgreementStep> = {
  proposed: {
    consult: "in_consultation",
    consent: "proposed",
    conclude: "agreed",
    decline: "declined",
    withdraw: "withdrawn",
  },
  in_consultation: {
    consult: "in_consultation",
    consent: "in_consultation",
    conclude: "agreed",
    decline: "declined",
    withdraw: "withdrawn",
  },
  agreed: { withdraw: "withdrawn", fulfil: "fulfilled" },
  declined: {},
  withdrawn: {},
  fulfilled: {},
};
