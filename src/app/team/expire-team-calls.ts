import { takeStep } from "#core/steps.ts";
import { findMetTeamStatus, TEAM_CALL_STEPS, type TeamCallId } from "#core/team/team-call.ts";
import { dayOf } from "#core/time.ts";
import {
  countDeployedOn,
  listTeamCallsToExpire,
  lockTeamCall,
  recordTeamCallStep,
} from "#store/team-call.ts";
import type { AppContext } from "../context.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * Lets every call for teams expire that nobody has confirmed again in time, or whose days are over; returns their ids. A job: it can be run at any
 * time and by several at once, and a call that is confirmed meanwhile stays. Each in its own transaction: no two are waited for at once.
 */
export async function expireTeamCalls(context: AppContext): Promise<readonly TeamCallId[]> {
  const now = context.now();
  const expired: TeamCallId[] = [];
  for (const id of await listTeamCallsToExpire(context.database, dayOf(now))) {
    await context.database.transaction().execute(async (database) => {
      const call = await lockTeamCall(database, id);
      // Read again under the lock: a confirmation may have come in between.
      const due = await listTeamCallsToExpire(database, dayOf(now));
      if (call === undefined || !due.includes(id)) return;
      const status = takeStep("team call", TEAM_CALL_STEPS, { status: call.status, step: "expire" });
      if (!status.ok) return;
      await recordTeamCallStep(database, id, { step: "expire", status: status.value, now });
      expired.push(id);
    });
  }
  return expired;
}

/** Sets the status of the call that a deployment answers by how many teams are deployed on it now; `null`: it answers none. Locks the call. */
export async function refreshTeamCall(
  { database, now }: Pick<CommandScope, "database" | "now">,
  id: TeamCallId | null,
): Promise<void> {
  const call = id === null ? undefined : await lockTeamCall(database, id);
  if (call === undefined) return;
  const deployed = await countDeployedOn(database, call.id);
  const { status, step } = findMetTeamStatus(call.status, { count: call.count, deployed });
  if (step !== null) await recordTeamCallStep(database, call.id, { step, status, now });
}
