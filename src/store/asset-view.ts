import { sql } from "kysely";
import type { AssetId, AssetReason, AssetStatus } from "#core/equipment/asset.ts";
import type { PartyId, SiteId } from "#core/id.ts";
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
  readonly serialNumber?: string | undefined;
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

/** Assets, the newest first. */
export async function listAssets(
  database: Database,
  filter: AssetFilter,
  page: PageRequest,
): Promise<Page<AssetHead>> {
  const { partyCode, siteId, itemId, status, serialNumber, ofParties } = filter;
  let query = selectHeads(database);
  if (partyCode !== undefined) query = query.where("holder.code", "=", partyCode);
  if (siteId !== undefined) query = query.where("asset.siteId", "=", siteId);
  if (itemId !== undefined) query = query.where("supply.itemId", "=", itemId);
  if (status !== undefined) query = query.where("asset.status", "=", status);
  if (serialNumber !== undefined) {
    query = query.where(sql<boolean>`upper(asset.serial_number) = upper(${serialNumber})`);
  }
  if (ofParties !== undefined) {
    query = query.where((eb) =>
      eb.or([isOneOf("asset.partyId", ofParties), isOneOf("supply.giverId", ofParties)]),
    );
  }
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
