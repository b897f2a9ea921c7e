import type { Id } from "#core/id.ts";
import type { Terms } from "#core/ledger/supply.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { StepTable } from "#core/steps.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";
import type { Item } from "#core/item/item.ts";
import { completeTeamNeeds, findNeedProblems, type StateTeamNeeds, type TeamNeeds } from "./team-needs.ts";
import type { Capability, TeamId, TeamMinimum } from "./team.ts";

export type TeamOfferId = Id<"team offer">;

export const TEAM_OFFER_STATUSES = ["open", "withdrawn", "expired"] as const;
export type TeamOfferStatus = (typeof TEAM_OFFER_STATUSES)[number];

/** Which step leads where. An offer expires with its last day. A team that has gone somewhere is still offered for other days: deployments are counted apart. */
export const TEAM_OFFER_STEPS: StepTable<TeamOfferStatus, "withdraw" | "expire"> = {
  open: { withdraw: "withdrawn", expire: "expired" },
  withdrawn: {},
  expired: {},
};

/** What a team can do in a day; `null` is not stated. */
export interface TeamCapacity {
  readonly outpatientsPerDay: number | null;
  readonly inpatientBeds: number | null;
  readonly intensiveCareBeds: number | null;
  readonly majorOperationsPerDay: number | null;
  readonly minorOperationsPerDay: number | null;
  /** Days for which it needs nothing of its host. */
  readonly selfSufficiencyDays: number | null;
}

export const CAPACITY_FIELDS = [
  "outpatientsPerDay",
  "inpatientBeds",
  "intensiveCareBeds",
  "majorOperationsPerDay",
  "minorOperationsPerDay",
  "selfSufficiencyDays",
] as const satisfies readonly (keyof TeamCapacity)[];

/** A team that its party offers to send. */
export interface TeamOffer extends TeamCapacity {
  readonly id: TeamOfferId;
  readonly teamId: TeamId;
  readonly status: TeamOfferStatus;
  /** `null` where a published list does not say. */
  readonly terms: Terms | null;
  /** ISO 639-1 codes, sorted; empty: not stated. */
  readonly languages: readonly string[];
  /** `null`: not stated. */
  readonly availableFrom: Day | null;
  readonly availableUntil: Day | null;
  readonly emergency: string | null;
  /** What it needs of its host; `null`: not stated. */
  readonly needs: TeamNeeds | null;
}

type StatedCapacity = { readonly [Field in keyof TeamCapacity]?: TeamCapacity[Field] | undefined };

/** A party offers a team. What is left out is not stated. */
export interface OfferTeam extends StatedCapacity {
  readonly teamId: TeamId;
  readonly terms?: Terms | null | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly availableFrom?: Day | null | undefined;
  readonly availableUntil?: Day | null | undefined;
  readonly emergency?: string | null | undefined;
  readonly needs?: StateTeamNeeds | null | undefined;
}

/** The team is offered already: that offer is to be withdrawn first. */
export interface TeamOfferedAlreadyRefusal {
  readonly code: "team_offered_already";
  readonly teamOfferId: TeamOfferId;
}

/** The greatest number of anything a team can do in a day, or of its beds: a larger one is a slip of the pen. */
const CAPACITY_MAX = 5_000;

/** True for an ISO 639-1 code as it may be stated: two lower-case letters. */
export function isLanguageCode(text: string): boolean {
  return /^[a-z]{2}$/.test(text);
}

/**
 * The offer, open from now on. Refuses with `malformed`, all problems at once: `available_until_before_available_from`,
 * `availability_has_ended`, `not_a_language`, `capacity_out_of_range`, and what is wrong with its needs (`findNeedProblems`).
 */
export function decideOfferTeam(
  command: OfferTeam,
  facts: { readonly id: TeamOfferId; readonly now: Instant; readonly items: ReadonlyMap<string, Item> },
): Result<TeamOffer, MalformedRefusal> {
  const { availableFrom = null, availableUntil = null, languages = [] } = command;
  const needs = command.needs ?? null;
  const problems: Problem[] = [];
  if (availableUntil !== null && availableFrom !== null && availableUntil < availableFrom) {
    const rule = "available_until_before_available_from";
    problems.push({ field: "availableUntil", value: availableUntil, rule });
  } else if (availableUntil !== null && availableUntil < dayOf(facts.now)) {
    problems.push({ field: "availableUntil", value: availableUntil, rule: "availability_has_ended" });
  }
  for (const [index, language] of languages.entries()) {
    if (!isLanguageCode(language)) {
      problems.push({ field: `languages.${index}`, value: language, rule: "not_a_language" });
    }
  }
  for (const field of CAPACITY_FIELDS) {
    const value = command[field] ?? null;
    if (value === null || (Number.isSafeInteger(value) && value >= 0 && value <= CAPACITY_MAX)) continue;
    const bounds = { min: 0, max: CAPACITY_MAX };
    problems.push({ field, value: String(value), rule: "capacity_out_of_range", facts: bounds });
  }
  if (needs !== null) problems.push(...findNeedProblems(needs, facts.items));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    id: facts.id,
    teamId: command.teamId,
    status: "open",
    terms: command.terms ?? null,
    languages: [...new Set(languages)].toSorted(),
    availableFrom,
    availableUntil,
    emergency: command.emergency ?? null,
    outpatientsPerDay: command.outpatientsPerDay ?? null,
    inpatientBeds: command.inpatientBeds ?? null,
    intensiveCareBeds: command.intensiveCareBeds ?? null,
    majorOperationsPerDay: command.majorOperationsPerDay ?? null,
    minorOperationsPerDay: command.minorOperationsPerDay ?? null,
    selfSufficiencyDays: command.selfSufficiencyDays ?? null,
    needs: needs === null ? null : completeTeamNeeds(needs, command.selfSufficiencyDays ?? null),
  });
}

/**
 * The figures of a capacity that are below what WHO asks of every type that the team is of: shown, not refused, for a small
 * team may help as well. Of operations, either the major or the minor ones are enough (WHO 2021: 7 major *or* 15 minor).
 */
export function listBelowMinimum(
  capacity: TeamCapacity,
  capabilities: readonly Capability[],
  minimums: readonly TeamMinimum[],
): readonly (keyof TeamMinimum)[] {
  const asked = minimums.filter(({ type }) => capabilities.some((one) => one.type === type));
  const isBelow = (field: Exclude<keyof TeamMinimum, "type">): boolean => {
    const stated = capacity[field];
    const least = Math.max(0, ...asked.map((one) => one[field] ?? 0));
    return stated !== null && stated < least;
  };
  const isEnough = (field: "majorOperationsPerDay" | "minorOperationsPerDay"): boolean =>
    capacity[field] !== null && !isBelow(field);
  const fields = ["outpatientsPerDay", "inpatientBeds", "intensiveCareBeds"] as const;
  const operations = ["majorOperationsPerDay", "minorOperationsPerDay"] as const;
  return [...fields.filter(isBelow), ...(operations.some(isEnough) ? [] : operations.filter(isBelow))];
}
