import { createHash, createHmac, randomBytes } from "node:crypto";
import type { PartyId } from "#core/id.ts";
import { isEmail } from "#core/account/account.ts";
import { invariant } from "#core/invariant.ts";
import type { Actor, Role } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { addDays, asInstant, dayOf } from "#core/time.ts";
import { ensureSecret, findUserByEmail, insertMembership } from "#store/account.ts";
import { closeInvitation, insertInvitation, lockOpenInvitation } from "#store/invitation.ts";
import { findParty } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { permitMembers } from "./change-members.ts";
import { createUserWithin } from "./create-user.ts";

/** An invitation is open for so many days. */
const INVITATION_DAYS = 14;

/**
 * Invites somebody to a role for a party: returns the invitation with the token that it is accepted with, which
 * whoever invites passes on. Refuses as `permitMembers`, then with `malformed` what is no address.
 *
 * The token follows from the invitation's id and the installation's secret, so that the command sent again gives
 * the same one, and neither the audit record nor the table of invitations holds it.
 */
export async function inviteMember(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly partyId: PartyId; readonly email: string; readonly role: Role },
) {
  const secret = await ensureSecret(context.database, randomBytes(32).toString("base64url"));
  const { partyId, role } = command;
  const email = command.email.trim().toLowerCase();
  const body = { invite: { partyId, role, email } };
  const invited = await runCommand(context, meta, { kind: "manage_members", body }, async (scope) => {
    const permitted = await permitMembers(scope.database, meta, partyId);
    if (!permitted.ok) return permitted;
    if (!isEmail(email)) {
      return refuse({
        code: "malformed",
        problems: [{ field: "email", value: email.slice(0, 120), rule: "email" }],
      });
    }
    const id = context.newId();
    const expiresAt = asInstant(`${addDays(dayOf(scope.now), INVITATION_DAYS)}${scope.now.slice(10)}`);
    const invitation = { id, partyId, role, email, expiresAt };
    const tokenSha256 = hashToken(makeToken(secret, id));
    const { userId: invitedBy } = meta.actor;
    await insertInvitation(scope.database, { ...invitation, tokenSha256, invitedBy }, scope.now);
    return accept(invitation);
  });
  return invited.ok ? accept({ ...invited.value, token: makeToken(secret, invited.value.id) }) : invited;
}

/** What the person invited sends: for a new account who they are, with a password of their own. */
export interface AcceptInvitation {
  readonly token: string;
  readonly name?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * Accepts an invitation: makes the account of the address invited where there is none, and gives it the role. An account
 * that there is must have been signed in to (`actor`), and keeps its name and password: whoever holds the token need not
 * be whoever holds the account. Refuses with `invitation_not_open`, then `sign_in_to_accept` or `malformed`.
 */
export async function acceptInvitation(
  context: AppContext,
  actor: Actor | null,
  { token, name = "", password = "" }: AcceptInvitation,
) {
  return await context.database.transaction().execute(async (database) => {
    const now = context.now();
    const invitation = await lockOpenInvitation(database, hashToken(token), now);
    if (invitation === undefined) return refuse({ code: "invitation_not_open" });
    const { email, partyId, role } = invitation;
    const existing = await findUserByEmail(database, email);
    if (existing !== undefined && existing.id !== actor?.userId) {
      return refuse({ code: "sign_in_to_accept", email });
    }
    const made =
      existing === undefined
        ? await createUserWithin({ ...context, database }, { name, email, password }, { isVouched: false })
        : accept(existing);
    if (!made.ok) return made;
    await insertMembership(database, { userId: made.value.id, partyId, role }, now);
    await closeInvitation(database, invitation.id, now);
    const party = await findParty(database, partyId);
    invariant(party !== undefined, "an invitation is to a party that there is");
    return accept({ email, partyCode: party.code, role });
  });
}

function makeToken(secret: string, invitationId: string): string {
  return createHmac("sha256", secret).update(`invitation ${invitationId}`).digest("base64url");
}

/** What is kept of a token. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
