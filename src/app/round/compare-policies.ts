import { comparePlans } from "#core/allocation/compare-plans.ts";
import { checkPolicy, type Policy } from "#core/allocation/policy.ts";
import type { Snapshot } from "#core/allocation/snapshot.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { getSecretariatId } from "#store/party.ts";
import { findRoundSnapshot } from "#store/round.ts";
import { readSnapshot } from "#store/snapshot.ts";
import type { AppContext } from "../context.ts";
import type { Patience } from "./ask-thread.ts";
import { planInThread } from "./plan-in-thread.ts";
import { pickFacts } from "./plan-round.ts";
import { whileShown } from "./running-plans.ts";

/** Both plans together are given up after this: ten minutes each. */
const PLAN_WITHIN_MS = 600_000;

/** What is compared: what a planned round shared out, or what is open now in a world (`null`: what really is). */
export type ComparedWorld = { readonly roundId: RoundId } | { readonly scenario: string | null };

/** Two policies to be compared; `own`: that of the round. */
export interface ComparePolicies {
  readonly of: ComparedWorld;
  readonly a: Policy | "own";
  readonly b: Policy | "own";
}

/**
 * Two policies on one snapshot, side by side: each is planned in a thread, as a round is, and nothing is written.
 *
 * Refuses, in this order, with `not_permitted` (it takes what planning a round takes), `not_found`, `round_not_planned`,
 * `malformed` (rules that contradict one another; `own` without a round), `plan_not_found`.
 */
export async function comparePolicies(
  context: AppContext,
  { actor, signal }: { readonly actor: Actor; readonly signal?: AbortSignal | undefined },
  { of, a, b }: ComparePolicies,
) {
  const permitted = permit(actor, "plan_round", { secretariat: await getSecretariatId(context.database) });
  if (!permitted.ok) return permitted;
  const world = await readWorld(context, of);
  if (!world.ok) return world;
  const { snapshot, own } = world.value;
  const chosen = choosePolicies({ a, b }, own);
  if (!chosen.ok) return chosen;
  const [policyA, policyB] = chosen.value;
  const facts = pickFacts(context);
  const planBoth = async (means: Omit<Patience, "withinMs">) => {
    const plan = async (policy: Policy) =>
      await planInThread({ snapshot, policy, facts }, { ...means, withinMs: PLAN_WITHIN_MS });
    const planA = await plan(policyA);
    if (!planA.ok) return planA;
    const planB = await plan(policyB);
    return planB.ok ? accept({ a: planA.value, b: planB.value }) : planB;
  };
  const { userId } = actor;
  const plans =
    "roundId" in of
      ? await whileShown(context, { roundId: of.roundId, work: "comparison", userId, signal }, planBoth)
      : await planBoth({ signal });
  if (!plans.ok) return plans;
  const comparison = comparePlans(snapshot, plans.value, facts);
  return accept({
    scenario: snapshot.scenario,
    cutOff: snapshot.cutOff,
    policyA,
    policyB,
    ...comparison,
  });
}

async function readWorld(context: AppContext, of: ComparedWorld) {
  if ("roundId" in of) {
    const found = await findRoundSnapshot(context.database, of.roundId);
    if (found === undefined) return refuse({ code: "not_found", noun: "round", id: of.roundId });
    const { snapshot, policy } = found;
    if (snapshot === null) return refuse({ code: "round_not_planned", roundId: of.roundId });
    return accept({ snapshot, own: policy as Policy | undefined });
  }
  const snapshot: Snapshot = await context.database
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (database) => {
      return await readSnapshot(database, {
        cutOff: context.now(),
        scenario: of.scenario,
        itemRules: context.reference.itemShelfLives,
        coldVolumes: context.reference.coldVolumes,
        countryPowers: context.reference.countryPowers,
      });
    });
  return accept({ snapshot, own: undefined });
}

function choosePolicies(asked: Pick<ComparePolicies, "a" | "b">, own: Policy | undefined) {
  const problems: Problem[] = [];
  const choose = (name: "a" | "b"): Policy | undefined => {
    const chosen = asked[name];
    const policy = chosen === "own" ? own : chosen;
    if (policy === undefined) problems.push({ field: name, value: "own", rule: "own_without_round" });
    // A round's own has been checked when it was opened, by the rules of then.
    else if (chosen !== "own") {
      const found = checkPolicy(policy).map((one) => ({
        ...one,
        field: one.field.replace(/^policy/, name),
      }));
      problems.push(...found);
    }
    return policy;
  };
  const [a, b] = [choose("a"), choose("b")];
  if (problems.length > 0 || a === undefined || b === undefined)
    return refuse({ code: "malformed", problems });
  return accept([a, b] as const);
}
