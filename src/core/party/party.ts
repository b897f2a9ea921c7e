import type { PartyId, UserId } from "#core/id.ts";

/** What a party is. A party calls, gives, carries or receives; one organisation, one party. */
export const PARTY_KINDS = ["government", "agency", "maker", "ngo", "facility_operator"] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

export interface Party {
  readonly id: PartyId;
  /** Short unique name used in commands and statements: ISO 3166-1 alpha-3 for a government, `COVAX` and the like. */
  readonly code: string;
  readonly name: string;
  readonly kind: PartyKind;
  /** ISO 3166-1 alpha-3, or `null` for a party of no single country. */
  readonly country: string | null;
}

/**
 * What a person may be within a party. `coordinator` and `auditor` act for everyone only when they hold the
 * role in the secretariat, the one party that runs the system. `team_leader` leads a team of the party where it works.
 */
export const ROLES = [
  "focal_point",
  "coordinator",
  "logistician",
  "warehouse",
  "team_leader",
  "auditor",
  "administrator",
] as const;
export type Role = (typeof ROLES)[number];

export interface Membership {
  readonly partyId: PartyId;
  readonly role: Role;
}

/** Who sends a command: a signed-in person or an API key, with the roles held, party by party. */
export interface Actor {
  readonly userId: UserId;
  readonly memberships: readonly Membership[];
}

/** Code of the party that runs the system. Its administrator is made at first start. */
export const SECRETARIAT_CODE = "SECRETARIAT";
