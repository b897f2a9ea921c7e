import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { decideUse, type RecordUse } from "#core/ledger/record-use.ts";
import { type Action, permit } from "#core/permission.ts";
import { listWithdrawn } from "#core/offer/offer-movements.ts";
import { findSupplies } from "#store/ledger.ts";
import { findOfferedSupplies, lockOffers } from "#store/offer.ts";
import type { Database } from "#store/schema.ts";
import { listEnded } from "../agreement/lock-promises.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { refreshOffers } from "../offer/refresh-offers.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { postMovements } from "./post-movements.ts";
import { showEntry } from "./read-entry.ts";

/**
 * Records what became of received units: used, wasted, lost, quarantined, released from quarantine. Returns the
 * entry. What a giver lets out of quarantine can be promised again: its offer, if it was exhausted, is open, and if it has ended the
 * units go back where they came from. Refuses, in this order, with `not_permitted`, `malformed`, `unknown_supply`,
 * `units_quarantined`, `expired`, then as `postMovements`.
 */
export async function recordUse(context: AppContext, meta: CommandMeta, command: RecordUse) {
  return await runCommand(context, meta, { kind: "record_use", body: command }, async (scope) => {
    const permitted = permit(meta.actor, "record_use", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const posted = await postUse(scope, command, "record_use");
    return posted.ok ? await showEntry(scope.database, posted.value) : posted;
  });
}

/** Posts what became of units, by an entry of the command: the part of {@link recordUse} after its permission. */
export async function postUse(scope: CommandScope, command: RecordUse, kind: Action) {
  const occurred = decideOccurred(command.occurred, { now: scope.now, previousFrom: null });
  if (!occurred.ok) return occurred;
  const supplies = await findSupplies(
    scope.database,
    command.lines.map((line) => line.supplyId),
  );
  const decided = decideUse(command, occurred.value, supplies);
  if (!decided.ok) return decided;
  const offers = await lockReturned(scope.database, decided.value);
  const movements = [...decided.value, ...listWithdrawn(decided.value, offers.ended)];
  const posted = await postMovements(scope, kind, movements);
  if (posted.ok) await refreshOffers(scope.database, offers.locked);
  return posted;
}

/** The offers to whose supplies units come back on the giver's shelf, locked, and those supplies of which they have ended. */
async function lockReturned(database: Database, movements: readonly Movement[]) {
  const returned = movements.filter(({ to }) => to.stage === "available").map(({ supplyId }) => supplyId);
  const supplies = await findOfferedSupplies(database, returned);
  const locked = await lockOffers(
    database,
    [...supplies.values()].map(({ offerId }) => offerId),
  );
  return { locked, ended: listEnded(supplies, locked) };
}
