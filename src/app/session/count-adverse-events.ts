import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { type CountAdverseEvents, decideAdverseEvents } from "#core/session/adverse-event.ts";
import { insertAdverseEvents, listKnownEvents, sumGivenDoses } from "#store/adverse-event.ts";
import { lockPlaces } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * Says how many adverse events following immunization a party knows of after doses of a lot at a site, all to date, and where the national
 * system has their records. What it said before stays on record. Returns the version that this one is.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (site), `unknown_supply`, `version_changed` where another statement has been
 * made since the one that it takes the place of, then as `decideAdverseEvents`.
 */
export async function countAdverseEvents(
  context: AppContext,
  meta: CommandMeta,
  command: CountAdverseEvents,
) {
  return await runCommand(context, meta, { kind: "count_adverse_events", body: command }, async (scope) => {
    const { database, now } = scope;
    const { partyId, siteId, supplyId, follows } = command;
    const permitted = permit(meta.actor, "count_adverse_events", { self: partyId });
    if (!permitted.ok) return permitted;
    if (!(await findSites(database, [siteId])).has(siteId)) {
      return refuse({ code: "not_found", noun: "site", id: siteId });
    }
    if (!(await findSupplies(database, [supplyId])).has(supplyId)) {
      return refuse({ code: "unknown_supply", supplyIds: [supplyId] });
    }
    // Of two statements at once, and of one beside a correction of the doses, the second must see what the first did.
    await lockPlaces(database, [command]);
    const version = (await listKnownEvents(database, command, [supplyId]))[0]?.version ?? 0;
    if (version !== follows) {
      const noun = "adverse event count";
      return refuse({ code: "version_changed", noun, id: supplyId, expected: follows, version });
    }
    const given = (await sumGivenDoses(database, command, [supplyId])).get(supplyId) ?? 0;
    const decided = decideAdverseEvents(command, { now, given });
    if (!decided.ok) return decided;
    const by = { id: meta.commandId, userId: meta.actor.userId, recordedAt: now };
    await insertAdverseEvents(database, command, by);
    return accept({ version: follows + 1, given });
  });
}
