import type { EntryReason, Movement } from "#core/ledger/movement.ts";
import { type PostRefusal, postEntry } from "#core/ledger/post-entry.ts";
import type { CommandId } from "#core/id.ts";
import { accept, type Result } from "#core/result.ts";
import { findSupplies, insertEntry, readBook } from "#store/ledger.ts";
import type { CommandScope } from "../run-command.ts";

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
 * the database, and `runCommand` decides this one again. Refuses as `postEntry` does; nothing is then written.
 */
export async function postMovements(
  scope: CommandScope,
  kind: string,
  movements: readonly Movement[],
  origin: EntryOrigin = { reason: "command", corrects: null },
): Promise<Result<CommandId, PostRefusal>> {
  const { database, meta, now } = scope;
  const supplyIds = [...new Set(movements.map((movement) => movement.supplyId))];
  const supplies = await findSupplies(database, supplyIds);
  const book = await readBook(database, supplyIds);
  const { reason, corrects, entryId = meta.commandId } = origin;
  const draft = { id: entryId, reason, corrects, movements };
  const decided = postEntry(draft, book, new Set(supplies.keys()));
  if (!decided.ok) return decided;
  await insertEntry(database, { ...draft, kind, userId: meta.actor.userId, recordedAt: now });
  return accept(entryId);
}
