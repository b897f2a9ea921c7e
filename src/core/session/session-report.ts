import type { CommandId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { EntryReason } from "#core/ledger/movement.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Day } from "#core/time.ts";

/** What became of doses at a vaccination session. */
export const OUTCOMES = ["given", "wasted"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Which dose of a schedule was given. `single` completes a schedule of one dose, `after_infection` the shortened one of
 * somebody who has had the disease; `booster` is one whose number the source does not state.
 */
export const DOSE_NUMBERS = [
  "1",
  "2",
  "3",
  "4",
  "single",
  "after_infection",
  "booster",
  "booster_1",
  "booster_2",
  "booster_3",
] as const;
export type DoseNumber = (typeof DOSE_NUMBERS)[number];

/** Why doses were wasted: `vvm` is a vaccine vial monitor past its discard point, `open_vial` what was left in a vial. */
export const WASTE_REASONS = [
  "open_vial",
  "broken",
  "frozen",
  "heat",
  "expired",
  "vvm",
  "not_stated",
] as const;
export type WasteReason = (typeof WASTE_REASONS)[number];

/** A group as its source states it (age, sex, risk): a code, in which no name and no condition fits. */
const GROUP_CODE = /^[a-z0-9][a-z0-9_]{0,39}$/;

/** True for a code of a group: `female`, `age_60_69`, `health_worker`. */
export function isGroupCode(text: string): boolean {
  return GROUP_CODE.test(text);
}

/** Doses of one lot with one outcome; the lot may not be known when they are reported. */
export interface SessionLine {
  readonly outcome: Outcome;
  /** The supply whose doses they were; `null` where the lot is not known yet. */
  readonly supplyId: SupplyId | null;
  /** Of doses given, where the source states it. */
  readonly doseNumber: DoseNumber | null;
  readonly group: string | null;
  /** Of doses wasted, and only of them. */
  readonly wasteReason: WasteReason | null;
  readonly quantity: Quantity;
}

/** Doses given once more by group, where a source states groups and dose numbers and not both together. */
export interface GroupCount {
  readonly group: string;
  readonly quantity: number;
}

/** What was given and wasted at a site on a day. */
export interface SessionReport {
  readonly id: CommandId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  /** The vaccine, or the category of those that it can have been. */
  readonly itemId: string;
  readonly heldOn: Day;
  readonly sourceUrl: string | null;
  readonly corrects: CommandId | null;
  readonly reason: EntryReason;
  readonly lines: readonly SessionLine[];
  readonly groups: readonly GroupCount[];
}
