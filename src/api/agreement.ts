import { z } from "zod";
import { AGREEMENT_STATUSES, CONSULTATION_REASONS } from "#core/agreement/agreement.ts";
import { TRANSPORT_MODES } from "#core/consignment/consignment.ts";
import { SHELF_LIFE_ASKERS, SHELF_LIFE_DAYS_MAX } from "#core/shelf-life/shelf-life.ts";
import { commanding, reading } from "./endpoint.ts";
import {
  countSchema,
  daySchema,
  idOf,
  instantSchema,
  pageOf,
  pageQuery,
  quantitySchema,
  slugSchema,
} from "./scalars.ts";

const agreedDaysSchema = z.int().min(0).max(SHELF_LIFE_DAYS_MAX);

const agreementLineBody = z.strictObject({
  supplyId: idOf("supply"),
  callId: idOf("call"),
  callLineNumber: z.int().positive(),
  quantity: quantitySchema,
  departOn: daySchema,
  arriveOn: daySchema,
  /** Days of shelf life asked on arrival in place of what the rules ask; fewer than those the recipient has to take expressly. */
  agreedShelfLifeDays: agreedDaysSchema.optional(),
});

const proposeAgreementBody = z.strictObject({
  giverId: idOf("party"),
  recipientId: idOf("party"),
  lines: z.array(agreementLineBody).min(1).max(2000),
});

const consultAgreementBody = z.strictObject({
  /** The side that speaks. */
  partyId: idOf("party"),
  reason: z.enum(CONSULTATION_REASONS),
  /** The lines as this side would have them; a line left out stays as it is. */
  lines: z
    .array(
      z.strictObject({
        lineNumber: z.int().positive(),
        quantity: quantitySchema.optional(),
        departOn: daySchema.optional(),
        arriveOn: daySchema.optional(),
        /** `null`: the rules hold again. */
        agreedShelfLifeDays: agreedDaysSchema.nullable().optional(),
      }),
    )
    .max(2000),
});

export const agreementView = z.object({
  id: z.string(),
  giverId: z.string(),
  giverCode: z.string(),
  recipientId: z.string(),
  recipientCode: z.string(),
  roundId: z.string().nullable(),
  /** The consignment whose short-dated units it sends on, and who has them; `null` where it redirects nothing. */
  redirectsConsignmentId: z.string().nullable(),
  holderId: z.string().nullable(),
  holderCode: z.string().nullable(),
  scenario: z.string().nullable(),
  status: z.enum(AGREEMENT_STATUSES),
  giverConsents: z.boolean(),
  recipientConsents: z.boolean(),
  version: z.number(),
  createdAt: instantSchema,
  lines: z.array(
    z.object({
      lineNumber: z.number(),
      supplyId: z.string(),
      itemId: z.string(),
      terms: z.string(),
      callId: z.string(),
      callLineNumber: z.number(),
      quantity: countSchema,
      fromSiteId: z.string(),
      toSiteId: z.string(),
      departOn: z.string(),
      arriveOn: z.string(),
      redirectsLineNumber: z.number().nullable(),
      expiry: z.string().nullable(),
      /** Days that the rules ask to be left on arrival; `null` with somebody who asks: what cannot be shown. */
      askedShelfLifeDays: z.number().nullable(),
      shelfLifeAskedBy: z.enum(SHELF_LIFE_ASKERS).nullable(),
      /** Days that this agreement asks in their place. */
      agreedShelfLifeDays: z.number().nullable(),
    }),
  ),
  events: z.array(
    z.object({
      sequence: z.number(),
      step: z.string(),
      partyCode: z.string(),
      reason: z.string().nullable(),
      lines: z.unknown().nullable(),
      recordedAt: instantSchema,
    }),
  ),
});
export type AgreementView = z.infer<typeof agreementView>;

const agreementParams = z.object({ agreementId: idOf("agreement") });
const bySide = z.strictObject({ partyId: idOf("party") });
/** `waivesShelfLife`: a recipient says that it takes less shelf life than its rules ask, where lines say so. */
const acceptBody = bySide.extend({ waivesShelfLife: z.boolean().optional() });

