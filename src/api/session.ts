import { z } from "zod";
import { COUNT_REASONS } from "#core/ledger/count-stock.ts";
import { DOSE_GROUPS } from "#core/session/dose-report.ts";
import { DOSE_FLAGS, PERSONS_MAX } from "#core/session/person-dose.ts";
import { DOSE_NUMBERS, OUTCOMES, WASTE_REASONS } from "#core/session/session-report.ts";
import { knownEventsView } from "./adverse-event.ts";
import { commanding, FHIR_JSON, fileView, reading } from "./endpoint.ts";
import { entryView } from "./ledger.ts";
import {
  codeSchema,
  countrySchema,
  countSchema,
  daySchema,
  idOf,
  instantSchema,
  itemIdSchema,
  occurredSchema,
  quantitySchema,
} from "./scalars.ts";

const groupSchema = z.string().regex(/^[a-z0-9][a-z0-9_]{0,39}$/, { message: "not_a_group_code" });

const sessionBody = {
  partyId: idOf("party"),
  siteId: idOf("site"),
  /** The vaccine; where it is not known which it was, the category of those that it can have been. */
  itemId: itemIdSchema,
  heldOn: daySchema,
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  lines: z
    .array(
      z.strictObject({
        outcome: z.enum(OUTCOMES),
        /** Left out where the lot is not known yet: the doses are settled to one later. */
        supplyId: idOf("supply").optional(),
        doseNumber: z.enum(DOSE_NUMBERS).optional(),
        group: groupSchema.optional(),
        wasteReason: z.enum(WASTE_REASONS).optional(),
        quantity: quantitySchema,
        /**
         * Who got the doses, under pseudonyms made at the site (HMAC-SHA-256, 64 small hexadecimal digits), as many as the doses less
         * `withoutPerson`; 5,000 in a report at most. Their form is checked by the rule itself, which never repeats what was sent.
         */
        persons: z.array(z.string()).max(PERSONS_MAX).optional(),
        withoutPerson: countSchema.optional(),
      }),
    )
    .min(1)
    .max(2000),
  /** The doses given once more by group, where dose number and group are not known together. */
  groups: z
    .array(z.strictObject({ group: groupSchema, quantity: countSchema }))
    .max(200)
    .optional(),
};

const recordedView = z.object({
  id: z.string(),
  unsettled: countSchema,
  /** What is conspicuous about doses told by person, by line: they are recorded all the same. Reports of before have none. */
  flags: z
    .array(z.object({ lineNumber: countSchema, flag: z.enum(DOSE_FLAGS), doses: countSchema }))
    .optional(),
});

const sessionView = z.object({
  id: z.string(),
  partyId: z.string(),
  siteId: z.string(),
  itemId: z.string(),
  heldOn: z.string(),
  sourceUrl: z.string().nullable(),
  corrects: z.string().nullable(),
  correctedBy: z.string().nullable(),
  reason: z.string(),
  recordedAt: instantSchema,
  lines: z.array(
    z.object({
      lineNumber: z.number(),
      outcome: z.enum(OUTCOMES),
      supplyId: z.string().nullable(),
      doseNumber: z.enum(DOSE_NUMBERS).nullable(),
      group: z.string().nullable(),
      wasteReason: z.enum(WASTE_REASONS).nullable(),
      quantity: z.number(),
      /** To which lots its doses were settled. */
      settled: z.array(z.object({ supplyId: z.string(), quantity: z.number() })),
      unsettled: z.number(),
      /** Pseudonyms, for the party that reported; `null` for everybody else. */
      persons: z.array(z.string()).nullable(),
    }),
  ),
  groups: z.array(z.object({ group: z.string(), quantity: z.number() })),
});
export type SessionView = z.infer<typeof sessionView>;

const settleBody = z.discriminatedUnion("rule", [
  z.strictObject({
    partyId: idOf("party"),
    siteId: idOf("site"),
    rule: z.literal("oldest_received_first"),
  }),
  z.strictObject({
    partyId: idOf("party"),
    siteId: idOf("site"),
    rule: z.literal("named"),
    reportId: idOf("command"),
    lines: z
      .array(
        z.strictObject({
          lineNumber: z.int().positive(),
          supplyId: idOf("supply"),
          quantity: quantitySchema,
        }),
      )
      .min(1)
      .max(2000),
  }),
]);

