import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { type CorrectSession, decideSessionCorrection } from "#core/session/correct-session.ts";
import { decideSession } from "#core/session/decide-session.ts";
import { changeUnsettled, lockPlaces } from "#store/dose.ts";
import { findEntry, findSupplies, lockEntry } from "#store/ledger.ts";
import { insertPersons } from "#store/session-person.ts";
import { findSession, insertSessions, listSettlements } from "#store/session.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { flagReport } from "./flag-report.ts";
import { checkPlace } from "./guard-doses.ts";

/**
 * Corrects a session report by a further one, which says all of it anew and why; the earlier one stays on record. What was posted
 * and settled of it is taken back in the same entry. Returns as `recordSession` does, of the further report.
 *
 * Party, site and vaccine stay what they were. Refuses, in this order, with `not_permitted`, `not_found`, `session_corrected`,
 * `malformed` (`report_of_another_place` among others), then as `recordSession`.
 */
export async function correctSession(context: AppContext, meta: CommandMeta, command: CorrectSession) {
  return await runCommand(
    context,
    meta,
    { kind: "correct_session", body: command },
    async (scope) => await correctSessionIn(scope, command),
  );
}

/** {@link correctSession} as a part of another command, whose id is then that of the further report. */
export async function correctSessionIn(scope: CommandScope, command: CorrectSession) {
  const { database, now, meta, context } = scope;
  const { reportId, partyId, siteId, itemId, heldOn, reason } = command;
  const permitted = permit(meta.actor, "correct_session", { self: partyId });
  if (!permitted.ok) return permitted;
  // Of two corrections at once, the second must see what the first has changed.
  await lockEntry(database, reportId);
  const before = await findSession(database, reportId);
  if (before === undefined) return refuse({ code: "not_found", noun: "session report", id: reportId });
  if (before.correctedBy !== null) {
    return refuse({ code: "session_corrected", reportId, correctedBy: before.correctedBy });
  }
  const isSame = before.partyId === partyId && before.siteId === siteId && before.itemId === itemId;
  if (!isSame) {
    const problem = { field: "reportId", value: reportId, rule: "report_of_another_place" };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const named = command.lines.flatMap(({ supplyId }) => (supplyId === undefined ? [] : [supplyId]));
  const supplies = await findSupplies(database, named);
  const isOwnSite = (await findSites(database, [siteId])).get(siteId)?.partyId === partyId;
  const decided = decideSession(command, { now, items: context.reference.items, supplies, isOwnSite });
  if (!decided.ok) return decided;
  await lockPlaces(database, [command]);
  const { lines, groups, unsettled, persons } = decided.value;
  const settled = await listSettlements(database, reportId);
  const change = decideSessionCorrection(before, settled, { lines, heldOn, partyId, siteId });
  const sourceUrl = command.sourceUrl ?? before.sourceUrl;
  const head = { id: meta.commandId, partyId, siteId, itemId, heldOn, sourceUrl, reason } as const;
  await insertSessions(database, [{ ...head, corrects: reportId, lines, groups }], {
    userId: meta.actor.userId,
    recordedAt: now,
  });
  await insertPersons(database, { reportId: meta.commandId, partyId }, persons);
  await changeUnsettled(database, command, { itemId, more: unsettled, fewer: change.fewer });
  if (change.movements.length > 0) {
    const isPosted = (await findEntry(database, reportId)) !== undefined;
    const origin = { reason, corrects: isPosted ? reportId : null };
    const posted = await postMovements(scope, "correct_session", change.movements, origin);
    if (!posted.ok) return posted;
  }
  const checked = await checkPlace(scope, command);
  if (!checked.ok) return checked;
  return accept({ id: meta.commandId, unsettled, flags: await flagReport(scope, command, persons) });
}
