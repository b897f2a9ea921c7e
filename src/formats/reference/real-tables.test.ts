import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { COLD_CLASSES } from "#core/cold-chain/cold-class.ts";
import { measureColdVolumes } from "#core/cold-chain/cold-volume.ts";
import { checkHsCode, HS_EDITIONS } from "#core/item/hs-code.ts";
import { UNIT_NAMES } from "#core/item/item.ts";
import { isOnList, listCountriesOn } from "#core/place/country-list.ts";
import { asDay } from "#core/time.ts";
import { listScheduleProblems } from "#core/session/vaccine-schedule.ts";
import { readExcursionRules, readVaccinePresentations } from "./read-cold-chain.ts";
import { readVaccineCodes, readVaccineSchedules } from "./read-vaccines.ts";
import {
  readEsftUsages,
  readHealthCapacities,
  readTestPlatformCounts,
  readTestPlatforms,
  readWorkTimes,
} from "./read-health.ts";
import { readCountryPower } from "./read-country-power.ts";
import { readHsSubheadings, readItemHsCodes, readItemPacks, readItems } from "./read-items.ts";
import { readCountries, readCountryLists, readEntrySites } from "./read-places.ts";
import { readReportedFigures } from "./read-reported-figures.ts";

const root = join(import.meta.dirname, "../../..");
const load = (name: string): string => readFileSync(join(root, "data", name), "utf8");

const countries = readCountries(load("countries.csv"));
const codes = new Set(countries.map(({ code }) => code));
const items = readItems(load("items.csv"));
const itemById = new Map(items.map((item) => [item.id, item]));

describe("countries", () => {
  test("are the 249 of ISO 3166-1, each territory of a country that is there", () => {
    expect(countries).toHaveLength(249);
    expect(countries.filter(({ territoryOf }) => territoryOf !== null && !codes.has(territoryOf))).toEqual(
      [],
    );
  });

  test("have a region unless M49 gives none", () => {
    expect(countries.filter(({ regionCode }) => regionCode === null).map(({ code }) => code)).toEqual([
      "ATA",
    ]);
    expect(
      countries.filter(({ regionCode, subregion }) => (regionCode === null) !== (subregion === null)),
    ).toEqual([]);
  });

  test("had 7.7 to 7.9 billion people in 2020", () => {
    const people = countries.reduce((sum, { population2020 }) => sum + (population2020 ?? 0), 0);
    expect(people).toBeGreaterThan(7_700_000_000);
    expect(people).toBeLessThan(7_900_000_000);
  });
});

describe("power supplies", () => {
  const powers = readCountryPower(load("country-power.csv"));

  test("are of countries that are there, at a low or a high voltage, with sockets", () => {
    expect(powers).toHaveLength(221);
    expect(powers.filter(({ country }) => !codes.has(country))).toEqual([]);
    const volts = [...new Set(powers.flatMap(({ voltages }) => voltages))].toSorted((a, b) => a - b);
    expect(volts).toEqual([100, 110, 115, 120, 127, 220, 230, 240]);
  });

  test.each([
    ["GBR", [230], [50], ["G"]],
    ["JPN", [100], [50, 60], ["A", "B"]],
    ["BRA", [127, 220], [60], ["C", "N"]],
  ] as const)("of %s are as everybody knows them", (country, voltages, frequencies, sockets) => {
    expect(powers.find((one) => one.country === country)).toEqual({
      country,
      voltages,
      frequencies,
      sockets,
    });
  });
});

describe("country lists", () => {
  const listings = readCountryLists(load("country-lists.csv"));

  test.each([
    ["ldc", "2020-06-01", 47],
    ["ldc", "2020-12-04", 46],
    ["ldc", "2023-12-13", 45],
    ["ldc", "2024-12-13", 44],
    ["ldc", "2013-06-01", 49],
    ["lldc", "2020-06-01", 32],
    ["sids", "2020-06-01", 39],
  ] as const)("%s on %s has %i members", (list, day, count) => {
    expect(listCountriesOn(listings, { list, day: asDay(day) })).toHaveLength(count);
  });

  test("name countries that are there", () => {
    expect(listings.filter(({ country }) => !codes.has(country))).toEqual([]);
  });

  test("have Vanuatu among the least developed until the day before it graduated", () => {
    expect(isOnList(listings, { list: "ldc", country: "VUT", day: asDay("2020-12-03") })).toBe(true);
    expect(isOnList(listings, { list: "ldc", country: "VUT", day: asDay("2020-12-04") })).toBe(false);
  });
});

