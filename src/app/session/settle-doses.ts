import type { CommandId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import { listExpired } from "#core/ledger/expiry.ts";
import { permit } from "#core/permission.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { listDoseMovements } from "#core/session/decide-session.ts";
import {
  type Settlement,
  type SettlementRule,
  settleOldestFirst,
  type UnsettledLine,
} from "#core/session/settle-doses.ts";
import { listUpward } from "#core/session/unsettled.ts";
import { occurredOn } from "#core/time.ts";
import { changeUnsettled, listItemDoses, lockPlaces } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { insertSettlements, listHeldLots, listUnsettledLines, sumUnsettledDoses } from "#store/session.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";

/** Doses of a site that come to lots: by the rule, the oldest sessions first, or as somebody has found out for one report. */
export type SettleDoses = { readonly partyId: PartyId; readonly siteId: SiteId } & (
  | { readonly rule: "oldest_received_first" }
  | {
      readonly rule: "named";
      readonly reportId: CommandId;
      readonly lines: readonly {
        readonly lineNumber: number;
        readonly supplyId: SupplyId;
        readonly quantity: Quantity;
      }[];
    }
);

/** Lines that one command settles: of more, the next one settles the rest. */
const LINES_MAX = 2_000;

/**
 * Settles doses that were reported without a lot, and posts them. Returns how many doses it has settled, how many of those it
 * looked at no lot was left for (all that are left had expired by the day), and how many the site has still without a lot.
 *
 * Refuses, in this order, with `not_permitted`, `malformed` (a line that has no doses to settle, more than it has, a lot of
 * another item), `unknown_supply`, `expired`, then as `postMovements`.
 */
export async function settleDoses(context: AppContext, meta: CommandMeta, command: SettleDoses) {
  return await runCommand(context, meta, { kind: "settle_doses", body: command }, async (scope) => {
    const permitted = permit(meta.actor, "settle_doses", { self: command.partyId });
    if (!permitted.ok) return permitted;
    await lockPlaces(scope.database, [command]);
    const chosen = await chooseLots(scope, command);
    if (!chosen.ok) return chosen;
    const { settlements, left } = chosen.value;
    if (settlements.length > 0) {
      const written = await write(scope, command, settlements);
      if (!written.ok) return written;
    }
    const settled = settlements.reduce((sum, { quantity }) => sum + quantity, 0);
    return accept({ settled, left, unsettled: await sumUnsettledDoses(scope.database, command) });
  });
}

async function chooseLots({ database, context }: CommandScope, command: SettleDoses) {
  if (command.rule === "named") return await readNamed({ database, context }, command);
  const lines = await listUnsettledLines(database, command, { limit: LINES_MAX });
  const lots = await listHeldLots(database, command);
  const doses = await listItemDoses(database, command);
  return accept(settleOldestFirst(lines, lots, { doses, items: context.reference.items }));
}

async function readNamed(
  { database, context }: Pick<CommandScope, "database" | "context">,
  command: SettleDoses & { readonly rule: "named" },
) {
  const { reportId } = command;
  const open = new Map(
    (await listUnsettledLines(database, command, { limit: LINES_MAX, reportId })).map((line) => [
      line.lineNumber,
      line,
    ]),
  );
  const supplies = await findSupplies(
    database,
    command.lines.map(({ supplyId }) => supplyId),
  );
  const problems: Problem[] = [];
  const settlements: Settlement[] = [];
  const settledOf = new Map<number, number>();
  const seen = new Set<string>();
  command.lines.forEach(({ lineNumber, supplyId, quantity }, index) => {
    const line = open.get(lineNumber);
    const field = `lines.${index}`;
    const key = `${lineNumber} ${supplyId}`;
    const asked = (settledOf.get(lineNumber) ?? 0) + quantity;
    settledOf.set(lineNumber, asked);
    const facts = { unsettled: line?.quantity ?? 0 };
    if (line === undefined || asked > line.quantity) {
      problems.push({ field: `${field}.quantity`, value: String(asked), rule: "more_than_unsettled", facts });
    }
    if (seen.has(key)) problems.push({ field, value: key, rule: "doubled_line" });
    seen.add(key);
    const itemId = supplies.get(supplyId)?.itemId;
    if (line !== undefined && itemId !== undefined) {
      const isOf = listUpward(itemId, context.reference.items).includes(line.itemId);
      if (!isOf) {
        const other = { item: itemId };
        problems.push({
          field: `${field}.supplyId`,
          value: supplyId,
          rule: "lot_of_another_item",
          facts: other,
        });
      }
    }
    if (line !== undefined) settlements.push({ line, supplyId, quantity });
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const unknown = command.lines.map(({ supplyId }) => supplyId).filter((id) => !supplies.has(id));
  if (unknown.length > 0) return refuse({ code: "unknown_supply", supplyIds: [...new Set(unknown)] });
  for (const { line, supplyId } of settlements) {
    if (line.outcome === "wasted") continue;
    const [expired] = listExpired([supplyId], supplies, occurredOn(line.heldOn));
    if (expired !== undefined) return refuse(expired);
  }
  return accept({ settlements, left: 0 });
}

async function write(scope: CommandScope, command: SettleDoses, settlements: readonly Settlement[]) {
  const { database, meta } = scope;
  const rule: SettlementRule = command.rule;
  await insertSettlements(database, settlements, { rule, entryId: meta.commandId });
  for (const [itemId, fewer] of sumByItem(settlements)) {
    await changeUnsettled(database, command, { itemId, more: 0, fewer });
  }
  const doses = settlements.map(({ line, supplyId, quantity }) => {
    return { outcome: line.outcome, supplyId, quantity, day: line.heldOn };
  });
  return await postMovements(scope, "settle_doses", listDoseMovements(doses, command));
}

function sumByItem(settlements: readonly Settlement[]): ReadonlyMap<UnsettledLine["itemId"], number> {
  const sums = new Map<string, number>();
  for (const { line, quantity } of settlements)
    sums.set(line.itemId, (sums.get(line.itemId) ?? 0) + quantity);
  return sums;
}
