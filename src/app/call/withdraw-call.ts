import { CALL_STEPS } from "#core/call/call.ts";
import type { CallId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { lockCall, updateCall } from "#store/call.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showCall } from "./show-call.ts";

/**
 * Withdraws a call: nothing more can be promised to it; what both sides have agreed stays agreed. Returns the call as
 * it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`.
 */
export async function withdrawCall(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly callId: CallId },
) {
  return await runCommand(context, meta, { kind: "withdraw_call", body: command }, async (scope) => {
    const { database } = scope;
    const call = await lockCall(database, command.callId);
    if (call === undefined) return refuse({ code: "not_found", noun: "call", id: command.callId });
    const permitted = permit(meta.actor, "withdraw_call", { self: call.partyId });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "call", call);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("call", CALL_STEPS, { status: call.status, step: "withdraw" });
    if (!status.ok) return status;
    await updateCall(database, call.id, { status: status.value });
    return await showCall(database, call.id);
  });
}
