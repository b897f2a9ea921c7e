import type { PartyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { accept, refuse } from "#core/result.ts";
import { findUserByEmail } from "#store/account.ts";
import { expireInvitation, findOpenInvitation, listOpenInvitations } from "#store/invitation.ts";
import { findParty } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { permitMembers } from "./change-members.ts";
import { hashToken } from "./invite-member.ts";

/** The open invitations of a party, without what they are accepted with. Refuses as `permitMembers`. */
export async function readInvitations(
  context: AppContext,
  meta: Pick<CommandMeta, "actor">,
  partyId: PartyId,
) {
  const permitted = await permitMembers(context.database, meta, partyId);
  if (!permitted.ok) return permitted;
  return accept({ items: await listOpenInvitations(context.database, partyId, context.now()) });
}

/** Takes an invitation back: it has expired from now on. Refuses as `permitMembers`, then with `invitation_not_open`. */
export async function withdrawInvitation(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly partyId: PartyId; readonly invitationId: string },
) {
  const { partyId } = command;
  return await runCommand(
    context,
    meta,
    { kind: "manage_members", body: { withdrawInvitation: command } },
    async ({ database, now }) => {
      const permitted = await permitMembers(database, meta, partyId);
      if (!permitted.ok) return permitted;
      const isExpired = await expireInvitation(database, { partyId, id: command.invitationId }, now);
      if (!isExpired) return refuse({ code: "invitation_not_open" });
      return accept({ items: await listOpenInvitations(database, partyId, now) });
    },
  );
}

/** What an invitation is to, for whoever holds its token, before they accept. Refuses with `invitation_not_open`. */
export async function readInvitation(context: AppContext, token: string) {
  const { database } = context;
  const invitation = await findOpenInvitation(database, hashToken(token), context.now());
  if (invitation === undefined) return refuse({ code: "invitation_not_open" });
  const { email, role, expiresAt } = invitation;
  const party = await findParty(database, invitation.partyId);
  invariant(party !== undefined, "an invitation is to a party that there is");
  const hasAccount = (await findUserByEmail(database, email)) !== undefined;
  return accept({ email, role, expiresAt, partyCode: party.code, partyName: party.name, hasAccount });
}
