import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { decideInviteTeam, type InviteTeam } from "#core/team/deployment.ts";
import { occurredAt } from "#core/time.ts";
import { insertDeployment } from "#store/deployment.ts";
import { findParty } from "#store/party.ts";
import { findSites } from "#store/site.ts";
import { lockTeamCall } from "#store/team-call.ts";
import { findTeamOffer, lockTeamOffer } from "#store/team-offer.ts";
import { lockTeam } from "#store/team.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showDeployment } from "./read-deployments.ts";

/**
 * Invites an offered team to a site of the host's. Returns the deployment as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (the party, the offer), then as `decideInviteTeam`.
 */
export async function inviteTeam(context: AppContext, meta: CommandMeta, command: InviteTeam) {
  return await runCommand(context, meta, { kind: "invite_team", body: command }, async (scope) => {
    const { database, now } = scope;
    const { recipientId, teamOfferId, teamCallId, siteId } = command;
    const permitted = permit(meta.actor, "invite_team", { recipient: recipientId });
    if (!permitted.ok) return permitted;
    const host = await findParty(database, recipientId);
    if (host === undefined) return refuse({ code: "not_found", noun: "party", id: recipientId });
    const locked = await lockTeamOffer(database, teamOfferId);
    const stated = await findTeamOffer(database, teamOfferId);
    const team = locked === undefined ? undefined : await lockTeam(database, locked.teamId);
    if (locked === undefined || stated === undefined || team === undefined) {
      return refuse({ code: "not_found", noun: "team offer", id: teamOfferId });
    }
    const { availableFrom, availableUntil } = stated;
    const decided = decideInviteTeam(command, {
      id: asId<"deployment">(context.newId()),
      now,
      team,
      offer: { id: teamOfferId, status: locked.status, availableFrom, availableUntil },
      call: teamCallId === undefined ? undefined : await lockTeamCall(database, teamCallId),
      host,
      site: (await findSites(database, [siteId])).get(siteId),
    });
    if (!decided.ok) return decided;
    const { commandId } = meta;
    const event = { step: "invite" as const, occurred: occurredAt(now), commandId, recordedAt: now };
    await insertDeployment(database, decided.value, event);
    return await showDeployment(database, decided.value.id);
  });
}