const POPULATION = /^[A-Z0-9][A-Z0-9_-]{1,39}(\/[a-z0-9][a-z0-9_]{0,39})?:\d{1,10}$/;

export const dosesQuery = z.object({
  country: countrySchema.optional(),
  /** Code of a site. */
  site: codeSchema.optional(),
  /** Comma-separated: country, site, item. Left out: site. */
  by: z
    .string()
    .regex(/^(country|site|item)(,(country|site|item))*$/, { message: "dose_groups" })
    .transform((text) => DOSE_GROUPS.filter((group) => text.split(",").includes(group)))
    .optional(),
  /** The day from which the pace of the last 28 days is taken; left out: the newest day of a session. */
  day: daySchema.optional(),
  /** People by site code, or by site code and group: `ITA-MOL:294294,ITA-MOL/female:149000`. */
  population: z
    .string()
    .max(4000)
    .refine((text) => text.split(",").every((one) => POPULATION.test(one)), { message: "population" })
    .transform(
      (text) =>
        new Map(
          text.split(",").map((one): [string, number] => {
            const [key = "", people = ""] = one.split(":");
            return [key, Number(people)];
          }),
        ),
    )
    .optional(),
});

const doseReportView = z.object({
  day: z.string(),
  rows: z.array(
    z.object({
      country: z.string().nullable(),
      site: z.string().nullable(),
      item: z.string().nullable(),
      /** What came, corrections taken off. */
      received: z.number(),
      corrected: z.number(),
      given: z.number(),
      wasted: z.number(),
      lost: z.number(),
      returned: z.number(),
      quarantined: z.number(),
      /** Doses left, those without a lot that are given or wasted taken off; below zero for an item they can have been of. */
      inStock: z.number(),
      unsettled: z.number(),
      recentlyGiven: z.number().nullable(),
      daysOfStock: z.number().nullable(),
      expiring: z.array(z.object({ expiry: z.string(), held: z.number(), tooLate: z.number() })),
    }),
  ),
  coverage: z.array(
    z.object({
      site: z.string(),
      doseNumber: z.enum(DOSE_NUMBERS).nullable(),
      group: z.string().nullable(),
      doses: z.number(),
      population: z.number().nullable(),
      dosesPer100: z.number().nullable(),
    }),
  ),
  dropOut: z.array(
    z.object({
      site: z.string(),
      from: z.enum(DOSE_NUMBERS),
      to: z.enum(DOSE_NUMBERS),
      first: z.number(),
      next: z.number(),
      dropOutPercent: z.number().nullable(),
    }),
  ),
  /** Sites where, on some days, more doses had been given than had come by then. */
  ahead: z.array(z.object({ site: z.string(), days: z.number(), most: z.number() })),
});

const sessionsView = z.object({
  /** Lots in the hands of the party at the site, with the doses left of each. */
  lots: z.array(
    z.object({
      supplyId: z.string(),
      itemId: z.string(),
      lotNumber: z.string().nullable(),
      expiry: z.string().nullable(),
      held: z.number(),
    }),
  ),
  /** Lots of which doses were given there, with the adverse events that the party knows of; the newest statement, or `null`. */
  given: z.array(
    z.object({
      supplyId: z.string(),
      itemId: z.string(),
      lotNumber: z.string().nullable(),
      given: z.number(),
      events: knownEventsView.nullable(),
    }),
  ),
  /** The newest days first, 100 at most. */
  sessions: z.array(
    z.object({
      id: z.string(),
      itemId: z.string(),
      heldOn: z.string(),
      given: z.number(),
      wasted: z.number(),
      unsettled: z.number(),
      corrects: z.string().nullable(),
      correctedBy: z.string().nullable(),
      reason: z.string(),
    }),
  ),
});

const reasonView = z.discriminatedUnion("why", [
  z.object({ why: z.literal("no_delivery_recorded") }),
  z.object({ why: z.literal("deliveries_recorded_only_from"), day: z.string() }),
  z.object({ why: z.literal("deliveries_of_uncertain_day"), doses: z.number() }),
  z.object({ why: z.literal("deliveries_recorded_only_to"), day: z.string() }),
  z.object({ why: z.literal("deliveries_recorded_only_at"), sites: z.array(z.string()) }),
  z.object({ why: z.literal("not_explained"), doses: z.number() }),
]);

