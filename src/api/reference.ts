import { z } from "zod";
import { TRANSPORT_MODES } from "#core/consignment/consignment.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { COUNTRY_LISTS } from "#core/place/country-list.ts";
import { PARTY_KINDS, ROLES } from "#core/party/party.ts";
import { SITE_KINDS } from "#core/site/site.ts";
import { commanding, reading } from "./endpoint.ts";
import {
  codeSchema,
  countrySchema,
  countSchema,
  daySchema,
  idOf,
  nameSchema,
  pageOf,
  pageQuery,
  slugSchema,
} from "./scalars.ts";

/** A name in the six languages of the United Nations. */
const names = z.object({
  ar: z.string(),
  zh: z.string(),
  en: z.string(),
  es: z.string(),
  fr: z.string(),
  ru: z.string(),
});

export const countryView = z.object({
  code: z.string(),
  alpha2: z.string(),
  names,
  /** M49 region; null where M49 gives none. */
  region: z.string().nullable(),
  population2020: z.number().nullable(),
  leastDeveloped: z.boolean(),
  landlocked: z.boolean(),
  smallIsland: z.boolean(),
});

export const itemView = z.object({
  id: z.string(),
  of: z.string().nullable(),
  kind: z.enum(["category", "item"]),
  names,
  /** UNECE Recommendation 20 code; null for a category whose items are counted in different units. */
  unit: z.string().nullable(),
  unitName: z.string().nullable(),
  temperatureClass: z.string().nullable(),
  quantityMax: z.number(),
});

export const partyView = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: z.enum(PARTY_KINDS),
  country: z.string().nullable(),
});

/** A party as anybody may know it, with its country's stays on the United Nations' lists. */
const publicPartyView = partyView.extend({
  /** Under what statements count what it gave and received: its country's code, or its own where it has none. */
  statementCode: z.string(),
  listings: z.array(
    z.object({
      list: z.enum(COUNTRY_LISTS),
      entered: z.string(),
      /** The first day on which the country is no longer on the list; null while it stays. */
      left: z.string().nullable(),
    }),
  ),
});
export type PublicPartyView = z.infer<typeof publicPartyView>;

export const siteView = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: z.enum(SITE_KINDS),
  country: z.string(),
  partyId: z.string().nullable(),
  unLocode: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
});

const unLocodeSchema = z.string().regex(/^[A-Z]{2}[A-Z0-9]{3}$/, { message: "un_locode" });
const latitudeSchema = z.number().min(-90).max(90);
const longitudeSchema = z.number().min(-180).max(180);
const transitSchema = z.int().min(0).max(365);
const limitSchema = z.int().nonnegative();

export const laneView = z.object({
  id: z.string(),
  fromSiteId: z.string(),
  toSiteId: z.string(),
  mode: z.enum(TRANSPORT_MODES),
  transitDays: z.number(),
  /** What it carries in a day, and US cents for each 1,000 kg; null where nobody has stated it. */
  massGramsPerDay: countSchema.nullable(),
  volumeCubicCentimetresPerDay: countSchema.nullable(),
  coldVolumeCubicCentimetresPerDay: countSchema.nullable(),
  costCentsPerTonne: countSchema.nullable(),
  scenario: z.string().nullable(),
});

