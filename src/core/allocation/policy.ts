import { canonicalJson } from "#core/canonical-json.ts";
import { COUNTRY_LISTS, type CountryListName } from "#core/place/country-list.ts";
import type { Problem } from "#core/result.ts";

/**
 * By what a round shares out: data, kept and published with the round. docs/POLICIES.md says what every rule does, by which
 * formula and from which source. Every number is whole; "per mille" is parts per thousand, 1000 = one.
 */
export interface Policy {
  readonly name: string;
  /** The edition of the policy of this name, from 1: two rounds of one name and edition went by the same rules. */
  readonly version: number;
  /** What is given of every need before anything else is shared out; of several that hold for it, the highest. 0 … 1000. */
  readonly floorPerMille: Readonly<Record<"all" | CountryListName, number>>;
  /** Who is served in full before the next: groups in turn, and after them all others. At most one group a list. */
  readonly tiers: readonly (readonly CountryListName[])[];
  /** By how much a need of a listed country is raised above others, 1000 … 10,000. They multiply, and so do all that follow. */
  readonly weightPerMille: Readonly<Record<CountryListName, number>>;
  /** Weights of single countries, 1 … 1,000,000: what a published scoring of risk comes to. */
  readonly countryWeights: readonly CountryWeight[];
  /** The most that a thin health workforce adds, 1000 (nothing) … 10,000. */
  readonly workforceMaxPerMille: number;
  /** What every step of severity above the first adds, 0 … 1000. */
  readonly severityStepPerMille: number;
  /** What a need that has been promised all of it already would lose of its weight, 0 … 900. */
  readonly receivedPerMille: number;
  /** What a need that got nothing of it in the round before gains, 0 … 10,000. */
  readonly carryOverPerMille: number;
  /** The most of its need that any line gets, 1 … 1000. */
  readonly capOfNeedPerMille: number;
  /** The most of what there is for it that any recipient gets of an item, 1 … 1000. */
  readonly capOfSupplyPerMille: number;
  /** Whether what a direct answer has promised a need counts towards its floor, its cap and its coverage so far, or beside it. */
  readonly directAnswers: "beside" | "counted";
  /** What can expire must have so many days left on arrival, 0 … 3650. */
  readonly leastShelfLifeDays: number;
  /** Whether severity (1 to 5) orders who gets the earlier arrival. */
  readonly severityFirst: boolean;
}

export interface CountryWeight {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly weightPerMille: number;
}

/**
 * What can expire must have this many days left on arrival, so that it can be handed out before: the ten weeks that the
 * African Vaccine Acquisition Trust, Africa CDC and COVAX asked of every donation (joint statement of 29 November 2021). A
 * recipient who can use it sooner may still accept it directly.
 */
export const LEAST_SHELF_LIFE_DAYS = 70;

/** Every line weighs the same; nothing is promised first, nothing capped. */
export const EQUAL_COVERAGE: Policy = {
  name: "equal_coverage",
  version: 1,
  floorPerMille: { all: 0, ldc: 0, lldc: 0, sids: 0 },
  tiers: [],
  weightPerMille: { ldc: 1000, lldc: 1000, sids: 1000 },
  countryWeights: [],
  workforceMaxPerMille: 1000,
  severityStepPerMille: 0,
  receivedPerMille: 0,
  carryOverPerMille: 0,
  capOfNeedPerMille: 1000,
  capOfSupplyPerMille: 1000,
  directAnswers: "beside",
  leastShelfLifeDays: LEAST_SHELF_LIFE_DAYS,
  severityFirst: true,
};

/** A line of a least developed country is raised to twice the coverage before others get more. */
export const LEAST_DEVELOPED_FIRST: Policy = {
  ...EQUAL_COVERAGE,
  name: "least_developed_first",
  weightPerMille: { ldc: 2000, lldc: 1000, sids: 1000 },
};

/**
 * The two phases of the WHO's fair allocation mechanism of 9 September 2020: a fifth of every need first, in proportion; what is left
 * by risk: the severity of the call for the threat, the health workforce for the vulnerability.
 */
export const WHO_2020_TWO_PHASE: Policy = {
  ...EQUAL_COVERAGE,
  name: "who_2020_two_phase",
  floorPerMille: { all: 200, ldc: 0, lldc: 0, sids: 0 },
  workforceMaxPerMille: 2000,
  severityStepPerMille: 250,
};

export const POLICIES = {
  equal_coverage: EQUAL_COVERAGE,
  least_developed_first: LEAST_DEVELOPED_FIRST,
  who_2020_two_phase: WHO_2020_TWO_PHASE,
} as const;
export type PolicyName = keyof typeof POLICIES;
export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[]; // the keys of a const object

/** The rules of a policy as they were kept by rounds before this one had them: what is not there was not a rule then. */
export function completePolicy(kept: Pick<Policy, "name"> & Partial<Policy>): Policy {
  return { ...EQUAL_COVERAGE, ...kept };
}

/** The name of a policy that somebody makes for one round. */
export const OWN_POLICY_NAME = "own_rules";

/** Whether a policy has just the rules of another, whatever they are called. */
export function hasSameRules(one: Policy, other: Policy): boolean {
  const rulesOf = ({ name: _name, version: _version, ...rules }: Policy) => canonicalJson(rules);
  return rulesOf(one) === rulesOf(other);
}

/**
 * Where rules of a policy contradict one another, or are not those of the policy at hand that it is named after, each with its path
 * below `policy`; ranges are the wire contract's.
 */
export function checkPolicy(policy: Policy): readonly Problem[] {
  const problems: Problem[] = [];
  const note = (field: string, value: number | string, rule: string, facts?: Problem["facts"]) => {
    problems.push({
      field: `policy.${field}`,
      value: String(value),
      rule,
      ...(facts === undefined ? {} : { facts }),
    });
  };
  const known = Object.values<Policy>(POLICIES).find(({ name }) => name === policy.name);
  if (known?.version === policy.version && !hasSameRules(known, policy)) {
    note("name", policy.name, "name_of_another_policy");
  }
  for (const group of ["all", ...COUNTRY_LISTS] as const) {
    const floor = policy.floorPerMille[group];
    const cap = policy.capOfNeedPerMille;
    if (floor > cap) note(`floorPerMille.${group}`, floor, "floor_above_cap", { cap });
  }
  const seen = new Set<string>();
  policy.tiers.forEach((tier, i) => {
    if (tier.length === 0) note(`tiers.${i}`, "", "empty_list");
    for (const list of tier) {
      if (seen.has(list)) note(`tiers.${i}`, list, "repeated");
      seen.add(list);
    }
  });
  const countries = new Set<string>();
  policy.countryWeights.forEach(({ country }, i) => {
    if (countries.has(country)) note(`countryWeights.${i}.country`, country, "repeated");
    countries.add(country);
  });
  return problems;
}
