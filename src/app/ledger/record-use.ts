import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { decideUse, type RecordUse } from "#core/ledger/record-use.ts";
import { permit } from "#core/permission.ts";
import { findSupplies } from "#store/ledger.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { postMovements } from "./post-movements.ts";
import { showEntry } from "./read-entry.ts";

/**
 * Records what became of received units: used, wasted, lost, quarantined, released from quarantine. Returns the
 * entry. Refuses, in this order, with `not_permitted`, `malformed`, `unknown_supply`,
 * `units_quarantined`, `expired`, then as `postMovements`.
 */
export async function recordUse(context: AppContext, meta: CommandMeta, command: RecordUse) {
  return await runCommand(context, meta, { kind: "record_use", body: command }, async (scope) => {
    const permitted = permit(meta.actor, "record_use", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const occurred = decideOccurred(command.occurred, { now: scope.now, previousFrom: null });
    if (!occurred.ok) return occurred;
    const supplies = await findSupplies(
      scope.database,
      command.lines.map((line) => line.supplyId),
    );
    const decided = decideUse(command, occurred.value, supplies);
    if (!decided.ok) return decided;
    const posted = await postMovements(scope, "record_use", decided.value);
    if (!posted.ok) return posted;
    return await showEntry(scope.database, posted.value);
  });
}
