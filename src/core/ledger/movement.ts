import type { CommandId, ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Occurred } from "#core/time.ts";

/** Where units can stand. `produced` is outside: the source that every unit comes from, and the only one below zero. */
export const STAGES = [
  "produced",
  "available",
  "reserved",
  "in_transit",
  "received",
  "quarantined",
  "used",
  "wasted",
  "lost",
  "returned",
] as const;
export type Stage = (typeof STAGES)[number];

/** Where units of a supply are, and in whose hands. */
export interface Account {
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly stage: Stage;
}

/** The stages a kind of movement leaves and enters, and whether it may change hands or place. */
interface MovementRule {
  readonly from: readonly Stage[];
  readonly to: readonly Stage[];
}

/**
 * The movements that are allowed between stages; what is not listed is refused with `stage_not_reachable`.
 * Clearance moves units within `in_transit`: at export to the site of entry, at import into the recipient's hands. A transfer moves
 * received ones to another site of who has them.
 */
export const MOVEMENTS = {
  pledge: { from: ["produced"], to: ["available"] },
  withdraw: { from: ["available"], to: ["produced"] },
  reserve: { from: ["available"], to: ["reserved"] },
  release: { from: ["reserved"], to: ["available"] },
  dispatch: { from: ["reserved"], to: ["in_transit"] },
  clear_export: { from: ["in_transit"], to: ["in_transit"] },
  clear_import: { from: ["in_transit"], to: ["in_transit"] },
  receive: { from: ["in_transit"], to: ["received"] },
  surplus: { from: ["produced"], to: ["received"] },
  transfer: { from: ["received"], to: ["received"] },
  quarantine: { from: ["received", "available"], to: ["quarantined"] },
  unquarantine: { from: ["quarantined"], to: ["received", "available"] },
  use: { from: ["received"], to: ["used"] },
  waste: { from: ["received", "quarantined", "in_transit"], to: ["wasted"] },
  lose: { from: ["received", "quarantined", "in_transit"], to: ["lost"] },
  return: { from: ["received", "quarantined", "in_transit"], to: ["returned"] },
} as const satisfies Readonly<Record<string, MovementRule>>;
export type MovementKind = keyof typeof MOVEMENTS;
export const MOVEMENT_KINDS = Object.keys(MOVEMENTS) as readonly MovementKind[]; // the keys of a const object

/** One movement of an entry: units of one supply leave one account and enter another. */
export interface Movement {
  readonly kind: MovementKind;
  /** True where a correction takes back what an earlier movement of this kind moved: from and to are swapped. */
  readonly reversal: boolean;
  readonly supplyId: SupplyId;
  readonly from: Omit<Account, "supplyId">;
  readonly to: Omit<Account, "supplyId">;
  /** Whole base units, 1 or more. */
  readonly quantity: Quantity;
  /** The party the units are meant for, from the agreement on; `null` while nobody has been promised them. */
  readonly recipientId: PartyId | null;
  readonly consignmentId: ConsignmentId | null;
  readonly occurred: Occurred;
}

/** Why an entry was posted: a closed list, so that no text can carry a condition. */
export const ENTRY_REASONS = [
  "command",
  "count_error",
  "typing_error",
  "wrong_item",
  "doubled_entry",
  "source_corrected",
  "extra_doses",
  "settlement",
] as const;
export type EntryReason = (typeof ENTRY_REASONS)[number];

/** What one command posts: all of its movements or none. The entry has the command's id. */
export interface EntryDraft {
  readonly id: CommandId;
  readonly reason: EntryReason;
  /** The entry that this one corrects, or `null`. */
  readonly corrects: CommandId | null;
  readonly movements: readonly Movement[];
}
