import type { offerEndpoints } from "#api/offer.ts";
import { makeOffer } from "#app/offer/make-offer.ts";
import { readOffer, readOffers } from "#app/offer/read-offers.ts";
import { withdrawOffer } from "#app/offer/withdraw-offer.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const offerHandlers = {
  listOffers: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, status, scenario = null } = query;
    return accept(showPage(await readOffers(context, { partyCode, status, scenario }, page.value)));
  },
  getOffer: async ({ params }, { context }) => await readOffer(context, params.offerId),
  makeOffer: async ({ body }, { context, meta }) => await makeOffer(context, meta, body),
  withdrawOffer: async ({ params }, { context, meta }) => await withdrawOffer(context, meta, params),
} satisfies Pick<Handlers, keyof typeof offerEndpoints>;
