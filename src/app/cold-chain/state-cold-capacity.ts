import { decideColdCapacity, type StateColdCapacity } from "#core/cold-chain/cold-capacity.ts";
import type { PartyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { insertColdCapacity, listColdCapacities, lockRoom } from "#store/cold-capacity.ts";
import { listRoutes } from "#store/lane.ts";
import { findSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * States all that a site, or a lane, has of cold storage by temperature class; it holds until the next statement, and those before
 * stay on record. Returns it. A party states what its own sites have, and lanes from and to them; the secretariat also what
 * sites of nobody have. Refuses, in this order, with `not_permitted`, `not_found` (site, lane), `malformed` as `decideColdCapacity`.
 */
export async function stateColdCapacity(context: AppContext, meta: CommandMeta, command: StateColdCapacity) {
  return await runCommand(context, meta, { kind: "state_cold_capacity", body: command }, async (scope) => {
    const { database, now } = scope;
    const { partyId, siteId, laneId } = command;
    const secretariat = await findSecretariatId(database);
    const permitted = permit(meta.actor, "state_cold_capacity", { self: partyId });
    if (!permitted.ok) return permitted;
    const owners = await findOwners(database, command);
    if (!owners.ok) return owners;
    const isSecretariat = partyId === secretariat;
    const decided = decideColdCapacity(command, { owners: owners.value, isSecretariat });
    if (!decided.ok) return decided;
    const place = siteId ?? laneId;
    invariant(place !== undefined, "a statement is of a site or a lane");
    await lockRoom(database, place);
    await insertColdCapacity(database, command, {
      id: meta.commandId,
      userId: meta.actor.userId,
      statedAt: now,
      classes: decided.value,
    });
    const [stated] = await listColdCapacities(database, { siteId, laneId }, { newest: true });
    invariant(stated !== undefined, "a statement just written can be read");
    return accept(stated);
  });
}

/** Whose the place is: of a lane, both ends. Refuses with `not_found`; none where neither site nor lane is named. */
async function findOwners(database: Database, { siteId, laneId }: StateColdCapacity) {
  const [lane] = laneId === undefined ? [] : await listRoutes(database, [laneId]);
  if (laneId !== undefined && lane === undefined) {
    return refuse({ code: "not_found", noun: "lane", id: laneId });
  }
  const ids = [siteId, lane?.fromSiteId, lane?.toSiteId].flatMap((id) => (id === undefined ? [] : [id]));
  const sites = await findSites(database, ids);
  if (siteId !== undefined && !sites.has(siteId)) {
    return refuse({ code: "not_found", noun: "site", id: siteId });
  }
  return accept([...sites.values()].map((site): PartyId | null => site.partyId));
}
