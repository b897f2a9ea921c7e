import type { PartyId } from "#core/id.ts";
import type { Database } from "./schema.ts";

/** Every line of the calls that a party has raised, whatever became of them; not those of scenarios. */
export async function listPostedCallLines(database: Database, partyId: PartyId) {
  return await database
    .selectFrom("callLine as line")
    .innerJoin("call", "call.id", "line.callId")
    .where("call.partyId", "=", partyId)
    .where("call.scenario", "is", null)
    .select([
      "call.emergency",
      "line.itemId",
      "line.quantity",
      "line.siteId",
      "line.windowFrom",
      "line.windowTo",
      "line.severity",
      "line.smallestUseful",
    ])
    .execute();
}

/** Every line of the offers that a party has made, whatever became of them; not those of scenarios. */
export async function listPostedOfferLines(database: Database, partyId: PartyId) {
  return await database
    .selectFrom("offerLine as line")
    .innerJoin("offer", "offer.id", "line.offerId")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("offer.partyId", "=", partyId)
    .where("offer.scenario", "is", null)
    .select([
      "offer.emergency",
      "offer.terms",
      "supply.itemId",
      "line.quantity",
      "line.siteId",
      "supply.lotNumber",
      "supply.expiry",
      "line.availableFrom",
      "line.availableUntil",
    ])
    .execute();
}
