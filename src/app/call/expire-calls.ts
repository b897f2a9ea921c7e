import { CALL_STEPS } from "#core/call/call.ts";
import type { CallId } from "#core/id.ts";
import { takeStep } from "#core/steps.ts";
import { dayOf } from "#core/time.ts";
import { listCallsToExpire, lockCalls, updateCall } from "#store/call.ts";
import type { AppContext } from "../context.ts";

/**
 * Lets every call expire that nobody has confirmed again in time; returns their ids. A job: it can be run at any time
 * and by several at once, and a call that is confirmed meanwhile stays. Calls of scenarios do not expire: their days
 * are not ours.
 */
export async function expireCalls(context: AppContext): Promise<readonly CallId[]> {
  return await context.database.transaction().execute(async (database) => {
    const today = dayOf(context.now());
    await lockCalls(database, await listCallsToExpire(database, today));
    // Read again under the lock: a confirmation may have come in between.
    const due = await listCallsToExpire(database, today);
    const expired: CallId[] = [];
    for (const call of await lockCalls(database, due)) {
      const status = takeStep("call", CALL_STEPS, { status: call.status, step: "expire" });
      if (!status.ok) continue;
      await updateCall(database, call.id, { status: status.value });
      expired.push(call.id);
    }
    return expired;
  });
}
