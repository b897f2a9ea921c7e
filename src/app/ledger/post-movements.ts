import {
  type ColdHold,
  findColdHeld,
  findColdSettled,
  type HoldChange,
  type UnitsUnderColdHoldRefusal,
  withholdCold,
} from "#core/cold-chain/cold-hold.ts";
import type { AssetsOutnumberUnitsRefusal } from "#core/equipment/asset.ts";
import type { CommandId, SupplyId } from "#core/id.ts";
import type { Account, EntryReason, Movement } from "#core/ledger/movement.ts";
import { type PostRefusal, postEntry } from "#core/ledger/post-entry.ts";
import {
  findHeldUnits,
  type Hold,
  listTaken,
  type UnitsUnderDifferenceRefusal,
} from "#core/receipt/held-units.ts";
import type { SupplyRecalledRefusal } from "#core/recall/recall.ts";
import { withholdRecalled } from "#core/recall/withhold.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { EventsExceedDosesRefusal } from "#core/session/adverse-event.ts";
import type { DosesExceedReceivedRefusal } from "#core/session/unsettled.ts";
import { insertEntry, readAccounts, readBook } from "#store/ledger.ts";
import { findPostable, type Postable } from "#store/recall.ts";
import { lockHolds } from "#store/receipt.ts";
import { lockHeldCold, writeHoldChanges } from "../cold-chain/withhold-cold.ts";
import type { CommandScope } from "../run-command.ts";
import { followWithAssets } from "../equipment/follow-with-assets.ts";
import { guardDoses, lockTakenDoses } from "../session/guard-doses.ts";

/** Where an entry comes from. `entryId` is the command's own unless one command posts several facts (an import). */
export interface EntryOrigin {
  readonly reason: EntryReason;
  readonly corrects: CommandId | null;
  readonly entryId?: CommandId;
}

/** Why movements cannot be posted, in order of precedence but for what `postEntry` says last: too few units. */
type PostingRefusal =
  | PostRefusal
  | SupplyRecalledRefusal
  | UnitsUnderDifferenceRefusal
  | AssetsOutnumberUnitsRefusal
  | UnitsUnderColdHoldRefusal
  | DosesExceedReceivedRefusal
  | EventsExceedDosesRefusal;

/**
 * Posts the movements of a command as one entry with the command's id; returns the entry's id. What of a recalled supply would
 * come to stand where it could be promised or used goes on into quarantine: see `withholdRecalled`.
 *
 * Decides on the balances as they stand; a command that takes the same units at the same moment is stopped by
 * the database, and `runCommand` decides this one again. Before it says that there are too few units, it looks
 * once more: what is told is then what one moment had, recalls included. (It locks nothing for that: whoever waits for the id of an entry
 * may not hold accounts.) Refuses as `postEntry` does, and before `not_enough_units`
 * with `units_under_cold_hold` (held units would be sent), `supply_recalled`, then `units_under_difference` and `units_under_cold_hold` (they
 * would leave quarantine); then with `assets_outnumber_units`, where it cannot be told which of the assets with serial numbers go with
 * the units; last with `doses_exceed_received`, where too few doses would be left for
 * those that are reported without a lot, and `events_exceed_doses`, where fewer would have been given of a lot than adverse events are
 * known after. Nothing is then written.
 */
export async function postMovements(
  scope: CommandScope,
  kind: string,
  movements: readonly Movement[],
  origin: EntryOrigin = { reason: "command", corrects: null },
): Promise<Result<CommandId, PostingRefusal>> {
  return await decideAndPost(scope, { kind, movements, origin, isWhole: false });
}

/** Movements to be posted. `isWhole`: the whole book of their supplies is read, which only who is refused needs: where the rest is. */
interface Posting {
  readonly kind: string;
  readonly movements: readonly Movement[];
  readonly origin: EntryOrigin;
  readonly isWhole: boolean;
}

