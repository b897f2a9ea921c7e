import { z } from "zod";
import { COLD_CLASSES } from "#core/cold-chain/cold-class.ts";
import { VVM_TYPES } from "#core/cold-chain/vaccine-item.ts";
import { APPROVAL_DECISIONS } from "#core/session/vaccine-approval.ts";
import { commanding, reading } from "./endpoint.ts";
import { codeSchema, countSchema, daySchema, idOf, itemIdSchema } from "./scalars.ts";

/** What is `null` is not stated by any source that is known here. */
const presentationView = z.object({
  itemId: z.string(),
  presentation: z.string(),
  dosesPerVial: z.number().nullable(),
  coldCubicMillimetresPerDose: z.number().nullable(),
  temperatureClass: z.enum(COLD_CLASSES),
  shelfLifeMonths: z.number().nullable(),
  vvmType: z.enum(VVM_TYPES).nullable(),
  diluent: z.string().nullable(),
  syringeMillilitres: z.string().nullable(),
  approval: z.enum(["who_eul", "who_pq"]).nullable(),
  approvedOn: z.string().nullable(),
  sourceUrl: z.string(),
});

const scheduleView = z.object({
  itemId: z.string(),
  doses: z.number(),
  /** Least days from one dose to the next. */
  leastIntervalDays: z.number().nullable(),
  /** Recommended days; the lower end where a range is recommended. */
  usualIntervalDays: z.number().nullable(),
  sourceUrl: z.string().nullable(),
});

const approvalView = z.object({
  itemId: z.string(),
  decision: z.enum(APPROVAL_DECISIONS),
  decidedOn: z.string(),
  sourceUrl: z.string(),
});

const daysSchema = countSchema.nullable();

export const vaccineEndpoints = {
  listVaccines: reading({
    path: "/vaccines",
    summary: "How vaccines come, and by which schedules they are given: the table of facts, or a party's own",
    tag: "doses",
    query: z.object({ party: codeSchema.optional() }),
    response: z.object({
      presentations: z.array(presentationView),
      /** `isOwn`: stated by the party itself. */
      schedules: z.array(scheduleView.extend({ isOwn: z.boolean() })),
      /** What national authorities have decided, as their governments state it; where none is there, nobody has stated one. */
      nationalApprovals: z.array(approvalView.extend({ country: z.string() })),
    }),
  }),
  stateApproval: commanding({
    path: "/vaccines/approvals",
    summary: "State what a government's authority has decided on a vaccine for its country",
    tag: "doses",
    body: z.strictObject({
      partyId: idOf("party"),
      itemId: itemIdSchema,
      decision: z.enum(APPROVAL_DECISIONS),
      decidedOn: daySchema,
      sourceUrl: z.url({ protocol: /^https?$/ }).max(2000),
    }),
    response: approvalView,
  }),
  stateSchedule: commanding({
    path: "/vaccines/schedules",
    summary: "State by which schedule a party gives a vaccine, in place of that of the table of facts",
    tag: "doses",
    body: z.strictObject({
      partyId: idOf("party"),
      itemId: itemIdSchema,
      doses: countSchema,
      leastIntervalDays: daysSchema,
      usualIntervalDays: daysSchema,
      sourceUrl: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .nullable(),
    }),
    response: scheduleView,
  }),
};
