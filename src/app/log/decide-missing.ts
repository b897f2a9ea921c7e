import { invariant } from "#core/invariant.ts";
import { packHidden } from "#core/log/hidden-fields.ts";
import { type LoggedEntry, listHidden, underAgreement, writeLeaf } from "#core/log/log-entry.ts";
import {
  decideHidden,
  findUndecided,
  listLeaves,
  listLogged,
  listNamedAgreements,
  type StoredLeaf,
} from "#store/log.ts";
import type { Database } from "#store/schema.ts";
import { MOVEMENTS_MAX, toolsWith } from "./append-missing.ts";

/**
 * Says of leaves from before that was kept with them what they hide, at most of `most`, within the transaction in which the
 * numbering worker has its lock; returns of how many. What a leaf was written with is found by writing it again: the agreement
 * under which that gives its very bytes.
 */
export async function decideMissing(database: Database, most: number): Promise<number> {
  const first = await findUndecided(database);
  if (first === undefined) return 0;
  const entries = await listLogged(database, { first, last: first + most - 1 }, MOVEMENTS_MAX);
  invariant(entries.length > 0, "every leaf has its entry");
  const leaves = await listLeaves(database, { first, last: first + entries.length - 1 });
  const decided: { position: number; hidden: string }[] = [];
  for (const [index, stored] of leaves.entries()) {
    const entry = entries[index];
    invariant(entry?.position === stored.position, "leaves and positions have no gaps");
    if (stored.hidden === null) {
      decided.push({ position: stored.position, hidden: await decide(database, stored, entry) });
    }
  }
  await decideHidden(database, decided);
  return decided.length;
}

async function decide(database: Database, stored: StoredLeaf, entry: LoggedEntry): Promise<string> {
  const leaf = Buffer.from(stored.leaf).toString();
  const named = async () => [null, ...(await listNamedAgreements(database, entry.position))];
  for (const listAgreements of [() => [entry.agreementId], named]) {
    for (const agreementId of await listAgreements()) {
      const written = underAgreement(entry, agreementId);
      if (writeLeaf(written, toolsWith(stored.secret)).leaf === leaf) return packHidden(listHidden(written));
    }
  }
  // A leaf that nothing gives: the check of the ledger names it, and nothing of it may be opened.
  return packHidden([]);
}
