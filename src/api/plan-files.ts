import { z } from "zod";

/**
 * Problem, plan and certificate as they are published: docs/PLAN-FORMAT.md says what they mean. The JSON Schemas under
 * docs/plan-format are generated from these: `node scripts/generate-plan-schemas.ts`.
 */

const keySchema = z.string().min(1);
const indexSchema = z.int().nonnegative();
const wholeSchema = z.int().nonnegative();
const unitsSchema = z.int().positive();
const periodSchema = z.int().nonnegative().max(9999);
const stageSchema = z.int().nonnegative().max(15);
/** A capacity is compared in thousandths, which have to stay whole numbers of a double. */
const capacitySchema = z.int().nonnegative().max(9_007_199_254_740).nullable();

const weightSchema = z.int().min(1).max(1_000_000_000);
const supplySchema = z.strictObject({
  key: keySchema,
  item: indexSchema,
  site: indexSchema,
  quantity: unitsSchema,
  availableFrom: periodSchema,
  availableUntil: periodSchema,
  expiryPeriod: wholeSchema.nullable(),
  packUnits: unitsSchema,
  leastShipmentUnits: wholeSchema,
});
const demandSchema = z.strictObject({
  key: keySchema,
  site: indexSchema,
  items: z.array(indexSchema).min(1),
  quantity: unitsSchema,
  stages: z
    .array(
      z.strictObject({
        weightPerMille: weightSchema,
        uptoPerMille: z.int().min(0).max(1000),
      }),
    )
    .min(1)
    .max(16),
  windowFrom: periodSchema,
  windowTo: periodSchema,
  severity: z.int().min(1).max(1_000_000),
  leastShelfLifePeriods: wholeSchema,
  leastUnits: wholeSchema,
});

export const problemFileSchema = z
  .strictObject({
    format: z.literal("wellspring-plan-problem"),
    version: z.literal(2),
    periods: z.int().min(1).max(10_000),
    sites: wholeSchema,
    items: z.array(
      z.strictObject({
        massPerThousandGrams: wholeSchema,
        volumePerThousandCubicCentimetres: wholeSchema,
        coldVolumePerThousandCubicCentimetres: wholeSchema,
      }),
    ),
    supplies: z.array(supplySchema),
    demands: z.array(demandSchema),
    lanes: z.array(
      z.strictObject({
        key: keySchema,
        from: indexSchema,
        to: indexSchema,
        transitPeriods: wholeSchema,
        massCapacityGrams: capacitySchema,
        volumeCapacityCubicCentimetres: capacitySchema,
        coldVolumeCapacityCubicCentimetres: capacitySchema,
        costPerTonneMinor: wholeSchema,
      }),
    ),
    receiving: z.array(
      z.strictObject({
        key: keySchema,
        site: indexSchema,
        fromPeriod: periodSchema,
        toPeriod: periodSchema,
        items: z.array(indexSchema).optional(),
        unitsPerThousand: z.array(unitsSchema).optional(),
        lane: keySchema.optional(),
        together: z.boolean().optional(),
        unitCapacity: capacitySchema,
        volumeCapacityCubicCentimetres: capacitySchema,
        coldVolumeCapacityCubicCentimetres: capacitySchema,
      }),
    ),
    companions: z.array(
      z.strictObject({ principal: keySchema, companion: keySchema, unitsPerThousand: unitsSchema }),
    ),
  })
  .meta({ title: "A problem of sharing out, as Wellspring publishes it" });

const allocationSchema = z.strictObject({
  supply: keySchema,
  demand: keySchema,
  lane: keySchema,
  departPeriod: periodSchema,
  arrivePeriod: periodSchema,
  quantity: unitsSchema,
});

const outcomeSchema = z.strictObject({
  demand: keySchema,
  asked: unitsSchema,
  allocated: wholeSchema,
  level: z.number().nonnegative(),
  met: z.boolean(),
  stage: stageSchema,
  status: z.enum([
    "met",
    "capped",
    "no_supply",
    "unreachable",
    "window",
    "shelf_life",
    "bound",
    "rounding",
    "follows",
  ]),
  lostUnits: wholeSchema,
  roundedBy: z.array(z.enum(["companion", "least_shipment", "least_units", "pack"])),
});

export const planFileSchema = z
  .strictObject({
    format: z.literal("wellspring-plan"),
    version: z.literal(2),
    allocations: z.array(allocationSchema),
    demands: z.array(outcomeSchema),
    unused: z.array(
      z.strictObject({
        supply: keySchema,
        quantity: unitsSchema,
        reason: z.enum([
          "no_demand",
          "unreachable",
          "window",
          "shelf_life",
          "not_needed",
          "capacity",
          "rounding",
        ]),
      }),
    ),
  })
  .meta({ title: "A plan of what is sent where and when, as Wellspring publishes it" });

