import { SECRETARIAT_CODE, type Role } from "#core/party/party.ts";
import type { PartyId, UserId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import {
  deleteMembership,
  findUserByEmail,
  hasMember,
  insertMembership,
  listMembershipsShown,
} from "#store/account.ts";
import { findParty, findSecretariatId, lockParty } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { requireVouched } from "./require-vouched.ts";

/** The party, and that the sender may manage its members. Refuses with `not_found`, `not_permitted`. */
export async function permitMembers(database: Database, meta: Pick<CommandMeta, "actor">, partyId: PartyId) {
  const party = await findParty(database, partyId);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
  const secretariat = await findSecretariatId(database);
  const permitted = permit(meta.actor, "manage_members", { self: partyId, secretariat });
  return permitted.ok ? accept(party) : permitted;
}

/** Who holds which role for a party. Refuses as {@link permitMembers}. */
export async function readMembers(context: AppContext, meta: Pick<CommandMeta, "actor">, partyId: PartyId) {
  const permitted = await permitMembers(context.database, meta, partyId);
  if (!permitted.ok) return permitted;
  return await showMembers(context.database, partyId);
}

/**
 * Gives a role to somebody who has an account. Refuses as {@link permitMembers}, then with `not_found` for the user and
 * with `account_not_vouched`.
 */
export async function giveMemberRole(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly partyId: PartyId; readonly email: string; readonly role: Role },
) {
  return await runCommand(
    context,
    meta,
    { kind: "manage_members", body: { give: command } },
    async (scope) => {
      const permitted = await permitMembers(scope.database, meta, command.partyId);
      if (!permitted.ok) return permitted;
      const user = await findUserByEmail(scope.database, command.email);
      if (user === undefined) return refuse({ code: "not_found", noun: "user", id: command.email });
      const vouched = await requireVouched(scope.database, user, command.partyId);
      if (!vouched.ok) return vouched;
      const membership = { userId: user.id, partyId: command.partyId, role: command.role };
      await insertMembership(scope.database, membership, scope.now);
      return await showMembers(scope.database, command.partyId);
    },
  );
}

/**
 * Takes a role away; nothing happens where it is not held. Refuses as {@link permitMembers}, then with
 * `last_administrator` where nobody would be left who could give roles.
 */
export async function takeMemberRole(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly partyId: PartyId; readonly userId: UserId; readonly role: Role },
) {
  return await runCommand(
    context,
    meta,
    { kind: "manage_members", body: { take: command } },
    async (scope) => {
      const permitted = await permitMembers(scope.database, meta, command.partyId);
      if (!permitted.ok) return permitted;
      // Two who take each other's role away at once come one after the other.
      const secretariat = await lockParty(scope.database, SECRETARIAT_CODE);
      await deleteMembership(scope.database, command);
      const isLast =
        secretariat?.id === command.partyId &&
        command.role === "administrator" &&
        !(await hasMember(scope.database, command));
      return isLast
        ? refuse({ code: "last_administrator" })
        : await showMembers(scope.database, command.partyId);
    },
  );
}

async function showMembers(database: Database, partyId: PartyId) {
  const items = await listMembershipsShown(database, { partyId });
  return accept({ items: items.map(({ userId, name, email, role }) => ({ userId, name, email, role })) });
}