const againstView = z.object({
  item: z.string(),
  countries: z.array(
    z.object({
      country: z.string(),
      /** Recorded as received, whenever. */
      received: z.number(),
      firstDelivery: z.string().nullable(),
      lastDelivery: z.string().nullable(),
      /** The newest figure that others publish. */
      given: z.object({ day: z.string(), doses: z.number() }).nullable(),
      /** Received by that day: for certain, and as much as can have come by then. */
      receivedBy: z.object({ certainly: z.number(), possibly: z.number() }).nullable(),
      /** Days on which more was reported as given than is certain to have come by then, and what the records prove of why. */
      excess: z
        .object({
          days: z.number(),
          firstDay: z.string(),
          lastDay: z.string(),
          most: z.object({
            day: z.string(),
            given: z.number(),
            received: z.number(),
            possibly: z.number(),
          }),
          reasons: z.array(reasonView),
        })
        .nullable(),
    }),
  ),
  otherAreas: z.array(
    z.object({ area: z.string(), areaName: z.string(), day: z.string(), doses: z.number() }),
  ),
  figures: z.object({ rows: z.number(), withDoses: z.number(), revised: z.number() }),
});

export const sessionEndpoints = {
  listSessions: reading({
    path: "/sessions",
    summary: "Lots and the newest session reports of a party at a site; for its members",
    tag: "doses",
    access: "signed_in",
    query: z.object({ partyId: idOf("party"), siteId: idOf("site") }),
    response: sessionsView,
  }),
  getSession: reading({
    path: "/sessions/:reportId",
    summary: "One session report, line by line; for members of its party",
    tag: "doses",
    access: "signed_in",
    isPersonal: true,
    params: z.object({ reportId: idOf("command") }),
    response: sessionView,
  }),
  exportSession: reading({
    path: "/sessions/:reportId/fhir",
    summary:
      "The doses given at a session as a FHIR R4 bundle of Immunization, without persons; for its party",
    tag: "doses",
    access: "signed_in",
    params: z.object({ reportId: idOf("command") }),
    response: fileView,
    media: FHIR_JSON,
  }),
  recordSession: commanding({
    path: "/sessions",
    summary: "Report what was given and wasted at a vaccination session",
    tag: "doses",
    body: z.strictObject(sessionBody),
    response: recordedView,
  }),
  correctSession: commanding({
    path: "/sessions/:reportId/correct",
    summary: "Correct a session report by a further one that says all of it anew",
    tag: "doses",
    params: z.object({ reportId: idOf("command") }),
    body: z.strictObject({
      ...sessionBody,
      reason: z.enum(["count_error", "typing_error", "wrong_item", "doubled_entry", "source_corrected"]),
    }),
    response: recordedView,
  }),
  settleDoses: commanding({
    path: "/doses/settle",
    summary: "Settle doses without a lot: by a rule, or to the lots that somebody has found out",
    tag: "doses",
    body: settleBody,
    response: z.object({ settled: countSchema, left: countSchema, unsettled: countSchema }),
  }),
  countStock: commanding({
    path: "/ledger/counts",
    summary: "Correct how many units of a supply stand at a site to what was counted",
    tag: "ledger",
    body: z.strictObject({
      partyId: idOf("party"),
      siteId: idOf("site"),
      supplyId: idOf("supply"),
      counted: countSchema,
      reason: z.enum(COUNT_REASONS),
      occurred: occurredSchema.optional(),
    }),
    response: entryView,
  }),
  getReceivedAgainstGiven: reading({
    path: "/doses/against",
    summary: "Deliveries recorded beside vaccinations that others publish, country by country",
    tag: "doses",
    query: z.object({ country: countrySchema.optional() }),
    response: againstView,
  }),
  getDoses: reading({
    path: "/doses",
    summary: "Doses received, given, wasted and in stock by site, coverage and drop-out",
    tag: "doses",
    query: dosesQuery,
    response: doseReportView,
  }),
};
