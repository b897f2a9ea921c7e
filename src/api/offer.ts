import { z } from "zod";
import { TERMS } from "#core/ledger/supply.ts";
import { OFFER_STATUSES } from "#core/offer/offer.ts";
import { isQuantity, type Quantity } from "#core/quantity.ts";
import { commanding, reading } from "./endpoint.ts";
import {
  countSchema,
  daySchema,
  idOf,
  instantSchema,
  itemIdSchema,
  lotNumberSchema,
  pageOf,
  pageQuery,
  quantitySchema,
  slugSchema,
} from "./scalars.ts";

/** Whole units, 0 or more. */
const keptSchema = z
  .int({ error: "whole_number" })
  .nonnegative({ error: "whole_number" })
  .refine(isQuantity, { message: "whole_number" }) as unknown as z.ZodType<Quantity, Quantity>; // refined above

const makeOfferBody = z.strictObject({
  partyId: idOf("party"),
  terms: z.enum(TERMS),
  emergency: slugSchema.optional(),
  lines: z
    .array(
      z.strictObject({
        itemId: itemIdSchema,
        quantity: quantitySchema,
        siteId: idOf("site"),
        /** GS1 global trade item number (AI 01), as printed: 8, 12, 13 or 14 digits. */
        gtin: z.string().max(20).optional(),
        lotNumber: lotNumberSchema.optional(),
        expiry: daySchema.optional(),
        manufacturedOn: daySchema.optional(),
        availableFrom: daySchema,
        availableUntil: daySchema.optional(),
        keptUnits: keptSchema.optional(),
        packUnits: quantitySchema.optional(),
        leastShipmentUnits: quantitySchema.optional(),
      }),
    )
    .min(1)
    .max(2000),
});

export const offerView = z.object({
  id: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  terms: z.enum(TERMS),
  status: z.enum(OFFER_STATUSES),
  emergency: z.string().nullable(),
  scenario: z.string().nullable(),
  version: z.number(),
  createdAt: instantSchema,
  lines: z.array(
    z.object({
      lineNumber: z.number(),
      supplyId: z.string(),
      itemId: z.string(),
      quantity: countSchema,
      /** Units of the line that nobody has been promised yet. */
      available: countSchema,
      siteId: z.string(),
      gtin: z.string().nullable(),
      lotNumber: z.string().nullable(),
      expiry: z.string().nullable(),
      manufacturedOn: z.string().nullable(),
      availableFrom: z.string(),
      availableUntil: z.string().nullable(),
      /** Units that the giver keeps: no round shares them out. */
      keptUnits: countSchema,
      /** Units of a pack that is not opened. */
      packUnits: countSchema,
      /** The fewest units that are sent by one lane at a time; 0: any. */
      leastShipmentUnits: countSchema,
    }),
  ),
});
export type OfferView = z.infer<typeof offerView>;

export const offerEndpoints = {
  listOffers: reading({
    path: "/offers",
    summary: "Offers, newest first",
    tag: "offers",
    query: z.object({
      ...pageQuery,
      party: z.string().optional(),
      status: z.enum(OFFER_STATUSES).optional(),
      scenario: slugSchema.optional(),
    }),
    response: pageOf(offerView.omit({ lines: true }).extend({ lineCount: z.number() })),
  }),
  getOffer: reading({
    path: "/offers/:offerId",
    summary: "One offer with its lines",
    tag: "offers",
    params: z.object({ offerId: idOf("offer") }),
    response: offerView,
  }),
  makeOffer: commanding({
    path: "/offers",
    summary: "Offer supplies on stated terms",
    tag: "offers",
    body: makeOfferBody,
    response: offerView,
  }),
  withdrawOffer: commanding({
    path: "/offers/:offerId/withdraw",
    summary: "Withdraw what of an offer nobody has been promised",
    tag: "offers",
    params: z.object({ offerId: idOf("offer") }),
    response: offerView,
  }),
};
