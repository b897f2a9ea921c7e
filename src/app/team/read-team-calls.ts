import { asId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { type Match, matchTeam } from "#core/team/match-team.ts";
import type { TeamCallId, TeamCallStatus } from "#core/team/team-call.ts";
import { listDeployedDays } from "#store/deployment.ts";
import type { PageRequest } from "#store/page.ts";
import { findTeamCall, listTeamCallEvents, listTeamCalls } from "#store/team-call.ts";
import { listTeamOffers } from "#store/team-offer.ts";
import type { AppContext } from "../context.ts";
import { judgeTeamOffer } from "./show-team-offer.ts";

/** Calls for teams are public. */
export interface TeamCallFilter {
  readonly partyCode?: string | undefined;
  readonly status?: TeamCallStatus | undefined;
}

/** A page of calls for teams, newest first. */
export async function readTeamCalls(context: AppContext, filter: TeamCallFilter, page: PageRequest) {
  return await listTeamCalls(context.database, filter, page);
}

/** The offers that are compared with a call, the newest first: WHO has classified some 40 teams in all its years. */
const OFFERS_MAX = 500;

const ORDER: Readonly<Record<Match["answer"], number>> = { yes: 0, ask: 1, no: 2 };

/**
 * A call for teams, with every open offer of a team and why it could not answer: those that could first, then those that
 * have to be asked. Refuses with `not_found`.
 */
export async function readTeamCall(context: Pick<AppContext, "database" | "reference">, id: TeamCallId) {
  const { database, reference } = context;
  const call = await findTeamCall(database, id);
  if (call === undefined) return refuse({ code: "not_found", noun: "team call", id });
  const { items: offers } = await listTeamOffers(database, { status: "open" }, { limit: OFFERS_MAX });
  const deployed = await listDeployedDays(
    database,
    offers.map(({ teamId }) => asId<"team">(teamId)),
  );
  const matches = offers.map((offer) => {
    const deployedDays = deployed.get(asId<"team">(offer.teamId)) ?? [];
    const partyId = asId<"party">(offer.partyId);
    return {
      ...matchTeam(call, { ...offer, partyId, deployedDays }),
      offer: judgeTeamOffer(offer, reference),
    };
  });
  const events = await listTeamCallEvents(database, id);
  return accept({ ...call, events, matches: matches.toSorted((a, b) => ORDER[a.answer] - ORDER[b.answer]) });
}
