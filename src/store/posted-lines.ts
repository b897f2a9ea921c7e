import { sql } from "kysely";
import type { CommandId, PartyId } from "#core/id.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** How long an import may wait for another one, and any statement of it may take: it is more work than a request. */
const IMPORT_TIMEOUT = "10min";

/**
 * Keeps other imports that post for any of the parties waiting until this transaction ends, so that what a party has
 * stated is read after all that the one before has written.
 */
export async function lockPostings(database: Database, partyIds: readonly PartyId[]): Promise<void> {
  await sql`select set_config('statement_timeout', ${IMPORT_TIMEOUT}, true),
    set_config('lock_timeout', ${IMPORT_TIMEOUT}, true)`.execute(database);
  // One after the other in the order of the ids, so that two imports cannot wait for each other.
  for (const id of [...new Set(partyIds)].toSorted()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`import/${id}`}, 0))`.execute(database);
  }
}

/** What has become of a call or offer that stands under a command's id. */
export type PostedState = "standing" | "ended";

/** What became of the call or offer that each of the commands made; those that were never accepted are not there. */
export async function findPostedStates(
  database: Database,
  kind: "call" | "offer",
  ids: readonly CommandId[],
): Promise<ReadonlyMap<CommandId, PostedState>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: CommandId; status: string }>`
    select command.id, posted.status from command
    join ${sql.table(kind)} as posted on posted.id = (command.response ->> 'id')::uuid
    where ${isOneOf("command.id", ids)}
  `.execute(database);
  return new Map(
    rows.map(({ id, status }) => [id, ENDED.some((one) => one === status) ? "ended" : "standing"]),
  );
}

/** A call or offer in one of these states asks for or gives nothing any more: the same may be stated anew. */
const ENDED = ["withdrawn", "expired"] as const;

/** Every line of the calls that a party has raised and that were not withdrawn and did not expire; not those of scenarios. */
export async function listPostedCallLines(database: Database, partyId: PartyId) {
  const rows = await database
    .selectFrom("callLine as line")
    .innerJoin("call", "call.id", "line.callId")
    .where("call.partyId", "=", partyId)
    .where("call.scenario", "is", null)
    .where("call.status", "not in", ENDED)
    .select([
      "call.emergency",
      "line.itemId",
      "line.quantity",
      "line.siteId",
      "line.windowFrom",
      "line.windowTo",
      "line.severity",
      "line.smallestUseful",
      "line.leastShelfLifeDays",
      "line.leastShelfLifePerCent",
    ])
    .execute();
  // Where nothing is asked, a file says nothing either.
  return rows.map(({ leastShelfLifeDays, leastShelfLifePerCent, ...stated }) => ({
    ...stated,
    ...(leastShelfLifeDays === null ? {} : { leastShelfLifeDays }),
    ...(leastShelfLifePerCent === null ? {} : { leastShelfLifePerCent }),
  }));
}

/**
 * Every line of the offers that a party has made and that were not withdrawn and did not expire, as it was made and, where its
 * quantity has been corrected, as it is now; not those of scenarios.
 */
export async function listPostedOfferLines(database: Database, partyId: PartyId) {
  const rows = await database
    .selectFrom("offerLine as line")
    .innerJoin("offer", "offer.id", "line.offerId")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("offer.partyId", "=", partyId)
    .where("offer.scenario", "is", null)
    .where("offer.status", "not in", ENDED)
    .select([
      "offer.emergency",
      "offer.terms",
      "supply.itemId",
      "line.quantity",
      "line.siteId",
      "supply.gtin",
      "line.manufacturedOn",
      "supply.lotNumber",
      "supply.expiry",
      "line.availableFrom",
      "line.availableUntil",
      "line.keptUnits",
      "line.packUnits",
      "line.leastShipmentUnits",
    ])
    .select((eb) =>
      eb
        .selectFrom("movement")
        .innerJoin("entry", "entry.id", "movement.entryId")
        .where("entry.correctsId", "is", null)
        .whereRef("movement.supplyId", "=", "line.supplyId")
        .where("movement.kind", "=", "pledge")
        .select("movement.quantity")
        .as("pledged"),
    )
    .execute();
  return rows.flatMap(({ pledged, gtin, manufacturedOn, ...stated }) => {
    // As the rows of a file state it: left out where there is none.
    const row = {
      ...stated,
      ...(gtin === null ? {} : { gtin }),
      ...(manufacturedOn === null ? {} : { manufacturedOn }),
    };
    return pledged === null || pledged === row.quantity ? [row] : [{ ...row, quantity: pledged }, row];
  });
}
