import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { type CountStock, decideCount } from "#core/ledger/count-stock.ts";
import { accountKey } from "#core/ledger/post-entry.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { lockPlaces } from "#store/dose.ts";
import { findSupplies, readAccounts } from "#store/ledger.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { postMovements } from "./post-movements.ts";
import { showEntry } from "./read-entry.ts";

/**
 * Corrects how many units of a supply stand in `received` at a site to what was counted there: more are a surplus, fewer a loss,
 * with the reason in the entry. Returns the entry. Refuses, in this order, with `not_permitted`, `malformed` (the day),
 * `unknown_supply`, `not_found` where the supply has never come to the site, then as `decideCount` and `postMovements`.
 */
export async function countStock(context: AppContext, meta: CommandMeta, command: CountStock) {
  return await runCommand(context, meta, { kind: "count_stock", body: command }, async (scope) => {
    const { database, now } = scope;
    const { partyId, siteId, supplyId, reason } = command;
    const permitted = permit(meta.actor, "count_stock", { self: partyId });
    if (!permitted.ok) return permitted;
    const occurred = decideOccurred(command.occurred, { now, previousFrom: null });
    if (!occurred.ok) return occurred;
    const supply = (await findSupplies(database, [supplyId])).get(supplyId);
    if (supply === undefined) return refuse({ code: "unknown_supply", supplyIds: [supplyId] });
    // Of two counts at once, the second must see what the first has posted.
    await lockPlaces(database, [command]);
    const account = { supplyId, partyId, siteId, stage: "received" } as const;
    const held = (await readAccounts(database, [account])).get(accountKey(account));
    if (held === undefined) return refuse({ code: "not_found", noun: "supply", id: supplyId });
    const quantityMax = context.reference.items.get(supply.itemId)?.quantityMax ?? 0;
    const decided = decideCount(command, {
      held: held.unitsIn - held.unitsOut,
      occurred: occurred.value,
      quantityMax,
    });
    if (!decided.ok) return decided;
    const posted = await postMovements(scope, "count_stock", [decided.value], { reason, corrects: null });
    return posted.ok ? await showEntry(database, posted.value) : posted;
  });
}
