import { listStatedConditions } from "#core/conditions.ts";
import type { PartyId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import type { Party, PartyKind } from "./party.ts";

/** The secretariat adds a party. */
export interface AddParty {
  readonly code: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly country?: string | undefined;
}

/** Another party or site has this code already. */
export interface CodeTakenRefusal {
  readonly code: "code_taken";
  readonly noun: "party" | "site";
  readonly taken: string;
}

/** The party. Refuses with `malformed`: an unknown country, a government without one, or a name that puts a condition. */
export function decideAddParty(
  command: AddParty,
  facts: { readonly id: PartyId; readonly countries: ReadonlyMap<string, unknown> },
): Result<Party, MalformedRefusal> {
  const country = command.country ?? null;
  const problem = (rule: string) =>
    refuse({ code: "malformed", problems: [{ field: "country", value: country, rule }] });
  if (country === null && command.kind === "government") return problem("government_of_a_country");
  if (country !== null && !facts.countries.has(country)) return problem("unknown_country");
  const problems = listStatedConditions({ name: command.name });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({ id: facts.id, code: command.code, name: command.name, kind: command.kind, country });
}
