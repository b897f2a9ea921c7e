import { z } from "zod";
import { ASSET_STATUSES } from "#core/equipment/asset.ts";
import { reading } from "./endpoint.ts";
import { countSchema, idOf, itemIdSchema } from "./scalars.ts";

/** Which assets: in whose hands, where, of what. */
const assetScope = {
  party: z.string().max(40).optional(),
  siteId: idOf("site").optional(),
  item: itemIdSchema.optional(),
  modelId: idOf("equipment model").optional(),
};

/** Which assets are listed. */
export const assetFilter = {
  ...assetScope,
  status: z.enum(ASSET_STATUSES).optional(),
  /** The whole number, whatever the case of its letters. */
  serialNumber: z.string().max(40).optional(),
  /** Some of it, whatever the case of its letters. */
  serialPart: z.string().max(40).optional(),
  /** Of a supply that this consignment carries. */
  carriedBy: idOf("consignment").optional(),
  /** Those to be maintained today or before. */
  due: z.literal("true").optional(),
};

const modelUnits = z.object({
  supplyId: z.string(),
  itemId: z.string(),
  giverCode: z.string(),
  siteId: z.string(),
  siteCode: z.string(),
  siteName: z.string(),
  /** Units of the supply that stand there, and assets of it that are registered there. */
  units: countSchema,
  assets: countSchema,
});
export type ModelUnitsView = z.infer<typeof modelUnits>;

/** What is read to work with assets: how many there are, and of which units there could be more. */
export const assetEndpoints = {
  countAssets: reading({
    path: "/asset-counts",
    summary:
      "How many assets, of those that one may read, are in each status, and how many are to be maintained",
    tag: "equipment",
    access: "signed_in",
    query: z.object(assetScope),
    response: z.object({
      statuses: z.array(z.object({ status: z.enum(ASSET_STATUSES), count: countSchema })),
      /** Working, and to be maintained today or before. */
      due: countSchema,
    }),
  }),
  listModelUnits: reading({
    path: "/equipment-models/:modelId/units",
    summary:
      "Where a party has units that are of a model, or could be, and how many of them are registered as assets",
    tag: "equipment",
    access: "signed_in",
    params: z.object({ modelId: idOf("equipment model") }),
    query: z.object({ party: z.string().max(40) }),
    /** By site, 500 at the most. */
    response: z.object({ units: z.array(modelUnits) }),
  }),
};
