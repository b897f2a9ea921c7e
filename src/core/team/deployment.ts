import type { CallId, Id, LaneId, PartyId, RoundId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { StepTable } from "#core/steps.ts";
import type { Day, Instant } from "#core/time.ts";
import { findDayProblems, findSiteProblems, type KnownSite, type TeamCallId } from "./team-call.ts";
import type { TeamOffer, TeamOfferId, TeamOfferStatus } from "./team-offer.ts";
import type { Team, TeamId, TeamType } from "./team.ts";

export type DeploymentId = Id<"deployment">;

export const DEPLOYMENT_STATUSES = [
  "proposed",
  "invited",
  "accepted",
  "travelling",
  "registered",
  "working",
  "handing_over",
  "closed",
  "declined",
  "cancelled",
] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

/** The statuses in which a team is promised or there: it cannot be elsewhere on these days. */
export const ENGAGED_STATUSES: readonly DeploymentStatus[] = [
  "accepted",
  "travelling",
  "registered",
  "working",
  "handing_over",
];

/** The statuses in which a team reports its days: from its registration on, and after its close for days not reported yet. */
export const REPORTING_STATUSES: readonly DeploymentStatus[] = [
  "registered",
  "working",
  "handing_over",
  "closed",
];

export const DEPLOYMENT_STEP_NAMES = [
  "confirm",
  "accept",
  "decline",
  "cancel",
  "depart",
  "register",
  "start",
  "hand_over",
  "close",
] as const;
export type DeploymentStep = (typeof DEPLOYMENT_STEP_NAMES)[number];

/**
 * Which step leads where: see `takeStep`. A team that has been registered has arrived: it is not cancelled any more, but
 * hands over, even before its first patient.
 */
export const DEPLOYMENT_STEPS: StepTable<DeploymentStatus, DeploymentStep> = {
  // By a round: nobody is asked before the host has confirmed it.
  proposed: { confirm: "invited", decline: "declined", cancel: "cancelled" },
  invited: { accept: "accepted", decline: "declined", cancel: "cancelled" },
  accepted: { depart: "travelling", cancel: "cancelled" },
  travelling: { register: "registered", cancel: "cancelled" },
  registered: { start: "working", hand_over: "handing_over" },
  working: { hand_over: "handing_over" },
  handing_over: { close: "closed" },
  closed: {},
  declined: {},
  cancelled: {},
};

/** A team's stay somewhere. */
export interface Deployment {
  readonly id: DeploymentId;
  readonly teamId: TeamId;
  readonly teamOfferId: TeamOfferId;
  readonly teamCallId: TeamCallId | null;
  /** Whose team it is. */
  readonly giverId: PartyId;
  /** Who has invited it. */
  readonly recipientId: PartyId;
  readonly type: TeamType;
  readonly siteId: SiteId;
  readonly fromDay: Day;
  readonly untilDay: Day;
  readonly emergency: string | null;
  readonly status: DeploymentStatus;
  /** The round that has proposed it; `null`: none has. */
  readonly roundId: RoundId | null;
  /** Goods that the round keeps for the team. */
  readonly plannedGoods: readonly PlannedGoods[];
  /** The call for these goods, once its host has confirmed. */
  readonly needsCallId: CallId | null;
}

/** Units of a supply that a round keeps for a team's need, and how they come. */
export interface PlannedGoods {
  readonly supplyId: SupplyId;
  readonly giverId: PartyId;
  readonly itemId: string;
  readonly quantity: Quantity;
  readonly laneId: LaneId;
  readonly fromSiteId: SiteId;
  readonly departOn: Day;
  readonly arriveOn: Day;
  /** Of the call for the team, 1 to 5. */
  readonly severity: number;
}

/** A host invites an offered team. */
export interface InviteTeam {
  readonly recipientId: PartyId;
  readonly teamOfferId: TeamOfferId;
  /** The host's call that it answers; left out: none. */
  readonly teamCallId?: TeamCallId | undefined;
  readonly type: TeamType;
  readonly siteId: SiteId;
  readonly fromDay: Day;
  readonly untilDay: Day;
  readonly emergency?: string | undefined;
}

/** The offer of the team has ended. */
export interface TeamOfferNotOpenRefusal {
  readonly code: "team_offer_not_open";
  readonly teamOfferId: TeamOfferId;
}

/** The team is promised, or at work, elsewhere on these days. */
export interface TeamDeployedRefusal {
  readonly code: "team_deployed";
  readonly fromDay: Day;
  readonly untilDay: Day;
}

/** What the decision needs to know of the world. */
export interface InviteTeamFacts {
  readonly id: DeploymentId;
  readonly now: Instant;
  readonly team: Team;
  readonly offer: Pick<TeamOffer, "id" | "availableFrom" | "availableUntil"> & {
    readonly status: TeamOfferStatus;
  };
  /** The call that is named, if there is one of that id. */
  readonly call: { readonly partyId: PartyId; readonly status: string } | undefined;
  readonly host: { readonly country: string | null };
  readonly site: KnownSite | undefined;
}

/**
 * The deployment, to which the team is invited. Refuses with `team_offer_not_open`, then with `malformed`, all problems at once:
 * `giver_is_recipient`, `type_not_offered`, `unknown_team_call`, `team_call_of_another_party`, `team_call_not_open` (with its status), days
 * that end before they begin or are past (as `findDayProblems`) or are not offered (`outside_availability`), and the site
 * (as `findSiteProblems`).
 */
export function decideInviteTeam(
  command: InviteTeam,
  facts: InviteTeamFacts,
): Result<Deployment, MalformedRefusal | TeamOfferNotOpenRefusal> {
  const { team, offer, now } = facts;
  if (offer.status !== "open") return refuse({ code: "team_offer_not_open", teamOfferId: offer.id });
  const { recipientId, type, siteId, teamCallId = null, emergency = null } = command;
  const problems: Problem[] = [];
  if (recipientId === team.partyId) {
    problems.push({ field: "recipientId", value: recipientId, rule: "giver_is_recipient" });
  }
  if (!team.capabilities.some((one) => one.type === type)) {
    const offered = team.capabilities.map((one) => one.type).join(", ");
    problems.push({ field: "type", value: type, rule: "type_not_offered", facts: { offered } });
  }
  if (teamCallId !== null) problems.push(...findCallProblems(teamCallId, recipientId, facts.call));
  problems.push(...findDayProblems(command, now), ...findAvailabilityProblems(command, offer));
  problems.push(...findSiteProblems(siteId, facts.site, { id: recipientId, ...facts.host }));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    id: facts.id,
    teamId: team.id,
    teamOfferId: offer.id,
    teamCallId,
    giverId: team.partyId,
    recipientId,
    type,
    siteId,
    fromDay: command.fromDay,
    untilDay: command.untilDay,
    emergency,
    status: "invited",
    roundId: null,
    plannedGoods: [],
    needsCallId: null,
  });
}

function findCallProblems(value: TeamCallId, recipientId: PartyId, call: InviteTeamFacts["call"]): Problem[] {
  const field = "teamCallId";
  if (call === undefined) return [{ field, value, rule: "unknown_team_call" }];
  if (call.partyId !== recipientId) return [{ field, value, rule: "team_call_of_another_party" }];
  if (call.status === "open") return [];
  return [{ field, value, rule: "team_call_not_open", facts: { status: call.status } }];
}

function findAvailabilityProblems(
  { fromDay, untilDay }: InviteTeam,
  { availableFrom, availableUntil }: InviteTeamFacts["offer"],
): Problem[] {
  const rule = "outside_availability";
  const facts = { available_from: availableFrom ?? "…", available_until: availableUntil ?? "…" };
  const problems: Problem[] = [];
  if (availableFrom !== null && fromDay < availableFrom) {
    problems.push({ field: "fromDay", value: fromDay, rule, facts });
  }
  if (availableUntil !== null && untilDay > availableUntil) {
    problems.push({ field: "untilDay", value: untilDay, rule, facts });
  }
  return problems;
}
