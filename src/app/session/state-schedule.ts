import type { PartyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { listScheduleProblems, type VaccineSchedule } from "#core/session/vaccine-schedule.ts";
import { findParty } from "#store/party.ts";
import { insertSchedule } from "#store/vaccine-schedule.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * States by which schedule a party gives a vaccine: for its doses it holds in place of that of the table of facts, from now on. Returns
 * it. Refuses, in this order, with `not_permitted`, `not_found` (party), `malformed` as `listScheduleProblems` says.
 */
export async function stateSchedule(
  context: AppContext,
  meta: CommandMeta,
  command: VaccineSchedule & { readonly partyId: PartyId },
) {
  return await runCommand(context, meta, { kind: "state_vaccine_schedule", body: command }, async (scope) => {
    const { database, now } = scope;
    const { partyId, ...schedule } = command;
    const permitted = permit(meta.actor, "state_vaccine_schedule", { self: partyId });
    if (!permitted.ok) return permitted;
    if ((await findParty(database, partyId)) === undefined) {
      return refuse({ code: "not_found", noun: "party", id: partyId });
    }
    const problems = listScheduleProblems(schedule, context.reference.items);
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    const by = { userId: meta.actor.userId, statedAt: now };
    await insertSchedule(database, { ...schedule, id: meta.commandId, partyId }, by);
    return accept(schedule);
  });
}