export const referenceEndpoints = {
  listCountries: reading({
    path: "/countries",
    summary:
      "Countries, with the lists of the least developed, landlocked and small island ones in force on a day",
    tag: "reference",
    query: z.object({ day: daySchema.optional() }),
    response: z.object({ items: z.array(countryView) }),
  }),
  getNames: reading({
    path: "/names/:language",
    summary:
      "Names of countries, in their order there, and of items in one language, and today's list of the least developed: what pages begin with",
    tag: "reference",
    params: z.object({ language: z.enum(NAME_LANGUAGES) }),
    response: z.object({
      countries: z.array(z.object({ code: z.string(), name: z.string(), leastDeveloped: z.boolean() })),
      items: z.array(z.object({ id: z.string(), name: z.string(), unitName: z.string().nullable() })),
    }),
  }),
  listPlaces: reading({
    path: "/countries/places",
    summary: "Where countries stand on a map: the position of each one's main gate",
    tag: "reference",
    response: z.object({
      items: z.array(
        z.object({
          code: z.string(),
          /** ISO 3166-1 numeric, three digits. */
          numeric: z.string(),
          /** Degrees, north and east positive; null where no gate is known. */
          latitude: z.number().nullable(),
          longitude: z.number().nullable(),
        }),
      ),
    }),
  }),
  listItems: reading({
    path: "/items",
    summary: "The catalogue as a tree",
    tag: "reference",
    response: z.object({ items: z.array(itemView) }),
  }),
  listParties: reading({
    path: "/parties",
    summary: "Parties by code",
    tag: "reference",
    query: z.object({ ...pageQuery, kind: z.enum(PARTY_KINDS).optional() }),
    response: pageOf(partyView),
  }),
  getParty: reading({
    path: "/parties/:code",
    summary: "One party by its code, with its country's stays on the United Nations' lists",
    tag: "reference",
    params: z.object({ code: codeSchema }),
    response: publicPartyView,
  }),
  listSites: reading({
    path: "/sites",
    summary: "Sites by code",
    tag: "reference",
    query: z.object({ ...pageQuery, country: countrySchema.optional() }),
    response: pageOf(siteView),
  }),
  listLanes: reading({
    path: "/lanes",
    summary: "Lanes between sites",
    tag: "reference",
    query: z.object({
      ...pageQuery,
      scenario: slugSchema.optional(),
      /** Only lanes from or to this site. */
      site: idOf("site").optional(),
    }),
    response: pageOf(laneView),
  }),
  addParty: commanding({
    path: "/parties",
    summary: "Add a party",
    tag: "reference",
    body: z.strictObject({
      code: codeSchema,
      name: nameSchema,
      kind: z.enum(PARTY_KINDS),
      country: countrySchema.optional(),
    }),
    response: partyView,
  }),
  addSite: commanding({
    path: "/sites",
    summary: "Add a site of a party",
    tag: "reference",
    body: z.strictObject({
      partyId: idOf("party"),
      code: codeSchema,
      name: nameSchema,
      kind: z.enum(SITE_KINDS),
      country: countrySchema,
      unLocode: unLocodeSchema.optional(),
      latitude: latitudeSchema.optional(),
      longitude: longitudeSchema.optional(),
    }),
    response: siteView,
  }),
  correctSite: commanding({
    path: "/sites/:siteId/correct",
    summary: "State name, kind, UN/LOCODE or coordinates of a site anew",
    tag: "reference",
    params: z.object({ siteId: idOf("site") }),
    /** `null` takes a statement back; what is left out stays. */
    body: z.strictObject({
      name: nameSchema.optional(),
      kind: z.enum(SITE_KINDS).optional(),
      unLocode: unLocodeSchema.nullable().optional(),
      latitude: latitudeSchema.nullable().optional(),
      longitude: longitudeSchema.nullable().optional(),
    }),
    response: siteView,
  }),
  addLane: commanding({
    path: "/lanes",
    summary: "Add a lane between two sites, one of which is the party's own",
    tag: "reference",
    body: z.strictObject({
      partyId: idOf("party"),
      fromSiteId: idOf("site"),
      toSiteId: idOf("site"),
      mode: z.enum(TRANSPORT_MODES),
      transitDays: transitSchema,
      massGramsPerDay: limitSchema.optional(),
      volumeCubicCentimetresPerDay: limitSchema.optional(),
      coldVolumeCubicCentimetresPerDay: limitSchema.optional(),
      costCentsPerTonne: limitSchema.optional(),
    }),
    response: laneView,
  }),
  correctLane: commanding({
    path: "/lanes/:laneId/correct",
    summary: "State days, limits or price of a lane anew: another lane takes its place",
    tag: "reference",
    params: z.object({ laneId: idOf("lane") }),
    /** `null` takes a limit or a price back; what is left out stays. */
    body: z.strictObject({
      partyId: idOf("party"),
      transitDays: transitSchema.optional(),
      massGramsPerDay: limitSchema.nullable().optional(),
      volumeCubicCentimetresPerDay: limitSchema.nullable().optional(),
      coldVolumeCubicCentimetresPerDay: limitSchema.nullable().optional(),
      costCentsPerTonne: limitSchema.nullable().optional(),
    }),
    response: laneView,
  }),
  retireLane: commanding({
    path: "/lanes/:laneId/retire",
    summary: "Retire a lane: no round plans over it any more",
    tag: "reference",
    params: z.object({ laneId: idOf("lane") }),
    response: laneView,
  }),
};

export const accountEndpoints = {
  getMe: reading({
    path: "/me",
    summary: "Who is signed in, and which roles for which parties",
    tag: "accounts",
    access: "signed_in",
    response: z.object({
      userId: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      memberships: z.array(
        z.object({ partyId: z.string(), partyCode: z.string(), partyName: z.string(), role: z.enum(ROLES) }),
      ),
    }),
  }),
};
