import { z } from "zod";
import { CONSIGNMENT_STATUSES, TRANSPORT_MODES } from "#core/consignment/consignment.ts";
import {
  DIFFERENCE_KINDS,
  DIFFERENCE_REASONS,
  type DifferenceReason,
  RECEIPT_STATUSES,
  VVM_STAGES,
} from "#core/receipt/receipt.ts";
import { commanding, reading } from "./endpoint.ts";
import {
  countSchema,
  idOf,
  instantSchema,
  occurredSchema,
  pageOf,
  pageQuery,
  quantitySchema,
  slugSchema,
} from "./scalars.ts";

const planConsignmentBody = z.strictObject({
  agreementId: idOf("agreement"),
  mode: z.enum(TRANSPORT_MODES),
  fromSiteId: idOf("site"),
  toSiteId: idOf("site"),
  lines: z
    .array(z.strictObject({ agreementLineNumber: z.int().positive(), quantity: quantitySchema }))
    .min(1)
    .max(2000),
});

const packageSchema = z.strictObject({
  /** GS1 serial shipping container code, 18 digits with its check digit (AI 00). */
  sscc: z.string().regex(/^\d{18}$/, { message: "gs1_sscc" }),
});

const packConsignmentBody = z.strictObject({ packages: z.array(packageSchema).max(5000) });

/** A step that happened at some time; left out, it is now. */
const stepBody = z.strictObject({ occurred: occurredSchema.optional() });

const clearanceBody = z.strictObject({
  occurred: occurredSchema.optional(),
  declaration: z
    .strictObject({
      number: z
        .string()
        .regex(/^[A-Za-z0-9/-]{1,35}$/, { message: "declaration_number" })
        .optional(),
      hsEdition: z.union([z.literal(2017), z.literal(2022)]),
      lines: z
        .array(
          z.strictObject({
            lineNumber: z.int().positive(),
            hsCode: z.string().regex(/^\d{6}$/, { message: "hs_code" }),
          }),
        )
        .min(1)
        .max(2000),
    })
    .optional(),
});

const receiveConsignmentBody = z.strictObject({
  occurred: occurredSchema.optional(),
  lines: z
    .array(
      z.strictObject({
        lineNumber: z.int().positive(),
        counted: countSchema,
        damaged: countSchema.optional(),
        /** The worst stage of the vaccine vial monitors; 3 and 4 are past the discard point. */
        vvmStage: z.literal(VVM_STAGES).optional(),
      }),
    )
    .min(1)
    .max(2000),
});

const recountConsignmentBody = receiveConsignmentBody.omit({ occurred: true });

const differenceReasons = Object.keys(DIFFERENCE_REASONS) as [DifferenceReason, ...DifferenceReason[]]; // keys of a const table

const settleDifferenceBody = z.strictObject({
  partyId: idOf("party"),
  lineNumber: z.int().positive(),
  kind: z.enum(DIFFERENCE_KINDS),
  reason: z.enum(differenceReasons),
});

const receiptView = z.object({
  id: z.string(),
  status: z.enum(RECEIPT_STATUSES),
  counted: z.string(),
  lines: z.array(
    z.object({
      lineNumber: z.number(),
      supplyId: z.string(),
      itemId: z.string(),
      sent: countSchema,
      counted: countSchema,
      damaged: countSchema,
      vvmStage: z.literal(VVM_STAGES).nullable(),
    }),
  ),
  differences: z.array(
    z.object({
      lineNumber: z.number(),
      kind: z.enum(DIFFERENCE_KINDS),
      quantity: countSchema,
      giverReason: z.string().nullable(),
      recipientReason: z.string().nullable(),
      status: z.enum(["open", "settled"]),
      /** Units of it that have gone on to another recipient. */
      redirectedUnits: countSchema,
    }),
  ),
});

export const consignmentView = z.object({
  id: z.string(),
  number: z.string(),
  agreementId: z.string().nullable(),
  giverId: z.string(),
  giverCode: z.string(),
  recipientId: z.string(),
  recipientCode: z.string(),
  fromSite: z.object({ id: z.string(), code: z.string(), name: z.string() }),
  toSite: z.object({ id: z.string(), code: z.string(), name: z.string() }),
  mode: z.enum(TRANSPORT_MODES).nullable(),
  scenario: z.string().nullable(),
  sourceUrl: z.string().nullable(),
  status: z.enum(CONSIGNMENT_STATUSES),
  version: z.number(),
  createdAt: instantSchema,
  lines: z.array(
    z.object({
      lineNumber: z.number(),
      supplyId: z.string(),
      itemId: z.string(),
      unit: z.string(),
      lotNumber: z.string().nullable(),
      expiry: z.string().nullable(),
      terms: z.string(),
      quantity: countSchema,
      /** The recall that withholds the supply. */
      recallId: z.string().nullable(),
    }),
  ),
  packages: z.array(z.object({ packageNumber: z.number(), sscc: z.string() })),
  events: z.array(
    z.object({
      sequence: z.number(),
      step: z.string(),
      siteCode: z.string().nullable(),
      occurred: z.string(),
      recordedAt: instantSchema,
    }),
  ),
  declarations: z.array(
    z.object({
      kind: z.enum(["export", "import"]),
      number: z.string().nullable(),
      hsEdition: z.number(),
      lines: z.array(z.object({ lineNumber: z.number(), hsCode: z.string() })),
    }),
  ),
  receipt: receiptView.nullable(),
});
export type ConsignmentView = z.infer<typeof consignmentView>;

