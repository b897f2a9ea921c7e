import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { checkLedger as recompute, type LedgerCheck } from "#store/movement.ts";
import { findSecretariatId } from "#store/party.ts";
import { checkRollUp, type RollUpCheck } from "#store/roll-up.ts";
import type { AppContext } from "../context.ts";
import { numberEntries } from "../log/number-entries.ts";
import { advanceRollUp } from "../statement/advance-roll-up.ts";

/** A check asked for over the network is given up after so long; the operator's own is not. */
const TIMEOUT_MS = 300_000;

/** What a check of the book found, and one of the sums that statements are read from. */
export interface BookCheck extends LedgerCheck {
  readonly rollUp: RollUpCheck;
}

/** The check under way of each open database. */
const underWay = new WeakMap<AppContext, Promise<BookCheck>>();

/**
 * Numbers what has no position yet, then recomputes every balance, and every sum that statements are read from, from the
 * movements and compares: for the operator, however long it takes.
 */
export async function checkLedger(context: AppContext): Promise<BookCheck> {
  return await check(context);
}

/**
 * The same for the secretariat's auditors. Who asks while a check is under way gets that one: it reads the whole book,
 * and several at once would keep everyone else from theirs. Refuses with `not_permitted`.
 */
export async function readLedgerCheck(context: AppContext, actor: Actor) {
  const secretariat = await findSecretariatId(context.database);
  const permitted = permit(actor, "check_ledger", { secretariat });
  if (!permitted.ok) return permitted;
  let checked = underWay.get(context);
  if (checked === undefined) {
    checked = check(context, TIMEOUT_MS).finally(() => underWay.delete(context));
    underWay.set(context, checked);
  }
  return accept(await checked);
}

async function check(context: AppContext, timeoutMs?: number): Promise<BookCheck> {
  await numberEntries(context);
  await advanceRollUp(context);
  const book = await recompute(context.database, timeoutMs);
  return { ...book, rollUp: await checkRollUp(context.database, timeoutMs) };
}
