import { type AllocationFacts, buildProblem } from "#core/allocation/build-problem.ts";
import { choosePeriods } from "#core/allocation/periods.ts";
import {
  checkPolicy,
  OWN_POLICY_NAME,
  POLICIES,
  type Policy,
  type PolicyName,
} from "#core/allocation/policy.ts";
import { isAtCap } from "#core/allocation/compile-stages.ts";
import { demandKey } from "#core/allocation/round-keys.ts";
import type { Snapshot } from "#core/allocation/snapshot.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { PlanDemand, PlanProblem } from "#planner/problem.ts";
import type { Change } from "./change.ts";
import {
  listPolicyFields,
  POLICY_FIELDS,
  POLICY_RULES,
  type PolicyField,
  setPolicyFields,
} from "./policy-fields.ts";

/** The round that a problem was made of: what its policy shares out, and the facts by which it does. */
export interface RoundBasis {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly facts: AllocationFacts;
}

/**
 * The problem of a round shared out by another policy: by the one named, with the rules that are set (`POLICY_RULES`). Without a
 * change of policy it is the problem itself. Call lines get the stages, severity and least shelf life of the new policy; those
 * that have reached its cap are taken out, and those that had reached the cap of the round's own alone come in.
 *
 * Refuses with `malformed`, every problem at once: `policy_needs_round` where there is no round whose policy could be changed,
 * `unknown_policy`, `too_small`, `too_large`, `not_a_whole_number`, and what contradicts itself in the policy (`checkPolicy`).
 * O(what `buildProblem` takes).
 */
export function changePolicy(
  problem: PlanProblem,
  changes: readonly Change[],
  round: RoundBasis | undefined,
): Result<PlanProblem, MalformedRefusal> {
  const problems: Problem[] = [];
  let policy = round?.policy;
  const setBy = new Map<string, string>();
  changes.forEach((change, index) => {
    if (change.change !== "policy") return;
    const { key, set = {} } = change;
    const note = (field: string, value: string | null, rule: string) => {
      problems.push({ field: `changes.${index}.${field}`, value, rule });
    };
    if (round === undefined) note("change", "policy", "policy_needs_round");
    if (key !== undefined && !isPolicyName(key)) note("key", key, "unknown_policy");
    for (const [name, value] of Object.entries(set)) {
      if (!isPolicyField(name)) continue; // told by `changeProblem`
      setBy.set(`policy.${POLICY_RULES[name].path}`, `changes.${index}.set.${name}`);
      const rule = findBreach(name, value);
      if (rule !== null) note(`set.${name}`, value === null ? null : `${value}`, rule);
    }
    if (key !== undefined && isPolicyName(key)) policy = POLICIES[key];
    if (policy !== undefined && Object.keys(set).length > 0) policy = makeOwn(policy, set);
  });
  if (problems.length === 0 && policy !== undefined && policy !== round?.policy) {
    const found = checkPolicy(policy).map((one) => ({ ...one, field: setBy.get(one.field) ?? one.field }));
    problems.push(...found);
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  if (round === undefined || policy === undefined || policy === round.policy) return accept(problem);
  return accept({ ...problem, demands: compileDemands(problem, policy, round) });
}

function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(POLICIES, name);
}

function isPolicyField(name: string): name is PolicyField {
  return Object.hasOwn(POLICY_RULES, name);
}

function findBreach(name: PolicyField, value: number | null): string | null {
  if (value === null || !Number.isSafeInteger(value)) return "not_a_whole_number";
  const { least, most } = POLICY_RULES[name];
  return value < least ? "too_small" : value > most ? "too_large" : null;
}

/** The policy with rules set: it is no longer the one that its name stands for. */
function makeOwn(policy: Policy, set: NonNullable<Change["set"]>): Policy {
  const fields = { ...listPolicyFields(policy) };
  for (const name of POLICY_FIELDS) fields[name] = set[name] ?? fields[name];
  return { ...setPolicyFields(policy, fields), name: OWN_POLICY_NAME, version: 1 };
}

/**
 * The demands of a round's problem by the stages of another policy. A need that was left out of the round stays out: the
 * rest is built as it was, so that rows that come in have the items and sites of the problem.
 */
function compileDemands(
  problem: PlanProblem,
  policy: Policy,
  { snapshot, policy: own, facts }: RoundBasis,
): PlanProblem["demands"] {
  const before = new Map(problem.demands.map((demand) => [demand.key, demand]));
  const needs = snapshot.needs.filter((need) => before.has(demandKey(need)) || isAtCap(need, own));
  const planned = { ...snapshot, needs };
  const known = new Set(needs.map(demandKey));
  const built = buildProblem(planned, choosePeriods(snapshot), { policy, facts }).problem.demands;
  // What teams need of goods has a first stage of its own, in which lines wait (decision 0030).
  const ofTeams = problem.demands.filter(({ key }) => !known.has(key));
  const isFirst = snapshot.teams !== undefined && ofTeams.length > 0;
  const stagesOf = (own: PlanDemand["stages"]) =>
    isFirst ? [{ weightPerMille: 1000, uptoPerMille: 0 }, ...own] : own;
  const whole = stagesOf(built[0]?.stages ?? []).map(() => ({ weightPerMille: 1000, uptoPerMille: 1000 }));
  return [
    ...(isFirst && built.length > 0 ? ofTeams.map((demand) => ({ ...demand, stages: whole })) : ofTeams),
    ...built.map((demand) => {
      const { severity, leastShelfLifePeriods } = demand;
      const stages = stagesOf(demand.stages);
      return { ...(before.get(demand.key) ?? demand), stages, severity, leastShelfLifePeriods };
    }),
  ];
}
