import type { teamEndpoints } from "#api/team.ts";
import { callForTeams, confirmTeamCall, withdrawTeamCall } from "#app/team/call-for-teams.ts";
import { offerTeam } from "#app/team/offer-team.ts";
import { readTeamOffer, readTeamOffers } from "#app/team/read-team-offers.ts";
import { readTeamCall, readTeamCalls } from "#app/team/read-team-calls.ts";
import { registerTeam } from "#app/team/register-team.ts";
import { withdrawTeamOffer } from "#app/team/withdraw-team-offer.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const teamHandlers = {
  listTeams: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, status } = query;
    return accept(showPage(await readTeamOffers(context, { partyCode, status }, page.value)));
  },
  getTeamOffer: async ({ params }, { context }) => await readTeamOffer(context, params.teamOfferId),
  registerTeam: async ({ body }, { context, meta }) => await registerTeam(context, meta, body),
  offerTeam: async ({ params, body }, { context, meta }) =>
    await offerTeam(context, meta, { ...params, ...body }),
  withdrawTeamOffer: async ({ params }, { context, meta }) => await withdrawTeamOffer(context, meta, params),
  listTeamCalls: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, status } = query;
    return accept(showPage(await readTeamCalls(context, { partyCode, status }, page.value)));
  },
  getTeamCall: async ({ params }, { context }) => await readTeamCall(context, params.teamCallId),
  callForTeams: async ({ body }, { context, meta }) => await callForTeams(context, meta, body),
  confirmTeamCall: async ({ params }, { context, meta }) => await confirmTeamCall(context, meta, params),
  withdrawTeamCall: async ({ params }, { context, meta }) => await withdrawTeamCall(context, meta, params),
} satisfies Pick<Handlers, keyof typeof teamEndpoints>;