describe("items", () => {
  test("of the scenario are counted in the units of the customs releases", () => {
    const units = Object.fromEntries(
      ["mask", "medical_mask", "protective_suit", "surgical_gloves", "nucleic_acid_test", "ventilator"].map(
        (id) => [id, itemById.get(id)?.unitName],
      ),
    );
    expect(units).toEqual({
      mask: "piece",
      medical_mask: "piece",
      protective_suit: "piece",
      surgical_gloves: "pair",
      nucleic_acid_test: "test",
      ventilator: "piece",
    });
    expect(itemById.get("medical_mask")?.of).toBe("mask");
  });

  test("refuse 2 × 10^14 gloves and take the year's reported masks", () => {
    expect(itemById.get("surgical_gloves")?.quantityMax).toBeLessThan(2e14);
    expect(itemById.get("examination_gloves")?.quantityMax).toBeLessThan(2e14);
    expect(itemById.get("mask")?.quantityMax).toBeGreaterThanOrEqual(224_200_000_000);
  });

  test("have a parent that bounds them and one substitution group in one unit", () => {
    const wrong = items.filter((item) => {
      const parent = item.of === null ? undefined : itemById.get(item.of);
      return parent !== undefined && parent.unit !== null && parent.quantityMax < item.quantityMax;
    });
    expect(wrong).toEqual([]);
    const unitByGroup = new Map(items.map((item) => [item.substitutionGroup, item.unit]));
    const mixed = items.filter(
      ({ substitutionGroup, unit }) =>
        substitutionGroup !== null && unitByGroup.get(substitutionGroup) !== unit,
    );
    expect(mixed).toEqual([]);
  });

  test("have different names in every language", () => {
    for (const language of ["ar", "zh", "en", "es", "fr", "ru"] as const) {
      expect(new Set(items.map(({ names }) => names[language])).size).toBe(items.length);
    }
  });

  test("have packs that hold whole packs of the level below, no lighter and no smaller than those", () => {
    const packs = readItemPacks(load("item-packs.csv"));
    expect(packs.filter(({ itemId }) => itemById.get(itemId)?.kind !== "item")).toEqual([]);
    for (const pack of packs) {
      const below = packs.filter(
        ({ itemId, quantity }) => itemId === pack.itemId && quantity < pack.quantity,
      );
      for (const inner of below) {
        expect(pack.quantity % inner.quantity).toBe(0);
        const count = pack.quantity / inner.quantity;
        expect(pack.massGrams).toBeGreaterThanOrEqual(count * inner.massGrams);
        expect(pack.volumeCubicCentimetres).toBeGreaterThanOrEqual(count * inner.volumeCubicCentimetres);
      }
    }
    const carton = packs.find(({ itemId, level }) => itemId === "medical_mask" && level === "carton");
    expect(224_200_000_000 / (carton?.quantity ?? 1)).toBe(112_100_000);
  });

  test("that can be sent have an HS code valid in each edition", () => {
    const subheadings = readHsSubheadings(load("hs-subheadings.csv"));
    expect(subheadings.size).toBeGreaterThan(5_500);
    const hsCodes = readItemHsCodes(load("item-hs-codes.csv"));
    expect(hsCodes.filter(({ edition, code }) => !checkHsCode(subheadings, code, edition).ok)).toEqual([]);
    for (const item of items.filter(({ kind }) => kind === "item")) {
      const editions = hsCodes.filter(({ itemId }) => itemId === item.id).map(({ edition }) => edition);
      expect({ item: item.id, editions }).toEqual({ item: item.id, editions: [...HS_EDITIONS] });
    }
  });
});

