import type { CommandId, RecallId } from "#core/id.ts";
import { listWithholding } from "#core/recall/withhold.ts";
import { accept } from "#core/result.ts";
import { occurredAt } from "#core/time.ts";
import { insertNotices, listFreeAccounts, listNamedSupplies, lockAccounts } from "#store/recall.ts";
import { lockHolds } from "#store/receipt.ts";
import { postMovements } from "../ledger/post-movements.ts";
import type { CommandScope } from "../run-command.ts";

/** The kind of the entries that put recalled units into quarantine. */
const WITHHOLDING = "withhold_recalled";

/**
 * Puts every unit of a recall's supplies that could be promised or used into quarantine, by one entry, and tells everybody who
 * has or has had some. The recall has been written in this transaction or before: from its commit on nothing escapes it. `posts`:
 * a drill only tells. Returns how many units were quarantined, and how many sites told anew. Linear in accounts.
 */
export async function withholdSupplies(
  scope: CommandScope,
  recallId: RecallId,
  { posts, entryId }: { readonly posts: boolean; readonly entryId?: CommandId | undefined },
) {
  const { database, now } = scope;
  const supplyIds = await listNamedSupplies(database, recallId);
  let quarantined = 0;
  if (posts && supplyIds.length > 0) {
    // Before any account, as everybody does: who settles a difference holds it while it waits for an account.
    await lockHolds(database, supplyIds);
    await lockAccounts(database, supplyIds);
    const movements = listWithholding(await listFreeAccounts(database, supplyIds), occurredAt(now));
    quarantined = movements.reduce((sum, { quantity }) => sum + quantity, 0);
    if (movements.length > 0) {
      const origin = {
        reason: "command",
        corrects: null,
        ...(entryId === undefined ? {} : { entryId }),
      } as const;
      const posted = await postMovements(scope, WITHHOLDING, movements, origin);
      if (!posted.ok) return posted;
    }
  }
  const told = await insertNotices(database, recallId, now);
  return accept({ supplyCount: supplyIds.length, quarantined, told });
}
