import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { decideSession, type RecordSession } from "#core/session/decide-session.ts";
import { changeUnsettled, lockPlaces } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { findParty } from "#store/party.ts";
import { insertPersons } from "#store/session-person.ts";
import { insertSessions } from "#store/session.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { flagReport } from "./flag-report.ts";
import { checkPlace } from "./guard-doses.ts";

/**
 * Records what was given and wasted at a site on a day. Doses of a known lot are posted at once, those without one are held against
 * what the site has received until they are settled. Returns the report's id (the command's), how many doses are unsettled, and what is
 * conspicuous about doses told by person: they were given, so they are recorded (`flagDoses`).
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (party, site), then as `decideSession` and `postMovements`, and with
 * `doses_exceed_received` where more doses would be given or wasted than the site has received.
 */
export async function recordSession(context: AppContext, meta: CommandMeta, command: RecordSession) {
  return await runCommand(
    context,
    meta,
    { kind: "record_session", body: command },
    async (scope) => await record(scope, command),
  );
}

async function record(scope: CommandScope, command: RecordSession) {
  const { database, meta, now, context } = scope;
  const { partyId, siteId, itemId, heldOn } = command;
  const permitted = permit(meta.actor, "record_session", { self: partyId });
  if (!permitted.ok) return permitted;
  const party = await findParty(database, partyId);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
  const site = (await findSites(database, [siteId])).get(siteId);
  if (site === undefined) return refuse({ code: "not_found", noun: "site", id: siteId });
  const named = command.lines.flatMap(({ supplyId }) => (supplyId === undefined ? [] : [supplyId]));
  const supplies = await findSupplies(database, named);
  const isOwnSite = site.partyId === partyId;
  const decided = decideSession(command, { now, items: context.reference.items, supplies, isOwnSite });
  if (!decided.ok) return decided;
  const { lines, groups, movements, unsettled, persons } = decided.value;
  await lockPlaces(database, [{ partyId, siteId }]);
  const sourceUrl = command.sourceUrl ?? null;
  const head = { id: meta.commandId, partyId, siteId, itemId, heldOn, sourceUrl } as const;
  await insertSessions(database, [{ ...head, corrects: null, reason: "command", lines, groups }], {
    userId: meta.actor.userId,
    recordedAt: now,
  });
  await insertPersons(database, { reportId: meta.commandId, partyId }, persons);
  // Before anything is posted, so that what is posted is held against it.
  await changeUnsettled(database, command, { itemId, more: unsettled, fewer: 0 });
  if (movements.length > 0) {
    const posted = await postMovements(scope, "record_session", movements);
    if (!posted.ok) return posted;
  }
  const checked = unsettled === 0 ? accept(null) : await checkPlace(scope, command);
  if (!checked.ok) return checked;
  return accept({ id: meta.commandId, unsettled, flags: await flagReport(scope, command, persons) });
}