describe("sites", () => {
  const sites = readEntrySites(load("sites.csv"));

  test("serve every country but Bouvet Island, each in its own country", () => {
    const served = new Set(sites.map(({ country }) => country));
    expect([...codes].filter((code) => !served.has(code))).toEqual(["BVT"]);
    const alpha2 = new Map(countries.map((country) => [country.code, country.alpha2]));
    expect(sites.filter(({ country, unLocode }) => alpha2.get(country) !== unLocode.slice(0, 2))).toEqual([]);
    expect(sites.find(({ country }) => country === "CHN")?.unLocode).toBe("CNSHA");
  });

  test("of landlocked developing countries are no seaports", () => {
    const lldc = listCountriesOn(readCountryLists(load("country-lists.csv")), {
      list: "lldc",
      day: asDay("2020-06-01"),
    });
    // Baku lies on the Caspian Sea, Asunción on the river: both are ports.
    expect(
      sites
        .filter(({ country, kind }) => lldc.includes(country) && kind === "port")
        .map((one) => one.country),
    ).toEqual(["AZE", "PRY"]);
  });
});

describe("health capacity", () => {
  const capacities = readHealthCapacities(load("health-capacity.csv"));
  const platforms = new Map(readTestPlatforms(load("test-platforms.csv")).map((one) => [one.platform, one]));

  test("covers 215 of the countries", () => {
    expect(capacities).toHaveLength(215);
    expect(capacities.filter(({ country }) => !codes.has(country))).toEqual([]);
    expect(capacities.filter(({ beds }) => beds === null)).toEqual([]);
  });

  test("knows the country and platform of every test machine", () => {
    const counts = readTestPlatformCounts(load("test-platform-counts.csv"));
    expect(counts.filter(({ country, platform }) => !codes.has(country) || !platforms.has(platform))).toEqual(
      [],
    );
    expect(counts.filter(({ country }) => country === "ETH")).not.toEqual([]);
  });

  test("counts the work of 21 occupations", () => {
    expect(readWorkTimes(load("work-time.csv"))).toHaveLength(21);
  });

  test("uses only items that are there and can be counted", () => {
    const usages = readEsftUsages(load("esft-usage.csv"));
    expect(usages.filter(({ itemId }) => (itemById.get(itemId)?.unit ?? null) === null)).toEqual([]);
    expect(new Set(usages.map(({ itemId }) => itemId)).size).toBe(43);
  });
});

describe("reported figures", () => {
  const figures = readReportedFigures(load("reported-figures-2020.csv"));

  test("are of items that are there, and each part of a wider item in the tree", () => {
    expect(figures.filter(({ itemId }) => !itemById.has(itemId))).toEqual([]);
    expect(figures.filter(({ itemId, of }) => of !== null && itemById.get(itemId)?.of !== of)).toEqual([]);
  });

  test("end the year at the published totals, to the unit", () => {
    const atYearEnd = figures.filter(({ periodTo }) => periodTo === "2020-12-31");
    expect(Object.fromEntries(atYearEnd.map(({ itemId, baseQuantity }) => [itemId, baseQuantity]))).toEqual({
      mask: 224_200_000_000,
      medical_mask: 65_000_000_000,
      protective_suit: 773_000_000,
      surgical_gloves: 2_920_000_000,
      nucleic_acid_test: 1_080_000_000,
      ventilator: 271_000,
    });
  });

  test("keep what cannot be converted, and sources that contradict each other, visible", () => {
    const boxes = figures.filter(({ unitPrinted }) => unitPrinted === "box");
    expect(boxes).toMatchObject([{ itemId: "nucleic_acid_test", quantity: 2_840_000, baseQuantity: null }]);
    const conflict = figures.filter(({ conflictGroup }) => conflictGroup !== null);
    expect(conflict.map(({ valueMinor }) => valueMinor)).toEqual([
      33_000_000_000, 33_100_000_000, 31_000_000_000,
    ]);
  });
});

const shared = join(root, "../shared/data");
const absent = !existsSync(shared);

