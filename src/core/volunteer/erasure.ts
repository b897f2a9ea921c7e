import type { Day } from "#core/time.ts";
import type { VolunteerId } from "./volunteer.ts";

/** Why a person was erased: the consent ran out, or was taken back. */
export const ERASURE_REASONS = ["consent_ended", "consent_withdrawn"] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

/** That somebody was erased; the number points to nobody any more. */
export interface VolunteerErasure {
  readonly volunteerId: VolunteerId;
  readonly partyCode: string;
  readonly reason: ErasureReason;
  readonly erasedOn: Day;
}
