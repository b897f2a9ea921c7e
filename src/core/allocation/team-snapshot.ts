import type { RunConditions } from "#core/equipment/site-readiness.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import type { TeamCallId } from "#core/team/team-call.ts";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { TeamOfferId } from "#core/team/team-offer.ts";
import type { TeamId, TeamType } from "#core/team/team.ts";
import { addDays, type Day, daysBetween } from "#core/time.ts";

/** A team that can go somewhere: one of those that an offer stands for, and its free days. */
export interface SnapshotTeam {
  readonly teamOfferId: TeamOfferId;
  readonly teamId: TeamId;
  readonly teamName: string;
  readonly partyId: PartyId;
  readonly partyCode: string;
  /** Which of the teams that can go at once, from 1. */
  readonly number: number;
  readonly types: readonly TeamType[];
  /** ISO 639-1; empty: not stated. */
  readonly languages: readonly string[];
  readonly freeFrom: Day;
  /** `null`: without end. */
  readonly freeUntil: Day | null;
  /** `null`: not stated, and planned as none. */
  readonly needs: TeamNeeds | null;
}

/** A team that is offered and cannot go: nobody has stated its days, they are over, or it is promised for all of them. */
export interface AbsentTeam
  extends Pick<SnapshotTeam, "teamOfferId" | "teamId" | "teamName" | "partyId" | "partyCode" | "number"> {
  readonly reason: "days_not_stated" | "days_over" | "deployed";
}

/** A call for teams that has fewer than it asks. */
export interface SnapshotTeamCall {
  readonly teamCallId: TeamCallId;
  readonly partyId: PartyId;
  readonly partyCode: string;
  /** ISO 3166-1 alpha-3, or `null`. */
  readonly country: string | null;
  readonly siteId: SiteId;
  readonly types: readonly TeamType[];
  readonly languages: readonly string[];
  /** Teams asked for, and how many of them are promised or there: fewer. */
  readonly count: number;
  readonly promised: number;
  /** The days for which teams are planned: none before the cut-off. */
  readonly fromDay: Day;
  readonly untilDay: Day;
  /** The greatest of what its party's open calls state for the same emergency, 1 to 5; 1 where they state none. */
  readonly severity: number;
  readonly emergency: string | null;
}

/** What a site has left for teams, by what was stated of it last: what was not stated is `null`, and counts as not there. */
export interface SnapshotTeamSite extends Omit<RunConditions, "frequencies" | "skills"> {
  readonly siteId: SiteId;
}

/** The teams of a round: there where any call for teams has fewer than it asks. */
export interface SnapshotTeams {
  readonly teams: readonly SnapshotTeam[];
  readonly absent: readonly AbsentTeam[];
  readonly calls: readonly SnapshotTeamCall[];
  /** The sites of the calls. */
  readonly sites: readonly SnapshotTeamSite[];
}

interface Days {
  readonly fromDay: Day;
  readonly untilDay: Day;
}

/** An offer as the teams of it are found. */
export interface OfferedTeams extends Omit<SnapshotTeam, "number" | "freeFrom" | "freeUntil"> {
  /** How many can go at once. */
  readonly count: number;
  readonly availableFrom: Day | null;
  readonly availableUntil: Day | null;
  /** Days for which one of them is promised. */
  readonly promisedDays: readonly Days[];
}

/**
 * The teams of an offer that are free from `today` on: each with the longest stretch of its days for which it is not promised, of
 * equals the first. Promises are laid to teams in the order of their days, each to the first that is free for it.
 *
 * Worked example: two can go, March to June, and one is promised for May: the first is free in March and April, the second from March
 * to June. O(teams × promises).
 */
export function listFreeTeams(
  offered: OfferedTeams,
  today: Day,
): { readonly teams: readonly SnapshotTeam[]; readonly absent: readonly AbsentTeam[] } {
  const { count, availableFrom, availableUntil, promisedDays, ...head } = offered;
  const books: Days[][] = Array.from({ length: count }, () => []);
  for (const days of promisedDays.toSorted((a, b) => (a.fromDay < b.fromDay ? -1 : 1))) {
    const free = books.find((book) => book.every((one) => one.untilDay < days.fromDay));
    (free ?? books[0])?.push(days);
  }
  const teams: SnapshotTeam[] = [];
  const absent: AbsentTeam[] = [];
  const { teamOfferId, teamId, teamName, partyId, partyCode } = head;
  for (const [index, book] of books.entries()) {
    const number = index + 1;
    const tell = (reason: AbsentTeam["reason"]) =>
      absent.push({ teamOfferId, teamId, teamName, partyId, partyCode, number, reason });
    const from = availableFrom === null || availableFrom < today ? today : availableFrom;
    if (availableFrom === null && availableUntil === null) tell("days_not_stated");
    else if (availableUntil !== null && availableUntil < from) tell("days_over");
    else {
      const free = findLongestFree({ from, until: availableUntil }, book);
      if (free === undefined) tell("deployed");
      else teams.push({ ...head, number, freeFrom: free.from, freeUntil: free.until });
    }
  }
  return { teams, absent };
}

interface Stretch {
  readonly from: Day;
  readonly until: Day | null;
}

function findLongestFree(own: Stretch, book: readonly Days[]): Stretch | undefined {
  let { from } = own;
  const free: Stretch[] = [];
  for (const { fromDay, untilDay } of book) {
    if (fromDay > from) free.push({ from, until: addDays(fromDay, -1) });
    if (untilDay >= from) from = addDays(untilDay, 1);
  }
  free.push({ from, until: own.until });
  const lasting = free
    .map((one) =>
      own.until !== null && (one.until ?? own.until) > own.until ? { ...one, until: own.until } : one,
    )
    .map((one) => ({ one, length: one.until === null ? Infinity : daysBetween(one.from, one.until) }))
    .filter(({ length }) => length >= 0);
  return lasting.toSorted((a, b) => b.length - a.length)[0]?.one;
}

/** Why a team of a snapshot cannot answer a call of it, in this order; `undefined`: by what it is, it can. */
export type TeamMismatch = "own_team" | "type" | "language" | "window";

/**
 * The first thing that keeps a team from a call, whatever its site has: its party has called itself, another type is asked for, it speaks (or
 * nobody has stated that it speaks) none of the languages, or it is not free from the first day to the last.
 */
export function findTeamMismatch(team: SnapshotTeam, call: SnapshotTeamCall): TeamMismatch | undefined {
  if (team.partyId === call.partyId) return "own_team";
  if (!team.types.some((type) => call.types.includes(type))) return "type";
  const isSpoken = team.languages.some((language) => call.languages.includes(language));
  if (call.languages.length > 0 && !isSpoken) return "language";
  return isFreeFor(team, call) ? undefined : "window";
}

/** Whether a team is free on all of a call's days. */
export function isFreeFor(
  { freeFrom, freeUntil }: Pick<SnapshotTeam, "freeFrom" | "freeUntil">,
  { fromDay, untilDay }: Pick<SnapshotTeamCall, "fromDay" | "untilDay">,
): boolean {
  return freeFrom <= fromDay && (freeUntil === null || freeUntil >= untilDay);
}
