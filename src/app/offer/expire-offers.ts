import { asId, type OfferId } from "#core/id.ts";
import { refuse } from "#core/result.ts";
import { dayOf } from "#core/time.ts";
import { listOffersToExpire, lockOffers } from "#store/offer.ts";
import type { AppContext } from "../context.ts";
import { PROGRAM_ACTOR } from "../program-actor.ts";
import { runCommand } from "../run-command.ts";
import { endOffer } from "./end-offer.ts";

/**
 * Lets every offer expire none of whose lines can leave or be used any more, each by a command of the program's own;
 * returns their ids. A job: it can be run at any time and by several at once. Offers of scenarios do not expire.
 */
export async function expireOffers(context: AppContext): Promise<readonly OfferId[]> {
  const expired: OfferId[] = [];
  for (const offerId of await listOffersToExpire(context.database, dayOf(context.now()))) {
    const meta = { commandId: asId<"command">(context.newId()), actor: PROGRAM_ACTOR };
    const body = { offerId, expired: true };
    const ended = await runCommand(context, meta, { kind: "withdraw_offer", body }, async (scope) => {
      const [offer] = await lockOffers(scope.database, [offerId]);
      if (offer === undefined) return refuse({ code: "not_found", noun: "offer", id: offerId });
      return await endOffer(scope, offer, "expire");
    });
    // A refusal: somebody withdrew it, or gave the last of it, a moment before.
    if (ended.ok) expired.push(offerId);
  }
  return expired;
}