async function decideAndPost(
  scope: CommandScope,
  posting: Posting,
): Promise<Result<CommandId, PostingRefusal>> {
  const { kind, movements, origin, isWhole } = posting;
  const { database, meta, now } = scope;
  const supplyIds = [...new Set(movements.map((movement) => movement.supplyId))];
  const postable = await findPostable(database, supplyIds);
  const supplies = new Set(postable.keys());
  const recalled = new Map(
    [...postable].flatMap(([id, { recallId }]) => (recallId === null ? [] : [[id, recallId]])),
  );
  const { reason, corrects, entryId = meta.commandId } = origin;
  const coldHolds = await lockHeldCold(scope, postable);
  // Locked before the accounts are read, so that of two who take units beside a difference the second sees the first.
  const takesFrom = [
    ...new Set([...listTaken(movements).map(({ account }) => account.supplyId), ...recalled.keys()]),
  ];
  const holds = takesFrom.length === 0 ? [] : await lockHolds(database, takesFrom);
  await lockTakenDoses(scope, movements, postable);
  const withQuarantine = new Set([...recalled.keys(), ...coldHolds.map((hold) => hold.supplyId)]);
  const book = isWhole
    ? await readBook(database, supplyIds)
    : await readAccounts(database, listTouched(movements, withQuarantine));
  const head = { id: entryId, reason, corrects };
  const asSent = postEntry({ ...head, movements }, book, supplies);
  if (!asSent.ok && asSent.refusal.code !== "not_enough_units") return asSent;
  const cold = withholdCold(movements, coldHolds, book);
  if (!cold.ok) return cold;
  const withheld = withholdRecalled(kind, cold.value.movements, recalled, book);
  if (!withheld.ok) return withheld;
  const draft = { ...head, movements: withheld.value };
  const decided = draft.movements.length === movements.length ? asSent : postEntry(draft, book, supplies);
  const contested = findHeldUnits(draft.movements, book, holds);
  if (contested !== undefined) return refuse(contested);
  const coldHeld = findColdHeld(listTaken(draft.movements), book, {
    holds: lessen(coldHolds, cold.value.changes),
    others: (account) => sumHeld(holds, account),
  });
  const settled = coldHeld ?? findColdSettled(movements, listTaken(movements), coldHolds);
  if (settled !== undefined) return refuse(settled);
  if (!decided.ok) {
    // A recall takes units into quarantine: had one come before the book was read, neither what it found nor what it left would be told.
    const isOfOneMoment = isWhole && isSameRecall(postable, await findPostable(database, supplyIds));
    return isOfOneMoment ? decided : await decideAndPost(scope, { ...posting, isWhole: true });
  }
  const followed = await followWithAssets(scope, draft, postable);
  if (!followed.ok) return followed;
  await insertEntry(database, { ...draft, kind, userId: meta.actor.userId, recordedAt: now });
  await writeHoldChanges(scope, cold.value.changes);
  const guarded = await guardDoses(scope, draft.movements, postable);
  return guarded.ok ? accept(entryId) : guarded;
}

/** The holds as they are after an entry has taken units off them. */
function lessen(holds: readonly ColdHold[], changes: readonly HoldChange[]): readonly ColdHold[] {
  return holds.map((hold) => {
    const change = changes.find((one) => one.hold === hold && hold.stage === "quarantined");
    return change === undefined ? hold : { ...hold, quantity: hold.quantity + change.quarantined };
  });
}

/** Units of an account that open differences are about. */
function sumHeld(holds: readonly Hold[], { supplyId, partyId, siteId }: Account): number {
  const here = holds.filter((one) => {
    return one.supplyId === supplyId && one.partyId === partyId && one.siteId === siteId;
  });
  return here.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The accounts that the movements touch, with the quarantine beside each of a recalled or held supply. */
function listTouched(movements: readonly Movement[], recalled: ReadonlySet<SupplyId>): Account[] {
  return movements.flatMap(({ supplyId, from, to }): Account[] => {
    const touched = [
      { supplyId, ...from },
      { supplyId, ...to },
    ];
    if (!recalled.has(supplyId)) return touched;
    return [...touched, ...touched.map((account) => ({ ...account, stage: "quarantined" as const }))];
  });
}

/** True where the same recalls withhold the supplies. */
function isSameRecall(
  before: ReadonlyMap<SupplyId, Postable>,
  after: ReadonlyMap<SupplyId, Postable>,
): boolean {
  return [...after].every(([id, { recallId }]) => before.get(id)?.recallId === recallId);
}
