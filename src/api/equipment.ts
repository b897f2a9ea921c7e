import { z } from "zod";
import { ASSET_REASONS, ASSET_STATUSES, ASSET_STEP_NAMES, isSerialNumber } from "#core/equipment/asset.ts";
import { OXYGEN_NEEDS, POWER_AIDS, POWER_NEEDS } from "#core/equipment/equipment-model.ts";
import { FREQUENCIES, PLUG_TYPES, readVoltageRange } from "#core/equipment/power.ts";
import { RUN_ANSWERS, RUN_NEEDS } from "#core/equipment/run-answer.ts";
import { ASSUMED } from "#core/equipment/site-readiness.ts";
import { SKILLS } from "#core/equipment/skill.ts";
import { SHARE_GROUPS } from "#core/equipment/working-share.ts";
import { assetFilter } from "./asset.ts";
import { commanding, fileView, reading } from "./endpoint.ts";
import {
  countSchema,
  daySchema,
  idOf,
  instantSchema,
  itemIdSchema,
  nameSchema,
  occurredSchema,
  pageOf,
  pageQuery,
} from "./scalars.ts";

const figure = z.int({ error: "whole_number" }).nullable().optional();
const plugs = z.array(z.enum(PLUG_TYPES)).max(PLUG_TYPES.length);
const frequencies = z.array(z.literal(FREQUENCIES)).max(FREQUENCIES.length);
const skills = z.array(z.enum(SKILLS)).max(SKILLS.length);
const itemIds = z.array(itemIdSchema).max(50);
const voltageRange = z
  .string()
  .refine((text) => readVoltageRange(text) !== undefined, { message: "not_a_voltage_range" });
const serialNumber = z.string().refine(isSerialNumber, { message: "not_a_serial_number" });

const registerModelBody = z.strictObject({
  partyId: idOf("party"),
  maker: nameSchema,
  name: nameSchema,
  itemId: itemIdSchema,
  power: z.enum(POWER_NEEDS).nullable().optional(),
  voltages: z.array(voltageRange).max(10).optional(),
  frequencies: frequencies.optional(),
  plugTypes: plugs.optional(),
  powerWatts: figure,
  powerHoursPerDay: figure,
  oxygen: z.enum(OXYGEN_NEEDS).nullable().optional(),
  oxygenLitresPerMinute: figure,
  consumables: itemIds.nullable().optional(),
  skills: skills.nullable().optional(),
  maintenanceDays: figure,
  provides: z
    .strictObject({
      power: z.enum(POWER_AIDS).nullable().optional(),
      sockets: plugs.optional(),
      voltage: figure,
      frequency: z.literal(FREQUENCIES).nullable().optional(),
      watts: figure,
      oxygen: z.enum(["low_pressure", "high_pressure"]).nullable().optional(),
      oxygenLitresPerMinute: figure,
      skills: skills.optional(),
    })
    .optional(),
});

const nullableNumber = z.number().nullable();
const modelView = z.object({
  id: z.string(),
  partyId: z.string(),
  maker: z.string(),
  name: z.string(),
  itemId: z.string(),
  power: z.enum(POWER_NEEDS).nullable(),
  voltages: z.array(z.object({ min: z.number(), max: z.number() })),
  frequencies,
  plugTypes: plugs,
  powerWatts: nullableNumber,
  powerHoursPerDay: nullableNumber,
  oxygen: z.enum(OXYGEN_NEEDS).nullable(),
  oxygenLitresPerMinute: nullableNumber,
  consumables: z.array(z.string()).nullable(),
  skills: skills.nullable(),
  maintenanceDays: nullableNumber,
  provides: z.object({
    power: z.enum(POWER_AIDS).nullable(),
    sockets: plugs,
    voltage: nullableNumber,
    frequency: z.literal(FREQUENCIES).nullable(),
    watts: nullableNumber,
    oxygen: z.enum(["low_pressure", "high_pressure"]).nullable(),
    oxygenLitresPerMinute: nullableNumber,
    skills,
  }),
});

const stateReadinessBody = z.strictObject({
  /** Left out: today. */
  day: daySchema.optional(),
  voltage: figure,
  frequency: z.literal(FREQUENCIES).nullable().optional(),
  sockets: plugs.optional(),
  powerWatts: figure,
  powerHoursPerDay: figure,
  oxygenLowLitresPerMinute: figure,
  oxygenHighLitresPerMinute: figure,
  skills: skills.nullable().optional(),
  consumables: itemIds.nullable().optional(),
});

