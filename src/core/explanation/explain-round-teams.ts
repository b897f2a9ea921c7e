import type { AssignmentPlanFile } from "#core/allocation/assignment-files.ts";
import { teamCallKey, teamKey } from "#core/allocation/round-keys.ts";
import { isUnstated, listFacilityKinds } from "#core/allocation/site-facilities.ts";
import {
  findTeamMismatch,
  type SnapshotTeamCall,
  type SnapshotTeams,
} from "#core/allocation/team-snapshot.ts";
import type { AssignmentProblem } from "#planner/indivisible/problem.ts";
import {
  type DestinationExplanation,
  explainDestination,
  findReason,
  type OtherReason,
} from "./explain-destination.ts";

/** Problem and plan of a round's teams, and what their rows stand for. */
export interface RoundTeams {
  readonly teams: SnapshotTeams;
  readonly problem: AssignmentProblem;
  readonly plan: AssignmentPlanFile;
}

/** Why a call for teams has what it has. */
export interface TeamCallExplanation {
  readonly call: string;
  readonly wanted: number;
  readonly got: number;
  readonly level: number;
  /** The teams that are sent to it, by key. */
  readonly here: readonly string[];
  /** Every other team, and why it is not at this call; in the order of keys. */
  readonly others: readonly { readonly unit: string; readonly reason: OtherReason }[];
}

/**
 * Why a team of a round goes where it goes; `undefined` where the round has no such team. As `explainDestination`, with what the snapshot
 * says beside the problem: whose call it is, and what a site has not stated.
 */
export async function explainRoundTeam(
  round: RoundTeams,
  key: string,
): Promise<DestinationExplanation | undefined> {
  const explained = await explainDestination(round.problem, round.plan, key);
  if (explained === undefined) return undefined;
  const others = explained.others.map(({ call, reason }) => {
    return { call, reason: tellMore(round, { unit: key, call }, reason) };
  });
  return { ...explained, others };
}

/** Why a call of a round has what it has, and every team that is not there; `undefined` where the round has no such call. */
export async function explainRoundTeamCall(
  round: RoundTeams,
  key: string,
): Promise<TeamCallExplanation | undefined> {
  const { problem, plan } = round;
  const c = problem.calls.findIndex((one) => one.key === key);
  const call = problem.calls[c];
  const outcome = plan.calls.find((one) => one.call === key);
  if (call === undefined || outcome === undefined) return undefined;
  const here = plan.assignments.filter((one) => one.call === key).map(({ unit }) => unit);
  const others: { unit: string; reason: OtherReason }[] = [];
  for (const unit of problem.units) {
    if (here.includes(unit.key)) continue;
    const reason = await findReason(problem, { unit, call, c, got: outcome.got });
    others.push({ unit: unit.key, reason: tellMore(round, { unit: unit.key, call: key }, reason) });
  }
  const { wanted, got, level } = outcome;
  return {
    call: key,
    wanted,
    got,
    level,
    here,
    others: others.toSorted((a, b) => (a.unit < b.unit ? -1 : 1)),
  };
}

function tellMore(
  { teams }: RoundTeams,
  { unit, call: callKey }: { readonly unit: string; readonly call: string },
  reason: OtherReason,
): OtherReason {
  const team = teams.teams.find((one) => teamKey(one) === unit);
  const call: SnapshotTeamCall | undefined = teams.calls.find((one) => teamCallKey(one) === callKey);
  if (team === undefined || call === undefined) return reason;
  const mismatch = findTeamMismatch(team, call);
  if (mismatch !== undefined) return { kind: mismatch };
  if (reason.kind !== "facility" || reason.has !== null) return reason;
  const site = teams.sites.find(({ siteId }) => siteId === call.siteId);
  const kind = listFacilityKinds(teams)[reason.facility];
  const isUnknown = site !== undefined && kind !== undefined && isUnstated(site, kind);
  return isUnknown ? { kind: "unstated", facility: reason.facility } : reason;
}