/** The constraints that can be named, each with further members. */
function constraintSchema<Shape extends z.ZodRawShape>(more: Shape) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("supply"), supply: keySchema, ...more }),
    z.strictObject({
      kind: z.enum(["lane_mass", "lane_volume", "lane_cold_volume"]),
      lane: keySchema,
      period: periodSchema,
      ...more,
    }),
    z.strictObject({
      kind: z.enum(["receiving_units", "receiving_volume", "receiving_cold_volume"]),
      receiving: keySchema,
      period: periodSchema,
      ...more,
    }),
  ]);
}

const pricesSchema = z.array(constraintSchema({ price: z.number().positive() }));
const boundShape = { bound: z.number(), gap: z.number().nonnegative(), prices: pricesSchema };

const followsShape = { status: z.literal("follows") };

function lineSchema<Follows extends z.ZodObject<typeof followsShape>>(followsSchema: Follows) {
  return z.strictObject({
    demand: keySchema,
    fairShare: z.number().nonnegative(),
    reason: z.discriminatedUnion("status", [
      z.strictObject({
        status: z.enum(["met", "capped", "no_supply", "unreachable", "window", "shelf_life"]),
      }),
      z.strictObject({ status: z.literal("bound"), bottleneck: indexSchema }),
      followsSchema,
      z.strictObject({ status: z.literal("rounding"), by: z.array(constraintSchema({})) }),
    ]),
  });
}

export const certificateFileSchema = z
  .strictObject({
    format: z.literal("wellspring-plan-certificate"),
    version: z.literal(2),
    lines: z.array(lineSchema(z.strictObject({ ...followsShape, bottleneck: indexSchema.nullable() }))),
    bottlenecks: z.array(z.strictObject({ prices: pricesSchema.min(1) })),
    unmetFloors: z.array(
      z.strictObject({
        stage: stageSchema,
        demands: z.array(keySchema).min(1),
        prices: pricesSchema.min(1),
      }),
    ),
    unrounded: z.array(allocationSchema),
    least: z.strictObject({
      arrival: z.strictObject(boundShape),
      cost: z.strictObject({ ...boundShape, arrivalPrice: z.number().nonnegative() }),
    }),
  })
  .meta({ title: "The proof that a plan is fair, early and cheap, as Wellspring publishes it" });

/** What was written while version 1 was: fields added to it meanwhile may be missing, and a demand may have one weight and no stages. */
const version = z.literal(1);
const keptSupplySchema = supplySchema.partial({ packUnits: true, leastShipmentUnits: true });
const keptDemandSchema = demandSchema.partial({ leastUnits: true });
const problemFileSchema1 = problemFileSchema
  .extend({
    version,
    supplies: z.array(keptSupplySchema),
    demands: z.array(
      z.union([
        keptDemandSchema,
        keptDemandSchema.omit({ stages: true }).extend({ weightPerMille: weightSchema }),
      ]),
    ),
  })
  .partial({ companions: true })
  .meta({ title: "A problem of sharing out, as Wellspring published it in version 1" });
const planFileSchema1 = planFileSchema
  .extend({
    version,
    demands: z.array(outcomeSchema.partial({ stage: true, lostUnits: true, roundedBy: true })),
  })
  .meta({ title: "A plan of what is sent where and when, as Wellspring published it in version 1" });
const certificateFileSchema1 = certificateFileSchema
  .omit({ least: true })
  .extend({ version, lines: z.array(lineSchema(z.strictObject(followsShape))) })
  .partial({ unmetFloors: true, unrounded: true })
  .meta({ title: "The proof that a plan is fair, as Wellspring published it in version 1" });

/** The files of a round, of the version of its time. */
export const keptProblemFileSchema = z.discriminatedUnion("version", [problemFileSchema, problemFileSchema1]);
export const keptPlanFileSchema = z.discriminatedUnion("version", [planFileSchema, planFileSchema1]);
export const keptCertificateFileSchema = z.discriminatedUnion("version", [
  certificateFileSchema,
  certificateFileSchema1,
]);

/** The JSON Schemas (draft 2020-12) of the three files, by the name of their file under docs/plan-format. */
export function listPlanSchemas(): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries({
      "problem.schema.json": problemFileSchema,
      "plan.schema.json": planFileSchema,
      "certificate.schema.json": certificateFileSchema,
      "version-1/problem.schema.json": problemFileSchema1,
      "version-1/plan.schema.json": planFileSchema1,
      "version-1/certificate.schema.json": certificateFileSchema1,
    }).map(([name, schema]) => [name, z.toJSONSchema(schema, { target: "draft-2020-12" })]),
  );
}
