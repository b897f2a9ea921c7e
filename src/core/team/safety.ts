import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type DeploymentId, type DeploymentStatus, ENGAGED_STATUSES } from "./deployment.ts";

/** What a team says of its own safety: that all are safe, that some could not be reached, that it needs help. */
const CHECK_INS = ["all_safe", "not_all_reached", "help_needed"] as const;

/** What has happened to a team. Closed words: free text could name a person. */
const INCIDENTS = [
  "injury",
  "illness",
  "exposure",
  "security",
  "road_accident",
  "natural_hazard",
  "equipment_failure",
] as const;

export const SAFETY_KINDS = [...CHECK_INS, ...INCIDENTS] as const;
export type SafetyKind = (typeof SAFETY_KINDS)[number];

/** A team checks in, or reports an incident. */
export interface RecordSafety {
  readonly deploymentId: DeploymentId;
  readonly kind: SafetyKind;
  /** How many of its people: those who checked in, those not reached, those concerned. */
  readonly people: number;
  readonly occurred?: string | undefined;
}

/** More people than any team has. */
const PEOPLE_MAX = 1_000;

/** The team is not, or not any more, under way: there is nobody to check in. */
export interface DeploymentNotUnderWayRefusal {
  readonly code: "deployment_not_under_way";
  readonly status: DeploymentStatus;
}

/**
 * Whether a team may record this of its safety: from the acceptance to the close. Refuses with `deployment_not_under_way`, then
 * with `malformed`: `people_out_of_range`; a check-in of nobody, or an incident but for `equipment_failure` and
 * `natural_hazard` that concerns nobody (`positive_whole_number`).
 */
export function checkSafety(
  { kind, people }: Pick<RecordSafety, "kind" | "people">,
  status: DeploymentStatus,
): Result<null, MalformedRefusal | DeploymentNotUnderWayRefusal> {
  if (!ENGAGED_STATUSES.includes(status)) return refuse({ code: "deployment_not_under_way", status });
  const mayBeNobody = kind === "equipment_failure" || kind === "natural_hazard";
  const field = "people";
  const value = String(people);
  const problems: Problem[] = [];
  if (!Number.isSafeInteger(people) || people < 0 || people > PEOPLE_MAX) {
    problems.push({ field, value, rule: "people_out_of_range", facts: { min: 0, max: PEOPLE_MAX } });
  } else if (people === 0 && !mayBeNobody) problems.push({ field, value, rule: "positive_whole_number" });
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(null);
}
