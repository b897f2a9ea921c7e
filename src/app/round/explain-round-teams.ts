import { parseKeptProblem } from "#core/allocation/kept-files.ts";
import { teamCallKey, teamKey } from "#core/allocation/round-keys.ts";
import type { TeamOutcome } from "#core/allocation/read-team-plan.ts";
import type { SnapshotTeams } from "#core/allocation/team-snapshot.ts";
import { nameByRound } from "#core/explanation/name-by-round.ts";
import type { DestinationExplanation } from "#core/explanation/explain-destination.ts";
import {
  type ExplainedDestination,
  putDestinationIntoWords,
} from "#core/explanation/put-destination-into-words.ts";
import {
  putAbsentTeamIntoWords,
  putTeamCallIntoWords,
} from "#core/explanation/put-round-teams-into-words.ts";
import { openWording } from "#core/explanation/wording.ts";
import type { Language } from "#core/explanation/words/catalogue.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import type { TeamCallId } from "#core/team/team-call.ts";
import type { TeamOfferId } from "#core/team/team-offer.ts";
import type { AppContext } from "../context.ts";
import { askThread } from "./ask-thread.ts";
import { nameRound } from "./name-round.ts";
import { readRoundAssignment } from "./read-round-assignment.ts";
import { readRound } from "./read-rounds.ts";
import { readRoundFile } from "./read-round-file.ts";
import type { AssignmentTexts, ExplainTeamTask } from "./thread-tasks.ts";

/** An explanation is given up after this: a minute. */
const EXPLAIN_WITHIN_MS = 60_000;

/**
 * Why a team of a round goes where it goes and not elsewhere, in words and figures; `facts` is `null` for a team that could not be planned.
 * Worked out in a thread of its own from the files that are kept with the round.
 *
 * Refuses, in this order, with `not_found` (the round, also as a draft that the reader may not see), `round_not_planned`, `not_found` (the round
 * has no such team), `plan_not_found` (it took too long).
 */
export async function explainRoundTeam(
  context: AppContext,
  actor: Actor | undefined,
  asked: {
    readonly roundId: RoundId;
    readonly teamOfferId: TeamOfferId;
    /** Which of the teams that can go at once, from 1. */
    readonly number: number;
    readonly language: Language;
  },
) {
  const read = await readTeams(context, actor, asked);
  if (!read.ok) return read;
  const { teams, texts, speech } = read.value;
  const { language } = asked;
  const isAsked = (one: { readonly teamOfferId: TeamOfferId; readonly number: number }) =>
    one.teamOfferId === asked.teamOfferId && one.number === asked.number;
  const absent = teams.absent.find(isAsked);
  if (absent !== undefined) {
    const head = putAbsentTeamIntoWords(absent, speech);
    return accept(tell(language, { head, needs: [], othersHeading: "", others: [] }, null));
  }
  const unknown = refuse({ code: "not_found", noun: "team offer", id: asked.teamOfferId });
  const team = teams.teams.find(isAsked);
  if (team === undefined) return unknown;
  const answered = await ask({ texts, teams, of: { unit: teamKey(team) } });
  if (!answered.ok) return answered;
  const { destination } = answered.value;
  if (destination === undefined) return unknown;
  const words = putDestinationIntoWords(destination, speech);
  const notStated = team.needs === null ? [speech.wording.say("team.needsNotStated")] : [];
  return accept(tell(language, { ...words, needs: [...words.needs, ...notStated] }, destination));
}

/** An explanation as it is shown. */
function tell(language: Language, words: ExplainedDestination, facts: DestinationExplanation | null) {
  return { language, words, facts };
}

/** Why a call for teams of a round has what it has, and why the other teams are not there. Refuses as `explainRoundTeam`, of the call. */
export async function explainRoundTeamCall(
  context: AppContext,
  actor: Actor | undefined,
  asked: { readonly roundId: RoundId; readonly teamCallId: TeamCallId; readonly language: Language },
) {
  const read = await readTeams(context, actor, asked);
  if (!read.ok) return read;
  const { teams, texts, speech, outcome } = read.value;
  const unknown = refuse({ code: "not_found", noun: "team call", id: asked.teamCallId });
  const call = teams.calls.find(({ teamCallId }) => teamCallId === asked.teamCallId);
  const told = outcome.calls.find(({ teamCallId }) => teamCallId === asked.teamCallId);
  if (call === undefined || told === undefined) return unknown;
  const answered = await ask({ texts, teams, of: { call: teamCallKey(call) } });
  if (!answered.ok) return answered;
  const { call: explained } = answered.value;
  if (explained === undefined) return unknown;
  const words = putTeamCallIntoWords(explained, { status: told.status, absent: teams.absent }, speech);
  return accept({ language: asked.language, words, facts: explained });
}

async function ask(task: ExplainTeamTask) {
  const asked = await askThread({ kind: "explain_team", task }, { withinMs: EXPLAIN_WITHIN_MS });
  return "ended" in asked ? refuse({ code: "plan_not_found", reason: asked.ended }) : accept(asked.answer);
}

/** The teams of a round with their files, and the words by which they are told. */
async function readTeams(
  context: AppContext,
  actor: Actor | undefined,
  { roundId, language }: { readonly roundId: RoundId; readonly language: Language },
) {
  const read = await readRoundAssignment(context, actor, roundId);
  if (!read.ok) return read;
  const round = await readRound(context, actor, roundId);
  if (!round.ok) return round;
  const { snapshot, texts } = read.value;
  const teams: SnapshotTeams = snapshot.teams ?? { teams: [], absent: [], calls: [], sites: [] };
  const outcome: Pick<TeamOutcome, "calls"> = round.value.outcome?.teams ?? { calls: [] };
  const file = await readRoundFile(context, actor, { roundId, name: "problem" });
  if (!file.ok) return file;
  const problem = parseKeptProblem(JSON.stringify(file.value));
  const wording = openWording(language);
  const naming = nameByRound(await nameRound(context, { problem, snapshot }), wording);
  const kept: AssignmentTexts = texts ?? { problem: "{}", plan: "{}" };
  return accept({ teams, outcome, texts: kept, speech: { wording, naming } });
}
