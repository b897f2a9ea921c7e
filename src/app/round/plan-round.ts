import { buildProblem } from "#core/allocation/build-problem.ts";
import { choosePeriods, type PlanPeriods } from "#core/allocation/periods.ts";
import { type ReadPlan, readPlan, sumShares } from "#core/allocation/read-plan.ts";
import { EQUAL_COVERAGE, type Policy, ROUND_STEPS } from "#core/allocation/round.ts";
import type { Snapshot } from "#core/allocation/snapshot.ts";
import { isLeastDeveloped } from "#core/allocation/weigh-need.ts";
import type { RoundId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import type { Reference } from "#core/reference.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { getSecretariatId } from "#store/party.ts";
import { lockRound, writePlan } from "#store/round.ts";
import { readSnapshot } from "#store/snapshot.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { type PublishedOutcome, showRound } from "./show-round.ts";

/** The round cannot be planned: too large for the planner, or no plan that passed its check. Nothing is written. */
export interface PlanNotFoundRefusal {
  readonly code: "plan_not_found";
  readonly reason: string;
}

/**
 * Plans a draft round over what is open now, under its policy and, for comparison, with equal weights. Planning it again takes
 * what is open then. The same snapshot gives the same plan, byte for byte. Returns the round as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `not_found`, `version_changed`, `step_not_allowed`, `plan_not_found`.
 */
export async function planRound(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly roundId: RoundId },
) {
  return await runCommand(context, meta, { kind: "plan_round", body: command }, async (scope) => {
    const { database } = scope;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "plan_round", { secretariat });
    if (!permitted.ok) return permitted;
    const round = await lockRound(database, command.roundId);
    if (round === undefined) return refuse({ code: "not_found", noun: "round", id: command.roundId });
    const unchanged = checkVersion(meta, "round", round);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("round", ROUND_STEPS, { status: round.status, step: "plan" });
    if (!status.ok) return status;
    const snapshot = await readSnapshot(database, { cutOff: scope.now, scenario: round.scenario });
    const shared = await shareOut(snapshot, round.policy, context.reference);
    if (!shared.ok) return shared;
    await writePlan(database, round.id, { snapshot, ...shared.value });
    return await showRound(database, round.id);
  });
}

/** The plan of a snapshot under a policy, with what bound every line and both measures of the least developed countries. */
async function shareOut(snapshot: Snapshot, policy: Policy, reference: Reference) {
  const periods = choosePeriods(snapshot);
  const planned = await solve(snapshot, policy, { periods, reference });
  if (!planned.ok) return planned;
  const equal = await solve(snapshot, EQUAL_COVERAGE, { periods, reference });
  if (!equal.ok) return equal;
  const { allocations, outcomes, unused } = planned.value;
  const least = new Set(
    snapshot.needs
      .filter((need) => isLeastDeveloped(need, reference.countryListings))
      .map((need) => `${need.callId}/${need.callLineNumber}`),
  );
  const outcome: PublishedOutcome = {
    lines: snapshot.needs.flatMap((need, index) => {
      const line = outcomes[index];
      if (line === undefined) return [];
      const leastDeveloped = least.has(`${need.callId}/${need.callLineNumber}`);
      const { partyCode, itemId } = need;
      return [{ ...line, partyCode, itemId, coverage: line.allocated / line.asked, leastDeveloped }];
    }),
    unused,
    shareBefore: sumShares(snapshot, equal.value.outcomes, least),
    shareAfter: sumShares(snapshot, outcomes, least),
  };
  return accept({ allocations, outcome });
}

async function solve(
  snapshot: Snapshot,
  policy: Policy,
  { periods, reference }: { readonly periods: PlanPeriods; readonly reference: Reference },
) {
  const { items, itemPacks, countryListings: listings } = reference;
  const built = buildProblem(snapshot, periods, { policy, facts: { items, itemPacks, listings } });
  const result = await solvePlan(built.problem);
  switch (result.status) {
    case "solved":
      return accept<ReadPlan>(readPlan(snapshot, built, result.plan, periods));
    case "malformed": {
      const [first] = result.problems;
      const reason = first === undefined ? "malformed" : `${first.field} ${first.rule} ${first.value}`;
      return refuse({ code: "plan_not_found", reason });
    }
    case "too_large":
      return refuse({ code: "plan_not_found", reason: `${result.columns} columns, at most ${result.limit}` });
    case "unsolved":
      return refuse({ code: "plan_not_found", reason: result.reason });
  }
}
