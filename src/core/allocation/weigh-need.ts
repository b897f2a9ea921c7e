import type { Policy } from "#core/allocation/round.ts";
import { COUNTRY_LISTS, type CountryListing, isOnList } from "#core/place/country-list.ts";
import type { SnapshotNeed } from "./snapshot.ts";

/**
 * The weight of a need under a policy, in parts per thousand: the weights of the lists that its country is on multiply. The
 * lists are those in force on the first day of the need's window, so that a need of 2020 is weighed by the lists of 2020.
 *
 * Worked example: landlocked and least developed, weights 2000 and 1500: 2000 × 1500 ÷ 1000 = 3000.
 */
export function weighNeed(need: SnapshotNeed, policy: Policy, listings: readonly CountryListing[]): number {
  const { country, windowFrom: day } = need;
  if (country === null) return 1000;
  return COUNTRY_LISTS.filter((list) => isOnList(listings, { list, country, day })).reduce(
    (weight, list) => Math.round((weight * policy.weightPerMille[list]) / 1000),
    1000,
  );
}

/** Whether a need's country is one of the least developed on the first day of its window. */
export function isLeastDeveloped(need: SnapshotNeed, listings: readonly CountryListing[]): boolean {
  const { country, windowFrom: day } = need;
  return country !== null && isOnList(listings, { list: "ldc", country, day });
}
