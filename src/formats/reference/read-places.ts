import type { Names } from "#core/item/item.ts";
import type { Country } from "#core/place/country.ts";
import { COUNTRY_LISTS, type CountryListing } from "#core/place/country-list.ts";
import { ENTRY_SITE_KINDS, type EntrySite } from "#core/place/site.ts";
import {
  brokenCell,
  checkKeys,
  findDay,
  findQuantity,
  findText,
  type ReferenceRow,
  readDay,
  readDecimal,
  readOneOf,
  readRows,
  readText,
} from "./reference-row.ts";

export const NAME_COLUMNS = ["name_ar", "name_zh", "name_en", "name_es", "name_fr", "name_ru"] as const;

const COUNTRY_COLUMNS = [
  "code",
  "alpha2",
  "numeric",
  "territory_of",
  "region_code",
  "region",
  "subregion_code",
  "subregion",
  "currency",
  "population_2020",
  ...NAME_COLUMNS,
];

const ALPHA_3 = /^[A-Z]{3}$/;

/** The six names of a row, none of which may be empty. */
export function readNames(row: ReferenceRow): Names {
  return {
    ar: readText(row, "name_ar"),
    zh: readText(row, "name_zh"),
    en: readText(row, "name_en"),
    es: readText(row, "name_es"),
    fr: readText(row, "name_fr"),
    ru: readText(row, "name_ru"),
  };
}

/** The countries of `data/countries.csv`, by code. Throws an Error that names line and field if the table is broken. */
export function readCountries(text: string): readonly Country[] {
  const rows = readRows("countries.csv", text, COUNTRY_COLUMNS);
  checkKeys(rows, ["code"]);
  checkKeys(rows, ["alpha2"]);
  checkKeys(rows, ["numeric"]);
  return rows.map((row) => ({
    code: readText(row, "code", ALPHA_3),
    alpha2: readText(row, "alpha2", /^[A-Z]{2}$/),
    numeric: readText(row, "numeric", /^\d{3}$/),
    territoryOf: findText(row, "territory_of"),
    regionCode: findText(row, "region_code"),
    region: findText(row, "region"),
    subregionCode: findText(row, "subregion_code"),
    subregion: findText(row, "subregion"),
    currency: findText(row, "currency"),
    population2020: findQuantity(row, "population_2020"),
    names: readNames(row),
  }));
}

/** The stays of `data/country-lists.csv`. Throws if the table is broken, or a stay ends before it begins. */
export function readCountryLists(text: string): readonly CountryListing[] {
  const rows = readRows("country-lists.csv", text, ["list", "country", "entered", "left"]);
  checkKeys(rows, ["list", "country", "entered"]);
  return rows.map((row) => {
    const entered = readDay(row, "entered");
    const left = findDay(row, "left");
    if (left !== null && left <= entered) throw brokenCell(row, "left", "expected a day after it entered");
    return {
      list: readOneOf(row, "list", COUNTRY_LISTS),
      country: readText(row, "country", ALPHA_3),
      entered,
      left,
    };
  });
}

/** The main entry sites of `data/sites.csv`, one a country. Throws if the table is broken. */
export function readEntrySites(text: string): readonly EntrySite[] {
  const columns = ["country", "un_locode", "name", "kind", "latitude", "longitude"];
  const rows = readRows("sites.csv", text, columns);
  checkKeys(rows, ["country"]);
  checkKeys(rows, ["un_locode"]);
  return rows.map((row) => ({
    country: readText(row, "country", ALPHA_3),
    unLocode: readText(row, "un_locode", /^[A-Z]{2}[A-Z0-9]{3}$/),
    name: readText(row, "name"),
    kind: readOneOf(row, "kind", ENTRY_SITE_KINDS),
    latitude: readDecimal(row, "latitude", { min: -90, max: 90 }),
    longitude: readDecimal(row, "longitude", { min: -180, max: 180 }),
  }));
}
