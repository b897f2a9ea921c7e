import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { estimateNeeds, type EstimatedLine, type EstimateTables } from "#core/estimate/estimate-needs.ts";
import { asQuantity } from "#core/quantity.ts";
import { estimatePublicMasks, listScenarioLines } from "#core/scenario/needs-2020.ts";
import {
  readEsftUsages,
  readHealthCapacities,
  readTestPlatformCounts,
  readTestPlatforms,
  readWorkTimes,
} from "./read-health.ts";
import { readItems } from "./read-items.ts";
import { readCountries } from "./read-places.ts";

const load = (name: string): string => readFileSync(join(import.meta.dirname, "../../../data", name), "utf8");

const tables: EstimateTables = {
  capacities: readHealthCapacities(load("health-capacity.csv")),
  platforms: readTestPlatforms(load("test-platforms.csv")),
  platformCounts: readTestPlatformCounts(load("test-platform-counts.csv")),
  workTimes: readWorkTimes(load("work-time.csv")),
  usages: readEsftUsages(load("esft-usage.csv")),
  places: new Map(readCountries(load("countries.csv")).map((country) => [country.code, country])),
  items: new Map(readItems(load("items.csv")).map((item) => [item.id, item])),
};

function estimate(country: string, weeks: number): readonly EstimatedLine[] {
  const answer = estimateNeeds({ country, weeks }, tables);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

describe("the estimate of Ethiopia for 12 weeks", () => {
  const lines = new Map(estimate("ETH", 12).map((line) => [line.itemId, line]));

  test("gives the worked example of the method's description", () => {
    expect(lines.get("intensive_care_ventilator")?.quantity).toBe(407);
    expect(lines.get("surgical_gloves")?.quantity).toBe(3_167_808);
    expect(lines.get("surgical_gloves")?.basis.inputs).toMatchObject({
      country: "ETH",
      weeks: 12,
      doctors: 8813,
      nurses: 64_844,
      hospitalBeds: 37_210,
      "inpatient_worker.count": 37_712,
      "inpatient_worker.amountMilli": 1000,
      "inpatient_worker.times": 84,
    });
    expect(lines.get("medical_mask")?.basis.inputs).toMatchObject({
      "inpatient.count": 22_326,
      "inpatient.times": 84,
    });
  });

  test("has a line for nearly every item of the list, each with the item's own unit", () => {
    expect(lines.size).toBe(49);
    expect([...lines.values()].filter(({ itemId, unit }) => tables.items.get(itemId)?.unit !== unit)).toEqual(
      [],
    );
  });

  test("says which figures were put in for the country", () => {
    const inputs = lines.get("gown")?.basis.inputs ?? {};
    expect(Object.keys(inputs).filter((key) => key.startsWith("imputed."))).toEqual([
      "imputed.traditionalPractitioners",
      "imputed.physiotherapists",
    ]);
  });

  test("fits what a call can carry as its basis", () => {
    for (const { basis } of [...lines.values(), ...estimate("TWN", 12)]) {
      for (const [key, value] of Object.entries(basis.inputs)) {
        expect(key).toMatch(/^[A-Za-z0-9_.]{1,60}$/);
        expect(typeof value === "number" || /^[A-Za-z0-9_.-]{1,40}$/.test(value)).toBe(true);
      }
    }
  });
});

describe("every country", () => {
  test("gets an estimate within the bound of each item, for any number of weeks", () => {
    for (const { country } of tables.capacities) {
      for (const { itemId, quantity } of estimate(country, 52)) {
        expect({ country, itemId, fits: quantity <= (tables.items.get(itemId)?.quantityMax ?? 0) }).toEqual({
          country,
          itemId,
          fits: true,
        });
      }
    }
  });
});

test("the world needs more in 43 weeks of 2020 than was supplied, of all but tests", () => {
  const asked = (country: string) => ({ country, weeks: 43 });
  const need = new Map<string, number>();
  for (const { country, population } of tables.capacities) {
    const lines = [
      ...listScenarioLines(estimate(country, 43), asked(country)),
      estimatePublicMasks(asQuantity(population), asked(country)),
    ];
    for (const { itemId, quantity } of lines) need.set(itemId, (need.get(itemId) ?? 0) + quantity);
  }
  const supply = {
    medical_mask: 65_000_000_000,
    non_medical_mask: 159_200_000_000,
    protective_suit: 773_000_000,
    surgical_gloves: 2_920_000_000,
    nucleic_acid_test: 1_080_000_000,
    ventilator: 271_000,
  };
  const ratios = Object.entries(supply).map(([itemId, supplied]) => [
    itemId,
    Math.round(((need.get(itemId) ?? 0) / supplied) * 100) / 100,
  ]);
  // Need ÷ supply. Tests are bounded by the machines of 2020 at one shift and half their time, so that they suffice.
  expect(Object.fromEntries(ratios)).toEqual({
    medical_mask: 1.27,
    non_medical_mask: 1.26,
    protective_suit: 32.52,
    surgical_gloves: 1.69,
    nucleic_acid_test: 0.41,
    ventilator: 1.96,
  });
});

describe("the estimate of a country that WHO ESFT does not list", () => {
  test("takes the medians of its neighbours for each inhabitant, and every line says so", () => {
    const lines = estimate("TWN", 12);
    expect(lines.length).toBeGreaterThan(40);
    for (const { basis } of lines) {
      expect(basis.inputs).toMatchObject({
        "imputed.from": "m49_subregion_030",
        "imputed.economies": 7,
        "imputed.population": 23_816_775,
      });
      expect(Object.keys(basis.inputs).filter((key) => key.startsWith("imputed."))).toHaveLength(13);
    }
    const niue = estimate("NIU", 12)[0]?.basis.inputs;
    expect(niue).toMatchObject({ "imputed.from": "m49_subregion_061", doctors: 2 });
    // The middle one of its seven neighbours.
    const perInhabitant = tables.capacities
      .filter(({ country }) => tables.places.get(country)?.subregionCode === "030")
      .flatMap(({ workers, population }) => (workers.doctors === null ? [] : [workers.doctors / population]))
      .toSorted((a, b) => a - b);
    expect(lines[0]?.basis.inputs["doctors"]).toBe(Math.round((perInhabitant[3] ?? 0) * 23_816_775));
  });

  test("is there for every country with a population, and refused for the others", () => {
    const answers = [...tables.places].map(([country, { population2020 }]) => ({
      country,
      hasPopulation: population2020 !== null,
      isEstimated: estimateNeeds({ country, weeks: 12 }, tables).ok,
    }));
    expect(answers.filter(({ hasPopulation, isEstimated }) => hasPopulation !== isEstimated)).toEqual([]);
    expect(answers.filter(({ isEstimated }) => !isEstimated).map(({ country }) => country)).toEqual([
      "ALA",
      "ATA",
      "ATF",
      "BVT",
      "CCK",
      "CXR",
      "GGY",
      "HMD",
      "IOT",
      "JEY",
      "NFK",
      "PCN",
      "SGS",
      "SJM",
      "UMI",
    ]);
  });
});
