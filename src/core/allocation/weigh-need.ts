import type { HealthCapacity } from "#core/estimate/health-capacity.ts";
import {
  COUNTRY_LISTS,
  type CountryListing,
  type CountryListName,
  isOnList,
} from "#core/place/country-list.ts";
import type { Policy } from "./policy.ts";
import type { SnapshotNeed } from "./snapshot.ts";
import { weighWorkforce } from "./workforce.ts";

/** The facts of countries by which needs are weighed. */
export interface WeighingFacts {
  readonly listings: readonly CountryListing[];
  readonly capacities: readonly HealthCapacity[];
}

/** What of a need weighs. */
export type WeighedNeed = Pick<
  SnapshotNeed,
  "country" | "windowFrom" | "severity" | "quantity" | "promised" | "promisedDirectly" | "shortBeforePerMille"
>;

/** No weight goes beyond what the planner takes. */
const WEIGHT_MAX = 1_000_000_000;

/**
 * The weight of a need under a policy, in parts per thousand: 1000 times each of its factors ÷ 1000, rounded each time, 1 at the least.
 * Factors, in this order: of the lists its country is on (in force on the first day of the need's window, so that a need of 2020 is
 * weighed by the lists of 2020), of the country by name, of its health workforce, of the need's severity, of what it has
 * been promised so far, of what it was short of in the round before.
 *
 * Worked example: least developed (2000), severity 3 with steps of 250 (1000 + 2 × 250 = 1500), promised a quarter so far with 400 to lose
 * (1000 − 100 = 900): 1000 → 2000 → 3000 → 2700.
 */
export function weighNeed(need: WeighedNeed, policy: Policy, facts: WeighingFacts): number {
  return listFactors(need, policy, facts).reduce(
    (weight, factor) => Math.min(WEIGHT_MAX, Math.max(1, Math.round((weight * factor) / 1000))),
    1000,
  );
}

function listFactors(need: WeighedNeed, policy: Policy, facts: WeighingFacts): readonly number[] {
  const { country } = need;
  const counted = countPromised(need, policy);
  const ofCountry =
    country === null
      ? []
      : [
          ...listGroups(need, facts.listings).map((list) => policy.weightPerMille[list]),
          policy.countryWeights.find((one) => one.country === country)?.weightPerMille ?? 1000,
          weighWorkforce(country, policy.workforceMaxPerMille, facts.capacities),
        ];
  return [
    ...ofCountry,
    1000 + policy.severityStepPerMille * (need.severity - 1),
    1000 - Math.floor((policy.receivedPerMille * counted) / (counted + need.quantity)),
    1000 + Math.round((policy.carryOverPerMille * need.shortBeforePerMille) / 1000),
  ];
}

/** Units that count as given to a need already: all that it has been promised, or what rounds have promised it. */
export function countPromised(need: WeighedNeed, { directAnswers }: Policy): number {
  return directAnswers === "counted" ? need.promised : need.promised - need.promisedDirectly;
}

/** The lists that a need's country is on, on the first day of its window. */
export function listGroups(
  need: Pick<SnapshotNeed, "country" | "windowFrom">,
  listings: readonly CountryListing[],
): readonly CountryListName[] {
  const { country, windowFrom: day } = need;
  return country === null ? [] : COUNTRY_LISTS.filter((list) => isOnList(listings, { list, country, day }));
}

/** Whether a need's country is one of the least developed on the first day of its window. */
export function isLeastDeveloped(need: SnapshotNeed, listings: readonly CountryListing[]): boolean {
  return listGroups(need, listings).includes("ldc");
}
