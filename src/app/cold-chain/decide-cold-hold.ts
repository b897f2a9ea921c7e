import { type DecideColdHold, decideHold } from "#core/cold-chain/cold-hold.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, refuse } from "#core/result.ts";
import {
  decideHold as writeDecision,
  findColdHoldSupply,
  listHolds,
  lockColdHold,
  lockColdSupplies,
} from "#store/cold-hold.ts";
import { findOfferedSupplies, lockOffers } from "#store/offer.ts";
import { findSecretariatId } from "#store/party.ts";
import { listExcursions } from "#store/temperature.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postUse } from "../ledger/record-use.ts";
import { type CommandScope, runCommand } from "../run-command.ts";

/**
 * Decides on units on hold: released, they are where they were, and can be used; discarded, they are wasted. Who decided, when and why
 * stays with the hold. Returns it as decided.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `step_not_allowed`, `malformed` (as `decideHold`), then as `recordUse`: units
 * of a lot that has expired are not released.
 */
export async function decideColdHold(context: AppContext, meta: CommandMeta, command: DecideColdHold) {
  return await runCommand(context, meta, { kind: "decide_cold_hold", body: command }, async (scope) => {
    const { database, now } = scope;
    const hold = await lockDecided(scope, command.holdId);
    if (hold === undefined) return refuse({ code: "not_found", noun: "cold hold", id: command.holdId });
    const permitted = permit(meta.actor, "decide_cold_hold", { self: hold.partyId });
    if (!permitted.ok) return permitted;
    const decided = decideHold(command, hold);
    if (!decided.ok) return decided;
    const { outcome: status, reason } = command;
    const moves = hold.stage === "quarantined" && hold.quantity > 0;
    // First: units that are decided on are held no more, and may leave quarantine.
    await writeDecision(database, hold.id, {
      status,
      reason,
      userId: meta.actor.userId,
      decidedAt: now,
      entryId: moves ? meta.commandId : null,
    });
    if (moves) {
      const { partyId, supplyId, siteId, quantity } = hold;
      const line = { supplyId, siteId, quantity: asQuantity(quantity), stage: "quarantined" } as const;
      const kind = status === "released" ? "unquarantine" : "waste";
      const posted = await postUse(scope, { partyId, kind, lines: [line] }, "decide_cold_hold");
      if (!posted.ok) return posted;
    }
    return accept({
      id: hold.id,
      status,
      reason,
      quantity: hold.quantity,
      decidedAt: now,
      decidedBy: meta.actor.userId,
    });
  });
}

/**
 * The hold, locked as everybody locks: offers, what is held of the supply, the hold. Nobody moves units of it meanwhile who has read that
 * it is open.
 */
async function lockDecided({ database }: CommandScope, holdId: string) {
  const found = await findColdHoldSupply(database, holdId);
  if (found === undefined) return undefined;
  const supplies = await findOfferedSupplies(database, [found]);
  await lockOffers(
    database,
    [...supplies.values()].map(({ offerId }) => offerId),
  );
  await lockColdSupplies(database, [found], { shared: false });
  return await lockColdHold(database, holdId);
}

/** The holds that the actor may see: those of its parties; of everybody for the secretariat. */
export async function readColdHolds(
  { database }: AppContext,
  actor: Actor,
  { decided = false }: { readonly decided?: boolean },
) {
  const parties = await listSeen(database, actor);
  const items = await listHolds(database, { parties, decided });
  return items.map((item) => ({
    ...item,
    mayDecide:
      item.status === "open" &&
      actor.memberships.some(({ partyId }) => partyId === item.partyId) &&
      permit(actor, "decide_cold_hold", {
        self: actor.memberships.find(({ partyId }) => partyId === item.partyId)?.partyId,
      }).ok,
  }));
}

/** Excursions at the actor's sites and in its consignments, the newest first; of everybody for the secretariat. */
export async function readExcursions({ database }: AppContext, actor: Actor) {
  return await listExcursions(database, await listSeen(database, actor));
}

/** The parties whose cold chain an actor sees; `undefined`: all. */
async function listSeen(database: AppContext["database"], actor: Actor) {
  const secretariat = await findSecretariatId(database);
  if (permit(actor, "read_unpublished", { secretariat }).ok) return undefined;
  return [...new Set(actor.memberships.map(({ partyId }) => partyId))];
}
