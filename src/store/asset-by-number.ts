import { sql } from "kysely";
import type { AssetId, AssetStatus } from "#core/equipment/asset.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import type { AssetEvent } from "./asset.ts";
import type { Database } from "./schema.ts";

/** An asset as a list of equipment can speak of it: what it is, where, and when it was registered and put to work. */
export interface NumberedAsset {
  readonly id: AssetId;
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly siteCode: string;
  readonly status: AssetStatus;
  /** Since when it has been at work where it is, `YYYY-MM-DD`; `null` where it is not. */
  readonly commissionedOn: string | null;
  /** Its steps, the first one first, each with when it happened as that was stated. */
  readonly events: readonly { readonly step: AssetEvent["step"]; readonly occurred: string }[];
}

/** The asset of a model and serial number, whatever the case of its letters, that has not been removed; `undefined` where there is none. */
export async function findNumberedAsset(
  database: Database,
  modelId: EquipmentModelId,
  serialNumber: string,
): Promise<NumberedAsset | undefined> {
  const row = await database
    .selectFrom("asset")
    .innerJoin("site", "site.id", "asset.siteId")
    .select([
      "asset.id",
      "asset.supplyId",
      "asset.partyId",
      "asset.siteId",
      "site.code as siteCode",
      "asset.commissionedOn",
    ])
    .select((eb) => eb.ref("asset.status").$castTo<AssetStatus>().as("status"))
    .where("asset.modelId", "=", modelId)
    .where("asset.status", "<>", "removed")
    .where(sql<boolean>`upper(asset.serial_number) = upper(${serialNumber})`)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const events = await database
    .selectFrom("assetEvent")
    .select("occurredText as occurred")
    .select((eb) => eb.ref("step").$castTo<AssetEvent["step"]>().as("step"))
    .where("assetId", "=", row.id)
    .orderBy("sequence")
    .execute();
  return {
    ...row,
    id: asId(row.id),
    supplyId: asId(row.supplyId),
    partyId: asId(row.partyId),
    siteId: asId(row.siteId),
    events,
  };
}
