import { parseKeptPlan, parseKeptProblem } from "#core/allocation/kept-files.ts";
import type { NamedRound } from "#core/explanation/name-by-round.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { Change } from "#core/what-if/change.ts";
import type { PlanDifference } from "#core/what-if/compare-plans.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";
import { askThread } from "./ask-thread.ts";
import { pickFacts } from "./plan-round.ts";
import { readRoundBasis } from "./round-basis.ts";
import { nameRound } from "./name-round.ts";

/** A trial is given up after this: two minutes. */
const TRY_WITHIN_MS = 120_000;

/** What a trial of a round came to, with what its rows are called by. */
export interface RoundTrial {
  readonly difference: PlanDifference;
  readonly named: NamedRound;
}

/**
 * What a planned round would have shared out, had something been otherwise: its problem is changed and solved again in a thread of its
 * own, and the plan is compared with the round's. Nothing is written; a published plan stays as it is. `signal` ends the work.
 * A round that was planned before problems stated what is of use to a line is tried without it.
 *
 * Refuses, in this order, with `not_permitted`, `not_found`, `round_not_planned`, `round_files_not_kept`, `malformed`,
 * `plan_not_found`.
 */
export async function tryRound(
  context: AppContext,
  actor: Actor,
  { roundId, changes }: { readonly roundId: RoundId; readonly changes: readonly Change[] },
  signal?: AbortSignal,
) {
  const secretariat = await getSecretariatId(context.database);
  const permitted = permit(actor, "plan_round", { secretariat });
  if (!permitted.ok) return permitted;
  const read = await readRoundBasis(context, actor, roundId);
  if (!read.ok) return read;
  const { policy, snapshot, texts } = read.value;
  const problem = parseKeptProblem(texts.problem);
  const plan = parseKeptPlan(texts.plan);
  const task = { problem, plan, changes, round: { snapshot, policy, facts: pickFacts(context) } };
  const asked = await askThread({ kind: "try", task }, { signal, withinMs: TRY_WITHIN_MS });
  if ("ended" in asked) return refuse({ code: "plan_not_found", reason: asked.ended });
  if (!asked.answer.ok) return asked.answer;
  const { difference } = asked.answer.value;
  const trial: RoundTrial = { difference, named: await nameRound(context, { problem, snapshot }) };
  return accept(trial);
}
