import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { type AccountForRecalled, decideAccountForRecalled } from "#core/recall/account-for-recalled.ts";
import { ACCOUNTING } from "#core/recall/withhold.ts";
import { refuse } from "#core/result.ts";
import { asInstant, dayOf } from "#core/time.ts";
import { listNamedSupplies, updateRecall } from "#store/recall.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { runCommand } from "../run-command.ts";
import { beginRecallStep } from "./begin-recall.ts";
import { showRecall } from "./show-recall.ts";

/**
 * A holder says what became of recalled units: destroyed, returned, missing, or used before the recall came. They leave
 * quarantine for good. Returns the recall as it is shown.
 *
 * Refuses as `beginRecallStep`, then with `malformed` (the time; a drill has nothing to account for; as
 * `decideAccountForRecalled`), then as `postMovements`.
 */
export async function accountForRecalled(
  context: AppContext,
  meta: CommandMeta,
  command: AccountForRecalled,
) {
  return await runCommand(context, meta, { kind: ACCOUNTING, body: command }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginRecallStep(scope, command, { action: ACCOUNTING, step: "account" });
    if (!begun.ok) return begun;
    const { recall } = begun.value;
    if (recall.isDrill) {
      const problem = { field: "recallId", value: recall.id, rule: "drill_moves_nothing" };
      return refuse({ code: "malformed", problems: [problem] });
    }
    const occurred = decideOccurred(command.occurred, { now, previousFrom: null });
    if (!occurred.ok) return occurred;
    const decided = decideAccountForRecalled(command, occurred.value, {
      recalled: new Set(await listNamedSupplies(database, recall.id)),
      startedOn: dayOf(asInstant(recall.createdAt)),
    });
    if (!decided.ok) return decided;
    const posted = await postMovements(scope, ACCOUNTING, decided.value);
    if (!posted.ok) return posted;
    await updateRecall(database, recall.id, {});
    return await showRecall(database, recall.id);
  });
}
