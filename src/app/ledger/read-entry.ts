import type { CommandId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { Actor } from "#core/party/party.ts";
import { listMovements, findShownEntry } from "#store/movement.ts";
import { getSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

/** One entry as it is shown, for those who took part in it. Refuses with `not_found`, `not_permitted`. */
export async function readEntry(context: AppContext, actor: Actor, entryId: CommandId) {
  const { database } = context;
  const shown = await findShownEntry(database, entryId);
  if (shown === undefined) return refuse({ code: "not_found", noun: "entry", id: entryId });
  const secretariat = await getSecretariatId(database);
  const movements = await listMovements(database, { entryId });
  const parties = new Set(movements.flatMap(({ from, to }) => [from.partyId, to.partyId]));
  for (const self of parties) {
    if (permit(actor, "read_unpublished", { self, secretariat }).ok) return accept(shown);
  }
  const permitted = permit(actor, "read_unpublished", { secretariat });
  return permitted.ok ? accept(shown) : permitted;
}

/** The entry as it is shown, within the command that has just posted it. */
export async function showEntry(database: Database, entryId: CommandId) {
  const shown = await findShownEntry(database, entryId);
  invariant(shown !== undefined, "an entry just posted can be read");
  return accept(shown);
}
