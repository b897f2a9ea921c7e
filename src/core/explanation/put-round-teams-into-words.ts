import type { TeamCallOutcome } from "#core/allocation/read-team-plan.ts";
import type { AbsentTeam } from "#core/allocation/team-snapshot.ts";
import { type ExplainedDestination, tellReason } from "./put-destination-into-words.ts";
import type { Speech } from "./put-into-words.ts";
import type { TeamCallExplanation } from "./explain-round-teams.ts";

/**
 * Why a call for teams has what it has, in sentences of one language: `needs` are who is sent there. Teams that could not be planned at all are
 * told last, each with why.
 */
export function putTeamCallIntoWords(
  { call, wanted, got, level, here, others }: TeamCallExplanation,
  { status, absent }: { readonly status: TeamCallOutcome["status"]; readonly absent: readonly AbsentTeam[] },
  speech: Speech,
): ExplainedDestination {
  const { wording, naming } = speech;
  const { say, list } = wording;
  const teamsOf = new Map<string, string[]>();
  for (const { unit, reason } of others) {
    const text = tellReason(reason, speech);
    teamsOf.set(text, [...(teamsOf.get(text) ?? []), naming.unit(unit)]);
  }
  const head = say("team.callHead", {
    call: naming.unitCall(call),
    got,
    wanted,
    level: wording.level(level),
  });
  return {
    head: `${wording.begin(head)} ${say(`team.status.${status}`)}`,
    needs: here.length === 0 ? [] : [say("team.here", { teams: list(here.map(naming.unit)) })],
    othersHeading: say("team.notHere"),
    others: [
      ...[...teamsOf].map(([reason, teams]) => say("unit.other", { calls: list(teams), reason })),
      ...absent.map((one) => putAbsentTeamIntoWords(one, speech)),
    ],
  };
}

/** Why a team that is offered is not in a round's plan at all. */
export function putAbsentTeamIntoWords(
  { teamName, partyCode, reason }: AbsentTeam,
  { wording: { say, isolate } }: Speech,
): string {
  const team = say("team.name", { team: isolate(teamName), party: isolate(partyCode) });
  return say(`team.${reason}`, { team });
}
