import { asId, type PartyId } from "#core/id.ts";
import { type Actor, ROLES } from "#core/party/party.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/** Who acts when the operator of the machine uses the command line; it stands in the audit record. */
const OPERATOR_ID = asId<"user">("00000000-0000-7000-8000-000000000001");

/** The operator, who holds every role in the secretariat and, where given, in further parties. */
export async function buildOperatorActor(
  context: AppContext,
  partyIds: readonly PartyId[] = [],
): Promise<Actor> {
  const secretariatId = await getSecretariatId(context.database);
  const memberships = [secretariatId, ...partyIds].flatMap((partyId) =>
    ROLES.map((role) => ({ partyId, role })),
  );
  return { userId: OPERATOR_ID, memberships };
}
