import type { SentTeam } from "#core/allocation/read-team-plan.ts";
import { asId, type RoundId } from "#core/id.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { Day } from "#core/time.ts";
import type { Deployment, DeploymentId } from "./deployment.ts";
import { isFree } from "./match-team.ts";
import type { TeamCallId } from "./team-call.ts";
import type { Capability, TeamId } from "./team.ts";

/** Some teams of a plan cannot go as planned any more: promised, offer or call withdrawn, call answered, or the first day past. */
export interface RoundTeamsChangedRefusal {
  readonly code: "round_teams_changed";
  readonly roundId: RoundId;
  /** Their names. */
  readonly teams: readonly string[];
}

/** A proposal of a round whose first day has passed: it counts no more. */
export interface ProposalLapsedRefusal {
  readonly code: "proposal_lapsed";
  readonly fromDay: Day;
}

/** A promise of a team: accepted and not ended, or waiting for an answer. */
export interface PromisedTeam {
  readonly teamId: string;
  readonly teamCallId: string | null;
  readonly fromDay: Day;
  readonly untilDay: Day;
}

/** How things stand as a round is published. */
export interface ProposeFacts {
  readonly roundId: RoundId;
  readonly today: Day;
  readonly promised: readonly PromisedTeam[];
  /** What the teams whose offers are open can do; a team whose offer has ended is not here. */
  readonly capabilities: ReadonlyMap<TeamId, readonly Capability[]>;
  /** How many teams the calls ask that are open; a call that has ended is not here. */
  readonly asked: ReadonlyMap<string, number>;
}

/**
 * The deployments that a round proposes: one for each team that it sends, which nobody has agreed to yet. A team is proposed only if it is as
 * free, and its call as short of teams, as the plan took them to be: else `round_teams_changed`, which names every such team, and nothing
 * is proposed.
 */
export function proposeDeployments(
  sent: readonly SentTeam[],
  facts: ProposeFacts,
  newId: () => DeploymentId,
): Result<readonly Deployment[], RoundTeamsChangedRefusal> {
  const { roundId } = facts;
  const promised = [...facts.promised];
  const changed = new Set<string>();
  const deployments = sent.map((one): Deployment => {
    if (!isAsPlanned(one, { ...facts, promised })) changed.add(one.teamName);
    promised.push(one);
    return {
      id: newId(),
      teamId: one.teamId,
      teamOfferId: one.teamOfferId,
      teamCallId: asId<"team call">(one.teamCallId) satisfies TeamCallId,
      giverId: one.partyId,
      recipientId: asId<"party">(one.recipientId),
      type: one.type,
      siteId: asId<"site">(one.siteId),
      fromDay: one.fromDay,
      untilDay: one.untilDay,
      emergency: one.emergency,
      status: "proposed",
      roundId,
      plannedGoods: one.needs.flatMap((need) => (need.by === "goods" ? need.sendings : [])),
      needsCallId: null,
    };
  });
  if (changed.size > 0) return refuse({ code: "round_teams_changed", roundId, teams: [...changed] });
  return accept(deployments);
}

function isAsPlanned(one: SentTeam, { today, promised, capabilities, asked }: ProposeFacts): boolean {
  const own = capabilities.get(one.teamId);
  const wanted = asked.get(one.teamCallId);
  if (own === undefined || wanted === undefined || one.fromDay < today) return false;
  const deployedDays = promised.filter(({ teamId }) => teamId === one.teamId);
  const got = promised.filter(({ teamCallId }) => teamCallId === one.teamCallId).length;
  return got < wanted && isFree({ capabilities: own, deployedDays }, one);
}
