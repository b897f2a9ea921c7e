import { z } from "zod";
import { STAGES } from "#core/ledger/movement.ts";
import { RECALL_OUTCOMES } from "#core/recall/account-for-recalled.ts";
import { RECALL_CLASSES, RECALL_REASONS, RECALL_REMEDIES, RECALL_STATUSES } from "#core/recall/recall.ts";
import { commanding, reading } from "./endpoint.ts";
import {
  countSchema,
  idOf,
  instantSchema,
  itemIdSchema,
  lotNumberSchema,
  occurredSchema,
  pageOf,
  pageQuery,
  quantitySchema,
  slugSchema,
} from "./scalars.ts";

const startRecallBody = z.strictObject({
  /** The giver of the units, for what it has given; or the secretariat, for what anybody has. */
  partyId: idOf("party"),
  itemId: itemIdSchema.optional(),
  /** GS1 global trade item number (AI 01), as printed: 8, 12, 13 or 14 digits. */
  gtin: z.string().max(20).optional(),
  /** None: every lot of the trade item. */
  lotNumbers: z.array(lotNumberSchema).max(200),
  class: z.literal(RECALL_CLASSES),
  reason: z.enum(RECALL_REASONS),
  remedy: z.enum(RECALL_REMEDIES),
  /** Finds and tells the holders, and moves nothing. */
  isDrill: z.boolean(),
  sourceUrl: z
    .url({ protocol: /^https?$/, message: "not_a_url" })
    .max(2000)
    .optional(),
  /** Units of a scenario; left out: what really is. */
  scenario: slugSchema.optional(),
});

const recallHead = z.object({
  id: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  partyName: z.string(),
  giverCode: z.string().nullable(),
  itemId: z.string().nullable(),
  gtin: z.string().nullable(),
  lotNumbers: z.array(z.string()),
  scenario: z.string().nullable(),
  class: z.literal(RECALL_CLASSES),
  reason: z.enum(RECALL_REASONS),
  remedy: z.enum(RECALL_REMEDIES),
  isDrill: z.boolean(),
  status: z.enum(RECALL_STATUSES),
  sourceUrl: z.string().nullable(),
  version: z.number(),
  createdAt: instantSchema,
  endedAt: instantSchema.nullable(),
});
export type RecallHeadView = z.infer<typeof recallHead>;

const recallView = recallHead.extend({
  sites: z.object({
    told: countSchema,
    acknowledged: countSchema,
    parties: countSchema,
    countries: countSchema,
  }),
  /** Where the units of its supplies are now. Of a drill: where they would have been withheld. */
  units: z.object({
    available: countSchema,
    reserved: countSchema,
    in_transit: countSchema,
    received: countSchema,
    quarantined: countSchema,
    used: countSchema,
    wasted: countSchema,
    lost: countSchema,
    returned: countSchema,
  }),
});
export type RecallView = z.infer<typeof recallView>;

const holderView = z.object({
  partyId: z.string(),
  partyCode: z.string(),
  partyName: z.string(),
  siteId: z.string(),
  siteCode: z.string(),
  siteName: z.string(),
  country: z.string(),
  toldAt: instantSchema,
  acknowledgedAt: instantSchema.nullable(),
  units: z.array(
    z.object({
      supplyId: z.string(),
      lotNumber: z.string().nullable(),
      stage: z.enum(STAGES),
      quantity: countSchema,
    }),
  ),
});
export type HolderView = z.infer<typeof holderView>;

const params = z.object({ recallId: idOf("recall") });

export const recallEndpoints = {
  listRecalls: reading({
    path: "/recalls",
    summary: "Recalls, newest first",
    tag: "recalls",
    query: z.object({
      ...pageQuery,
      status: z.enum(RECALL_STATUSES).optional(),
      scenario: slugSchema.optional(),
    }),
    response: pageOf(recallHead),
  }),
  listAwaitingRecalls: reading({
    path: "/me/recalls",
    summary: "Recalls that your parties have been told of and have yet to acknowledge somewhere",
    tag: "recalls",
    access: "signed_in",
    query: z.object(pageQuery),
    response: pageOf(recallHead),
  }),
  getRecall: reading({
    path: "/recalls/:recallId",
    summary: "One recall: who has been told, and where the units are",
    tag: "recalls",
    params,
    response: recallView,
  }),
  listRecallHolders: reading({
    path: "/recalls/:recallId/holders",
    summary:
      "Who has had units of a recall, and what is where; of others' sites for who recalls and the secretariat",
    tag: "recalls",
    access: "signed_in",
    params,
    /** `of`: `own` for the sites of one's own parties alone. */
    query: z.object({ ...pageQuery, of: z.literal("own").optional() }),
    response: pageOf(holderView),
  }),
  startRecall: commanding({
    path: "/recalls",
    summary: "Recall lots or a trade item: all units are withheld at once, and every holder is told",
    tag: "recalls",
    body: startRecallBody,
    response: recallView,
  }),
  acknowledgeRecall: commanding({
    path: "/recalls/:recallId/acknowledge",
    summary: "Say that a party knows of a recall, at all of its sites or at some",
    tag: "recalls",
    params,
    body: z.strictObject({
      partyId: idOf("party"),
      siteIds: z.array(idOf("site")).min(1).max(2000).optional(),
    }),
    response: recallView,
  }),
  accountForRecalled: commanding({
    path: "/recalls/:recallId/account",
    summary: "Say what became of recalled units",
    tag: "recalls",
    params,
    body: z.strictObject({
      partyId: idOf("party"),
      occurred: occurredSchema.optional(),
      lines: z
        .array(
          z.strictObject({
            supplyId: idOf("supply"),
            siteId: idOf("site"),
            quantity: quantitySchema,
            outcome: z.enum(RECALL_OUTCOMES),
          }),
        )
        .min(1)
        .max(2000),
    }),
    response: recallView,
  }),
  closeRecall: commanding({
    path: "/recalls/:recallId/close",
    summary: "Close a recall of which every unit is accounted for",
    tag: "recalls",
    params,
    response: recallView,
  }),
  liftRecall: commanding({
    path: "/recalls/:recallId/lift",
    summary: "Lift a recall: its units may be used after all",
    tag: "recalls",
    params,
    response: recallView,
  }),
};
