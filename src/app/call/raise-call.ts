import { decideRaiseCall, type RaiseCall } from "#core/call/raise-call.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { insertCall } from "#store/call.ts";
import { findParty } from "#store/party.ts";
import { findSiteIds } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";
import { showCall } from "./show-call.ts";

/** Where a call belongs: a scenario's name, or `null` for what really is. */
export interface RaiseCallOptions {
  readonly scenario: string | null;
}

/**
 * Raises a call for help: returns it as it is shown. Refuses, in this order, with `not_permitted`, `not_found` (the
 * party), `malformed` (as `decideRaiseCall`).
 */
export async function raiseCall(
  context: AppContext,
  meta: CommandMeta,
  command: RaiseCall,
  options: RaiseCallOptions = { scenario: null },
) {
  return await runTogether(context, meta, async (scope) => await raiseCallWithin(scope, command, options));
}

/** {@link raiseCall} within a transaction that is under way, where a refusal ends it. */
export async function raiseCallWithin(within: CommandScope, command: RaiseCall, options: RaiseCallOptions) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "raise_call", body: { ...command, ...options } }, async (scope) => {
    const permitted = permit(meta.actor, "raise_call", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const party = await findParty(scope.database, command.partyId);
    if (party === undefined) {
      return refuse({ code: "not_found", noun: "party", id: command.partyId });
    }
    const siteIds = await findSiteIds(
      scope.database,
      command.lines.map((line) => line.siteId),
    );
    const decided = decideRaiseCall(command, {
      id: asId<"call">(context.newId()),
      now: scope.now,
      scenario: options.scenario,
      items: context.reference.items,
      siteIds,
    });
    if (!decided.ok) return decided;
    await insertCall(scope.database, decided.value, scope.now);
    return await showCall(scope.database, decided.value.id);
  });
}
