import type { AllocationFacts } from "#core/allocation/build-problem.ts";
import { demandKey } from "#core/allocation/round-keys.ts";
import { POLICIES, type Policy, type PolicyName } from "#core/allocation/round.ts";
import type { Snapshot } from "#core/allocation/snapshot.ts";
import { weighNeed } from "#core/allocation/weigh-need.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { PlanProblem } from "#planner/problem.ts";
import type { Change } from "./change.ts";

const WEIGHT_MIN = 1000;
const WEIGHT_MAX = 10_000;

/** The round that a problem was made of: what its policy weighs. */
export interface WeighedRound {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly listings: AllocationFacts["listings"];
}

/**
 * The problem of a round weighed by another policy: by the one named, with the weights (in parts per thousand, 1000 to 10,000)
 * and `severityFirst` (1 or 0) that are set. Without a change of policy it is the problem itself.
 *
 * Refuses with `malformed`, every problem at once: `policy_needs_round` where there is no round whose policy could be changed,
 * `unknown_policy`, `too_small`, `too_large`, `not_a_whole_number`. O(demands × lists of countries).
 */
export function changePolicy(
  problem: PlanProblem,
  changes: readonly Change[],
  round: WeighedRound | undefined,
): Result<PlanProblem, MalformedRefusal> {
  const problems: Problem[] = [];
  let policy = round?.policy;
  changes.forEach((change, index) => {
    if (change.change !== "policy") return;
    const { key, set = {} } = change;
    const note = (field: string, value: string | null, rule: string) => {
      problems.push({ field: `changes.${index}.${field}`, value, rule });
    };
    if (round === undefined) note("change", "policy", "policy_needs_round");
    if (key !== undefined && !isPolicyName(key)) note("key", key, "unknown_policy");
    for (const [name, value] of Object.entries(set)) {
      const rule = findBreach(name, value);
      if (rule !== null) note(`set.${name}`, value === null ? null : `${value}`, rule);
    }
    if (key !== undefined && isPolicyName(key)) policy = POLICIES[key];
    if (policy !== undefined) policy = setPolicy(policy, set);
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  if (round === undefined || policy === undefined || policy === round.policy) return accept(problem);
  return accept({ ...problem, demands: weighDemands(problem, policy, round) });
}

function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(POLICIES, name);
}

function findBreach(name: string, value: number | null): string | null {
  if (value === null || !Number.isSafeInteger(value)) return "not_a_whole_number";
  const [least, most] = name === "severityFirst" ? [0, 1] : [WEIGHT_MIN, WEIGHT_MAX];
  return value < least ? "too_small" : value > most ? "too_large" : null;
}

function setPolicy(policy: Policy, set: Readonly<Record<string, number | null>>): Policy {
  const { severityFirst, weightPerMille } = policy;
  return {
    ...policy,
    severityFirst: set["severityFirst"] === undefined ? severityFirst : set["severityFirst"] === 1,
    weightPerMille: {
      ldc: set["ldc"] ?? weightPerMille.ldc,
      lldc: set["lldc"] ?? weightPerMille.lldc,
      sids: set["sids"] ?? weightPerMille.sids,
    },
  };
}

function weighDemands(
  problem: PlanProblem,
  policy: Policy,
  { snapshot, listings }: WeighedRound,
): PlanProblem["demands"] {
  const needs = new Map(snapshot.needs.map((need) => [demandKey(need), need]));
  return problem.demands.map((demand) => {
    const need = needs.get(demand.key);
    if (need === undefined) return demand;
    const weightPerMille = weighNeed(need, policy, listings);
    return { ...demand, weightPerMille, severity: policy.severityFirst ? need.severity : 1 };
  });
}