const arrivalView = z.object({
  id: z.string(),
  number: z.string(),
  giverId: z.string(),
  giverCode: z.string(),
  recipientId: z.string(),
  recipientCode: z.string(),
  fromSiteName: z.string(),
  toSiteName: z.string(),
  mode: z.enum(TRANSPORT_MODES).nullable(),
  status: z.enum(CONSIGNMENT_STATUSES),
  /** As precisely as it was stated. */
  leftOn: z.string().nullable(),
  arrivedOn: z.string().nullable(),
  /** The day after as many days as its lane takes, else the agreed one. */
  expectedOn: z.string().nullable(),
  lines: z.array(
    z.object({
      lineNumber: z.number(),
      supplyId: z.string(),
      itemId: z.string(),
      unit: z.string(),
      gtin: z.string().nullable(),
      lotNumber: z.string().nullable(),
      expiry: z.string().nullable(),
      quantity: countSchema,
      /** Units in a pack, as the offer states it. */
      packUnits: countSchema,
      recallId: z.string().nullable(),
    }),
  ),
  packages: z.array(packageSchema),
});
export type ArrivalView = z.infer<typeof arrivalView>;

const consignmentParams = z.object({ consignmentId: idOf("consignment") });

function step<B extends z.ZodType>(name: string, summary: string, body: B) {
  return commanding({
    path: `/consignments/:consignmentId/${name}`,
    summary,
    tag: "consignments",
    params: consignmentParams,
    body,
    response: consignmentView,
  });
}

export const consignmentEndpoints = {
  listConsignments: reading({
    path: "/consignments",
    summary: "Consignments, newest first",
    tag: "consignments",
    query: z.object({
      ...pageQuery,
      party: z.string().optional(),
      status: z.enum(CONSIGNMENT_STATUSES).optional(),
      scenario: slugSchema.optional(),
    }),
    response: pageOf(
      consignmentView
        .omit({ lines: true, packages: true, events: true, declarations: true, receipt: true })
        .extend({ lineCount: z.number() }),
    ),
  }),
  getConsignment: reading({
    path: "/consignments/:consignmentId",
    summary: "One consignment: lines, papers, every step, receipt and differences",
    tag: "consignments",
    params: consignmentParams,
    response: consignmentView,
  }),
  listArrivals: reading({
    path: "/arrivals",
    summary:
      "Consignments on their way to those for whom one may receive, the first expected first, with all that counting them needs",
    tag: "consignments",
    access: "signed_in",
    response: z.object({ items: z.array(arrivalView), total: z.number() }),
  }),
  planConsignment: commanding({
    path: "/consignments",
    summary: "Plan a consignment of an agreement's goods",
    tag: "consignments",
    body: planConsignmentBody,
    response: consignmentView,
  }),
  packConsignment: step("pack", "Packed, with the codes of its packages", packConsignmentBody),
  dispatchConsignment: step("dispatch", "Left the giver's site", stepBody),
  cancelConsignment: step(
    "cancel",
    "Cancel what has not left: its units are free to be planned again",
    stepBody,
  ),
  clearExport: step("clear-export", "Cleared for export", clearanceBody),
  departConsignment: step("depart", "Left the giver's country", stepBody),
  arriveConsignment: step("arrive", "Arrived at the site of entry", stepBody),
  clearImport: step("clear-import", "Cleared for import", clearanceBody),
  holdConsignment: step("hold", "Held on its way", stepBody),
  releaseConsignment: step("release", "Let go on its way again", stepBody),
  loseConsignment: step(
    "report-lost",
    "Lost on its way: every unit of it that has not been received",
    stepBody,
  ),
  receiveConsignment: step("receive", "Counted on arrival, line by line", receiveConsignmentBody),
  recountConsignment: step(
    "recount",
    "Count again, before a difference is settled: the newest count stands",
    recountConsignmentBody,
  ),
  settleDifference: step(
    "settle-difference",
    "Name the reason of a difference; settled when both sides name the same",
    settleDifferenceBody,
  ),
};
