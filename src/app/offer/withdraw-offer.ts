import type { OfferId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";
import { lockOffers } from "#store/offer.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { endOffer } from "./end-offer.ts";

/**
 * Withdraws what of an offer nobody has been promised; units that are reserved or on their way stay. Returns the offer
 * as it is shown. `occurred`: left out, now.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`.
 */
export async function withdrawOffer(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly offerId: OfferId },
  options: { readonly occurred?: Occurred | undefined } = {},
) {
  return await runCommand(
    context,
    meta,
    { kind: "withdraw_offer", body: { ...command, ...options } },
    async (scope) => {
      const [offer] = await lockOffers(scope.database, [command.offerId]);
      if (offer === undefined) return refuse({ code: "not_found", noun: "offer", id: command.offerId });
      const permitted = permit(meta.actor, "withdraw_offer", { self: offer.partyId });
      if (!permitted.ok) return permitted;
      const unchanged = checkVersion(meta, "offer", offer);
      if (!unchanged.ok) return unchanged;
      return await endOffer(scope, offer, "withdraw", options.occurred);
    },
  );
}
