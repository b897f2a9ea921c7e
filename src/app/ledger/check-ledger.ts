import { checkLedger as recompute, type LedgerCheck } from "#store/movement.ts";
import { numberEntries } from "#store/ledger.ts";
import type { AppContext } from "../context.ts";

/** Numbers what has no position yet, then recomputes every balance from the movements and compares. */
export async function checkLedger(context: AppContext): Promise<LedgerCheck> {
  await numberEntries(context.database, context.now());
  return await recompute(context.database);
}
