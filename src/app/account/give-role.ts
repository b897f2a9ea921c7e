import type { Role } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findUserByEmail, insertMembership } from "#store/account.ts";
import { findPartyByCode } from "#store/party.ts";
import type { AppContext } from "../context.ts";
import { requireVouched } from "./require-vouched.ts";

/**
 * Gives a user a role for a party, for the operator of the system; nothing happens where it is held already.
 * Refuses with `not_found`, `account_not_vouched`.
 */
export async function giveRole(
  context: AppContext,
  { email, partyCode, role }: { readonly email: string; readonly partyCode: string; readonly role: Role },
) {
  const user = await findUserByEmail(context.database, email);
  if (user === undefined) return refuse({ code: "not_found", noun: "user", id: email });
  const party = await findPartyByCode(context.database, partyCode);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyCode });
  const vouched = await requireVouched(context.database, user, party.id);
  if (!vouched.ok) return vouched;
  await insertMembership(context.database, { userId: user.id, partyId: party.id, role }, context.now());
  return accept({ email: user.email, partyCode: party.code, role });
}
