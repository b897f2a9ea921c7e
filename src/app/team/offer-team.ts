import { asId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { decideOfferTeam, type OfferTeam } from "#core/team/team-offer.ts";
import { getSecretariatId } from "#store/party.ts";
import { findOpenTeamOffer, insertTeamOffer } from "#store/team-offer.ts";
import { lockTeam } from "#store/team.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";
import { showTeamOffer } from "./show-team-offer.ts";

/**
 * Offers a team. Returns the offer as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `malformed` (as `decideOfferTeam`), `team_offered_already`.
 */
export async function offerTeam(context: AppContext, meta: CommandMeta, command: OfferTeam) {
  return await runTogether(context, meta, async (scope) => await offerTeamWithin(scope, command));
}

/** {@link offerTeam} within a transaction that is under way, where a refusal ends it. */
export async function offerTeamWithin(within: CommandScope, command: OfferTeam) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "offer_team", body: command }, async (scope) => {
    const { database, now } = scope;
    const team = await lockTeam(database, command.teamId);
    if (team === undefined) return refuse({ code: "not_found", noun: "team", id: command.teamId });
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "offer_team", { self: team.partyId, secretariat });
    if (!permitted.ok) return permitted;
    const decided = decideOfferTeam(command, {
      id: asId<"team offer">(context.newId()),
      now,
      items: context.reference.items,
    });
    if (!decided.ok) return decided;
    const { open } = await findOpenTeamOffer(database, team.id);
    if (open !== undefined) {
      return refuse({ code: "team_offered_already", teamOfferId: asId<"team offer">(open.id) });
    }
    const isWritten = await insertTeamOffer(database, decided.value, now);
    invariant(isWritten, "nobody offers a team that is locked");
    return accept(await showTeamOffer(database, decided.value.id, context.reference));
  });
}
