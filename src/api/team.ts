import { z } from "zod";
import { PLUG_TYPES, readVoltageRange } from "#core/equipment/power.ts";
import { TERMS } from "#core/ledger/supply.ts";
import { PARTY_KINDS } from "#core/party/party.ts";
import { MISMATCHES, UNKNOWNS } from "#core/team/match-team.ts";
import { TEAM_CALL_STATUSES, TEAM_CALL_STEP_NAMES } from "#core/team/team-call.ts";
import { isLanguageCode, TEAM_OFFER_STATUSES } from "#core/team/team-offer.ts";
import { GOODS_NEEDS_MAX, OXYGEN_PRESSURES } from "#core/team/team-needs.ts";
import { isLicence, SPECIALITIES, TEAM_TYPES } from "#core/team/team.ts";
import { commanding, reading } from "./endpoint.ts";
import { daySchema, idOf, instantSchema, nameSchema, pageOf, pageQuery, slugSchema } from "./scalars.ts";

const capabilitySchema = z.strictObject({
  type: z.enum(TEAM_TYPES),
  /** How many teams of the type can go at once. */
  count: z.int().min(1).max(99),
  specialities: z.array(z.enum(SPECIALITIES)).max(SPECIALITIES.length),
});

const licenceSchema = z.string().refine(isLicence, { message: "not_a_licence" });
/** ISO 639-1. */
const languageSchema = z.string().refine(isLanguageCode, { message: "not_a_language" });
const languagesSchema = z.array(languageSchema).max(20);
/** A number of patients, beds, operations or days. */
const capacitySchema = z.int({ error: "whole_number" }).min(0, { error: "whole_number" }).optional();

const registerTeamBody = z.strictObject({
  partyId: idOf("party"),
  name: nameSchema,
  capabilities: z.array(capabilitySchema).min(1).max(TEAM_TYPES.length),
  classifiedYear: z.int().optional(),
  licences: z.array(licenceSchema).max(20).optional(),
});

const wholeNumber = z.int({ error: "whole_number" });
const voltageSchema = z
  .string()
  .refine((text) => readVoltageRange(text) !== undefined, { message: "not_a_voltage_range" });
const plugsSchema = z.array(z.enum(PLUG_TYPES)).max(PLUG_TYPES.length);

/** What a team needs of its host; bounds are those of the offer's rules. */
const statedNeedsSchema = z.strictObject({
  power: z
    .strictObject({
      watts: wholeNumber,
      /** Volts: `230` or `220-240`; left out: any. */
      voltage: voltageSchema.optional(),
      /** Plugs of which any will do; left out: any socket. */
      plugs: plugsSchema.optional(),
      hoursPerDay: wholeNumber.optional(),
    })
    .nullish(),
  oxygen: z
    .strictObject({ litresPerMinute: wholeNumber, pressure: z.enum(OXYGEN_PRESSURES).optional() })
    .nullish(),
  goods: z
    .array(
      z.strictObject({
        /** Items of which any will do. */
        items: z.array(z.string().max(80)).max(GOODS_NEEDS_MAX),
        quantity: wholeNumber,
        /** Days after the team's arrival; left out: those of its self-sufficiency. */
        withinDays: wholeNumber.optional(),
      }),
    )
    .max(GOODS_NEEDS_MAX)
    .optional(),
});

/** What a team needs of its host. */
const teamNeedsView = z.object({
  power: z
    .object({
      watts: z.number(),
      voltage: z.string().nullable(),
      plugs: plugsSchema,
      hoursPerDay: z.number().nullable(),
    })
    .nullable(),
  oxygen: z.object({ pressure: z.enum(OXYGEN_PRESSURES), litresPerMinute: z.number() }).nullable(),
  goods: z.array(z.object({ items: z.array(z.string()), quantity: z.number(), withinDays: z.number() })),
});

const offerTeamBody = z.strictObject({
  terms: z.enum(TERMS),
  languages: languagesSchema,
  availableFrom: daySchema,
  availableUntil: daySchema.optional(),
  emergency: slugSchema.optional(),
  outpatientsPerDay: capacitySchema,
  inpatientBeds: capacitySchema,
  intensiveCareBeds: capacitySchema,
  majorOperationsPerDay: capacitySchema,
  minorOperationsPerDay: capacitySchema,
  selfSufficiencyDays: capacitySchema,
  /** Left out: not stated. */
  needs: statedNeedsSchema.optional(),
});

const capabilityView = z.object({
  type: z.enum(TEAM_TYPES),
  count: z.number(),
  specialities: z.array(z.enum(SPECIALITIES)),
});

const teamView = z.object({
  id: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  name: z.string(),
  capabilities: z.array(capabilityView),
  classifiedYear: z.number().nullable(),
  licences: z.array(z.string()),
});

