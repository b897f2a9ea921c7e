import type { PartyId, RecallId, SupplyId } from "#core/id.ts";
import type { StepTable } from "#core/steps.ts";

/**
 * How grave a recall is: `1` may endanger life, `2` may harm, `3` harms hardly. The classes of the Union's procedures on
 * inspections and exchange of information (EMA) and of the United States' 21 CFR 7.3(m), which agree.
 */
export const RECALL_CLASSES = [1, 2, 3] as const;
export type RecallClass = (typeof RECALL_CLASSES)[number];

/** Why units are recalled: a closed list, so that no text can carry a condition. */
export const RECALL_REASONS = [
  "quality_defect",
  "contamination",
  "wrong_label",
  "temperature_excursion",
  "adverse_events",
  "falsified",
  "withdrawn_approval",
] as const;
export type RecallReason = (typeof RECALL_REASONS)[number];

/** What holders are asked to do with the units. */
export const RECALL_REMEDIES = ["return", "destroy"] as const;
export type RecallRemedy = (typeof RECALL_REMEDIES)[number];

/** `lifted`: the units may be used after all. `closed`: every one is accounted for; the lots stay recalled. */
export const RECALL_STATUSES = ["open", "closed", "lifted"] as const;
export type RecallStatus = (typeof RECALL_STATUSES)[number];

export type RecallStep = "account" | "close" | "lift";

/** Which step leads where: see `takeStep`. */
export const RECALL_STEPS: StepTable<RecallStatus, RecallStep> = {
  open: { account: "open", close: "closed", lift: "lifted" },
  // A unit that turns up after all is quarantined, and accounted for.
  closed: { account: "closed" },
  lifted: {},
};

/**
 * Which supplies are recalled: those that fit everything that is stated. A lot or a trade item is. Of a stated item and lot, a supply of
 * which nobody knows the trade item fits any: in doubt it is withheld.
 */
export interface RecallScope {
  /** Those of this giver; `null` for everybody's. */
  readonly giverId: PartyId | null;
  /** Those of this item; `null` for any. */
  readonly itemId: string | null;
  /** GS1 global trade item number (AI 01) of 14 digits, or `null`. */
  readonly gtin: string | null;
  /** GS1 lot numbers (AI 10); none: every lot of the trade item. */
  readonly lotNumbers: readonly string[];
  /** Those of a scenario, or `null`: of what really is. */
  readonly scenario: string | null;
}

/** A call to bring units back, or to destroy them. A `drill` finds and tells the holders, and moves nothing. */
export interface Recall extends RecallScope {
  readonly id: RecallId;
  /** Who recalls: the giver of the units, or the secretariat. */
  readonly partyId: PartyId;
  readonly class: RecallClass;
  readonly reason: RecallReason;
  readonly remedy: RecallRemedy;
  readonly isDrill: boolean;
  readonly status: RecallStatus;
  /** Where the maker or an authority has published the recall, or `null`. */
  readonly sourceUrl: string | null;
}

/** The supply is recalled: it is neither promised nor sent nor used. */
export interface SupplyRecalledRefusal {
  readonly code: "supply_recalled";
  readonly supplyId: SupplyId;
  readonly recallId: RecallId;
}

/** Nothing in the ledger is of this lot or trade item. */
export interface NothingToRecallRefusal {
  readonly code: "nothing_to_recall";
  /** Item, trade item and lots, as far as they were stated. */
  readonly sought: string;
}

/** Units of the recall are still somewhere: where most of them are, and how many. */
export interface RecallNotAccountedRefusal {
  readonly code: "recall_not_accounted";
  readonly recallId: RecallId;
  readonly units: number;
  /** Sites that have not said that they know, of a drill; of a recall, sites at which units are. */
  readonly sites: number;
}
