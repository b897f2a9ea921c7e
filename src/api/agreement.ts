import { z } from "zod";
import { AGREEMENT_STATUSES, CONSULTATION_REASONS } from "#core/agreement/agreement.ts";
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

const agreementLineBody = z.strictObject({
  supplyId: idOf("supply"),
  callId: idOf("call"),
  callLineNumber: z.int().positive(),
  quantity: quantitySchema,
  departOn: daySchema,
  arriveOn: daySchema,
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
    body: bySide,
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
