import { isOnList } from "#core/place/country-list.ts";
import { type Day, dayOf } from "#core/time.ts";
import type { AppContext } from "../context.ts";

/** Countries by code, with the lists that they are on on a day (today when left out). */
export function readCountries(context: AppContext, { day }: { readonly day?: Day | undefined }) {
  const on = day ?? dayOf(context.now());
  const { countries, countryListings } = context.reference;
  return [...countries.values()].map((country) => ({
    code: country.code,
    alpha2: country.alpha2,
    names: country.names,
    region: country.region,
    population2020: country.population2020,
    leastDeveloped: isOnList(countryListings, { list: "ldc", country: country.code, day: on }),
    landlocked: isOnList(countryListings, { list: "lldc", country: country.code, day: on }),
    smallIsland: isOnList(countryListings, { list: "sids", country: country.code, day: on }),
  }));
}

/** The catalogue, a category before what is below it. */
export function readItems(context: AppContext) {
  return [...context.reference.items.values()];
}
