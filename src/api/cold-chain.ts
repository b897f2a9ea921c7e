import { z } from "zod";
import { COLD_CLASSES } from "#core/cold-chain/cold-class.ts";
import { commanding, reading } from "./endpoint.ts";
import { countSchema, idOf, instantSchema } from "./scalars.ts";

const coldClassSchema = z.enum(COLD_CLASSES);

const capacityView = z.object({
  id: z.string(),
  siteId: z.string().nullable(),
  laneId: z.string().nullable(),
  partyId: z.string(),
  statedAt: instantSchema,
  classes: z.array(
    z.object({
      temperatureClass: coldClassSchema,
      /** Cubic centimetres in all; null for a lane. */
      heldCubicCentimetres: z.number().nullable(),
      /** Cubic centimetres in a day; null: without limit. */
      perDayCubicCentimetres: z.number().nullable(),
    }),
  ),
});

const roomView = z.object({
  siteId: z.string(),
  /** False: nobody has stated what it holds, and nothing is refused there. */
  stated: z.boolean(),
  classes: z.array(
    z.object({
      temperatureClass: coldClassSchema,
      held: z.number().nullable(),
      filled: z.number(),
      onItsWay: z.number(),
      free: z.number().nullable(),
    }),
  ),
});

export const coldChainEndpoints = {
  listColdCapacities: reading({
    path: "/cold-capacities",
    summary: "What sites and lanes hold of each temperature class, as their parties have stated it",
    tag: "cold chain",
    query: z.object({ siteId: idOf("site").optional(), history: z.literal("true").optional() }),
    response: z.object({ items: z.array(capacityView) }),
  }),
  getColdRoom: reading({
    path: "/sites/:siteId/cold-room",
    summary: "What of a site's cold storage is filled, on its way, and free; cubic centimetres",
    tag: "cold chain",
    params: z.object({ siteId: idOf("site") }),
    response: roomView,
  }),
  stateColdCapacity: commanding({
    path: "/cold-capacities",
    summary: "State all that a site or a lane has of cold storage; a class that is not named is not there",
    tag: "cold chain",
    body: z.strictObject({
      partyId: idOf("party"),
      siteId: idOf("site").optional(),
      laneId: idOf("lane").optional(),
      classes: z
        .array(
          z.strictObject({
            temperatureClass: coldClassSchema,
            heldCubicCentimetres: countSchema.optional(),
            perDayCubicCentimetres: countSchema.optional(),
          }),
        )
        .max(3),
    }),
    response: capacityView,
  }),
};
