import { sql } from "kysely";
import { STANDING_STAGES, STANDING_STATUSES } from "#core/equipment/asset.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { PartyId } from "#core/id.ts";
import type { Database } from "./schema.ts";

/** A party's places of units are listed up to so many. */
const ROWS_MAX = 500;

/**
 * Where a party has units of supplies of the items, of what really is, whose stated model is none or the given one: by site, then supply,
 * 500 places at the most; with how many of the units there are registered as assets.
 */
export async function listModelUnits(
  database: Database,
  {
    modelId,
    partyId,
    itemIds,
  }: { readonly modelId: EquipmentModelId; readonly partyId: PartyId; readonly itemIds: readonly string[] },
) {
  const rows = await database
    .selectFrom("account")
    .innerJoin("supply", "supply.supplyId", "account.supplyId")
    .innerJoin("party as giver", "giver.id", "supply.giverId")
    .innerJoin("site", "site.id", "account.siteId")
    .leftJoin("supplyModel as stated", (join) =>
      join.onRef("stated.supplyId", "=", "account.supplyId").on("stated.replacedAt", "is", null),
    )
    .select([
      "account.supplyId",
      "supply.itemId",
      "giver.code as giverCode",
      "account.siteId",
      "site.code as siteCode",
      "site.name as siteName",
    ])
    .select((eb) => [
      sql<number>`sum(units_in - units_out)::bigint`.as("units"),
      eb
        .selectFrom("asset")
        .select((inner) => inner.fn.countAll<number>().as("count"))
        .whereRef("asset.supplyId", "=", "account.supplyId")
        .where("asset.partyId", "=", partyId)
        .whereRef("asset.siteId", "=", "account.siteId")
        .where("asset.status", "in", STANDING_STATUSES)
        .as("assets"),
    ])
    .where("account.partyId", "=", partyId)
    .where("account.stage", "in", STANDING_STAGES)
    .where(sql<boolean>`supply.item_id = any(${itemIds}::text[])`)
    .where("supply.scenario", "is", null)
    .where((eb) => eb.or([eb("stated.modelId", "is", null), eb("stated.modelId", "=", modelId)]))
    .groupBy(["account.supplyId", "supply.itemId", "giver.code", "account.siteId", "site.code", "site.name"])
    .having(sql<boolean>`sum(units_in - units_out) > 0`)
    .orderBy("site.code")
    .orderBy("account.supplyId")
    .limit(ROWS_MAX)
    .execute();
  return rows.map((row) => ({ ...row, units: Number(row.units), assets: Number(row.assets) }));
}
