import type { roundEndpoints } from "#api/round.ts";
import { comparePolicies } from "#app/round/compare-policies.ts";
import { openRound } from "#app/round/open-round.ts";
import { planRound } from "#app/round/plan-round.ts";
import { publishRound } from "#app/round/publish-round.ts";
import { readAllocationsTo } from "#app/round/read-allocations.ts";
import { readRoundFile } from "#app/round/read-round-file.ts";
import { readRound, readRounds } from "#app/round/read-rounds.ts";
import { cancelRunningPlans, readRunningPlans } from "#app/round/running-plans.ts";
import { POLICIES, type PolicyName } from "#core/allocation/policy.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const roundHandlers = {
  listRounds: async ({ query }, { context, actor }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const request = { scenario: query.scenario ?? null, page: page.value };
    return accept(showPage(await readRounds(context, actor ?? undefined, request)));
  },
  getRound: async ({ params }, { context, actor }) =>
    await readRound(context, actor ?? undefined, params.roundId),
  listRoundAllocations: async ({ params: { roundId }, query: { party } }, { context, actor }) =>
    await readAllocationsTo(context, actor ?? undefined, { roundId, partyCode: party }),
  getRoundProblem: async ({ params: { roundId } }, { context, actor }) =>
    await readRoundFile(context, actor ?? undefined, { roundId, name: "problem" }),
  getRoundPlan: async ({ params: { roundId } }, { context, actor }) =>
    await readRoundFile(context, actor ?? undefined, { roundId, name: "plan" }),
  getRoundCertificate: async ({ params: { roundId } }, { context, actor }) =>
    await readRoundFile(context, actor ?? undefined, { roundId, name: "certificate" }),
  compareRoundPolicies: async ({ params: { roundId }, query }, { context, actor, signal }) => {
    const choose = (name: PolicyName | "own") => (name === "own" ? name : POLICIES[name]);
    const command = { of: { roundId }, a: choose(query.a), b: choose(query.b) };
    return await comparePolicies(context, { actor, signal }, command);
  },
  comparePolicies: async ({ params: { roundId }, body }, { context, actor, signal }) => {
    const choose = (one: typeof body.a) => (typeof one === "object" || one === "own" ? one : POLICIES[one]);
    const command = { of: { roundId }, a: choose(body.a), b: choose(body.b) };
    return await comparePolicies(context, { actor, signal }, command);
  },
  listRunningPlans: async ({ params: { roundId } }, { context, actor }) =>
    await readRunningPlans(context, actor, roundId),
  cancelRunningPlans: async ({ params: { roundId }, body: { work } }, { context, actor }) =>
    await cancelRunningPlans(context, actor, { roundId, work }),
  openRound: async ({ body }, { context, meta }) => await openRound(context, meta, body),
  planRound: async ({ params }, { context, meta }) => await planRound(context, meta, params),
  publishRound: async ({ params }, { context, meta }) => await publishRound(context, meta, params),
} satisfies Pick<Handlers, keyof typeof roundEndpoints>;
