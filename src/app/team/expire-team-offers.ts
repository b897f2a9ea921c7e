import { asId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { TEAM_OFFER_STEPS, type TeamOfferId } from "#core/team/team-offer.ts";
import { dayOf } from "#core/time.ts";
import { listTeamOffersToExpire, lockTeamOffer, updateTeamOffer } from "#store/team-offer.ts";
import type { AppContext } from "../context.ts";
import { PROGRAM_ACTOR } from "../program-actor.ts";
import { runCommand } from "../run-command.ts";

/**
 * Lets every offer of a team expire whose last day is over, each by a command of the program's own; returns their ids. A job: it can be run at any
 * time and by several at once. Where the team is already, it stays.
 */
export async function expireTeamOffers(context: AppContext): Promise<readonly TeamOfferId[]> {
  const expired: TeamOfferId[] = [];
  for (const id of await listTeamOffersToExpire(context.database, dayOf(context.now()))) {
    const meta = { commandId: asId<"command">(context.newId()), actor: PROGRAM_ACTOR };
    const body = { teamOfferId: id, expired: true };
    const ended = await runCommand(context, meta, { kind: "withdraw_team_offer", body }, async (scope) => {
      const offer = await lockTeamOffer(scope.database, id);
      if (offer === undefined) return refuse({ code: "not_found", noun: "team offer", id });
      const status = takeStep("team offer", TEAM_OFFER_STEPS, { status: offer.status, step: "expire" });
      if (!status.ok) return status;
      await updateTeamOffer(scope.database, id, status.value);
      return accept({ id, status: status.value });
    });
    // A refusal: somebody withdrew it a moment before.
    if (ended.ok) expired.push(id);
  }
  return expired;
}
