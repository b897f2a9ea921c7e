import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reference } from "#core/reference.ts";
import { readHealthCapacities } from "#formats/reference/read-health.ts";
import {
  readHsSubheadings,
  readItemHsCodes,
  readItemPacks,
  readItems,
} from "#formats/reference/read-items.ts";
import { readCountries, readCountryLists, readEntrySites } from "#formats/reference/read-places.ts";

/** Where the tables of facts are. */
const DATA = join(import.meta.dirname, "..", "..", "..", "data");

/** The facts of `data/`. Throws an Error that names table, line and field where one is broken. */
export async function loadReference(directory = DATA): Promise<Reference> {
  const load = async (name: string) => await readFile(join(directory, name), "utf8");
  const [countries, listings, sites, items, packs, hsCodes, subheadings, capacities] = await Promise.all([
    load("countries.csv"),
    load("country-lists.csv"),
    load("sites.csv"),
    load("items.csv"),
    load("item-packs.csv"),
    load("item-hs-codes.csv"),
    load("hs-subheadings.csv"),
    load("health-capacity.csv"),
  ]);
  return {
    countries: new Map(readCountries(countries).map((country) => [country.code, country])),
    countryListings: readCountryLists(listings),
    entrySites: new Map(readEntrySites(sites).map((site) => [site.country, site])),
    items: new Map(readItems(items).map((item) => [item.id, item])),
    itemPacks: readItemPacks(packs),
    itemHsCodes: readItemHsCodes(hsCodes),
    hsSubheadings: readHsSubheadings(subheadings),
    healthCapacities: new Map(readHealthCapacities(capacities).map((one) => [one.country, one])),
  };
}
