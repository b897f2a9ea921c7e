import type { AccountNotVouchedRefusal } from "#core/account/account.ts";
import type { PartyId } from "#core/id.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { listMemberships, type User } from "#store/account.ts";
import type { Database } from "#store/schema.ts";

/**
 * The user, where a role for the party may be given to the account as it stands: the operator has vouched for it, or
 * it holds a role for the party already, and so accepted an invitation of that party. Otherwise whoever was first to
 * invite an address, and kept the token, would get whatever is given to it later. Refuses with `account_not_vouched`.
 */
export async function requireVouched(
  database: Database,
  user: User,
  partyId: PartyId,
): Promise<Result<User, AccountNotVouchedRefusal>> {
  if (user.emailVerified) return accept(user);
  const memberships = await listMemberships(database, user.id);
  const isMember = memberships.some((held) => held.partyId === partyId);
  return isMember ? accept(user) : refuse({ code: "account_not_vouched", email: user.email });
}
