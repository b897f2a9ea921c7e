import { sql } from "kysely";
import {
  type Asset,
  type AssetId,
  type AssetReason,
  type AssetStatus,
  type AssetStep,
  COMMISSIONED_STATUSES,
  foldSerialNumber,
  STANDING_STAGES,
  STANDING_STATUSES,
} from "#core/equipment/asset.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { FollowedAsset, StandingAsset, StandingUnits } from "#core/equipment/follow-units.ts";
import { asId, type CommandId, type ConsignmentId, type SupplyId } from "#core/id.ts";
import type { Account } from "#core/ledger/movement.ts";
import { asDay, type Day, type Instant, type Occurred } from "#core/time.ts";
import { isOneOf, listBatches } from "./batches.ts";
import type { Database } from "./schema.ts";

/** A step of an asset's story, and where and what it then was. */
export interface AssetEvent extends Pick<Asset, "partyId" | "siteId" | "status"> {
  readonly step: AssetStep | "register" | "follow" | "send";
  readonly reason: AssetReason | null;
  /** The entry by which its unit moved. */
  readonly entryId: CommandId | null;
  readonly occurred: Occurred;
  readonly commandId: CommandId;
  readonly recordedAt: Instant;
}

/** What a command needs to know of an asset before it changes it. */
export interface LockedAsset extends Asset {
  readonly version: number;
  /** First day of the newest step that tells of the asset itself: it may be registered long after it was put to work. */
  readonly previousFrom: Day | null;
}

const COLUMNS = 12;
const EVENT_COLUMNS = 14;

/** Keeps everybody else who moves assets of the supplies, or their units, waiting until the transaction ends. */
export async function lockAssetsOf(database: Database, supplyIds: readonly SupplyId[]): Promise<void> {
  const ids = [...new Set(supplyIds)].toSorted();
  await sql`select pg_advisory_xact_lock(hashtextextended('asset/' || id, 0)) from unnest(${ids}::text[]) as id`.execute(
    database,
  );
}

/** Those of the numbers, folded, that assets of the model have: by the letters' case as the database knows it, which holds them apart. */
export async function findSerialNumbers(
  database: Database,
  modelId: EquipmentModelId,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly number: string }>`
    select number from unnest(${numbers}::text[]) as asked (number)
    where exists (select from asset where model_id = ${modelId}::uuid and status <> 'removed'
      and upper(serial_number) = upper(number))`.execute(database);
  return new Set(rows.map(({ number }) => foldSerialNumber(number)));
}

/** Writes new assets with their first events. The accounts of their supply must be locked. */
export async function insertAssets(
  database: Database,
  assets: readonly Asset[],
  event: Omit<AssetEvent, "partyId" | "siteId" | "status">,
): Promise<void> {
  const rows = assets.map((asset) => ({ ...asset, version: 1, createdAt: event.recordedAt }));
  for (const batch of listBatches(rows, COLUMNS)) await database.insertInto("asset").values(batch).execute();
  const events = assets.map(({ id, partyId, siteId, status }) => ({
    ...writeEvent({ ...event, partyId, siteId, status }),
    assetId: id,
    sequence: 1,
  }));
  for (const batch of listBatches(events, EVENT_COLUMNS)) {
    await database.insertInto("assetEvent").values(batch).execute();
  }
}

function writeEvent({ occurred, ...rest }: AssetEvent) {
  return {
    ...rest,
    occurredFrom: occurred.from,
    occurredTo: occurred.to,
    occurredPrecision: occurred.precision,
    occurredText: occurred.text,
  };
}

async function insertEvent(database: Database, id: AssetId, event: AssetEvent): Promise<void> {
  await database
    .insertInto("assetEvent")
    .values((eb) => ({
      ...writeEvent(event),
      assetId: id,
      sequence: eb
        .selectFrom("assetEvent")
        .where("assetId", "=", id)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
    }))
    .execute();
}

/** The asset, locked until the transaction ends; `undefined` where there is none. */
export async function lockAsset(database: Database, id: AssetId): Promise<LockedAsset | undefined> {
  const row = await database
    .selectFrom("asset")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const previous = await database
    .selectFrom("assetEvent")
    .select("occurredFrom")
    .where("assetId", "=", id)
    .where("step", "not in", ["send", "register"])
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  const readDay = (day: string | null) => (day === null ? null : asDay(day));
  return {
    id,
    modelId: asId(row.modelId),
    serialNumber: row.serialNumber,
    supplyId: asId(row.supplyId),
    partyId: asId(row.partyId),
    siteId: asId(row.siteId),
    status: row.status as AssetStatus, // held by the table's CHECK
    consignmentId: row.consignmentId === null ? null : asId(row.consignmentId),
    commissionedOn: readDay(row.commissionedOn),
    maintainedOn: readDay(row.maintainedOn),
    version: row.version,
    previousFrom: previous === undefined ? null : asDay(previous.occurredFrom),
  };
}

