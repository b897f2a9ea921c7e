import type { RecallId } from "#core/id.ts";
import { refuse } from "#core/result.ts";
import { countUnaccounted, type LockedRecall, sumRecall, updateRecall } from "#store/recall.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginRecallStep } from "./begin-recall.ts";
import { showRecall } from "./show-recall.ts";

/**
 * Closes a recall of which every unit is accounted for: destroyed, returned, used, lost. Its lots stay recalled. A drill is closed when every site has said that
 * it knows. Returns the recall as it is shown.
 *
 * Refuses as `beginRecallStep`, then with `recall_not_accounted`.
 */
export async function closeRecall(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly recallId: RecallId },
) {
  return await runCommand(context, meta, { kind: "close_recall", body: command }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginRecallStep(scope, command, { action: "close_recall", step: "close" });
    if (!begun.ok) return begun;
    const { recall, status } = begun.value;
    const open = await countOpen(database, recall);
    if (open.sites > 0) return refuse({ code: "recall_not_accounted", recallId: recall.id, ...open });
    await updateRecall(database, recall.id, { status, endedAt: now });
    return await showRecall(database, recall.id);
  });
}

async function countOpen(database: Database, { id, isDrill }: LockedRecall) {
  if (!isDrill) return await countUnaccounted(database, id);
  const { sites } = await sumRecall(database, id);
  return { units: 0, sites: sites.told - sites.acknowledged };
}

/**
 * Lifts a recall: its units may be used after all, once each holder lets them out of quarantine. Nothing moves by itself. Returns
 * the recall as it is shown. Refuses as `beginRecallStep`.
 */
export async function liftRecall(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly recallId: RecallId },
) {
  return await runCommand(context, meta, { kind: "lift_recall", body: command }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginRecallStep(scope, command, { action: "lift_recall", step: "lift" });
    if (!begun.ok) return begun;
    const { recall, status } = begun.value;
    await updateRecall(database, recall.id, { status, endedAt: now });
    return await showRecall(database, recall.id);
  });
}
