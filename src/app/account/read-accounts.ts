import type { UserId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findUser, listMemberships, listMembershipsShown, listUsers } from "#store/account.ts";
import type { AppContext } from "../context.ts";

/** Who acts when a user does: with the roles held now, party by party. */
export async function readActor(context: AppContext, userId: UserId): Promise<Actor> {
  return { userId, memberships: await listMemberships(context.database, userId) };
}

/** A user with the roles held, as it is shown to them. Refuses with `not_found`. */
export async function readMe(context: AppContext, userId: UserId) {
  const user = await findUser(context.database, userId);
  if (user === undefined) return refuse({ code: "not_found", noun: "user", id: userId });
  const memberships = await listMembershipsShown(context.database, { userId });
  return accept({ userId: user.id, name: user.name, email: user.email, memberships });
}

/** Every user with the roles held, by e-mail address: for the operator. */
export async function readUsers(context: AppContext) {
  const users = await listUsers(context.database);
  const memberships = await listMembershipsShown(context.database, {});
  return users.map((user) => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    memberships: memberships
      .filter((held) => held.userId === user.id)
      .map(({ partyCode, role }) => ({ partyCode, role })),
  }));
}
