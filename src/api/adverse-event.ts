import { z } from "zod";
import { REFERENCES_MAX, SERIOUSNESS } from "#core/session/adverse-event.ts";
import { commanding, FHIR_JSON, fileView, reading } from "./endpoint.ts";
import { countSchema, daySchema, idOf, instantSchema } from "./scalars.ts";

/** What a party knows of adverse events after doses of a lot at a site. */
export const knownEventsView = z.object({
  version: countSchema,
  knownOn: z.string(),
  serious: countSchema,
  notSerious: countSchema,
  references: z.array(z.object({ seriousness: z.enum(SERIOUSNESS), reference: z.string() })),
  recordedAt: instantSchema,
});

const lotEventsView = z.object({
  lots: z.array(
    z.object({
      itemId: z.string(),
      lotNumber: z.string().nullable(),
      /** Doses of the lot given everywhere. */
      given: countSchema,
      serious: countSchema,
      notSerious: countSchema,
      /** The latest day up to which any of the counts goes. */
      knownOn: z.string(),
    }),
  ),
});

const place = { partyId: idOf("party"), siteId: idOf("site"), supplyId: idOf("supply") };

export const adverseEventEndpoints = {
  countAdverseEvents: commanding({
    path: "/adverse-events",
    summary: "Say how many adverse events are known after doses of a lot at a site, all to date",
    tag: "doses",
    body: z.strictObject({
      ...place,
      knownOn: daySchema,
      serious: countSchema,
      notSerious: countSchema,
      /**
       * Where the national system has the records: the address of a FHIR R4 resource AdverseEvent or Immunization, a URN, or an
       * identifier `SYSTEM|VALUE`. The rule itself checks them, and never repeats what was sent.
       */
      references: z
        .array(z.strictObject({ seriousness: z.enum(SERIOUSNESS), reference: z.string() }))
        .max(REFERENCES_MAX),
      /** The version that this statement takes the place of; 0 where there is none. */
      follows: countSchema,
    }),
    response: z.object({ version: countSchema, given: countSchema }),
  }),
  listLotEvents: reading({
    path: "/adverse-events/lots",
    summary:
      "Adverse events by lot, of a supply's lot or a recall's; for who has the lot, has given it or recalls it",
    tag: "doses",
    access: "signed_in",
    query: z.object({ supplyId: idOf("supply").optional(), recallId: idOf("recall").optional() }),
    response: lotEventsView,
  }),
  exportAdverseEvents: reading({
    path: "/adverse-events/fhir",
    summary:
      "Adverse events after doses of a lot at a site as a FHIR R4 bundle, without persons; for the party",
    tag: "doses",
    access: "signed_in",
    query: z.object(place),
    response: fileView,
    media: FHIR_JSON,
  }),
};
