import { NAME_LANGUAGES } from "#core/item/item.ts";
import type { Country } from "#core/place/country.ts";
import { formCountryKey } from "#formats/table/parse-cell.ts";

/** Names in daily use that are not the official ones, for countries whose official name nobody writes in a table. */
const USUAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  ARE: ["UAE", "Emirates"],
  BOL: ["Bolivia"],
  BRN: ["Brunei"],
  CIV: ["Côte d'Ivoire", "Cote d'Ivoire"],
  COD: ["DR Congo", "DRC", "Congo, Democratic Republic of the"],
  COG: ["Republic of the Congo", "Congo (Brazzaville)"],
  CPV: ["Cape Verde"],
  CZE: ["Czech Republic"],
  FSM: ["Micronesia"],
  GBR: ["UK", "United Kingdom", "Great Britain", "Royaume-Uni", "Reino Unido"],
  IRN: ["Iran"],
  KOR: ["South Korea", "Korea, Republic of"],
  LAO: ["Laos", "Lao PDR"],
  MDA: ["Moldova"],
  MKD: ["Macedonia"],
  MMR: ["Burma"],
  NLD: ["The Netherlands", "Holland", "Pays-Bas"],
  PRK: ["North Korea", "DPRK"],
  PSE: ["Palestine"],
  RUS: ["Russia", "Россия"],
  SWZ: ["Swaziland"],
  SYR: ["Syria"],
  TLS: ["East Timor"],
  TUR: ["Turkey"],
  TZA: ["Tanzania"],
  USA: ["United States", "US", "U.S.A.", "États-Unis", "Estados Unidos", "США", "美国"],
  VEN: ["Venezuela"],
  VNM: ["Vietnam"],
};

/** Countries by every text that stands for one, in the form of `formCountryKey`. */
export type CountryIndex = ReadonlyMap<string, Country>;

/**
 * Returns the countries by every text that stands for one: both ISO 3166-1 codes, the names in six languages, and
 * usual names. Keys have the form of `formCountryKey`. A text that stands for two countries is left out, for it
 * would have to be guessed.
 */
export function buildCountryIndex(countries: ReadonlyMap<string, Country>): CountryIndex {
  const index = new Map<string, Country>();
  const doubtful = new Set<string>();
  for (const country of countries.values()) {
    const names = NAME_LANGUAGES.map((language) => country.names[language]);
    for (const text of [country.code, country.alpha2, ...names, ...(USUAL_NAMES[country.code] ?? [])]) {
      const key = formCountryKey(text);
      const other = index.get(key);
      if (other !== undefined && other.code !== country.code) doubtful.add(key);
      index.set(key, country);
    }
  }
  for (const key of doubtful) index.delete(key);
  return index;
}
