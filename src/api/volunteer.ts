import { z } from "zod";
import { DEPLOYMENT_STATUSES } from "#core/team/deployment.ts";
import { isLanguageCode } from "#core/team/team-offer.ts";
import { MEMBER_PROBLEMS } from "#core/volunteer/member.ts";
import { PROFESSIONS, VOLUNTEER_SKILLS } from "#core/volunteer/profession.ts";
import { CONSENT_SCOPES } from "#core/volunteer/volunteer.ts";
import { commanding, reading } from "./endpoint.ts";
import { countrySchema, daySchema, idOf, instantSchema, pageQuery } from "./scalars.ts";

const languageSchema = z.string().refine(isLanguageCode, { message: "not_a_language" });
/** Texts that core looks at: here only a bound on their length. */
const textSchema = z.string().min(1).max(120);

const daysSchema = z.strictObject({ fromDay: daySchema, untilDay: daySchema });
const licenceSchema = z.strictObject({
  country: countrySchema,
  number: z.string().min(1).max(35),
  validUntil: daySchema,
});

/** All that is kept of a person. */
const statedVolunteer = {
  name: textSchema,
  /** An e-mail address, or a telephone number with its country: `+39 055 123456`. */
  contact: textSchema,
  /** ISCO-08 unit group. */
  profession: z.enum(PROFESSIONS),
  skills: z.array(z.enum(VOLUNTEER_SKILLS)).max(VOLUNTEER_SKILLS.length),
  /** ISO 639-1. */
  languages: z.array(languageSchema).max(20),
  licences: z.array(licenceSchema).max(20),
  /** Days on which the person can go. */
  days: z.array(daysSchema).max(50),
  /** What the person agreed to; one for the roster is always needed. */
  consents: z
    .array(z.strictObject({ scope: z.enum(CONSENT_SCOPES), givenOn: daySchema, untilDay: daySchema }))
    .max(CONSENT_SCOPES.length),
};

const partyParams = z.object({ partyId: idOf("party") });
const volunteerParams = z.object({ volunteerId: idOf("volunteer") });
const deploymentParams = z.object({ deploymentId: idOf("deployment") });
const memberParams = z.object({ deploymentId: idOf("deployment"), volunteerId: idOf("volunteer") });

const licenceView = z.object({ country: z.string(), number: z.string(), validUntil: z.string() });

const volunteerView = z.object({
  id: z.string(),
  partyId: z.string(),
  reference: z.string(),
  name: z.string(),
  contact: z.string(),
  profession: z.enum(PROFESSIONS),
  skills: z.array(z.enum(VOLUNTEER_SKILLS)),
  languages: z.array(z.string()),
  licences: z.array(licenceView),
  days: z.array(z.object({ fromDay: z.string(), untilDay: z.string() })),
  consents: z.array(
    z.object({
      scope: z.enum(CONSENT_SCOPES),
      givenOn: z.string(),
      untilDay: z.string(),
      withdrawnOn: z.string().nullable(),
    }),
  ),
  version: z.number(),
  createdAt: instantSchema,
});
export type VolunteerView = z.infer<typeof volunteerView>;

/** What a command about a person answers: nothing that tells who it is. */
const keptView = z.object({ id: z.string(), version: z.number() });

const countView = z.object({ key: z.string(), count: z.number() });
const memberView = z.object({ deploymentId: z.string(), volunteerId: z.string() });
const licenceRuleView = z.object({ professions: z.array(z.enum(PROFESSIONS)), inHostCountry: z.boolean() });

const membersView = z.object({
  /** As whom they are read: who keeps the giver's roster, who leads the team, its host. */
  reader: z.enum(["keeper", "leader", "host"]),
  licenceRule: licenceRuleView,
  /** For the host only names and licences; the rest is null or empty. */
  members: z.array(
    z.object({
      id: z.string().nullable(),
      reference: z.string().nullable(),
      name: z.string(),
      contact: z.string().nullable(),
      profession: z.enum(PROFESSIONS).nullable(),
      languages: z.array(z.string()),
      licences: z.array(licenceView),
      /** What stands against the member by now. */
      problems: z.array(z.enum(MEMBER_PROBLEMS)),
    }),
  ),
  /** Members who did not agree that the host is told their names. */
  unnamedCount: z.number(),
  /** Members who were erased since, by profession. */
  former: z.array(z.object({ profession: z.string(), count: z.number() })),
});
export type MembersView = z.infer<typeof membersView>;

