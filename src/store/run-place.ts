import { sql } from "kysely";
import { asId, type SiteId, type SupplyId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Supplies of equipment that lets other equipment run, of which units were received at a site and stand there. */
export async function listAidSupplies(
  database: Database,
  siteId: SiteId,
): Promise<readonly { readonly supplyId: SupplyId; readonly units: number }[]> {
  const rows = await database
    .selectFrom("supplyModel as stated")
    .innerJoin("equipmentModel as model", "model.id", "stated.modelId")
    .innerJoin("account as held", "held.supplyId", "stated.supplyId")
    .select(["stated.supplyId"])
    .select(sql<number>`sum(held.units_in - held.units_out)::bigint`.as("units"))
    .where("held.siteId", "=", siteId)
    .where("held.stage", "=", "received")
    .where(
      sql<boolean>`(model.provides_power is not null or model.provides_oxygen is not null
        or cardinality(model.provides_skills) > 0)`,
    )
    .groupBy("stated.supplyId")
    .having(sql<boolean>`sum(held.units_in - held.units_out) > 0`)
    .orderBy("stated.supplyId")
    .execute();
  return rows.map(({ supplyId, units }) => ({ supplyId: asId(supplyId), units: Number(units) }));
}

/** Those of the items of which received units stand at a site. */
export async function listItemsAt(
  database: Database,
  siteId: SiteId,
  itemIds: readonly string[],
): Promise<readonly string[]> {
  if (itemIds.length === 0) return [];
  const rows = await database
    .selectFrom("supply")
    .innerJoin("account as held", "held.supplyId", "supply.supplyId")
    .select("supply.itemId")
    .distinct()
    .where(sql<boolean>`supply.item_id = any(${itemIds}::text[])`)
    .where("held.siteId", "=", siteId)
    .where("held.stage", "=", "received")
    .where(sql<boolean>`held.units_in > held.units_out`)
    .execute();
  return rows.map(({ itemId }) => itemId);
}

/** What the assets take together that were commissioned at a site on a day or later: watts, and litres of oxygen a minute. */
export async function sumTaken(database: Database, siteId: SiteId, since: Day) {
  const litres = (pressure: string) =>
    sql<number>`coalesce(sum(model.oxygen_litres_per_minute) filter (where model.oxygen = ${pressure}), 0)::bigint`;
  const row = await database
    .selectFrom("asset")
    .innerJoin("equipmentModel as model", "model.id", "asset.modelId")
    .select([
      sql<number>`coalesce(sum(model.power_watts) filter (where model.power = 'mains'), 0)::bigint`.as(
        "watts",
      ),
      litres("low_pressure").as("low"),
      litres("high_pressure").as("high"),
    ])
    .where("asset.siteId", "=", siteId)
    .where("asset.status", "in", ["working", "faulty", "in_repair"])
    .where("asset.commissionedOn", ">=", since)
    .executeTakeFirstOrThrow();
  return { watts: Number(row.watts), low: Number(row.low), high: Number(row.high) };
}