describe("against the sources (skipped without ../shared/data)", () => {
  test.skipIf(absent)("no figure of the transcribed customs releases was lost", () => {
    const text = readFileSync(join(shared, "customs/gacc-cumulative-snapshots.csv"), "utf8");
    const figures = readReportedFigures(load("reported-figures-2020.csv"));
    const missing = text
      .trim()
      .split("\n")
      .slice(1)
      .filter((line) => {
        const [from, to, , quantity = "", , value = "", url] = line.split(",");
        return !figures.some(
          (one) =>
            one.periodFrom === from &&
            one.periodTo === to &&
            one.sourceUrl === url &&
            String(one.quantity ?? "") === quantity &&
            String((one.valueMinor ?? 0) / 100) === (value || "0"),
        );
      });
    expect(missing).toEqual([]);
  });

  test.skipIf(absent)(
    "every entry site has a code of UN/LOCODE, within three degrees of where UNECE puts it",
    () => {
      const text = gunzipSync(readFileSync(join(shared, "reference/un-locode-all.csv.gz"))).toString("utf8");
      const records: string[][] = parse(text, { relax_column_count: true });
      const places = new Map(records.map((record) => [`${record[0]}${record[1]}`, record]));
      const sites = readEntrySites(load("sites.csv"));
      expect(sites.filter(({ unLocode }) => !places.has(unLocode))).toEqual([]);
      const far = sites.filter(({ unLocode, latitude, longitude }) => {
        const [placeLatitude, placeLongitude] = (places.get(unLocode) ?? []).slice(8, 10).map(Number);
        if (!placeLatitude || !placeLongitude) return false;
        return Math.hypot(latitude - placeLatitude, longitude - placeLongitude) > 3;
      });
      // Corrected: their coordinates in the source are those of another place, or have lost their sign.
      expect(far.map(({ unLocode }) => unLocode)).toEqual(["ASPPG", "VELAG"]);
    },
  );

  test.skipIf(absent)("every unit is in UNECE Recommendation 20, under its name and in force", () => {
    const text = readFileSync(join(shared, "reference/unece-rec20-units-of-measure.csv"), "utf8");
    const records: string[][] = parse(text);
    const units = new Map(records.map(([status, code, name]) => [code, { status, name }]));
    for (const [code, name] of Object.entries(UNIT_NAMES)) {
      expect({ code, unit: units.get(code) }).toEqual({ code, unit: { status: "", name } });
    }
  });
});

describe("cold chain", () => {
  const presentations = readVaccinePresentations(load("vaccine-items.csv"));
  const rules = readExcursionRules(load("excursion-rules.csv"));
  const packs = readItemPacks(load("item-packs.csv"));

  test("presentations are of vaccines in the catalogue, in the class that it gives them", () => {
    for (const { itemId, temperatureClass } of presentations) {
      expect(itemById.get(itemId)).toMatchObject({ kind: "item", unit: "E27", temperatureClass });
    }
    expect(presentations.length).toBeGreaterThan(10);
  });

  test("every item that needs cold storage fills something there, a vaccine its largest presentation", () => {
    const volumes = measureColdVolumes({
      items: itemById,
      itemPacks: packs,
      vaccinePresentations: presentations,
    });
    const cold = items.filter(
      ({ kind, temperatureClass }) => kind === "item" && temperatureClass !== "ambient",
    );
    expect(cold.filter(({ id }) => (volumes.get(id)?.perThousandCubicCentimetres ?? 0) === 0)).toEqual([]);
    const volumeOf = (id: string) => volumes.get(id)?.perThousandCubicCentimetres;
    expect(volumeOf("covid_19_vaccine_astrazeneca")).toBe(7030);
    // Nobody says what a dose of it fills: the largest of its class.
    expect(volumeOf("covid_19_vaccine_johnson_johnson")).toBe(16_302);
    expect(volumes.get("covid_19_vaccine_unspecified")).toMatchObject({ classes: COLD_CLASSES });
    expect(volumeOf("medical_mask")).toBeUndefined();
  });

  test("schedules and codes are of vaccines in the catalogue, and no code but that of the unknown stands twice", () => {
    const schedules = readVaccineSchedules(load("vaccine-schedules.csv"));
    for (const schedule of schedules) expect(listScheduleProblems(schedule, itemById)).toEqual([]);
    expect(schedules.length).toBeGreaterThan(6);
    const codes = readVaccineCodes(load("vaccine-codes.csv"));
    for (const { itemId } of codes) expect(itemById.get(itemId)).toMatchObject({ unit: "E27" });
    const products = codes.map(({ cvx }) => cvx).filter((cvx) => cvx !== "500");
    expect(new Set(products).size).toBe(products.length);
  });

  test("each cold class has one rule above it and one below", () => {
    expect(rules.map(({ temperatureClass, kind }) => `${temperatureClass} ${kind}`).toSorted()).toEqual(
      COLD_CLASSES.flatMap((one) => [`${one} high`, `${one} low`]).toSorted(),
    );
  });
});
