import {
  CORRECTABLE,
  type CorrectEntry,
  decideCorrection,
  describeInstead,
  type PostedMovement,
} from "#core/ledger/correct-entry.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { listEndedChanges } from "#core/offer/offer-movements.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { findEntry, findSupplies, lockEntry } from "#store/ledger.ts";
import { listMovements, sumWithdrawn } from "#store/movement.ts";
import { findOfferedSupplies, lockOffers } from "#store/offer.ts";
import { changeOfferedQuantity } from "#store/offer-line.ts";
import { getSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { listEnded } from "../agreement/lock-promises.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { refreshOffers } from "../offer/refresh-offers.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { postMovements } from "./post-movements.ts";
import { showEntry } from "./read-entry.ts";

/**
 * Corrects an entry by a further one that names it and says why. Returns the new entry.
 *
 * The offers whose pledges are corrected follow: exhausted or open again by what is left; of one that has ended nothing
 * becomes available. Refuses, in this order, with `not_found`, `not_permitted`, `not_correctable` (with what to do
 * instead), `malformed`, then as `postEntry`: units that have moved on are named with where they are now.
 */
export async function correctEntry(context: AppContext, meta: CommandMeta, command: CorrectEntry) {
  return await runCommand(context, meta, { kind: "correct_entry", body: command }, async (scope) => {
    const { database } = scope;
    // Of two corrections at once, the second must see what the first has changed.
    await lockEntry(database, command.entryId);
    const entry = await findEntry(database, command.entryId);
    if (entry === undefined) return refuse({ code: "not_found", noun: "entry", id: command.entryId });
    const posted = await listMovements(database, { entryId: command.entryId });
    const permitted = await permitCorrection(scope, command, { kind: entry.kind, posted });
    if (!permitted.ok) return permitted;
    if (!isCorrectable(entry.kind)) {
      return refuse({ code: "not_correctable", kind: entry.kind, instead: describeInstead(entry.kind) });
    }
    const earlier = await listMovements(database, { correctionsOf: command.entryId });
    const quantityMax = await findBound(scope, posted);
    const decided = decideCorrection(command, posted, { earlier, quantityMax });
    if (!decided.ok) return decided;
    const offers = await lockPledged(database, decided.value);
    const movements = [...decided.value, ...listEndedChanges(decided.value, offers.ended, offers.withdrawn)];
    const origin = { reason: command.reason, corrects: command.entryId };
    const done = await postMovements(scope, "correct_entry", movements, origin);
    if (!done.ok) return done;
    for (const { kind, reversal, supplyId, quantity } of decided.value) {
      if (kind === "pledge") {
        await changeOfferedQuantity(database, supplyId, reversal ? 0 - quantity : quantity);
      }
    }
    await refreshOffers(database, offers.locked);
    return await showEntry(database, done.value);
  });
}

function isCorrectable(kind: string): kind is keyof typeof CORRECTABLE {
  return Object.hasOwn(CORRECTABLE, kind);
}

/** A correction of an offer is the focal point's too, as the offer is; of a delivery, the secretariat's. */
async function permitCorrection(
  { meta, database }: CommandScope,
  { partyId }: CorrectEntry,
  { kind, posted }: { readonly kind: string; readonly posted: readonly PostedMovement[] },
) {
  if (kind === "record_delivery") {
    return permit(meta.actor, "record_delivery", { secretariat: await getSecretariatId(database) });
  }
  const holds = posted.every(({ from }) => from.partyId === partyId);
  // Of an entry that is not corrected directly, whoever took part in it is told what to do instead.
  const takesPart = posted.some(({ from, to }) => from.partyId === partyId || to.partyId === partyId);
  const stands = isCorrectable(kind) ? holds : takesPart;
  const action = kind === "make_offer" ? "correct_offer" : "correct_entry";
  return permit(meta.actor, action, stands ? { self: partyId } : {});
}

/** The offers whose pledges are corrected, locked; the supplies of those that have ended, and what had gone back of them. */
async function lockPledged(database: Database, corrections: readonly Movement[]) {
  const pledged = corrections.filter(({ kind }) => kind === "pledge").map(({ supplyId }) => supplyId);
  const supplies = await findOfferedSupplies(database, pledged);
  const offerIds = [...supplies.values()].map(({ offerId }) => offerId);
  const locked = await lockOffers(database, offerIds);
  const ended = listEnded(supplies, locked);
  return { locked, ended, withdrawn: await sumWithdrawn(database, [...ended]) };
}

/** The least bound of the items in the entry, in base units. */
async function findBound(scope: CommandScope, posted: readonly PostedMovement[]): Promise<number> {
  const supplies = await findSupplies(
    scope.database,
    posted.map((movement) => movement.supplyId),
  );
  const { items } = scope.context.reference;
  const bounds = [...supplies.values()].map((supply) => items.get(supply.itemId)?.quantityMax ?? 0);
  return Math.min(...bounds);
}
