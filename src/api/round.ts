import { z } from "zod";
import { BINDINGS, ROUND_STATUSES } from "#core/allocation/round.ts";
import { commanding, reading } from "./endpoint.ts";
import { certificateFileSchema, planFileSchema, problemFileSchema } from "./plan-files.ts";
import { countSchema, idOf, instantSchema, pageOf, pageQuery, slugSchema } from "./scalars.ts";

export const policySchema = z.strictObject({
  name: slugSchema.or(z.string().regex(/^[a-z_]{1,40}$/)),
  weightPerMille: z.strictObject({
    ldc: z.int().min(1000).max(10_000),
    lldc: z.int().min(1000).max(10_000),
    sids: z.int().min(1000).max(10_000),
  }),
  severityFirst: z.boolean(),
});

const lineOutcomeView = z.object({
  callId: z.string(),
  callLineNumber: z.number(),
  partyCode: z.string(),
  itemId: z.string(),
  asked: countSchema,
  allocated: countSchema,
  /** Allocated ÷ asked, 0 to 1. */
  coverage: z.number(),
  leastDeveloped: z.boolean(),
  bindings: z.array(z.enum(BINDINGS)),
  boundBy: z.array(z.object({ binding: z.enum(BINDINGS), id: z.string(), price: z.number() })),
});

/** What the least developed countries get of each item under a policy: units, and share of all units allocated. */
const shareView = z.object({
  itemId: z.string(),
  allocated: countSchema,
  allocatedToLeastDeveloped: countSchema,
  share: z.number().nullable(),
});

export const roundView = z.object({
  id: z.string(),
  status: z.enum(ROUND_STATUSES),
  scenario: z.string().nullable(),
  cutOff: instantSchema,
  policy: policySchema,
  version: z.number(),
  createdAt: instantSchema,
  publishedAt: instantSchema.nullable(),
  /** Null until the round has been planned. */
  outcome: z
    .object({
      lines: z.array(lineOutcomeView),
      unused: z.array(
        z.object({ supplyId: z.string(), itemId: z.string(), quantity: countSchema, reason: z.string() }),
      ),
      /** Share of the least developed countries with every line weighing the same. */
      shareBefore: z.array(shareView),
      /** The same under the round's policy. */
      shareAfter: z.array(shareView),
    })
    .nullable(),
  allocations: z.array(
    z.object({
      lineNumber: z.number(),
      supplyId: z.string(),
      callId: z.string(),
      callLineNumber: z.number(),
      quantity: countSchema,
      laneId: z.string(),
      departOn: z.string(),
      arriveOn: z.string(),
    }),
  ),
});
export type RoundView = z.infer<typeof roundView>;

const roundParams = z.object({ roundId: idOf("round") });

export const roundEndpoints = {
  listRounds: reading({
    path: "/rounds",
    summary: "Planning rounds, newest first",
    tag: "rounds",
    query: z.object({ ...pageQuery, scenario: slugSchema.optional() }),
    response: pageOf(roundView.omit({ outcome: true, allocations: true })),
  }),
  getRound: reading({
    path: "/rounds/:roundId",
    summary: "One round: policy, plan, and what bound each line (drafts: secretariat only)",
    tag: "rounds",
    params: roundParams,
    response: roundView,
  }),
  getRoundProblem: reading({
    path: "/rounds/:roundId/problem",
    summary: "What a planned round shared out, in numbers: the problem of its plan and certificate",
    tag: "rounds",
    params: roundParams,
    response: problemFileSchema,
  }),
  getRoundPlan: reading({
    path: "/rounds/:roundId/plan",
    summary: "The plan of a round as a file, by the keys of its problem",
    tag: "rounds",
    params: roundParams,
    response: planFileSchema,
  }),
  getRoundCertificate: reading({
    path: "/rounds/:roundId/certificate",
    summary: "The proof that a round's plan is fair, which anybody can check",
    tag: "rounds",
    params: roundParams,
    response: certificateFileSchema,
  }),
  openRound: commanding({
    path: "/rounds",
    summary: "Open a round over the calls and offers open now",
    tag: "rounds",
    body: z.strictObject({ policy: policySchema, scenario: slugSchema.optional() }),
    response: roundView,
  }),
  planRound: commanding({
    path: "/rounds/:roundId/plan",
    summary: "Plan a draft round (again: with what is open now)",
    tag: "rounds",
    params: roundParams,
    response: roundView,
  }),
  publishRound: commanding({
    path: "/rounds/:roundId/publish",
    summary: "Publish a planned round and propose its agreements",
    tag: "rounds",
    params: roundParams,
    response: roundView,
  }),
};
