import { CALL_STEPS, CALL_VALID_DAYS } from "#core/call/call.ts";
import { findMetStatus } from "#core/call/meet-call.ts";
import type { CallId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { addDays, dayOf } from "#core/time.ts";
import { listCallNeeds, lockCall, updateCall } from "#store/call.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showCall } from "./show-call.ts";

/**
 * Confirms that a call still holds, for {@link CALL_VALID_DAYS} days from now; an expired call is open again, or partly
 * met where agreements still promise something to it. Returns the call as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`.
 */
export async function confirmCall(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly callId: CallId },
) {
  return await runCommand(context, meta, { kind: "confirm_call", body: command }, async (scope) => {
    const { database, now } = scope;
    const call = await lockCall(database, command.callId);
    if (call === undefined) return refuse({ code: "not_found", noun: "call", id: command.callId });
    const permitted = permit(meta.actor, "confirm_call", { self: call.partyId });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "call", call);
    if (!unchanged.ok) return unchanged;
    const confirmed = takeStep("call", CALL_STEPS, { status: call.status, step: "confirm" });
    if (!confirmed.ok) return confirmed;
    const status = findMetStatus(confirmed.value, await listCallNeeds(database, [call.id]));
    const expiresOn = addDays(dayOf(now), CALL_VALID_DAYS);
    await updateCall(database, call.id, { status, confirmedAt: now, expiresOn });
    return await showCall(database, call.id);
  });
}
