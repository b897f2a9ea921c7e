import type { NAME_LANGUAGES } from "#core/item/item.ts";
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

/** Names in one language by code and id, countries in the order of their names there, and which are least developed today. */
export function readNames(context: AppContext, language: (typeof NAME_LANGUAGES)[number]) {
  const day = dayOf(context.now());
  const { countries, countryListings, items } = context.reference;
  const named = [...countries.values()].map(({ code, names }) => ({
    code,
    name: names[language],
    leastDeveloped: isOnList(countryListings, { list: "ldc", country: code, day }),
  }));
  const { compare } = new Intl.Collator(language);
  return {
    countries: named.toSorted((a, b) => compare(a.name, b.name)),
    items: [...items.values()].map(({ id, names, unitName }) => ({ id, name: names[language], unitName })),
  };
}

/** Where countries stand on a map: each one's main gate, in degrees; null where none is known. */
export function readPlaces({ reference: { countries, entrySites } }: AppContext) {
  return [...countries.values()].map(({ code, numeric }) => {
    const { latitude = null, longitude = null } = entrySites.get(code) ?? {};
    return { code, numeric, latitude, longitude };
  });
}
