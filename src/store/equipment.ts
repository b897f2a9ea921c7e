import { type Selectable, sql } from "kysely";
import type {
  EquipmentModel,
  EquipmentModelId,
  OxygenNeed,
  OxygenPressure,
  PowerAid,
  PowerNeed,
} from "#core/equipment/equipment-model.ts";
import {
  type Frequency,
  type PlugType,
  readVoltageRange,
  type VoltageRange,
  writeVoltageRange,
} from "#core/equipment/power.ts";
import type { SiteReadiness } from "#core/equipment/site-readiness.ts";
import type { Skill } from "#core/equipment/skill.ts";
import { asId, type CommandId, type SiteId, type SupplyId } from "#core/id.ts";
import { asDay, asInstant, type Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { SiteReadiness as ReadinessTable } from "./generated/schema.ts";
import type { Database } from "./schema.ts";

/** Writes a new model; false where its maker has one of this name, and then nothing is written. */
export async function insertEquipmentModel(
  database: Database,
  model: EquipmentModel,
  createdAt: Instant,
): Promise<boolean> {
  const { provides, voltages, ...rest } = model;
  const written = await database
    .insertInto("equipmentModel")
    .values({
      ...rest,
      voltages: voltages.map(writeVoltageRange),
      frequencies: [...rest.frequencies],
      plugTypes: [...rest.plugTypes],
      consumables: rest.consumables === null ? null : [...rest.consumables],
      skills: rest.skills === null ? null : [...rest.skills],
      providesPower: provides.power,
      providesSockets: [...provides.sockets],
      providesVoltage: provides.voltage,
      providesFrequency: provides.frequency,
      providesWatts: provides.watts,
      providesOxygen: provides.oxygen,
      providesOxygenLitresPerMinute: provides.oxygenLitresPerMinute,
      providesSkills: [...provides.skills],
      createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return written !== undefined;
}

function selectModels(database: Database) {
  return database.selectFrom("equipmentModel").selectAll();
}
type ModelRow = Awaited<ReturnType<ReturnType<typeof selectModels>["execute"]>>[number];

/** Words of the arrays and CHECKed columns were checked before they were written. */
function readModel(row: ModelRow): EquipmentModel {
  return {
    id: asId(row.id),
    partyId: asId(row.partyId),
    maker: row.maker,
    name: row.name,
    itemId: row.itemId,
    power: row.power as PowerNeed | null,
    voltages: row.voltages
      .map(readVoltageRange)
      .filter((range): range is VoltageRange => range !== undefined),
    frequencies: row.frequencies as Frequency[],
    plugTypes: row.plugTypes as PlugType[],
    powerWatts: row.powerWatts,
    powerHoursPerDay: row.powerHoursPerDay,
    oxygen: row.oxygen as OxygenNeed | null,
    oxygenLitresPerMinute: row.oxygenLitresPerMinute,
    consumables: row.consumables,
    skills: row.skills as Skill[] | null,
    maintenanceDays: row.maintenanceDays,
    provides: {
      power: row.providesPower as PowerAid | null,
      sockets: row.providesSockets as PlugType[],
      voltage: row.providesVoltage,
      frequency: row.providesFrequency as Frequency | null,
      watts: row.providesWatts,
      oxygen: row.providesOxygen as OxygenPressure | null,
      oxygenLitresPerMinute: row.providesOxygenLitresPerMinute,
      skills: row.providesSkills as Skill[],
    },
  };
}

/** The model of an id; `undefined` where there is none. */
export async function findEquipmentModel(
  database: Database,
  id: EquipmentModelId,
): Promise<EquipmentModel | undefined> {
  const row = await selectModels(database).where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : readModel(row);
}

/** The model of a maker and name, whatever the case of their letters; `undefined` where there is none. */
export async function findModelByName(
  database: Database,
  { maker, name }: { readonly maker: string; readonly name: string },
): Promise<EquipmentModel | undefined> {
  const row = await selectModels(database)
    .where(sql`upper(maker)`, "=", sql`upper(${maker})`)
    .where(sql`upper(name)`, "=", sql`upper(${name})`)
    .executeTakeFirst();
  return row === undefined ? undefined : readModel(row);
}

/** Models, the newest first. */
export async function listEquipmentModels(
  database: Database,
  filter: { readonly itemId?: string | undefined },
  page: PageRequest,
): Promise<Page<EquipmentModel & { readonly createdAt: string }>> {
  let query = selectModels(database);
  if (filter.itemId !== undefined) query = query.where("itemId", "=", filter.itemId);
  if (page.after !== undefined)
    query = query.where(isOlder({ createdAt: "createdAt", id: "id" }, page.after));
  const rows = await query
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(
    rows.map((row) => ({ ...readModel(row), createdAt: row.createdAt })),
    page.limit,
  );
}

/** The stated models of supplies: by their giver, or because assets of them are registered. */
export async function findSupplyModels(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<ReadonlyMap<SupplyId, EquipmentModel>> {
  if (supplyIds.length === 0) return new Map();
  const stated = await database
    .selectFrom("supplyModel")
    .select(["supplyId", "modelId"])
    .where(isOneOf("supplyId", supplyIds))
    .where("replacedAt", "is", null)
    .execute();
  const models = await findModels(
    database,
    stated.map(({ modelId }) => asId<"equipment model">(modelId)),
  );
  return new Map(
    stated.flatMap(({ supplyId, modelId }) => {
      const model = models.get(asId(modelId));
      return model === undefined ? [] : [[asId<"supply">(supplyId), model] as const];
    }),
  );
}

/** The models of ids. */
export async function findModels(
  database: Database,
  ids: readonly EquipmentModelId[],
): Promise<ReadonlyMap<EquipmentModelId, EquipmentModel>> {
  if (ids.length === 0) return new Map();
  const rows = await selectModels(database).where(isOneOf("id", ids)).execute();
  return new Map(rows.map((row) => [asId<"equipment model">(row.id), readModel(row)]));
}

/** Writes which model a supply is of, in place of what was stated before, which stays. The assets of the supply must be locked. */
export async function insertSupplyModel(
  database: Database,
  stated: {
    readonly supplyId: SupplyId;
    readonly modelId: EquipmentModelId;
    readonly commandId: CommandId;
    readonly recordedAt: Instant;
  },
): Promise<void> {
  const { supplyId, recordedAt } = stated;
  await database
    .updateTable("supplyModel")
    .set({ replacedAt: recordedAt })
    .where("supplyId", "=", supplyId)
    .where("replacedAt", "is", null)
    .execute();
  await database
    .insertInto("supplyModel")
    .values((eb) => ({
      ...stated,
      sequence: eb
        .selectFrom("supplyModel")
        .where("supplyId", "=", supplyId)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
    }))
    .execute();
}

/** Writes what a site has after what was said before. The site must be locked. */
export async function insertSiteReadiness(
  database: Database,
  readiness: SiteReadiness,
  { commandId, recordedAt }: { readonly commandId: CommandId; readonly recordedAt: Instant },
): Promise<void> {
  const { siteId } = readiness;
  await database
    .insertInto("siteReadiness")
    .values((eb) => ({
      ...readiness,
      sequence: eb
        .selectFrom("siteReadiness")
        .where("siteId", "=", siteId)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
      sockets: [...readiness.sockets],
      skills: readiness.skills === null ? null : [...readiness.skills],
      consumables: readiness.consumables === null ? null : [...readiness.consumables],
      commandId,
      recordedAt,
    }))
    .execute();
}

/** What was stated of a site: the statement that holds first, 100 at the most. */
export async function listSiteReadiness(
  database: Database,
  siteId: SiteId,
): Promise<readonly (SiteReadiness & { readonly recordedAt: Instant })[]> {
  const rows = await database
    .selectFrom("siteReadiness")
    .selectAll()
    .where("siteId", "=", siteId)
    .orderBy("day", "desc")
    .orderBy("sequence", "desc")
    .limit(100)
    .execute();
  return rows.map(readReadiness);
}

/** The statement that holds of each site of which there is one. */
export async function listNewestReadiness(
  database: Database,
  siteIds: readonly SiteId[],
): Promise<ReadonlyMap<SiteId, SiteReadiness>> {
  if (siteIds.length === 0) return new Map();
  const rows = await database
    .selectFrom("siteReadiness")
    .selectAll()
    .distinctOn("siteId")
    .where(isOneOf("siteId", siteIds))
    .orderBy("siteId")
    .orderBy("day", "desc")
    .orderBy("sequence", "desc")
    .execute();
  return new Map(
    rows.map((row) => {
      const { recordedAt: _recorded, ...stated } = readReadiness(row);
      return [stated.siteId, stated];
    }),
  );
}

type ReadinessRow = Selectable<ReadinessTable>;

function readReadiness({ commandId: _command, sequence: _sequence, ...row }: ReadinessRow) {
  return {
    ...row,
    siteId: asId<"site">(row.siteId),
    day: asDay(row.day),
    // Words were checked before they were written.
    frequency: row.frequency as Frequency | null,
    sockets: row.sockets as PlugType[],
    skills: row.skills as Skill[] | null,
    recordedAt: asInstant(row.recordedAt),
  };
}
