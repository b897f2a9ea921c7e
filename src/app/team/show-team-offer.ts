import { invariant } from "#core/invariant.ts";
import type { Reference } from "#core/reference.ts";
import { listBelowMinimum, type TeamOfferId } from "#core/team/team-offer.ts";
import type { Database } from "#store/schema.ts";
import { findTeamOffer, type TeamOfferShown } from "#store/team-offer.ts";

/** An offer with the figures that are below what WHO asks of teams of its types. */
export function judgeTeamOffer(offer: TeamOfferShown, { teamMinimums }: Pick<Reference, "teamMinimums">) {
  return { ...offer, belowMinimum: listBelowMinimum(offer, offer.capabilities, teamMinimums) };
}

/** The offer of a team as it is shown, within the command that has just written it. */
export async function showTeamOffer(
  database: Database,
  id: TeamOfferId,
  reference: Pick<Reference, "teamMinimums">,
) {
  const shown = await findTeamOffer(database, id);
  invariant(shown !== undefined, "an offer just written can be read");
  return judgeTeamOffer(shown, reference);
}
