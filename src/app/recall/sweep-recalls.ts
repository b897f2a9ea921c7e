import { asId, type RecallId } from "#core/id.ts";
import { accept } from "#core/result.ts";
import { listEscaped, listUntold, lockRecall } from "#store/recall.ts";
import type { AppContext } from "../context.ts";
import { PROGRAM_ACTOR } from "../program-actor.ts";
import { runTogether } from "../run-command.ts";
import { withholdSupplies } from "./withhold-supplies.ts";

/**
 * Withholds what came into the book at the very moment at which its lot was recalled, and tells those who have got units since
 * (by a consignment that was on its way). Can be run at any time and by several processes at once: returns the recalls for which
 * something was done. One that cannot be swept keeps no other waiting: what failed is thrown after the last.
 */
export async function sweepRecalls(context: AppContext): Promise<RecallId[]> {
  const { database } = context;
  const found = new Set([...(await listEscaped(database)), ...(await listUntold(database))]);
  const swept: RecallId[] = [];
  const faults: unknown[] = [];
  for (const recallId of found) {
    try {
      if (await sweepRecall(context, recallId)) swept.push(recallId);
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0)
    throw new AggregateError(faults, `Of ${found.size} recalls ${faults.length} could not be swept`);
  return swept;
}

/** Whether anything had to be done. */
async function sweepRecall(context: AppContext, recallId: RecallId): Promise<boolean> {
  const meta = { commandId: asId<"command">(context.newId()), actor: PROGRAM_ACTOR };
  const done = await runTogether(context, meta, async (scope) => {
    const recall = await lockRecall(scope.database, recallId);
    // Lifted in between: then everything may stand where it does.
    if (recall === undefined || recall.status === "lifted") return accept({ quarantined: 0, told: 0 });
    return await withholdSupplies(scope, recallId, { posts: !recall.isDrill, entryId: meta.commandId });
  });
  return done.ok && done.value.quarantined + done.value.told > 0;
}
