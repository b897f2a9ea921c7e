import { z } from "zod";
import { AGREEMENT_STATUSES } from "#core/agreement/agreement.ts";
import { BASIS_METHODS, CALL_STATUSES } from "#core/call/call.ts";
import { CONSIGNMENT_STATUSES } from "#core/consignment/consignment.ts";
import { commanding, reading } from "./endpoint.ts";
import {
  countrySchema,
  countSchema,
  daySchema,
  idOf,
  instantSchema,
  itemIdSchema,
  pageOf,
  pageQuery,
  perCentSchema,
  quantitySchema,
  shelfLifeDaysSchema,
  slugSchema,
} from "./scalars.ts";

/** A code or an id, never a sentence: there is no room for a condition. */
const basisCode = z.string().regex(/^[A-Za-z0-9_.-]{1,40}$/, { message: "code" });

const callBasisSchema = z.strictObject({
  method: z.enum(BASIS_METHODS),
  inputs: z.record(z.string().regex(/^[A-Za-z0-9_.]{1,60}$/), z.union([z.number(), basisCode])),
});

const callLineBody = z.strictObject({
  itemId: itemIdSchema,
  quantity: quantitySchema,
  windowFrom: daySchema,
  windowTo: daySchema,
  siteId: idOf("site"),
  severity: z.int().min(1).max(5),
  smallestUseful: quantitySchema.optional(),
  leastShelfLifeDays: shelfLifeDaysSchema.optional(),
  leastShelfLifePerCent: perCentSchema.optional(),
  basis: callBasisSchema.optional(),
});

const raiseCallBody = z.strictObject({
  partyId: idOf("party"),
  emergency: slugSchema.optional(),
  lines: z.array(callLineBody).min(1).max(2000),
});

const callLineView = z.object({
  lineNumber: z.number(),
  itemId: z.string(),
  quantity: countSchema,
  windowFrom: z.string(),
  windowTo: z.string(),
  siteId: z.string(),
  severity: z.number(),
  smallestUseful: countSchema,
  leastShelfLifeDays: z.number().nullable(),
  leastShelfLifePerCent: z.number().nullable(),
  basis: z.unknown().nullable(),
  /** Units promised to this line by agreements that both sides have accepted. */
  agreed: countSchema,
  /** Units received for this line so far. */
  received: countSchema,
});

export const callView = z.object({
  id: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  status: z.enum(CALL_STATUSES),
  emergency: z.string().nullable(),
  scenario: z.string().nullable(),
  confirmedAt: instantSchema,
  expiresOn: z.string(),
  version: z.number(),
  createdAt: instantSchema,
  lines: z.array(callLineView),
});
export type CallView = z.infer<typeof callView>;

const answerView = {
  callLineNumber: z.number(),
  giverCode: z.string(),
  itemId: z.string(),
  quantity: countSchema,
};

/** What comes for a call: agreements that the reader may see, and consignments. */
export const callAnswersView = z.object({
  promised: z.array(
    z.object({
      ...answerView,
      agreementId: z.string(),
      /** The round that proposed it; null for a direct answer. */
      roundId: z.string().nullable(),
      status: z.enum(AGREEMENT_STATUSES),
      departOn: z.string(),
      arriveOn: z.string(),
    }),
  ),
  carried: z.array(
    z.object({
      ...answerView,
      agreementId: z.string(),
      consignmentId: z.string(),
      number: z.string(),
      status: z.enum(CONSIGNMENT_STATUSES),
      dispatched: z.string().nullable(),
      arrived: z.string().nullable(),
      received: z.string().nullable(),
      counted: countSchema.nullable(),
    }),
  ),
});
export type CallAnswersView = z.infer<typeof callAnswersView>;

/** What of one item one recipient still needs; whole base units. `open` is `asked` less `agreed` and `pending`. */
const openNeedView = z.object({
  itemId: z.string(),
  unit: z.string(),
  partyCode: z.string(),
  /** Country of the recipient (ISO 3166-1 alpha-3), where it is of one. */
  country: z.string().nullable(),
  leastDeveloped: z.boolean(),
  /** Units of the lines that nothing covers in full. */
  asked: countSchema,
  /** Promised to them by agreements that both sides have accepted: what has come is part of that. */
  agreed: countSchema,
  /** Promised to them by agreements that wait for an answer, as a round counts them. */
  pending: countSchema,
  open: countSchema,
  lines: z.array(
    z.object({
      callId: z.string(),
      lineNumber: z.number(),
      open: countSchema,
      windowFrom: z.string(),
      /** The last day on which help is of use on arrival. */
      windowTo: z.string(),
      siteId: z.string(),
      severity: z.number(),
    }),
  ),
});

const openNeedsView = pageOf(openNeedView).extend({
  /** Sums over all recipients, by item; of every page the same. */
  sums: z.array(
    z.object({ itemId: z.string(), unit: z.string(), recipients: countSchema, open: countSchema }),
  ),
});

export type OpenNeedsView = z.infer<typeof openNeedsView>;

const ITEM_LIST = /^[a-z][a-z0-9_]{0,59}(,[a-z][a-z0-9_]{0,59}){0,49}$/;

const estimateLine = z.object({
  itemId: z.string(),
  unit: z.string(),
  quantity: countSchema,
  basis: callBasisSchema,
});

export const callEndpoints = {
  listCalls: reading({
    path: "/calls",
    summary: "Calls for help, newest first",
    tag: "calls",
    query: z.object({
      ...pageQuery,
      party: z.string().optional(),
      status: z.enum(CALL_STATUSES).optional(),
      scenario: slugSchema.optional(),
    }),
    response: pageOf(callView.omit({ lines: true }).extend({ lineCount: z.number() })),
  }),
  getCall: reading({
    path: "/calls/:callId",
    summary: "One call with its lines",
    tag: "calls",
    params: z.object({ callId: idOf("call") }),
    response: callView,
  }),
  listCallAnswers: reading({
    path: "/calls/:callId/answers",
    summary: "What comes for a call, from whom and when: agreements that you may see, and consignments",
    tag: "calls",
    params: z.object({ callId: idOf("call") }),
    response: callAnswersView,
  }),
  listOpenNeeds: reading({
    path: "/needs",
    summary:
      "What recipients still need, by item: least developed countries first, then where most is uncovered",
    tag: "calls",
    query: z.object({
      ...pageQuery,
      /** Items or categories with commas between, 50 at most; left out: all. Needs that these would answer are listed, too. */
      items: z.string().regex(ITEM_LIST, { message: "item_list" }).optional(),
      scenario: slugSchema.optional(),
    }),
    response: openNeedsView,
  }),
  estimateCall: reading({
    path: "/estimates",
    summary: "The lines that a country would call for, by the WHO ESFT method",
    tag: "calls",
    query: z.object({ country: countrySchema, weeks: z.coerce.number().int().min(1).max(52) }),
    response: z.object({ country: z.string(), weeks: z.number(), lines: z.array(estimateLine) }),
  }),
  raiseCall: commanding({
    path: "/calls",
    summary: "Raise a call for help",
    tag: "calls",
    body: raiseCallBody,
    response: callView,
  }),
  confirmCall: commanding({
    path: "/calls/:callId/confirm",
    summary: "Confirm that a call still holds",
    tag: "calls",
    params: z.object({ callId: idOf("call") }),
    response: callView,
  }),
  withdrawCall: commanding({
    path: "/calls/:callId/withdraw",
    summary: "Withdraw a call",
    tag: "calls",
    params: z.object({ callId: idOf("call") }),
    response: callView,
  }),
};
