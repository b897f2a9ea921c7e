import type { CommandId } from "#core/id.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { decideSession, type RecordSession } from "#core/session/decide-session.ts";
import type { SessionReport } from "#core/session/session-report.ts";
import { changeUnsettled, lockPlaces, type Place } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { findSessionIds, insertSessions, listSourceSessions } from "#store/session.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { correctSessionIn } from "./correct-session.ts";
import { checkPlace } from "./guard-doses.ts";

/** A session that a source has published, under an id that follows from what it says. */
export interface StatedSession {
  readonly id: CommandId;
  readonly line: number;
  readonly session: RecordSession & { readonly sourceUrl: string };
}

/**
 * Records sessions that somebody published, all of them or none. Returns those that were new, and those that correct an earlier report
 * of the same source for the same party, site, vaccine and day, which then no longer stands. What is there already is left alone.
 *
 * Refuses, in this order, with `not_permitted`, then as `decideSession` and `postMovements`, and last, site by site, with
 * `doses_exceed_received`.
 */
export async function recordSessions(
  context: AppContext,
  meta: CommandMeta,
  sessions: readonly StatedSession[],
) {
  const body = { sessions: sessions.map(({ id, session }) => ({ id, session })) };
  return await runCommand(context, meta, { kind: "record_session", body }, async (scope) => {
    for (const { session } of sessions) {
      const permitted = permit(meta.actor, "record_session", { self: session.partyId });
      if (!permitted.ok) return permitted;
    }
    const places = listPlaces(sessions);
    await lockPlaces(scope.database, places);
    const ids = sessions.map(({ id }) => id);
    const known = await findSessionIds(scope.database, ids);
    const fresh = sessions.filter(({ id }) => !known.has(id));
    const earlier = await findEarlier(scope, fresh);
    const added = await addSessions(
      scope,
      fresh.filter(({ id }) => !earlier.has(id)),
    );
    if (!added.ok) return added;
    for (const { id, session } of fresh) {
      const reportId = earlier.get(id);
      if (reportId === undefined) continue;
      const own = { ...scope, meta: { ...meta, commandId: id } };
      const corrected = await correctSessionIn(own, { ...session, reportId, reason: "source_corrected" });
      if (!corrected.ok) return corrected;
    }
    for (const place of places) {
      const checked = await checkPlace(scope, place);
      if (!checked.ok) return checked;
    }
    return accept({ known: [...known], corrections: Object.fromEntries(earlier) });
  });
}

function listPlaces(sessions: readonly StatedSession[]): readonly Place[] {
  const places = sessions.map(({ session: { partyId, siteId } }) => ({ partyId, siteId }));
  return [...new Map(places.map((place) => [`${place.partyId}/${place.siteId}`, place])).values()];
}

/** The report that stands for the same place, vaccine and day from the same source, by the id of the session that corrects it. */
async function findEarlier(
  { database }: CommandScope,
  sessions: readonly StatedSession[],
): Promise<ReadonlyMap<CommandId, CommandId>> {
  const keyOf = (one: { itemId: string; heldOn: string }, place: Place, sourceUrl: string): string =>
    [place.partyId, place.siteId, sourceUrl, one.itemId, one.heldOn].join(" ");
  const standing = new Map<string, CommandId>();
  const looked = new Set<string>();
  for (const { session } of sessions) {
    const { sourceUrl } = session;
    const key = `${session.partyId} ${session.siteId} ${sourceUrl}`;
    if (looked.has(key)) continue;
    looked.add(key);
    for (const one of await listSourceSessions(database, session, sourceUrl)) {
      standing.set(keyOf(one, session, sourceUrl), one.id);
    }
  }
  return new Map(
    sessions.flatMap(({ id, session }) => {
      const found = standing.get(keyOf(session, session, session.sourceUrl));
      return found === undefined ? [] : [[id, found] as const];
    }),
  );
}

async function addSessions(scope: CommandScope, sessions: readonly StatedSession[]) {
  const { database, context, now, meta } = scope;
  const named = sessions.flatMap(({ session }) =>
    session.lines.flatMap(({ supplyId }) => (supplyId === undefined ? [] : [supplyId])),
  );
  const supplies = await findSupplies(database, named);
  const reports: SessionReport[] = [];
  const posted: { readonly id: CommandId; readonly movements: readonly Movement[] }[] = [];
  const unsettled = new Map<string, Place & { readonly itemId: string; readonly more: number }>();
  for (const { id, session } of sessions) {
    const decided = decideSession(session, {
      now,
      items: context.reference.items,
      supplies,
      isOwnSite: false, // a source that is published tells no doses by person
    });
    if (!decided.ok) return decided;
    const { partyId, siteId, itemId, heldOn, sourceUrl } = session;
    const { lines, groups, movements } = decided.value;
    const head = { id, partyId, siteId, itemId, heldOn, sourceUrl } as const;
    reports.push({ ...head, corrects: null, reason: "command", lines, groups });
    if (movements.length > 0) posted.push({ id, movements });
    const key = `${partyId} ${siteId} ${itemId}`;
    const more = decided.value.unsettled + (unsettled.get(key)?.more ?? 0);
    unsettled.set(key, { partyId, siteId, itemId, more });
  }
  await insertSessions(database, reports, { userId: meta.actor.userId, recordedAt: now });
  for (const { itemId, more, ...place } of unsettled.values()) {
    await changeUnsettled(database, place, { itemId, more, fewer: 0 });
  }
  for (const { id, movements } of posted) {
    const origin = { reason: "command", corrects: null, entryId: id } as const;
    const done = await postMovements(scope, "record_session", movements, origin);
    if (!done.ok) return done;
  }
  return accept(null);
}
