import type { PartyId, SiteId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { listKnownEvents, sumGivenDoses } from "#store/adverse-event.ts";
import { listHeldDoses, type Place } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { getSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { listSessions } from "#store/session.ts";
import type { AppContext } from "../context.ts";

/** Reports shown at most: those of the newest days. */
const SESSIONS_MAX = 100;

/**
 * What somebody who reports from a site needs to see: the lots there with the doses left of each, the lots given there with the adverse
 * events known after them, and the newest session reports. For members of the party and the secretariat; refuses with `not_permitted`.
 */
export async function readSessions(
  context: AppContext,
  actor: Actor,
  { partyId, siteId }: { readonly partyId: PartyId; readonly siteId: SiteId },
) {
  const { database } = context;
  const secretariat = await getSecretariatId(database);
  const permitted = permit(actor, "read_unpublished", { self: partyId, secretariat });
  if (!permitted.ok) return permitted;
  const held = (await listHeldDoses(database, { partyId, siteId })).filter((one) => one.held > 0);
  const supplies = await findSupplies(
    database,
    held.map(({ supplyId }) => supplyId),
  );
  const lots = held.map(({ supplyId, itemId, held: doses }) => {
    const { lotNumber = null, expiry = null } = supplies.get(supplyId) ?? {};
    return { supplyId, itemId, lotNumber, expiry, held: doses };
  });
  const sessions = await listSessions(database, { partyId, siteId }, { limit: SESSIONS_MAX });
  // Adverse events by site, and where their records are, stay with the party.
  const isOwn = permit(actor, "read_unpublished", { self: partyId }).ok;
  const given = isOwn ? await listGivenLots(database, { partyId, siteId }) : [];
  return accept({ lots, given, sessions });
}

/** Lots of which doses were given at a place, with the adverse events that are known after them. */
async function listGivenLots(database: Database, place: Place) {
  const came = (await listHeldDoses(database, place)).map(({ supplyId }) => supplyId);
  const given = await sumGivenDoses(database, place, came);
  const supplies = await findSupplies(database, [...given.keys()]);
  const known = new Map((await listKnownEvents(database, place)).map((one) => [one.supplyId, one]));
  return [...supplies.values()].flatMap(({ id, itemId, lotNumber }) => {
    const doses = given.get(id) ?? 0;
    const events = known.get(id) ?? null;
    return doses === 0 && events === null ? [] : [{ supplyId: id, itemId, lotNumber, given: doses, events }];
  });
}
