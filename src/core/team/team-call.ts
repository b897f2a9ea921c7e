import { CALL_VALID_DAYS } from "#core/call/call.ts";
import type { Id, PartyId, SiteId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { StepTable } from "#core/steps.ts";
import { addDays, type Day, dayOf, type Instant } from "#core/time.ts";
import { isLanguageCode } from "./team-offer.ts";
import { TEAM_TYPES, type TeamType } from "./team.ts";

export type TeamCallId = Id<"team call">;

export const TEAM_CALL_STATUSES = ["open", "met", "withdrawn", "expired"] as const;
export type TeamCallStatus = (typeof TEAM_CALL_STATUSES)[number];

/** What can happen to a call for teams. `meet` follows from deployments, `reopen` from one that fell through. */
export const TEAM_CALL_STEP_NAMES = ["confirm", "meet", "reopen", "withdraw", "expire"] as const;
export type TeamCallStep = (typeof TEAM_CALL_STEP_NAMES)[number];

/** Which step leads where: see `takeStep`. */
export const TEAM_CALL_STEPS: StepTable<TeamCallStatus, TeamCallStep> = {
  open: { confirm: "open", meet: "met", withdraw: "withdrawn", expire: "expired" },
  met: { reopen: "open" },
  withdrawn: {},
  expired: { confirm: "open" },
};

/** The day on which a call that is confirmed now is still open, and after which it expires: that of calls for goods, or its own last day. */
export function findExpiry({ untilDay }: { readonly untilDay: Day }, now: Instant): Day {
  const fresh = addDays(dayOf(now), CALL_VALID_DAYS);
  return untilDay < fresh ? untilDay : fresh;
}

/**
 * The status that a call for teams has by how many teams are deployed on it: accepted, at work or closed. `met` where they are as many as were
 * asked for, `open` where they are fewer. One that was withdrawn or has expired stays so.
 */
export function findMetTeamStatus(
  status: TeamCallStatus,
  { count, deployed }: { readonly count: number; readonly deployed: number },
): { readonly status: TeamCallStatus; readonly step: TeamCallStep | null } {
  const step = deployed >= count ? "meet" : "reopen";
  const next = TEAM_CALL_STEPS[status][step];
  return next === undefined ? { status, step: null } : { status: next, step };
}

/** A party's request for emergency medical teams. */
export interface TeamCall {
  readonly id: TeamCallId;
  readonly partyId: PartyId;
  readonly status: TeamCallStatus;
  /** Any of them will do. In the order of {@link TEAM_TYPES}. */
  readonly types: readonly TeamType[];
  /** How many teams. */
  readonly count: number;
  /** First and last day on which they are to work. */
  readonly fromDay: Day;
  readonly untilDay: Day;
  readonly siteId: SiteId;
  /** ISO 639-1: one of them is needed; empty: any language. */
  readonly languages: readonly string[];
  readonly emergency: string | null;
  readonly confirmedAt: Instant;
  /** The last day before which it must be confirmed again, or it expires; never after {@link untilDay}. */
  readonly expiresOn: Day;
}

/** A party calls for teams. */
export interface CallForTeams {
  readonly partyId: PartyId;
  readonly types: readonly TeamType[];
  readonly count: number;
  readonly fromDay: Day;
  readonly untilDay: Day;
  readonly siteId: SiteId;
  readonly languages?: readonly string[] | undefined;
  readonly emergency?: string | undefined;
}

/** A site that a command names: whose it is (`null`: anyone's), and where. */
export interface KnownSite {
  readonly partyId: PartyId | null;
  readonly country: string;
}

/**
 * The call, open from now on. Refuses with `malformed`, all problems at once: `window_ends_before_it_begins`,
 * `window_has_ended`, `not_a_language`, and what is wrong with the site, as {@link findSiteProblems} has it.
 */
export function decideCallForTeams(
  command: CallForTeams,
  facts: {
    readonly id: TeamCallId;
    readonly now: Instant;
    readonly caller: { readonly country: string | null };
    readonly site: KnownSite | undefined;
  },
): Result<TeamCall, MalformedRefusal> {
  const { languages = [], emergency = null, types, ...rest } = command;
  const problems = [
    ...findDayProblems(command, facts.now),
    ...findSiteProblems(command.siteId, facts.site, { id: command.partyId, ...facts.caller }),
    ...languages.flatMap((language, index): Problem[] =>
      isLanguageCode(language)
        ? []
        : [{ field: `languages.${index}`, value: language, rule: "not_a_language" }],
    ),
  ];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    ...rest,
    id: facts.id,
    status: "open",
    types: TEAM_TYPES.filter((type) => types.includes(type)),
    languages: [...new Set(languages)].toSorted(),
    emergency,
    confirmedAt: facts.now,
    expiresOn: findExpiry(command, facts.now),
  });
}

/** Days that end before they begin, or are past. */
export function findDayProblems(
  { fromDay, untilDay }: { readonly fromDay: Day; readonly untilDay: Day },
  now: Instant,
): Problem[] {
  if (untilDay < fromDay) {
    return [{ field: "untilDay", value: untilDay, rule: "window_ends_before_it_begins" }];
  }
  return untilDay < dayOf(now) ? [{ field: "untilDay", value: untilDay, rule: "window_has_ended" }] : [];
}

/**
 * A site that teams cannot be asked to: there is none (`unknown_site`), it is another party's (`site_of_another_party`), or
 * nobody's in another country than the host's (`site_in_another_country`).
 */
export function findSiteProblems(
  siteId: SiteId,
  site: KnownSite | undefined,
  host: { readonly id: PartyId; readonly country: string | null },
): Problem[] {
  const field = "siteId";
  if (site === undefined) return [{ field, value: siteId, rule: "unknown_site" }];
  if (site.partyId === host.id) return [];
  if (site.partyId !== null) return [{ field, value: siteId, rule: "site_of_another_party" }];
  if (host.country === null || host.country === site.country) return [];
  const facts = { host: host.country, site: site.country };
  return [{ field, value: siteId, rule: "site_in_another_country", facts }];
}
