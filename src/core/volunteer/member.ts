import type { PartyId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import type { Problem } from "#core/result.ts";
import { type DeploymentId, type DeploymentStatus, ENGAGED_STATUSES } from "#core/team/deployment.ts";
import { addDays, type Day } from "#core/time.ts";
import type { Profession } from "./profession.ts";
import { type AvailableDays, hasConsent, type Volunteer } from "./volunteer.ts";

/** Of which professions a host asks a licence, and whether one of its own country; no professions: it asks none. */
export interface LicenceRule {
  readonly professions: readonly Profession[];
  readonly inHostCountry: boolean;
}

/** The deployment has no members in this status: it has them from its acceptance to its close. */
export interface DeploymentWithoutMembersRefusal {
  readonly code: "deployment_without_members";
  readonly status: DeploymentStatus;
}

/** Why a volunteer cannot go, or cannot any more. */
export const MEMBER_PROBLEMS = [
  "consent_ends_earlier",
  "not_available",
  "assigned_elsewhere",
  "licence_not_valid",
] as const;
export type MemberProblem = (typeof MEMBER_PROBLEMS)[number];

/** What the question needs to know of a deployment. */
export interface MemberFacts {
  readonly deployment: AvailableDays & { readonly id: DeploymentId; readonly status: DeploymentStatus };
  readonly today: Day;
  /** The licences that its host asks. */
  readonly rule: LicenceRule;
  /** ISO 3166-1 alpha-3 of the country in which it works. */
  readonly country: string;
  /** The deployments of which the volunteer is a member, this one among them or not. */
  readonly memberships: readonly (AvailableDays & {
    readonly deploymentId: DeploymentId;
    readonly status: DeploymentStatus;
  })[];
}

/**
 * Everything that stands against a volunteer as a member of a deployment, in the order of {@link MEMBER_PROBLEMS}. What counts are the days that
 * are left of it, from today or its first day to its last: consent to the roster and availability have to last for all of them, no other
 * deployment that is accepted and not closed may touch them, and the licence that the host asks has to be valid to the end.
 */
export function findMemberProblems(volunteer: Volunteer, facts: MemberFacts): readonly MemberProblem[] {
  const { deployment, today, rule, country } = facts;
  const fromDay = deployment.fromDay > today ? deployment.fromDay : today;
  // A deployment that goes on after its last day still needs the consent of today.
  const untilDay = deployment.untilDay > fromDay ? deployment.untilDay : fromDay;
  const left: AvailableDays = { fromDay, untilDay };
  const isElsewhere = facts.memberships.some(
    (one) =>
      one.deploymentId !== deployment.id &&
      ENGAGED_STATUSES.includes(one.status) &&
      one.fromDay <= untilDay &&
      one.untilDay >= fromDay,
  );
  const isLicensed = volunteer.licences.some(
    (one) => one.validUntil >= untilDay && (!rule.inHostCountry || one.country === country),
  );
  const found: Readonly<Record<MemberProblem, boolean>> = {
    consent_ends_earlier: !hasConsent(volunteer.consents, "roster", { fromDay: today, untilDay }),
    not_available: !isAvailable(volunteer.days, left),
    assigned_elsewhere: isElsewhere,
    licence_not_valid: rule.professions.includes(volunteer.profession) && !isLicensed,
  };
  return MEMBER_PROBLEMS.filter((one) => found[one]);
}

/** The same as problems of a command's field. */
export function describeMemberProblems(
  reference: string,
  problems: readonly MemberProblem[],
): readonly Problem[] {
  return problems.map((rule) => ({ field: "volunteerId", value: reference, rule }));
}

/** True where the days, one after the other without a gap, hold all of `wanted`. They are in order and none overlaps another. */
function isAvailable(days: readonly AvailableDays[], wanted: AvailableDays): boolean {
  let next = wanted.fromDay;
  for (const { fromDay, untilDay } of days) {
    if (untilDay < next) continue;
    if (fromDay > next) return false;
    if (untilDay >= wanted.untilDay) return true;
    next = addDays(untilDay, 1);
  }
  return false;
}

/** As whom somebody reads the members of a deployment: `keeper` of the roster, `leader` of the team, its `host`. */
export type MemberReader = "keeper" | "leader" | "host";

/**
 * As whom `actor` reads the members of a deployment; `null`: not at all. Who keeps the roster reads it always; leader and host
 * from the acceptance to the close.
 */
export function findMemberReader(
  actor: Actor,
  deployment: { readonly giverId: PartyId; readonly recipientId: PartyId; readonly status: DeploymentStatus },
): MemberReader | null {
  const { giverId, recipientId, status } = deployment;
  if (permit(actor, "read_roster", { self: giverId }).ok) return "keeper";
  if (!ENGAGED_STATUSES.includes(status)) return null;
  if (permit(actor, "read_members", { giver: giverId }).ok) return "leader";
  return permit(actor, "read_members", { recipient: recipientId }).ok ? "host" : null;
}
