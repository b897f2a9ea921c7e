import type { PartyId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import type { TeamCall } from "./team-call.ts";
import type { TeamOffer } from "./team-offer.ts";
import type { Capability } from "./team.ts";

/** Why an offered team cannot answer a call. */
export const MISMATCHES = [
  "own_team",
  "type",
  "starts_later",
  "ends_earlier",
  "language",
  "deployed",
] as const;
export type Mismatch = (typeof MISMATCHES)[number];

/** What nobody has stated, so that it has to be asked before the team is invited. */
export const UNKNOWNS = ["days_not_stated", "languages_not_stated"] as const;
export type Unknown = (typeof UNKNOWNS)[number];

/** Whether an offered team could answer a call. */
export interface Match {
  /** `no` where there is a mismatch, `ask` where something is not stated, else `yes`. */
  readonly answer: "yes" | "ask" | "no";
  /** All that stand against it, in the order of {@link MISMATCHES}. */
  readonly mismatches: readonly Mismatch[];
  readonly unknowns: readonly Unknown[];
}

/** A team as it is offered. */
export interface Candidate extends Pick<TeamOffer, "languages" | "availableFrom" | "availableUntil"> {
  readonly partyId: PartyId;
  readonly capabilities: readonly Capability[];
  /** The days of its deployments that were accepted and have not ended. */
  readonly deployedDays: readonly { readonly fromDay: Day; readonly untilDay: Day }[];
}

/**
 * Whether a team that is offered could answer a call: it has one of the types, is there from the first day to the last,
 * speaks one of the languages, and is not at work elsewhere on these days. A plain rule of one team and one call; it shares
 * nothing out.
 */
export function matchTeam(
  call: Pick<TeamCall, "partyId" | "types" | "fromDay" | "untilDay" | "languages">,
  candidate: Candidate,
): Match {
  const { availableFrom, availableUntil, languages, capabilities } = candidate;
  const found: Readonly<Record<Mismatch, boolean>> = {
    own_team: candidate.partyId === call.partyId,
    type: !capabilities.some(({ type }) => call.types.includes(type)),
    starts_later: availableFrom !== null && availableFrom > call.fromDay,
    ends_earlier: availableUntil !== null && availableUntil < call.untilDay,
    language:
      call.languages.length > 0 &&
      languages.length > 0 &&
      !languages.some((language) => call.languages.includes(language)),
    deployed: !isFree(candidate, call),
  };
  const open: Readonly<Record<Unknown, boolean>> = {
    days_not_stated: availableFrom === null && availableUntil === null,
    languages_not_stated: call.languages.length > 0 && languages.length === 0,
  };
  const mismatches = MISMATCHES.filter((one) => found[one]);
  const unknowns = UNKNOWNS.filter((one) => open[one]);
  const answer = mismatches.length > 0 ? "no" : unknowns.length > 0 ? "ask" : "yes";
  return { answer, mismatches, unknowns };
}

/**
 * True where on each of the days fewer are deployed than can go at once. A team of several types is one team, which may
 * come as any of them: what counts is the type of which it has the most.
 *
 * Worked example: two can go, one deployment ends on 10 May and another begins on 20 May: one team can do both, and the other is free all May.
 */
export function isFree(
  { capabilities, deployedDays }: Pick<Candidate, "capabilities" | "deployedDays">,
  { fromDay, untilDay }: { readonly fromDay: Day; readonly untilDay: Day },
): boolean {
  const touching = deployedDays.filter((one) => one.fromDay <= untilDay && one.untilDay >= fromDay);
  // The most are deployed on a day on which one of them begins, or on the first of the days.
  const days = [fromDay, ...touching.map((one) => one.fromDay).filter((day) => day > fromDay)];
  const counts = days.map(
    (day) => touching.filter((one) => one.fromDay <= day && one.untilDay >= day).length,
  );
  return Math.max(...counts) < Math.max(0, ...capabilities.map(({ count }) => count));
}
