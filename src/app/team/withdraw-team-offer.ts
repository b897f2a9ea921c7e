import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { TEAM_OFFER_STEPS, type TeamOfferId } from "#core/team/team-offer.ts";
import { getSecretariatId } from "#store/party.ts";
import { lockTeamOffer, updateTeamOffer } from "#store/team-offer.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showTeamOffer } from "./show-team-offer.ts";

/**
 * Withdraws the offer of a team: it is not invited on this offer any more; where it is already, it stays. Returns the offer
 * as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`.
 */
export async function withdrawTeamOffer(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly teamOfferId: TeamOfferId },
) {
  return await runCommand(context, meta, { kind: "withdraw_team_offer", body: command }, async (scope) => {
    const { database } = scope;
    const offer = await lockTeamOffer(database, command.teamOfferId);
    if (offer === undefined)
      return refuse({ code: "not_found", noun: "team offer", id: command.teamOfferId });
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "withdraw_team_offer", { self: offer.partyId, secretariat });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "team offer", offer);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("team offer", TEAM_OFFER_STEPS, { status: offer.status, step: "withdraw" });
    if (!status.ok) return status;
    await updateTeamOffer(database, offer.id, status.value);
    return accept(await showTeamOffer(database, offer.id, context.reference));
  });
}
