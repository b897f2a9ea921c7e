import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { decideSetRule, type SetShelfLifeRule } from "#core/shelf-life/set-rule.ts";
import type { PartyId } from "#core/id.ts";
import { findParty, lockParty } from "#store/party.ts";
import { insertRule, lockNewestRule, retireRule } from "#store/shelf-life.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";

/**
 * Sets what a recipient asks to be left of the shelf life on arrival, for an item or a category, in place of what it asked before:
 * of what is agreed from now on. Returns the rule. Refuses with `not_permitted`, `not_found` (party), then as `decideSetRule`.
 */
export async function setShelfLifeRule(context: AppContext, meta: CommandMeta, command: SetShelfLifeRule) {
  return await runCommand(context, meta, { kind: "set_shelf_life_rule", body: command }, async (scope) => {
    const permitted = permit(meta.actor, "set_shelf_life_rule", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const locked = await lockOwner(scope, command.partyId);
    if (!locked.ok) return locked;
    const newest = await lockNewestRule(scope.database, command);
    const decided = decideSetRule(command, { itemIds: context.reference.items, newest });
    if (!decided.ok) return decided;
    if (newest !== undefined) await retireRule(scope.database, newest.id, scope.now);
    const rule = { ...decided.value, id: context.newId(), setAt: scope.now };
    await insertRule(scope.database, rule);
    return accept({ ...rule, retiredAt: null });
  });
}

/**
 * Ends what a recipient asks for an item: what others ask holds on. Returns the rule. Refuses with `not_permitted`, `not_found` (the
 * party, or a rule that holds).
 */
export async function retireShelfLifeRule(
  context: AppContext,
  meta: CommandMeta,
  command: Pick<SetShelfLifeRule, "partyId" | "itemId">,
) {
  return await runCommand(context, meta, { kind: "retire_shelf_life_rule", body: command }, async (scope) => {
    const permitted = permit(meta.actor, "retire_shelf_life_rule", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const locked = await lockOwner(scope, command.partyId);
    if (!locked.ok) return locked;
    const newest = await lockNewestRule(scope.database, command);
    if (newest === undefined || newest.retiredAt !== null) {
      return refuse({ code: "not_found", noun: "shelf life rule", id: command.itemId });
    }
    await retireRule(scope.database, newest.id, scope.now);
    return accept({ ...newest, retiredAt: scope.now });
  });
}

/** The party whose rules are changed, locked: of two changes at once, the second sees the first. */
async function lockOwner({ database }: CommandScope, partyId: PartyId) {
  const party = await findParty(database, partyId);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
  await lockParty(database, party.code);
  return accept(null);
}
