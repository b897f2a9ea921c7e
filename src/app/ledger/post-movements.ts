import type { CommandId, SupplyId } from "#core/id.ts";
import type { EntryDraft, EntryReason, Movement } from "#core/ledger/movement.ts";
import { type Book, type PostRefusal, postEntry } from "#core/ledger/post-entry.ts";
import { findHeldUnits, listTaken, type UnitsUnderDifferenceRefusal } from "#core/receipt/held-units.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { DosesExceedReceivedRefusal } from "#core/session/unsettled.ts";
import { findSupplies, insertEntry, readAccounts, readBook } from "#store/ledger.ts";
import { lockHolds } from "#store/receipt.ts";
import type { CommandScope } from "../run-command.ts";
import { guardDoses, lockTakenDoses } from "../session/guard-doses.ts";

/** Where an entry comes from. `entryId` is the command's own unless one command posts several facts (an import). */
export interface EntryOrigin {
  readonly reason: EntryReason;
  readonly corrects: CommandId | null;
  readonly entryId?: CommandId;
}

/**
 * Posts the movements of a command as one entry with the command's id; returns the entry's id.
 *
 * Decides on the balances as they stand; a command that takes the same units at the same moment is stopped by
 * the database, and `runCommand` decides this one again. Refuses as `postEntry` does, and before `not_enough_units`
 * with `units_under_difference`; last with `doses_exceed_received`, where too few doses would be left for those that are
 * reported without a lot. Nothing is then written.
 */
export async function postMovements(
  scope: CommandScope,
  kind: string,
  movements: readonly Movement[],
  origin: EntryOrigin = { reason: "command", corrects: null },
): Promise<Result<CommandId, PostRefusal | UnitsUnderDifferenceRefusal | DosesExceedReceivedRefusal>> {
  const { database, meta, now } = scope;
  const supplyIds = [...new Set(movements.map((movement) => movement.supplyId))];
  const known = await findSupplies(database, supplyIds);
  const supplies = new Set(known.keys());
  const { reason, corrects, entryId = meta.commandId } = origin;
  const draft = { id: entryId, reason, corrects, movements };
  const touched = movements.flatMap(({ supplyId, from, to }) => [
    { supplyId, ...from },
    { supplyId, ...to },
  ]);
  // Locked before the accounts are read, so that of two who take units beside a difference the second sees the first.
  const takesFrom = [...new Set(listTaken(movements).map(({ account }) => account.supplyId))];
  const holds = takesFrom.length === 0 ? [] : await lockHolds(database, takesFrom);
  await lockTakenDoses(scope, movements, known);
  const book = await readAccounts(database, touched);
  const decided = postEntry(draft, book, supplies);
  if (!decided.ok && decided.refusal.code !== "not_enough_units") return decided;
  const held = findHeldUnits(movements, book, holds);
  if (held !== undefined) return refuse(held);
  if (!decided.ok) {
    // Only who is refused needs the whole book: where the rest of the units is.
    return refuse(describeShortage(draft, await readBook(database, supplyIds), supplies) ?? decided.refusal);
  }
  await insertEntry(database, { ...draft, kind, userId: meta.actor.userId, recordedAt: now });
  const guarded = await guardDoses(scope, movements, known);
  return guarded.ok ? accept(entryId) : guarded;
}

function describeShortage(draft: EntryDraft, book: Book, supplies: ReadonlySet<SupplyId>) {
  const decided = postEntry(draft, book, supplies);
  return decided.ok ? undefined : decided.refusal;
}
