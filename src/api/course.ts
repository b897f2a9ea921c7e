import { z } from "zod";
import { CONSIGNMENT_STATUSES } from "#core/consignment/consignment.ts";
import { reading } from "./endpoint.ts";
import { countSchema, idOf, pageOf, pageQuery } from "./scalars.ts";

/** Whole base units; below 0 only where more came back than had gone, which the ledger does not allow of what stands somewhere. */
const unitsSchema = z.int();

/** What became of units that were promised. */
const promisedFigures = {
  /** Promised by agreements that both sides have accepted, less what they released again. */
  agreed: unitsSchema,
  /** Of these, not dispatched: `agreed` less `dispatched`. */
  reserved: unitsSchema,
  /** Of these, in consignments that are planned or packed. */
  preparing: countSchema,
  /** `received` and the four figures in transit together. */
  dispatched: unitsSchema,
  inTransit: unitsSchema,
  /** Of `inTransit`, missing at the count, and both sides have not settled why. */
  missing: countSchema,
  lostInTransit: unitsSchema,
  wastedInTransit: unitsSchema,
  returnedInTransit: unitsSchema,
  /** Counted on arrival, up to what was sent. */
  received: unitsSchema,
  /** Counted beyond what was sent. */
  surplus: unitsSchema,
  inStore: unitsSchema,
  quarantined: unitsSchema,
  used: unitsSchema,
  wasted: unitsSchema,
  /** Of `wasted`, settled as damaged, expired or heated when they were counted. */
  wastedAtCount: unitsSchema,
  lost: unitsSchema,
  returned: unitsSchema,
  /** Of `wasted`, `lost` and `returned`, what accounts for a recall. */
  recalled: unitsSchema,
};

export const courseView = z.object({
  /** Lines of the offer or agreement in which the supply stands. */
  lineNumbers: z.array(z.number()),
  supplyId: z.string(),
  itemId: z.string(),
  unit: z.string(),
  lotNumber: z.string().nullable(),
  expiry: z.string().nullable(),
  /** The recall that withholds it. */
  recallId: z.string().nullable(),
  /** What the giver still has; `null` for an agreement. */
  giver: z
    .object({
      offered: unitsSchema,
      withdrawn: unitsSchema,
      /** Promised to nobody: offered − withdrawn = available + withheld + gone + agreed. */
      available: unitsSchema,
      /** Quarantined with the giver. */
      withheld: unitsSchema,
      /** Wasted, lost or returned with the giver. */
      gone: unitsSchema,
      /** Units of published plans. */
      sharedOut: countSchema,
      /** In agreements that wait for an answer; `null` for who may not see that. */
      proposed: countSchema.nullable(),
    })
    .nullable(),
  total: z.object(promisedFigures),
  recipients: z.array(
    z.object({
      partyCode: z.string(),
      ...promisedFigures,
      sharedOut: countSchema,
      /** Units of the supply that came by other agreements, and are not told apart from the store on; 0 for an offer. */
      receivedOtherwise: unitsSchema,
      /** Doses of the item, or of a category above it, reported without a lot: they may be of this supply or another. */
      dosesWithoutLot: countSchema,
    }),
  ),
  consignmentCount: countSchema,
  /** Of very many, the first by number. */
  consignments: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      status: z.enum(CONSIGNMENT_STATUSES),
      recipientCode: z.string(),
      preparing: countSchema,
      dispatched: unitsSchema,
      inTransit: unitsSchema,
      missing: countSchema,
      lostInTransit: unitsSchema,
      received: unitsSchema,
      surplus: unitsSchema,
    }),
  ),
});

export type CourseView = z.infer<typeof courseView>;

export const courseEndpoints = {
  getOfferCourse: reading({
    path: "/offers/:offerId/course",
    summary: "How far the units of an offer have come, line by line, to their use",
    tag: "offers",
    params: z.object({ offerId: idOf("offer") }),
    query: z.object(pageQuery),
    response: pageOf(courseView),
  }),
  getAgreementCourse: reading({
    path: "/agreements/:agreementId/course",
    summary: "How far the units of an agreement have come, to their use",
    tag: "agreements",
    access: "signed_in",
    params: z.object({ agreementId: idOf("agreement") }),
    query: z.object(pageQuery),
    response: pageOf(courseView),
  }),
};