const redirectLineBody = agreementLineBody.omit({ supplyId: true }).extend({
  /** The line of the consignment whose units wait in quarantine. */
  lineNumber: z.int().positive(),
});

const proposeRedirectBody = z.strictObject({
  recipientId: idOf("party"),
  lines: z.array(redirectLineBody).min(1).max(2000),
});

const consignmentParams = z.object({ consignmentId: idOf("consignment") });

/** A call line that short-dated units still fit, and how they would come there. */
const fittingCallView = z.object({
  lineNumber: z.number(),
  callId: z.string(),
  callLineNumber: z.number(),
  partyId: z.string(),
  partyCode: z.string(),
  leastDeveloped: z.boolean(),
  itemId: z.string(),
  needed: countSchema,
  /** Promised and received of what it asks, 0 to 1. */
  coverage: z.number(),
  siteId: z.string(),
  mode: z.enum(TRANSPORT_MODES),
  transitDays: z.number(),
  departOn: z.string(),
  arriveOn: z.string(),
  leftDays: z.number(),
  askedDays: z.number(),
});
export type FittingCallView = z.infer<typeof fittingCallView>;

export const agreementEndpoints = {
  listAgreements: reading({
    path: "/agreements",
    summary: "Agreements that you may see, newest first",
    tag: "agreements",
    access: "signed_in",
    query: z.object({
      ...pageQuery,
      party: z.string().optional(),
      status: z.enum(AGREEMENT_STATUSES).optional(),
      scenario: slugSchema.optional(),
    }),
    response: pageOf(agreementView.omit({ lines: true, events: true }).extend({ lineCount: z.number() })),
  }),
  getAgreement: reading({
    path: "/agreements/:agreementId",
    summary: "One agreement with its lines and consultation",
    tag: "agreements",
    access: "signed_in",
    params: agreementParams,
    response: agreementView,
  }),
  proposeAgreement: commanding({
    path: "/agreements",
    summary: "Answer a call directly",
    tag: "agreements",
    body: proposeAgreementBody,
    response: agreementView,
  }),
  listFittingCalls: reading({
    path: "/consignments/:consignmentId/fitting-calls",
    summary:
      "Open calls that a consignment's short-dated units still fit, the least developed and worst served first",
    tag: "agreements",
    access: "signed_in",
    params: consignmentParams,
    response: z.object({
      items: z.array(fittingCallView),
      /** Lines that nobody can be sent for now. */
      withheld: z.array(z.object({ lineNumber: z.number(), because: z.enum(["recalled", "on_hold"]) })),
    }),
  }),
  proposeRedirect: commanding({
    path: "/consignments/:consignmentId/redirect",
    summary:
      "Propose short-dated units in quarantine to another open call: giver and new recipient are asked",
    tag: "agreements",
    params: consignmentParams,
    body: proposeRedirectBody,
    response: agreementView,
  }),
  consultAgreement: commanding({
    path: "/agreements/:agreementId/consult",
    summary: "Ask for another quantity or other days",
    tag: "agreements",
    params: agreementParams,
    body: consultAgreementBody,
    response: agreementView,
  }),
  acceptAgreement: commanding({
    path: "/agreements/:agreementId/accept",
    summary: "Accept for one side; when both have, the units are reserved",
    tag: "agreements",
    params: agreementParams,
    body: acceptBody,
    response: agreementView,
  }),
  declineAgreement: commanding({
    path: "/agreements/:agreementId/decline",
    summary: "Decline for one side",
    tag: "agreements",
    params: agreementParams,
    body: bySide,
    response: agreementView,
  }),
  withdrawAgreement: commanding({
    path: "/agreements/:agreementId/withdraw",
    summary: "Withdraw; units not yet dispatched are released",
    tag: "agreements",
    params: agreementParams,
    body: bySide,
    response: agreementView,
  }),
};
