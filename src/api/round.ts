import { z } from "zod";
import { POLICY_NAMES } from "#core/allocation/policy.ts";
import { BINDINGS, ROUND_STATUSES } from "#core/allocation/round.ts";
import { TRANSPORT_MODES } from "#core/consignment/consignment.ts";
import { COUNTRY_LISTS } from "#core/place/country-list.ts";
import { asking, commanding, reading } from "./endpoint.ts";
import { keptCertificateFileSchema, keptPlanFileSchema, keptProblemFileSchema } from "./plan-files.ts";
import { teamOutcomeView } from "./round-teams.ts";
import { codeSchema, countSchema, idOf, instantSchema, pageOf, pageQuery, slugSchema } from "./scalars.ts";

const shareSchema = z.int().min(0).max(1000);
const capSchema = z.int().min(1).max(1000);
const weightSchema = z.int().min(1000).max(10_000);
const listSchema = z.enum(COUNTRY_LISTS);

/** By what a round shares out: docs/POLICIES.md says what each rule does. Numbers per mille are parts per thousand. */
export const policySchema = z.strictObject({
  name: slugSchema.or(z.string().regex(/^[a-z0-9_]{1,40}$/)),
  version: z.int().min(1).max(1_000_000),
  floorPerMille: z.strictObject({ all: shareSchema, ldc: shareSchema, lldc: shareSchema, sids: shareSchema }),
  tiers: z.array(z.array(listSchema)).max(COUNTRY_LISTS.length),
  weightPerMille: z.strictObject({ ldc: weightSchema, lldc: weightSchema, sids: weightSchema }),
  countryWeights: z
    .array(
      z.strictObject({
        country: z.string().regex(/^[A-Z]{3}$/),
        weightPerMille: z.int().min(1).max(1_000_000),
      }),
    )
    .max(300),
  workforceMaxPerMille: weightSchema,
  severityStepPerMille: shareSchema,
  receivedPerMille: z.int().min(0).max(900),
  carryOverPerMille: z.int().min(0).max(10_000),
  capOfNeedPerMille: capSchema,
  capOfSupplyPerMille: capSchema,
  directAnswers: z.enum(["beside", "counted"]),
  leastShelfLifeDays: z.int().min(0).max(3650),
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
      /** Lines to which floors or tiers promise more than there is for them together, in least sets; not of old plans. */
      unmetFloors: z
        .array(
          z.object({
            lines: z.array(
              z.object({
                callId: z.string(),
                callLineNumber: z.number(),
                partyCode: z.string(),
                itemId: z.string(),
                promised: z.number(),
              }),
            ),
          }),
        )
        .optional(),
      /** Models that answer a line and do not run at its site, or of which that is not known; left out where there is none. */
      equipment: z
        .array(
          z.object({
            callId: z.string(),
            callLineNumber: z.number(),
            partyCode: z.string(),
            itemId: z.string(),
            modelId: z.string(),
            model: z.string(),
            answer: z.enum(["no", "ask"]),
          }),
        )
        .optional(),
      /** Share of the least developed countries with every line weighing the same. */
      shareBefore: z.array(shareView),
      /** The same under the round's policy. */
      shareAfter: z.array(shareView),
      /** Where teams go; left out where no call for teams had fewer than it asked. */
      teams: teamOutcomeView.optional(),
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

const meanSchema = z.number().nullable();

/** What a plan comes to; coverage is allocated ÷ asked, of the lines that anything could reach under either policy. */
const planMeasuresView = z.object({
  meanCoverage: meanSchema,
  lowestCoverage: meanSchema,
  /** Of the coverage of lines: 0 is equal. */
  gini: z.number(),
  /** Of the coverage of lines: 1 is equal. */
  jain: z.number(),
  leastDevelopedCoverage: meanSchema,
  othersCoverage: meanSchema,
  shares: z.array(shareView),
  /** From the day on which the plan begins to arrival, mean over units. */
  leadTime: z.object({
    meanDays: meanSchema,
    meanPeriods: meanSchema,
    leastDevelopedMeanDays: meanSchema,
  }),
  transport: z.object({
    costCents: z.number(),
    unpricedUnits: countSchema,
    byMode: z.array(
      z.object({
        mode: z.enum(TRANSPORT_MODES),
        tonneKilometres: z.number(),
        /** CO2 equivalent, by averages of the mode: docs/POLICIES.md. */
        emissionsKg: z.number(),
      }),
    ),
    unmeasuredUnits: countSchema,
  }),
});

/** Two policies on one snapshot, side by side. Nothing of it is kept. */
export const policyComparisonView = z.object({
  scenario: z.string().nullable(),
  cutOff: instantSchema,
  policyA: policySchema,
  policyB: policySchema,
  lines: z.array(
    z.object({
      callId: z.string(),
      callLineNumber: z.number(),
      partyCode: z.string(),
      itemId: z.string(),
      leastDeveloped: z.boolean(),
      asked: countSchema,
      allocatedA: countSchema,
      allocatedB: countSchema,
      reachable: z.boolean(),
    }),
  ),
  a: planMeasuresView,
  b: planMeasuresView,
});
export type PolicyComparisonView = z.infer<typeof policyComparisonView>;

const placeView = z.object({ id: z.string(), name: z.string() });
const allocationView = z.object({
  lineNumber: z.number(),
  callId: z.string(),
  callLineNumber: z.number(),
  itemId: z.string(),
  giverCode: z.string(),
  quantity: countSchema,
  fromSite: placeView,
  toSite: placeView,
  mode: z.enum(TRANSPORT_MODES),
  departOn: z.string(),
  arriveOn: z.string(),
});
export type AllocationView = z.infer<typeof allocationView>;

/** A policy by its name, or `own`: that of the round. */
const policyChoiceSchema = z.enum([...POLICY_NAMES, "own"]);

/** A policy by its name, that of the round, or one that is made here. */
const comparedPolicySchema = z.union([policyChoiceSchema, policySchema]);

const runningPlanView = z.object({
  work: z.enum(["plan", "comparison"]),
  startedAt: instantSchema,
  /** Whether whoever reads it had it done, and can cancel it. */
  own: z.boolean(),
  phase: z.enum(["policy", "equal", "check"]),
  /** Lines that have what they get, of all; 0 of 0 where the phase counts none. */
  settled: countSchema,
  lines: countSchema,
});

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
  listRoundAllocations: reading({
    path: "/rounds/:roundId/allocations",
    summary: "What a round shares out to one recipient: from whom, over which lane, when",
    tag: "rounds",
    params: roundParams,
    query: z.object({ party: codeSchema }),
    response: z.object({ items: z.array(allocationView) }),
  }),
  getRoundProblem: reading({
    path: "/rounds/:roundId/problem",
    summary: "What a planned round shared out, in numbers: the problem of its plan and certificate",
    tag: "rounds",
    params: roundParams,
    response: keptProblemFileSchema,
  }),
  getRoundPlan: reading({
    path: "/rounds/:roundId/plan",
    summary: "The plan of a round as a file, by the keys of its problem",
    tag: "rounds",
    params: roundParams,
    response: keptPlanFileSchema,
  }),
  getRoundCertificate: reading({
    path: "/rounds/:roundId/certificate",
    summary: "The proof that a round's plan is fair, early and cheap, which anybody can check",
    tag: "rounds",
    params: roundParams,
    response: keptCertificateFileSchema,
  }),
  compareRoundPolicies: reading({
    path: "/rounds/:roundId/comparison",
    summary: "Two policies on what a round shared out, side by side; takes what planning takes",
    tag: "rounds",
    access: "signed_in",
    params: roundParams,
    query: z.object({ a: policyChoiceSchema, b: policyChoiceSchema }),
    response: policyComparisonView,
  }),
  comparePolicies: asking({
    path: "/rounds/:roundId/comparison",
    summary: "Two policies, also ones that no round has, on what a round shared out; nothing is written",
    tag: "rounds",
    params: roundParams,
    body: z.strictObject({ a: comparedPolicySchema, b: comparedPolicySchema }),
    response: policyComparisonView,
  }),
  listRunningPlans: reading({
    path: "/rounds/:roundId/running",
    summary: "How far the planning of a round, or a comparison, is",
    tag: "rounds",
    access: "signed_in",
    params: roundParams,
    response: z.object({ items: z.array(runningPlanView) }),
  }),
  cancelRunningPlans: asking({
    path: "/rounds/:roundId/running/cancel",
    summary: "End one's own planning or comparison of a round: nothing of it is written",
    tag: "rounds",
    params: roundParams,
    body: z.strictObject({ work: z.enum(["plan", "comparison"]) }),
    response: z.object({ cancelled: z.number() }),
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