const found = {
  sockets: plugs,
  powerWatts: nullableNumber,
  powerHoursPerDay: nullableNumber,
  oxygenLowLitresPerMinute: nullableNumber,
  oxygenHighLitresPerMinute: nullableNumber,
  skills: skills.nullable(),
  consumables: z.array(z.string()).nullable(),
};
const readinessView = z.object({
  siteId: z.string(),
  siteCode: z.string(),
  country: z.string(),
  /** The day of the statement; `null`: nothing was stated. */
  day: z.string().nullable(),
  voltages: z.array(z.number()),
  frequencies,
  ...found,
  /** What is the country's, and not stated of the site. */
  assumed: z.array(z.enum(ASSUMED)),
  /** What was stated, the newest day first. */
  history: z.array(
    z.object({
      siteId: z.string(),
      day: z.string(),
      voltage: nullableNumber,
      frequency: z.literal(FREQUENCIES).nullable(),
      ...found,
      recordedAt: instantSchema,
    }),
  ),
});

const runView = z.object({
  answer: z.enum(RUN_ANSWERS),
  missing: z.array(z.object({ need: z.enum(RUN_NEEDS), needed: z.string(), found: z.string() })),
  unstated: z.array(z.object({ need: z.enum([...RUN_NEEDS, "power"]), of: z.enum(["model", "site"]) })),
  with: z.array(z.object({ need: z.enum(RUN_NEEDS), name: z.string() })),
});

const assetHead = z.object({
  id: z.string(),
  serialNumber: z.string(),
  status: z.enum(ASSET_STATUSES),
  modelId: z.string(),
  maker: z.string(),
  modelName: z.string(),
  itemId: z.string(),
  supplyId: z.string(),
  giverId: z.string(),
  giverCode: z.string(),
  terms: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  siteId: z.string(),
  siteCode: z.string(),
  siteName: z.string(),
  country: z.string(),
  /** The consignment that it is sent with, or was last. */
  consignmentId: z.string().nullable(),
  consignmentNumber: z.string().nullable(),
  commissionedOn: z.string().nullable(),
  maintainedOn: z.string().nullable(),
  maintenanceDays: nullableNumber,
  maintenanceDue: z.string().nullable(),
  version: z.number(),
  createdAt: instantSchema,
});

const assetView = assetHead.extend({
  events: z.array(
    z.object({
      sequence: z.number(),
      step: z.string(),
      reason: z.enum(ASSET_REASONS).nullable(),
      status: z.enum(ASSET_STATUSES),
      partyCode: z.string(),
      siteCode: z.string(),
      /** The entry by which its unit moved. */
      entryId: z.string().nullable(),
      occurred: z.string(),
      recordedAt: instantSchema,
    }),
  ),
});

const shareRow = z.object({
  itemId: z.string(),
  partyCode: z.string().nullable(),
  siteCode: z.string().nullable(),
  siteName: z.string().nullable(),
  country: z.string().nullable(),
  received: countSchema,
  commissioned: countSchema,
  working: countSchema,
  faulty: countSchema,
  ended: countSchema,
  /** Working of all that were received, 0 to 1; `null` where none was. */
  share: nullableNumber,
});
export type ShareView = z.infer<typeof shareRow>;
export type AssetView = z.infer<typeof assetView>;
export type AssetHeadView = z.infer<typeof assetHead>;
export type ModelView = z.infer<typeof modelView>;
export type ReadinessView = z.infer<typeof readinessView>;
export type RunView = z.infer<typeof runView>;

const shareQuery = z.object({
  by: z.enum(SHARE_GROUPS).optional(),
  item: itemIdSchema.optional(),
  recipient: z.string().max(40).optional(),
  siteId: idOf("site").optional(),
});

const tag = "equipment";
const siteParams = z.object({ siteId: idOf("site") });
const assetParams = z.object({ assetId: idOf("asset") });
const consignmentParams = z.object({ consignmentId: idOf("consignment") });

