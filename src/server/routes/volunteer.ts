import type { volunteerEndpoints } from "#api/volunteer.ts";
import { askLicences, assignMember, removeMember } from "#app/volunteer/assign-member.ts";
import { addVolunteer, changeVolunteer } from "#app/volunteer/keep-volunteer.ts";
import { publishRosterCounts } from "#app/volunteer/publish-roster-counts.ts";
import { readMembers } from "#app/volunteer/read-members.ts";
import { readRosterCounts, readVolunteer, readVolunteers } from "#app/volunteer/read-volunteers.ts";
import { withdrawConsent } from "#app/volunteer/withdraw-consent.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const volunteerHandlers = {
  listVolunteers: async ({ params, query }, { context, actor }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { profession, skill, language, from: fromDay, until: untilDay } = query;
    const filter = { ...params, profession, skill, language, fromDay, untilDay };
    const read = await readVolunteers(context, actor, filter, page.value);
    if (!read.ok) return read;
    const { publishesCounts, ...found } = read.value;
    return accept({ publishesCounts, ...showPage(found) });
  },
  getVolunteer: async ({ params }, { context, actor }) =>
    await readVolunteer(context, actor, params.volunteerId),
  addVolunteer: async ({ params, body }, { context, meta }) =>
    await addVolunteer(context, meta, { ...params, ...body }),
  changeVolunteer: async ({ params, body }, { context, meta }) =>
    await changeVolunteer(context, meta, { ...params, ...body }),
  withdrawConsent: async ({ params, body }, { context, meta }) =>
    await withdrawConsent(context, meta, { ...params, ...body }),
  publishRosterCounts: async ({ params, body }, { context, meta }) =>
    await publishRosterCounts(context, meta, { ...params, ...body }),
  getRosterCounts: async ({ query }, { context }) =>
    accept(await readRosterCounts(context, { partyCode: query.party })),
  getMembers: async ({ params }, { context, actor }) =>
    await readMembers(context, actor, params.deploymentId),
  assignMember: async ({ params, body }, { context, meta }) =>
    await assignMember(context, meta, { ...params, ...body }),
  removeMember: async ({ params }, { context, meta }) => await removeMember(context, meta, params),
  askLicences: async ({ params, body }, { context, meta }) =>
    await askLicences(context, meta, { ...params, ...body }),
} satisfies Pick<Handlers, keyof typeof volunteerEndpoints>;
