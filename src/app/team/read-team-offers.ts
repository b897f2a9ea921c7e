import { accept, refuse } from "#core/result.ts";
import type { TeamOfferId, TeamOfferStatus } from "#core/team/team-offer.ts";
import type { PageRequest } from "#store/page.ts";
import { findTeamOffer, listTeamOffers } from "#store/team-offer.ts";
import type { AppContext } from "../context.ts";
import { judgeTeamOffer } from "./show-team-offer.ts";

/** Offers of teams are public. */
export interface TeamOfferFilter {
  readonly partyCode?: string | undefined;
  readonly status?: TeamOfferStatus | undefined;
}

/** A page of offers of teams, newest first. */
export async function readTeamOffers(context: AppContext, filter: TeamOfferFilter, page: PageRequest) {
  const { items, next } = await listTeamOffers(context.database, filter, page);
  return { items: items.map((offer) => judgeTeamOffer(offer, context.reference)), next };
}

/** One offer of a team. Refuses with `not_found`. */
export async function readTeamOffer(context: AppContext, id: TeamOfferId) {
  const offer = await findTeamOffer(context.database, id);
  if (offer === undefined) return refuse({ code: "not_found", noun: "team offer", id });
  return accept(judgeTeamOffer(offer, context.reference));
}