export const volunteerEndpoints = {
  listVolunteers: reading({
    path: "/rosters/:partyId/volunteers",
    summary: "The volunteers of one's own party, newest first",
    tag: "rosters",
    access: "signed_in",
    isPersonal: true,
    params: partyParams,
    query: z.object({
      ...pageQuery,
      profession: z.enum(PROFESSIONS).optional(),
      skill: z.enum(VOLUNTEER_SKILLS).optional(),
      language: languageSchema.optional(),
      /** Who can go on all days from this one … */
      from: daySchema.optional(),
      /** … to this one; left out: on that day. */
      until: daySchema.optional(),
    }),
    response: z.object({
      publishesCounts: z.boolean(),
      items: z.array(volunteerView),
      nextCursor: z.string().nullable(),
    }),
  }),
  getVolunteer: reading({
    path: "/volunteers/:volunteerId",
    summary: "Everything that is kept of one person, to be given to that person",
    tag: "rosters",
    access: "signed_in",
    isPersonal: true,
    params: volunteerParams,
    response: volunteerView.extend({
      deployments: z.array(
        z.object({
          deploymentId: z.string(),
          fromDay: z.string(),
          untilDay: z.string(),
          status: z.enum(DEPLOYMENT_STATUSES),
        }),
      ),
    }),
  }),
  addVolunteer: commanding({
    path: "/rosters/:partyId/volunteers",
    summary: "Put a person who agreed to it on the roster of one's party",
    tag: "rosters",
    params: partyParams,
    body: z.strictObject({ reference: z.string().min(1).max(40), ...statedVolunteer }),
    response: keptView,
  }),
  changeVolunteer: commanding({
    path: "/volunteers/:volunteerId/change",
    summary: "State anew all that is kept of a person",
    tag: "rosters",
    params: volunteerParams,
    body: z.strictObject(statedVolunteer),
    response: keptView,
  }),
  withdrawConsent: commanding({
    path: "/volunteers/:volunteerId/withdraw-consent",
    summary: "A person takes a consent back: that to the roster erases everything that tells who it is",
    tag: "rosters",
    params: volunteerParams,
    body: z.strictObject({ scope: z.enum(CONSENT_SCOPES) }),
    response: z.object({ id: z.string(), isErased: z.boolean() }),
  }),
  publishRosterCounts: commanding({
    path: "/rosters/:partyId/publish-counts",
    summary: "Publish the counts of one's roster, or do so no more",
    tag: "rosters",
    params: partyParams,
    body: z.strictObject({ publishesCounts: z.boolean() }),
    response: z.object({ partyId: z.string(), publishesCounts: z.boolean() }),
  }),
  getRosterCounts: reading({
    path: "/roster-counts",
    summary:
      "How many volunteers of which professions and languages parties have; counts below five are left out",
    tag: "rosters",
    query: z.object({ party: z.string().optional() }),
    response: z.object({
      rosters: z.array(
        z.object({
          partyCode: z.string(),
          professions: z.array(countView),
          languages: z.array(countView),
        }),
      ),
    }),
  }),
  getMembers: reading({
    path: "/deployments/:deploymentId/members",
    summary: "The members of a deployment: for its giver, and for its host those who agreed to that",
    tag: "rosters",
    access: "signed_in",
    isPersonal: true,
    params: deploymentParams,
    response: membersView,
  }),
  assignMember: commanding({
    path: "/deployments/:deploymentId/members",
    summary: "Make a volunteer of one's roster a member of a deployment of one's team",
    tag: "rosters",
    params: deploymentParams,
    body: z.strictObject({ volunteerId: idOf("volunteer") }),
    response: memberView,
  }),
  removeMember: commanding({
    path: "/deployments/:deploymentId/members/:volunteerId/remove",
    summary: "Take a member out of a deployment",
    tag: "rosters",
    params: memberParams,
    response: memberView,
  }),
  askLicences: commanding({
    path: "/deployments/:deploymentId/licences-asked",
    summary: "As the host, say of which professions a licence to practise is asked",
    tag: "rosters",
    params: deploymentParams,
    body: z.strictObject({
      professions: z.array(z.enum(PROFESSIONS)).max(PROFESSIONS.length),
      /** One of the country in which the team works. */
      inHostCountry: z.boolean(),
    }),
    response: licenceRuleView,
  }),
};
