import { listStatedConditions } from "#core/conditions.ts";
import type { PartyId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Capability, isLicence, type Team, type TeamId } from "./team.ts";

/** A party says that it has a team. */
export interface RegisterTeam {
  readonly partyId: PartyId;
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly classifiedYear?: number | undefined;
  readonly licences?: readonly string[] | undefined;
}

/** The party has a team of this name already. */
export interface TeamExistsRefusal {
  readonly code: "team_exists";
  readonly name: string;
}

/** WHO began to classify teams in this year. */
const FIRST_YEAR = 2016;

/**
 * The team. Refuses with `malformed`, all problems at once: a name that puts a condition (`conditions_attached`), a type
 * that stands twice (`doubled_team_type`), specialities of a type that has none (`speciality_of_another_type`), a year before
 * the first classification or after this one (`year_out_of_range`), `not_a_licence`.
 */
export function decideRegisterTeam(
  command: RegisterTeam,
  facts: { readonly id: TeamId; readonly year: number },
): Result<Team, MalformedRefusal> {
  const { name, capabilities, classifiedYear, licences = [] } = command;
  const problems: Problem[] = [...listStatedConditions({ name })];
  for (const [index, { type, specialities }] of capabilities.entries()) {
    const field = `capabilities.${index}.type`;
    if (capabilities.findIndex((one) => one.type === type) !== index) {
      problems.push({ field, value: type, rule: "doubled_team_type" });
    }
    if (specialities.length > 0 && type !== "specialised_care") {
      problems.push({ field, value: type, rule: "speciality_of_another_type" });
    }
  }
  if (classifiedYear !== undefined && (classifiedYear < FIRST_YEAR || classifiedYear > facts.year)) {
    problems.push({
      field: "classifiedYear",
      value: String(classifiedYear),
      rule: "year_out_of_range",
      facts: { min: FIRST_YEAR, max: facts.year },
    });
  }
  for (const [index, licence] of licences.entries()) {
    if (!isLicence(licence)) {
      problems.push({ field: `licences.${index}`, value: licence, rule: "not_a_licence" });
    }
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    id: facts.id,
    partyId: command.partyId,
    name,
    capabilities,
    classifiedYear: classifiedYear ?? null,
    licences,
  });
}
