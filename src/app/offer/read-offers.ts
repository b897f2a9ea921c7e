import type { OfferId } from "#core/id.ts";
import type { OfferStatus } from "#core/offer/offer.ts";
import { accept, refuse } from "#core/result.ts";
import { findOffer, listOffers } from "#store/offer.ts";
import type { PageRequest } from "#store/page.ts";
import type { AppContext } from "../context.ts";

/** Offers are public. */
export interface OfferFilter {
  readonly partyCode?: string | undefined;
  readonly status?: OfferStatus | undefined;
  /** `null` for what really is. */
  readonly scenario: string | null;
}

/** A page of offers, newest first. */
export async function readOffers(context: AppContext, filter: OfferFilter, page: PageRequest) {
  return await listOffers(context.database, filter, page);
}

/** One offer with its lines. Refuses with `not_found`. */
export async function readOffer(context: AppContext, id: OfferId) {
  const offer = await findOffer(context.database, id);
  return offer === undefined ? refuse({ code: "not_found", noun: "offer", id }) : accept(offer);
}