export const equipmentEndpoints = {
  listEquipmentModels: reading({
    path: "/equipment-models",
    summary: "Models of equipment and what one of each needs to run, newest first",
    tag,
    query: z.object({ ...pageQuery, item: itemIdSchema.optional() }),
    response: pageOf(modelView),
  }),
  getEquipmentModel: reading({
    path: "/equipment-models/:modelId",
    summary: "One model of equipment, with what one of it needs to run",
    tag,
    params: z.object({ modelId: idOf("equipment model") }),
    response: modelView,
  }),
  registerEquipmentModel: commanding({
    path: "/equipment-models",
    summary: "Register a model of equipment, with what one of it needs to run",
    tag,
    body: registerModelBody,
    response: modelView,
  }),
  stateSupplyModel: commanding({
    path: "/supplies/:supplyId/model",
    summary: "State of which model the units of an offer line are",
    tag,
    params: z.object({ supplyId: idOf("supply") }),
    body: z.strictObject({ modelId: idOf("equipment model") }),
    response: z.object({
      supplyId: z.string(),
      modelId: z.string(),
      itemId: z.string(),
      /** Registered assets of the supply that are of other models. */
      others: z.array(
        z.object({ modelId: z.string(), maker: z.string(), name: z.string(), assets: countSchema }),
      ),
    }),
  }),
  getSiteReadiness: reading({
    path: "/sites/:siteId/readiness",
    summary: "What equipment finds at a site, and what was stated of it",
    tag,
    params: siteParams,
    response: readinessView,
  }),
  stateSiteReadiness: commanding({
    path: "/sites/:siteId/readiness",
    summary: "State what a site has for equipment to run",
    tag,
    params: siteParams,
    body: stateReadinessBody,
    response: readinessView,
  }),
  getRunAnswer: reading({
    path: "/sites/:siteId/runs/:modelId",
    summary: "Whether so many of a model run at a site, with everything that is missing",
    tag,
    params: siteParams.extend({ modelId: idOf("equipment model") }),
    query: z.object({ quantity: z.coerce.number().int().min(1).max(1_000_000).optional() }),
    response: runView,
  }),
  listAssets: reading({
    path: "/assets",
    summary: "Equipment with serial numbers, of those that one may read, newest first",
    tag,
    access: "signed_in",
    query: z.object({ ...pageQuery, ...assetFilter }),
    response: pageOf(assetHead),
  }),
  getAsset: reading({
    path: "/assets/:assetId",
    summary: "One asset with its steps",
    tag,
    access: "signed_in",
    params: assetParams,
    response: assetView,
  }),
  registerAssets: commanding({
    path: "/assets",
    summary: "Register units of a supply by their serial numbers, where they stand",
    tag,
    body: z.strictObject({
      partyId: idOf("party"),
      siteId: idOf("site"),
      supplyId: idOf("supply"),
      modelId: idOf("equipment model"),
      serialNumbers: z.array(serialNumber).min(1, { error: "at_least_one" }).max(500),
      occurred: occurredSchema.optional(),
    }),
    response: z.object({ assets: z.array(z.object({ id: z.string(), serialNumber: z.string() })) }),
  }),
  takeAssetStep: commanding({
    path: "/assets/:assetId/step",
    summary: "Commission an asset, report a fault, repair, maintain, bring elsewhere or take it out of use",
    tag,
    params: assetParams,
    body: z.strictObject({
      step: z.enum(ASSET_STEP_NAMES),
      reason: z.enum(ASSET_REASONS).optional(),
      toSiteId: idOf("site").optional(),
      occurred: occurredSchema.optional(),
    }),
    response: assetView,
  }),
  sendAssets: commanding({
    path: "/consignments/:consignmentId/assets",
    summary: "Say which assets are sent with a consignment: these, and no others",
    tag,
    params: consignmentParams,
    body: z.strictObject({ assetIds: z.array(idOf("asset")).max(2_000) }),
    response: z.object({
      assets: z.array(
        z.object({ id: z.string(), supplyId: z.string(), serialNumber: z.string(), status: z.string() }),
      ),
    }),
  }),
  getEquipmentShares: reading({
    path: "/equipment-shares",
    summary: "How much of the equipment that was received is in working order",
    tag,
    query: shareQuery,
    response: z.object({ by: z.enum(SHARE_GROUPS), rows: z.array(shareRow) }),
  }),
  getEquipmentSharesCsv: reading({
    path: "/equipment-shares.csv",
    summary: "The same as a CSV file",
    tag,
    query: shareQuery,
    response: fileView,
    media: "text/csv",
  }),
};
