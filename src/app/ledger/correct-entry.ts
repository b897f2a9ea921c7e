import {
  CORRECTABLE,
  type CorrectEntry,
  decideCorrection,
  describeInstead,
  type PostedMovement,
} from "#core/ledger/correct-entry.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findEntry, findSupplies, lockEntry } from "#store/ledger.ts";
import { listMovements } from "#store/movement.ts";
import { changeOfferedQuantity } from "#store/offer-line.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { postMovements } from "./post-movements.ts";
import { showEntry } from "./read-entry.ts";

/**
 * Corrects an entry by a further one that names it and says why. Returns the new entry.
 *
 * Refuses, in this order, with `not_found`, `not_correctable` (with what to do instead), `not_permitted`,
 * `malformed`, then as `postEntry`: units that have moved on are named with where they are now.
 */
export async function correctEntry(context: AppContext, meta: CommandMeta, command: CorrectEntry) {
  return await runCommand(context, meta, { kind: "correct_entry", body: command }, async (scope) => {
    const { database } = scope;
    // Of two corrections at once, the second must see what the first has changed.
    await lockEntry(database, command.entryId);
    const entry = await findEntry(database, command.entryId);
    if (entry === undefined) return refuse({ code: "not_found", noun: "entry", id: command.entryId });
    if (!isCorrectable(entry.kind)) {
      return refuse({ code: "not_correctable", kind: entry.kind, instead: describeInstead(entry.kind) });
    }
    const posted = await listMovements(database, { entryId: command.entryId });
    const permitted = await permitCorrection(scope, command, { kind: entry.kind, posted });
    if (!permitted.ok) return permitted;
    const earlier = await listMovements(database, { correctionsOf: command.entryId });
    const quantityMax = await findBound(scope, posted);
    const decided = decideCorrection(command, posted, { earlier, quantityMax });
    if (!decided.ok) return decided;
    const origin = { reason: command.reason, corrects: command.entryId };
    const done = await postMovements(scope, "correct_entry", decided.value, origin);
    if (!done.ok) return done;
    for (const { kind, reversal, supplyId, quantity } of decided.value) {
      if (kind === "pledge") {
        await changeOfferedQuantity(database, supplyId, reversal ? 0 - quantity : quantity);
      }
    }
    return await showEntry(database, done.value);
  });
}

function isCorrectable(kind: string): kind is keyof typeof CORRECTABLE {
  return Object.hasOwn(CORRECTABLE, kind);
}

async function permitCorrection(
  scope: CommandScope,
  command: CorrectEntry,
  entry: { readonly kind: keyof typeof CORRECTABLE; readonly posted: readonly PostedMovement[] },
) {
  const { actor } = scope.meta;
  if (CORRECTABLE[entry.kind] === "secretariat") {
    return permit(actor, "record_delivery", { secretariat: await getSecretariatId(scope.database) });
  }
  const holds = entry.posted.every((movement) => movement.from.partyId === command.partyId);
  const permitted = permit(actor, "correct_entry", holds ? { self: command.partyId } : {});
  return permitted.ok ? accept(null) : permitted;
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
