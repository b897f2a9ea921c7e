import type { Id, PartyId } from "#core/id.ts";

export type TeamId = Id<"team">;

/**
 * The types of emergency medical teams. Source: WHO, Classification and minimum standards for emergency medical teams
 * (2021), chapter 3: type 1 mobile and fixed (outpatients), 2 (inpatients and surgery), 3 (referral), specialised care.
 */
export const TEAM_TYPES = ["type_1_mobile", "type_1_fixed", "type_2", "type_3", "specialised_care"] as const;
export type TeamType = (typeof TEAM_TYPES)[number];

/** What a specialised care team is for. */
export const SPECIALITIES = [
  "surgical",
  "dialysis",
  "outbreak",
  "rehabilitation",
  "burns",
  "obstetric",
  "paediatric",
  "mental_health",
] as const;
export type Speciality = (typeof SPECIALITIES)[number];

/** Of one type, how many teams can go at once; what for, where the type is specialised care. */
export interface Capability {
  readonly type: TeamType;
  /** 1 or more. */
  readonly count: number;
  readonly specialities: readonly Speciality[];
}

/** An emergency medical team of a party. */
export interface Team {
  readonly id: TeamId;
  readonly partyId: PartyId;
  readonly name: string;
  /** In the order of {@link TEAM_TYPES}; each type once. */
  readonly capabilities: readonly Capability[];
  /** The year in which WHO classified it; `null` where nobody says that it did. */
  readonly classifiedYear: number | null;
  /** Licences to practise, `KEN:MPDB-1234`: country (ISO 3166-1 alpha-3) and number. */
  readonly licences: readonly string[];
}

/** The least that WHO asks of a team of a type; `null` where it asks nothing. */
export interface TeamMinimum {
  readonly type: TeamType;
  readonly outpatientsPerDay: number | null;
  readonly inpatientBeds: number | null;
  readonly intensiveCareBeds: number | null;
  readonly majorOperationsPerDay: number | null;
  readonly minorOperationsPerDay: number | null;
}

/** True for a licence as it may be stated. */
export function isLicence(text: string): boolean {
  return /^[A-Z]{3}:[A-Za-z0-9/-]{1,35}$/.test(text);
}
