import { asId, type PartyId } from "#core/id.ts";
import { type Actor, ROLES } from "#core/party/party.ts";

/** Who acts in a scenario, for every party; it stands in the audit record, so that nobody takes it for a person. */
const SCENARIO_USER_ID = asId<"user">("00000000-0000-7000-8000-000000002020");

/** The actor of a scenario: every role in each of the parties. */
export function buildScenarioActor(partyIds: readonly PartyId[]): Actor {
  const memberships = partyIds.flatMap((partyId) => ROLES.map((role) => ({ partyId, role })));
  return { userId: SCENARIO_USER_ID, memberships };
}
