import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { checkLedger as recompute, type LedgerCheck } from "#store/movement.ts";
import { findSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";
import { numberEntries } from "../log/number-entries.ts";

/** A check asked for over the network is given up after so long; the operator's own is not. */
const TIMEOUT_MS = 300_000;

/** The check under way of each open database. */
const underWay = new WeakMap<AppContext, Promise<LedgerCheck>>();

/**
 * Numbers what has no position yet, then recomputes every balance from the movements and compares: for the operator,
 * however long it takes.
 */
export async function checkLedger(context: AppContext): Promise<LedgerCheck> {
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

async function check(context: AppContext, timeoutMs?: number): Promise<LedgerCheck> {
  await numberEntries(context);
  return await recompute(context.database, timeoutMs);
}