/** What a step changes of an asset. */
type AssetChange = Partial<
  Pick<Asset, "partyId" | "siteId" | "status" | "consignmentId" | "commissionedOn" | "maintainedOn">
>;

/** Writes a step's event, changes the asset and counts its version up. The asset must be locked. */
export async function recordAssetStep(
  database: Database,
  id: AssetId,
  change: AssetChange,
  event: AssetEvent,
): Promise<void> {
  await database
    .updateTable("asset")
    .set({ ...change, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  await insertEvent(database, id, event);
}

/** Moves the assets that have gone with their units. */
export async function recordFollowed(
  database: Database,
  followed: readonly FollowedAsset[],
  by: { readonly entryId: CommandId; readonly commandId: CommandId; readonly recordedAt: Instant },
): Promise<void> {
  for (const { id, partyId, siteId, status, occurred } of followed) {
    const change = { partyId, siteId, status, commissionedOn: null };
    await recordAssetStep(database, id, change, {
      step: "follow",
      reason: null,
      partyId,
      siteId,
      status,
      occurred,
      ...by,
    });
  }
}

/** Every asset of the supplies that stands somewhere, in the order of their ids. */
export async function listStandingAssets(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<readonly StandingAsset[]> {
  const rows = await database
    .selectFrom("asset")
    .select(["id", "supplyId", "partyId", "siteId", "consignmentId", "status"])
    .where(isOneOf("supplyId", supplyIds))
    .where("status", "in", STANDING_STATUSES)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: asId(row.id),
    supplyId: asId(row.supplyId),
    partyId: asId(row.partyId),
    siteId: asId(row.siteId),
    consignmentId: row.consignmentId === null ? null : asId(row.consignmentId),
    status: row.status as AssetStatus, // held by the table's CHECK
  }));
}

/** Units of the supplies by where they stand, whatever their stage there. */
export async function listStandingUnits(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<readonly StandingUnits[]> {
  const rows = await database
    .selectFrom("account")
    .select(["supplyId", "partyId", "siteId"])
    .select(sql<number>`sum(units_in - units_out)::bigint`.as("units"))
    .where(isOneOf("supplyId", supplyIds))
    .where("stage", "in", STANDING_STAGES)
    .groupBy(["supplyId", "partyId", "siteId"])
    .execute();
  return rows.map(({ units, ...row }) => ({
    supplyId: asId(row.supplyId),
    partyId: asId(row.partyId),
    siteId: asId(row.siteId),
    units: Number(units),
  }));
}

/** Ends the transaction where more assets of a supply stand somewhere than units: see `check_assets`. */
export async function checkAssets(database: Database, supplyIds: readonly SupplyId[]): Promise<void> {
  await sql`select check_assets(${supplyIds}::uuid[])`.execute(database);
}

/** Assets of a supply that have been commissioned at a place. */
export async function countCommissioned(
  database: Database,
  { supplyId, partyId, siteId }: Omit<Account, "stage">,
): Promise<number> {
  const { count } = await database
    .selectFrom("asset")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("supplyId", "=", supplyId)
    .where("partyId", "=", partyId)
    .where("siteId", "=", siteId)
    .where("status", "in", COMMISSIONED_STATUSES)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Assets of the supplies that stand at a place, by supply; none: left out. */
export async function countStanding(
  database: Database,
  supplyIds: readonly SupplyId[],
  { partyId, siteId }: Pick<Account, "partyId" | "siteId">,
): Promise<ReadonlyMap<SupplyId, number>> {
  const rows = await database
    .selectFrom("asset")
    .select(["supplyId"])
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(isOneOf("supplyId", supplyIds))
    .where("partyId", "=", partyId)
    .where("siteId", "=", siteId)
    .where("status", "in", STANDING_STATUSES)
    .groupBy("supplyId")
    .execute();
  return new Map(rows.map(({ supplyId, count }) => [asId<"supply">(supplyId), Number(count)]));
}

/** The assets that are sent with a consignment. */
export async function listSentAssets(database: Database, consignmentId: ConsignmentId) {
  return await database
    .selectFrom("asset")
    .select(["id", "supplyId", "serialNumber", "status"])
    .where("consignmentId", "=", consignmentId)
    .orderBy("serialNumber")
    .execute();
}

/** Assets of a supply that stand somewhere, by model. */
export async function listStandingModels(database: Database, supplyId: SupplyId) {
  const rows = await database
    .selectFrom("asset")
    .innerJoin("equipmentModel as model", "model.id", "asset.modelId")
    .select(["asset.modelId", "model.maker", "model.name"])
    .select(sql<number>`count(*)::bigint`.as("assets"))
    .where("asset.supplyId", "=", supplyId)
    .where("asset.status", "in", STANDING_STATUSES)
    .groupBy(["asset.modelId", "model.maker", "model.name"])
    .orderBy("asset.modelId")
    .execute();
  return rows.map((row) => ({ ...row, assets: Number(row.assets) }));
}
