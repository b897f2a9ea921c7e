import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { measureColdVolumes } from "#core/cold-chain/cold-volume.ts";
import type { EstimateTables } from "#core/estimate/estimate-needs.ts";
import type { Reference } from "#core/reference.ts";
import { readVaccineCodes, readVaccineSchedules } from "#formats/reference/read-vaccines.ts";
import { readExcursionRules, readVaccinePresentations } from "#formats/reference/read-cold-chain.ts";
import {
  readEsftUsages,
  readHealthCapacities,
  readTestPlatformCounts,
  readTestPlatforms,
  readWorkTimes,
} from "#formats/reference/read-health.ts";
import {
  readHsSubheadings,
  readItemHsCodes,
  readItemPacks,
  readItems,
  readItemShelfLives,
} from "#formats/reference/read-items.ts";
import { readCountries, readCountryLists, readEntrySites } from "#formats/reference/read-places.ts";
import { readCountryPower } from "#formats/reference/read-country-power.ts";
import { readReportedFigures } from "#formats/reference/read-reported-figures.ts";
import { readReportItems, readTeamMinimums } from "#formats/reference/read-teams.ts";

/** Where the tables of facts are. */
const DATA = join(import.meta.dirname, "..", "..", "..", "data");

/** The facts of `data/`. Throws an Error that names table, line and field where one is broken. */
export async function loadReference(directory = DATA): Promise<Reference> {
  const load = async (name: string) => await readFile(join(directory, name), "utf8");
  const [countries, listings, sites, reported, ...rest] = await Promise.all([
    load("countries.csv"),
    load("country-lists.csv"),
    load("sites.csv"),
    load("reported-figures-2020.csv"),
    load("items.csv"),
    load("item-packs.csv"),
    load("item-hs-codes.csv"),
    load("hs-subheadings.csv"),
  ]);
  const [itemTable, packs, hsCodes, subheadings] = rest;
  const items = new Map(readItems(itemTable).map((item) => [item.id, item]));
  const places = new Map(readCountries(countries).map((country) => [country.code, country]));
  const itemPacks = readItemPacks(packs);
  const vaccinePresentations = readVaccinePresentations(await load("vaccine-items.csv"));
  return {
    countries: places,
    countryListings: readCountryLists(listings),
    entrySites: new Map(readEntrySites(sites).map((site) => [site.country, site])),
    items,
    itemPacks,
    itemShelfLives: readItemShelfLives(await load("item-shelf-life.csv"), items),
    vaccinePresentations,
    vaccineSchedules: readVaccineSchedules(await load("vaccine-schedules.csv")),
    vaccineCodes: new Map(
      readVaccineCodes(await load("vaccine-codes.csv")).map((code) => [code.itemId, code]),
    ),
    excursionRules: readExcursionRules(await load("excursion-rules.csv")),
    coldVolumes: measureColdVolumes({ items, itemPacks, vaccinePresentations }),
    itemHsCodes: readItemHsCodes(hsCodes),
    hsSubheadings: readHsSubheadings(subheadings),
    estimateTables: await loadEstimateTables(load, { items, places }),
    reportItems: readReportItems(await load("daily-report-items.csv")),
    countryPowers: new Map(
      readCountryPower(await load("country-power.csv")).map((power) => [power.country, power]),
    ),
    teamMinimums: readTeamMinimums(await load("team-minimums.csv")),
    reportedFigures2020: readReportedFigures(reported),
  };
}

async function loadEstimateTables(
  load: (name: string) => Promise<string>,
  known: Pick<EstimateTables, "items" | "places">,
): Promise<EstimateTables> {
  const [capacities, platforms, platformCounts, workTimes, usages] = await Promise.all([
    load("health-capacity.csv"),
    load("test-platforms.csv"),
    load("test-platform-counts.csv"),
    load("work-time.csv"),
    load("esft-usage.csv"),
  ]);
  return {
    capacities: readHealthCapacities(capacities),
    platforms: readTestPlatforms(platforms),
    platformCounts: readTestPlatformCounts(platformCounts),
    workTimes: readWorkTimes(workTimes),
    usages: readEsftUsages(usages),
    ...known,
  };
}
