import { ROUND_STEPS } from "#core/allocation/round.ts";
import type { RoundId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { findCommand } from "#store/command.ts";
import { getSecretariatId } from "#store/party.ts";
import { findRoundState, lockRound, type RoundState, writePlan } from "#store/round.ts";
import type { Database } from "#store/schema.ts";
import { readSnapshot } from "#store/snapshot.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { planInThread } from "./plan-in-thread.ts";
import { whileShown } from "./running-plans.ts";
import type { PlanTask } from "./thread-tasks.ts";
import { showRound } from "./show-round.ts";

/** A plan is given up after this: ten minutes. */
const PLAN_WITHIN_MS = 600_000;

/** A round is to be planned. */
export interface PlanRound {
  readonly roundId: RoundId;
}

/**
 * Plans a draft round over what is open now, under its policy and, for comparison, with equal weights. Planning it again takes
 * what is open then. The same snapshot gives the same plan, byte for byte. Returns the round as it is shown.
 *
 * What is open is read at one moment, the plan is worked out in a thread of its own while no transaction is open, and it
 * is written if the round is still what it was: of two who plan one round at once, one is refused with `version_changed`.
 * `meta.signal` ends the planning, and so does `cancelRunningPlans`: nothing is written then.
 *
 * Refuses, in this order, with `not_permitted`, `not_found`, `version_changed`, `step_not_allowed`, `plan_not_found`.
 */
export async function planRound(context: AppContext, meta: CommandMeta, command: PlanRound) {
  const accepted = await findCommand(context.database, meta.commandId);
  // What was accepted before is answered by `runCommand`, without planning again.
  const prepared = accepted === undefined ? await preparePlan(context, meta, command) : undefined;
  return await runCommand(context, meta, { kind: "plan_round", body: command }, async (scope) => {
    invariant(prepared !== undefined, "a command that was accepted is not decided again");
    if (!prepared.ok) return prepared;
    const { version, plan } = prepared.value;
    const locked = await lockRound(scope.database, command.roundId);
    const round = await checkRound(
      scope.database,
      { ...meta, expectedVersion: version },
      { command, locked },
    );
    if (!round.ok) return round;
    await writePlan(scope.database, round.value.id, plan);
    return await showRound(scope.database, round.value.id);
  });
}

/** Whether the sender may plan the round as it is: the round. */
async function checkRound(
  database: Database,
  meta: CommandMeta,
  { command, locked }: { readonly command: PlanRound; readonly locked: RoundState | undefined },
) {
  const secretariat = await getSecretariatId(database);
  const permitted = permit(meta.actor, "plan_round", { secretariat });
  if (!permitted.ok) return permitted;
  if (locked === undefined) return refuse({ code: "not_found", noun: "round", id: command.roundId });
  const unchanged = checkVersion(meta, "round", locked);
  if (!unchanged.ok) return unchanged;
  const status = takeStep("round", ROUND_STEPS, { status: locked.status, step: "plan" });
  return status.ok ? accept(locked) : status;
}

/** The facts of `data/` by which a snapshot is planned. */
export function pickFacts({ reference }: AppContext): PlanTask["facts"] {
  const { items, itemPacks, coldVolumes, countryListings: listings, estimateTables } = reference;
  return { items, itemPacks, coldVolumes, listings, capacities: estimateTables.capacities };
}

/** The plan, and the version of the round that it was made for. Nothing is written. */
async function preparePlan(context: AppContext, meta: CommandMeta, command: PlanRound) {
  const read = await context.database
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (database) => {
      const locked = await findRoundState(database, command.roundId);
      const round = await checkRound(database, meta, { command, locked });
      if (!round.ok) return round;
      const { scenario } = round.value;
      const snapshot = await readSnapshot(database, {
        cutOff: context.now(),
        scenario,
        itemRules: context.reference.itemShelfLives,
        coldVolumes: context.reference.coldVolumes,
        countryPowers: context.reference.countryPowers,
      });
      return accept({ round: round.value, snapshot });
    });
  if (!read.ok) return read;
  const { round, snapshot } = read.value;
  const task = { snapshot, policy: round.policy, facts: pickFacts(context) };
  const { userId } = meta.actor;
  const planned = await whileShown(
    context,
    { roundId: round.id, work: "plan", userId, signal: meta.signal },
    async (means) => await planInThread(task, { ...means, withinMs: PLAN_WITHIN_MS }),
  );
  return planned.ok ? accept({ version: round.version, plan: { snapshot, ...planned.value } }) : planned;
}
