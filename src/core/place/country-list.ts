import type { Day } from "#core/time.ts";

/** The United Nations' lists of countries in special situations: least developed, landlocked developing, small island developing. */
export const COUNTRY_LISTS = ["ldc", "lldc", "sids"] as const;
export type CountryListName = (typeof COUNTRY_LISTS)[number];

/** One stay of a country on a list. A country that left and came back has two. */
export interface CountryListing {
  readonly list: CountryListName;
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly entered: Day;
  /** The first day on which it is no longer on the list; `null` while it stays. */
  readonly left: Day | null;
}

/** Which country's stay is asked for, and on which day. */
export interface ListedOn {
  readonly list: CountryListName;
  readonly country: string;
  readonly day: Day;
}

/**
 * True when the country is on the list on that day.
 *
 * The day of entry is in, the day of leaving is out: graduation "takes effect on" that day, so Vanuatu (left
 * 2020-12-04) is a least developed country on 2020-12-03 and none on 2020-12-04. O(listings).
 */
export function isOnList(listings: readonly CountryListing[], asked: ListedOn): boolean {
  return listings.some((one) => one.country === asked.country && isInForce(one, asked));
}

/** The countries on a list on a day, by code; the same rule as {@link isOnList}. */
export function listCountriesOn(
  listings: readonly CountryListing[],
  asked: { readonly list: CountryListName; readonly day: Day },
): readonly string[] {
  return [...new Set(listings.filter((one) => isInForce(one, asked)).map(({ country }) => country))].sort();
}

function isInForce(
  listing: CountryListing,
  { list, day }: { readonly list: CountryListName; readonly day: Day },
): boolean {
  return listing.list === list && listing.entered <= day && (listing.left === null || day < listing.left);
}