const teamOfferView = z.object({
  id: z.string(),
  teamId: z.string(),
  teamName: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  partyName: z.string(),
  partyKind: z.string().refine((kind) => PARTY_KINDS.some((one) => one === kind)),
  country: z.string().nullable(),
  capabilities: z.array(capabilityView),
  classifiedYear: z.number().nullable(),
  licences: z.array(z.string()),
  status: z.enum(TEAM_OFFER_STATUSES),
  /** Null where a published list does not say. */
  terms: z.enum(TERMS).nullable(),
  /** ISO 639-1; empty: not stated. */
  languages: z.array(z.string()),
  availableFrom: z.string().nullable(),
  availableUntil: z.string().nullable(),
  emergency: z.string().nullable(),
  outpatientsPerDay: z.number().nullable(),
  inpatientBeds: z.number().nullable(),
  intensiveCareBeds: z.number().nullable(),
  majorOperationsPerDay: z.number().nullable(),
  minorOperationsPerDay: z.number().nullable(),
  /** Days for which the team needs nothing of its host. */
  selfSufficiencyDays: z.number().nullable(),
  /** Null: not stated. */
  needs: teamNeedsView.nullable(),
  /** The stated figures that are below what WHO asks of teams of these types. */
  belowMinimum: z.array(z.string()),
  version: z.number(),
  createdAt: instantSchema,
});

export type TeamOfferView = z.infer<typeof teamOfferView>;

const callForTeamsBody = z.strictObject({
  partyId: idOf("party"),
  types: z.array(z.enum(TEAM_TYPES)).min(1).max(TEAM_TYPES.length),
  count: z.int({ error: "positive_whole_number" }).min(1, { error: "positive_whole_number" }).max(99),
  fromDay: daySchema,
  untilDay: daySchema,
  siteId: idOf("site"),
  languages: languagesSchema.optional(),
  emergency: slugSchema.optional(),
});

const teamCallHead = z.object({
  id: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  status: z.enum(TEAM_CALL_STATUSES),
  types: z.array(z.enum(TEAM_TYPES)),
  count: z.number(),
  fromDay: z.string(),
  untilDay: z.string(),
  siteId: z.string(),
  siteCode: z.string(),
  siteName: z.string(),
  languages: z.array(z.string()),
  emergency: z.string().nullable(),
  confirmedAt: instantSchema,
  /** The last day before which it must be confirmed again, or it expires. */
  expiresOn: z.string(),
  version: z.number(),
  createdAt: instantSchema,
});

const teamCallView = teamCallHead.extend({
  /** What has become of it, step by step. */
  events: z.array(
    z.object({
      sequence: z.number(),
      step: z.enum(["call", ...TEAM_CALL_STEP_NAMES]),
      recordedAt: instantSchema,
    }),
  ),
  /** Every open offer of a team, and why it could not answer. */
  matches: z.array(
    z.object({
      answer: z.enum(["yes", "ask", "no"]),
      mismatches: z.array(z.enum(MISMATCHES)),
      unknowns: z.array(z.enum(UNKNOWNS)),
      offer: teamOfferView,
    }),
  ),
});

export type TeamCallView = z.infer<typeof teamCallView>;

export const teamEndpoints = {
  listTeams: reading({
    path: "/teams",
    summary: "Emergency medical teams as they are offered, newest first",
    tag: "teams",
    query: z.object({
      ...pageQuery,
      party: z.string().optional(),
      status: z.enum(TEAM_OFFER_STATUSES).optional(),
    }),
    response: pageOf(teamOfferView),
  }),
  getTeamOffer: reading({
    path: "/team-offers/:teamOfferId",
    summary: "One offer of a team",
    tag: "teams",
    params: z.object({ teamOfferId: idOf("team offer") }),
    response: teamOfferView,
  }),
  registerTeam: commanding({
    path: "/teams",
    summary: "Register a team of a party, with what it can do",
    tag: "teams",
    body: registerTeamBody,
    response: teamView,
  }),
  offerTeam: commanding({
    path: "/teams/:teamId/offer",
    summary: "Offer a team: when, in which languages, with what capacity, on which terms",
    tag: "teams",
    params: z.object({ teamId: idOf("team") }),
    body: offerTeamBody,
    response: teamOfferView,
  }),
  withdrawTeamOffer: commanding({
    path: "/team-offers/:teamOfferId/withdraw",
    summary: "Withdraw the offer of a team: it is invited on it no more",
    tag: "teams",
    params: z.object({ teamOfferId: idOf("team offer") }),
    response: teamOfferView,
  }),
  listTeamCalls: reading({
    path: "/team-calls",
    summary: "Calls for emergency medical teams, newest first",
    tag: "teams",
    query: z.object({
      ...pageQuery,
      party: z.string().optional(),
      status: z.enum(TEAM_CALL_STATUSES).optional(),
    }),
    response: pageOf(teamCallHead),
  }),
  getTeamCall: reading({
    path: "/team-calls/:teamCallId",
    summary: "One call for teams, and which offered teams could answer it or why not",
    tag: "teams",
    params: z.object({ teamCallId: idOf("team call") }),
    response: teamCallView,
  }),
  callForTeams: commanding({
    path: "/team-calls",
    summary: "Call for emergency medical teams",
    tag: "teams",
    body: callForTeamsBody,
    response: teamCallView,
  }),
  confirmTeamCall: commanding({
    path: "/team-calls/:teamCallId/confirm",
    summary: "Confirm that a call for teams still holds; one that has expired is open again",
    tag: "teams",
    params: z.object({ teamCallId: idOf("team call") }),
    response: teamCallView,
  }),
  withdrawTeamCall: commanding({
    path: "/team-calls/:teamCallId/withdraw",
    summary: "Withdraw a call for teams: nobody is invited on it any more",
    tag: "teams",
    params: z.object({ teamCallId: idOf("team call") }),
    response: teamCallView,
  }),
};
