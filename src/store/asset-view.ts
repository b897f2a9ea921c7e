import { sql } from "kysely";
import type { AssetId, AssetReason, AssetStatus } from "#core/equipment/asset.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { ConsignmentId, PartyId, SiteId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import type { AssetEvent } from "./asset.ts";
import { isOneOf } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

function selectHeads(database: Database) {
  return database
    .selectFrom("asset")
    .innerJoin("equipmentModel as model", "model.id", "asset.modelId")
    .innerJoin("supply", "supply.supplyId", "asset.supplyId")
    .innerJoin("party as giver", "giver.id", "supply.giverId")
    .innerJoin("party as holder", "holder.id", "asset.partyId")
    .innerJoin("site", "site.id", "asset.siteId")
    .leftJoin("consignment", "consignment.id", "asset.consignmentId")
    .select([
      "asset.id",
      "asset.serialNumber",
      "asset.modelId",
      "model.maker",
      "model.name as modelName",
      "model.maintenanceDays",
      "supply.itemId",
      "asset.supplyId",
      "supply.giverId",
      "giver.code as giverCode",
      "supply.terms",
      "asset.partyId",
      "holder.code as partyCode",
      "asset.siteId",
      "site.code as siteCode",
      "site.name as siteName",
      "site.country",
      "asset.consignmentId",
      "consignment.number as consignmentNumber",
      "asset.commissionedOn",
      "asset.maintainedOn",
      "asset.version",
      "asset.createdAt",
    ])
    .select((eb) => eb.ref("asset.status").$castTo<AssetStatus>().as("status"));
}
export type AssetHead = Awaited<ReturnType<ReturnType<typeof selectHeads>["execute"]>>[number];

/** Which assets are listed. */
export interface AssetFilter {
  /** Whose hands they are in. */
  readonly partyCode?: string | undefined;
  readonly siteId?: SiteId | undefined;
  readonly itemId?: string | undefined;
  readonly status?: AssetStatus | undefined;
  readonly modelId?: EquipmentModelId | undefined;
  readonly serialNumber?: string | undefined;
  /** Some of the serial number. */
  readonly serialPart?: string | undefined;
  /** A consignment that carries units of their supply. */
  readonly carriedBy?: ConsignmentId | undefined;
  /** At work, and to be maintained by this day. */
  readonly dueBy?: Day | undefined;
  /** Those that one of these parties has or has given; left out: all. */
  readonly ofParties?: readonly PartyId[] | undefined;
}

/** The asset as it is shown, with every step; `undefined` where there is none. */
export async function findAsset(database: Database, id: AssetId) {
  const head = await selectHeads(database).where("asset.id", "=", id).executeTakeFirst();
  if (head === undefined) return undefined;
  const events = await database
    .selectFrom("assetEvent")
    .innerJoin("site", "site.id", "assetEvent.siteId")
    .innerJoin("party", "party.id", "assetEvent.partyId")
    .select([
      "sequence",
      "site.code as siteCode",
      "party.code as partyCode",
      "entryId",
      "occurredText as occurred",
      "recordedAt",
    ])
    .select((eb) => [
      eb.ref("step").$castTo<AssetEvent["step"]>().as("step"),
      eb.ref("reason").$castTo<AssetReason | null>().as("reason"),
      eb.ref("status").$castTo<AssetStatus>().as("status"),
    ])
    .where("assetId", "=", id)
    .orderBy("sequence")
    .execute();
  return { ...head, events };
}

const isDueBy = (day: Day) =>
  sql<boolean>`(asset.status = 'working' and asset.maintained_on + model.maintenance_days <= ${day}::date)`;

function selectFiltered(database: Database, filter: AssetFilter) {
  const { partyCode, siteId, itemId, status, modelId, serialNumber, serialPart, ofParties } = filter;
  const { carriedBy, dueBy } = filter;
  let query = selectHeads(database);
  if (partyCode !== undefined) query = query.where("holder.code", "=", partyCode);
  if (siteId !== undefined) query = query.where("asset.siteId", "=", siteId);
  if (itemId !== undefined) query = query.where("supply.itemId", "=", itemId);
  if (modelId !== undefined) query = query.where("asset.modelId", "=", modelId);
  if (status !== undefined) query = query.where("asset.status", "=", status);
  if (serialNumber !== undefined) {
    query = query.where(sql<boolean>`upper(asset.serial_number) = upper(${serialNumber})`);
  }
  if (serialPart !== undefined) {
    query = query.where(sql<boolean>`position(upper(${serialPart}) in upper(asset.serial_number)) > 0`);
  }
  if (carriedBy !== undefined) {
    query = query.where("asset.supplyId", "in", (eb) =>
      eb.selectFrom("consignmentLine").select("supplyId").where("consignmentId", "=", carriedBy),
    );
  }
  if (dueBy !== undefined) query = query.where(isDueBy(dueBy));
  if (ofParties !== undefined) {
    query = query.where((eb) =>
      eb.or([isOneOf("asset.partyId", ofParties), isOneOf("supply.giverId", ofParties)]),
    );
  }
  return query;
}

/** Assets, the newest first. */
export async function listAssets(
  database: Database,
  filter: AssetFilter,
  page: PageRequest,
): Promise<Page<AssetHead>> {
  let query = selectFiltered(database, filter);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "asset.createdAt", id: "asset.id" }, page.after));
  }
  const rows = await query
    .orderBy("asset.createdAt", "desc")
    .orderBy("asset.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(rows, page.limit);
}

/** How many assets are in each status, those that none is in left out, and how many of them are to be maintained by a day. */
export async function countAssets(database: Database, filter: AssetFilter, today: Day) {
  const rows = await selectFiltered(database, filter)
    .clearSelect()
    .select((eb) => [
      eb.ref("asset.status").$castTo<AssetStatus>().as("status"),
      eb.fn.countAll<number>().as("count"),
      sql<number>`count(*) filter (where ${isDueBy(today)})`.as("due"),
    ])
    .groupBy("asset.status")
    .execute();
  return rows.map(({ status, count, due }) => ({ status, count: Number(count), due: Number(due) }));
}
