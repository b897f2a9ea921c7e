import { z } from "zod";
import { COLD_CLASSES } from "#core/cold-chain/cold-class.ts";
import { DISCARD_REASONS, HOLD_OUTCOMES, HOLD_STAGES, RELEASE_REASONS } from "#core/cold-chain/cold-hold.ts";
import { EXCURSION_KINDS } from "#core/cold-chain/excursion.ts";
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

const excursionFields = {
  id: z.string(),
  kind: z.enum(EXCURSION_KINDS),
  temperatureClass: coldClassSchema,
  device: z.string(),
  beganAt: z.string(),
  endedAt: z.string(),
  extremeHundredthsCelsius: z.number(),
  minutes: countSchema,
};

const excursionView = z.object({
  ...excursionFields,
  siteCode: z.string().nullable(),
  consignmentNumber: z.string().nullable(),
  openHolds: countSchema,
});

const coldHoldView = z.object({
  id: z.string(),
  supplyId: z.string(),
  itemId: z.string(),
  lotNumber: z.string().nullable(),
  partyId: z.string(),
  partyCode: z.string(),
  siteId: z.string(),
  siteCode: z.string(),
  siteName: z.string(),
  stage: z.enum(HOLD_STAGES),
  consignmentNumber: z.string().nullable(),
  quantity: countSchema,
  status: z.enum(["open", ...HOLD_OUTCOMES]),
  openedAt: instantSchema,
  decidedAt: instantSchema.nullable(),
  decidedBy: z.string().nullable(),
  reason: z.enum([...RELEASE_REASONS, ...DISCARD_REASONS]).nullable(),
  causes: z.array(
    z.object({ kind: z.enum(["excursion", "no_room"]), excursion: z.object(excursionFields).nullable() }),
  ),
  mayDecide: z.boolean(),
});
export type ColdHoldView = z.infer<typeof coldHoldView>;

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
  recordTemperatures: commanding({
    path: "/temperatures",
    summary: "Take readings of loggers in; what was exposed in an excursion is on hold at once",
    tag: "cold chain",
    body: z.strictObject({
      readings: z
        .array(
          z.strictObject({
            device: z.string().max(40),
            /** A consignment's number; else site and class. */
            consignment: z.string().max(20).optional(),
            siteId: idOf("site").optional(),
            temperatureClass: coldClassSchema.optional(),
            readAt: z.iso.datetime({ offset: true, error: "not_an_instant" }),
            /** Degrees Celsius, to the hundredth. */
            celsius: z.number(),
          }),
        )
        .min(1)
        .max(5000),
    }),
    response: z.object({
      readings: countSchema,
      recorded: countSchema,
      ofPlace: z.array(countSchema),
      excursions: z.array(
        z.object({
          id: z.string(),
          place: countSchema,
          kind: z.enum(EXCURSION_KINDS),
          beganAt: z.string(),
          endedAt: z.string(),
          extremeHundredthsCelsius: z.number(),
          minutes: countSchema,
        }),
      ),
      quarantined: countSchema,
    }),
  }),
  listExcursions: reading({
    path: "/excursions",
    summary:
      "Stays outside a temperature class at the sites and in the consignments of one's parties, the newest first",
    tag: "cold chain",
    access: "signed_in",
    response: z.object({ items: z.array(excursionView) }),
  }),
  listColdHolds: reading({
    path: "/cold-holds",
    summary: "Units of one's parties of which somebody has to say whether they may be used",
    tag: "cold chain",
    access: "signed_in",
    query: z.object({ decided: z.literal("true").optional() }),
    response: z.object({ items: z.array(coldHoldView) }),
  }),
  decideColdHold: commanding({
    path: "/cold-holds/:holdId/decide",
    summary: "Release or discard units on hold; who decided and why stays on record",
    tag: "cold chain",
    params: z.object({ holdId: idOf("cold-hold") }),
    body: z.strictObject({
      outcome: z.enum(HOLD_OUTCOMES),
      reason: z.enum([...RELEASE_REASONS, ...DISCARD_REASONS]),
    }),
    response: z.object({
      id: z.string(),
      status: z.enum(HOLD_OUTCOMES),
      reason: z.string(),
      quantity: countSchema,
      decidedAt: instantSchema,
      decidedBy: z.string(),
    }),
  }),
};
