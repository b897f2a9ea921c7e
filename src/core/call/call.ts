import type { CallId, PartyId, SiteId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { StepTable } from "#core/steps.ts";
import type { Day, Instant } from "#core/time.ts";

export const CALL_STATUSES = ["open", "partly_met", "met", "withdrawn", "expired"] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** Ways to estimate a quantity: the WHO ESFT, or a share by population. */
export const BASIS_METHODS = ["who_esft", "population_share"] as const;
export type BasisMethod = (typeof BASIS_METHODS)[number];

/** How a quantity was estimated, so that it can be computed again: the method and every input of its formula. */
export interface CallBasis {
  readonly method: BasisMethod;
  readonly inputs: Readonly<Record<string, number | string>>;
}

/** One need in a call. */
export interface CallLine {
  readonly lineNumber: number;
  /** The item needed; any item of its substitution group, or below it in the category tree, answers it too. */
  readonly itemId: string;
  /** Whole base units of the item, 1 or more. */
  readonly quantity: Quantity;
  /** First and last day on which help is of use on arrival. */
  readonly windowFrom: Day;
  readonly windowTo: Day;
  /** Where the help shall enter. */
  readonly siteId: SiteId;
  /** 1 (least) to 5 (most severe). */
  readonly severity: number;
  /** Fewer units than this are of no use; 1 where any number helps. */
  readonly smallestUseful: Quantity;
  /** What must be left of the shelf life on arrival beside what other rules ask: days, per cent of the whole, both or nothing. */
  readonly leastShelfLifeDays: number | null;
  readonly leastShelfLifePerCent: number | null;
  readonly basis: CallBasis | null;
}

/** A party's request for help. */
export interface Call {
  readonly id: CallId;
  readonly partyId: PartyId;
  readonly status: CallStatus;
  readonly emergency: string | null;
  readonly scenario: string | null;
  readonly confirmedAt: Instant;
  /** The last day before which it must be confirmed again, or it expires. */
  readonly expiresOn: Day;
  readonly lines: readonly CallLine[];
}

/** What can happen to a call. `meet_part` and `meet` follow from agreements, `reopen` from one that fell through. */
export type CallStep = "confirm" | "meet_part" | "meet" | "reopen" | "withdraw" | "expire";

/** Which step leads where: see `takeStep`. */
export const CALL_STEPS: StepTable<CallStatus, CallStep> = {
  open: { confirm: "open", meet_part: "partly_met", meet: "met", withdraw: "withdrawn", expire: "expired" },
  partly_met: {
    confirm: "partly_met",
    meet_part: "partly_met",
    meet: "met",
    reopen: "open",
    withdraw: "withdrawn",
    expire: "expired",
  },
  met: { reopen: "open", meet_part: "partly_met" },
  withdrawn: {},
  expired: { confirm: "open" },
};

/** A call that nobody confirms again within so many days expires. */
export const CALL_VALID_DAYS = 90;
