import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import { deriveSupplyPeriods, type SupplyPeriod, splitSupplyPeriods } from "#core/scenario/supply-periods.ts";
import { readReportedFigures } from "./read-reported-figures.ts";

const table = join(import.meta.dirname, "../../../data/reported-figures-2020.csv");
const figures = readReportedFigures(readFileSync(table, "utf8"));

function show(periods: readonly SupplyPeriod[]): unknown {
  return periods.map((one) => [
    one.occurred.text,
    one.quantity,
    one.separated,
    one.without.map(({ text }) => text),
  ]);
}

describe("the supply of 2020", () => {
  test.each([
    [
      "mask",
      [
        ["2020-03/2020-04", 27_800_000_000, false, []],
        ["2020-05", 42_800_000_000, true, []],
        ["2020-06/2020-12", 153_600_000_000, false, []],
      ],
    ],
    [
      "protective_suit",
      [
        ["2020-03/2020-04", 130_000_000, false, []],
        ["2020-05", 210_000_000, true, []],
        ["2020-06/2020-12", 433_000_000, false, []],
      ],
    ],
    [
      "surgical_gloves",
      [
        ["2020-03/2020-04", 854_000_000, false, []],
        ["2020-05/2020-12", 2_066_000_000, false, []],
      ],
    ],
    [
      "nucleic_acid_test",
      [
        ["2020-03/2020-04", 73_410_000, false, []],
        ["2020-05", 151_590_000, true, []],
        ["2020-01/2020-12", 855_000_000, false, ["2020-03/2020-04", "2020-05"]],
      ],
    ],
    [
      "ventilator",
      [
        ["2020-03/2020-04", 49_100, false, []],
        ["2020-05", 47_600, true, []],
        ["2020-01/2020-12", 174_300, false, ["2020-03/2020-04", "2020-05"]],
      ],
    ],
  ])("of %s is separated as far as the releases separate it", (itemId, expected) => {
    expect(show(deriveSupplyPeriods(figures, itemId))).toEqual(expected);
  });

  test("of masks is divided into 65 billion medical ones and the rest", () => {
    const masks = deriveSupplyPeriods(figures, "mask");
    const both = splitSupplyPeriods(masks, {
      partItemId: "medical_mask",
      restItemId: "non_medical_mask",
      partTotal: asQuantity(65_000_000_000),
    });
    expect(both.map(({ itemId, quantity }) => [itemId, quantity])).toEqual([
      ["medical_mask", 8_059_768_064],
      ["non_medical_mask", 19_740_231_936],
      ["medical_mask", 12_408_563_782],
      ["non_medical_mask", 30_391_436_218],
      ["medical_mask", 44_531_668_154],
      ["non_medical_mask", 109_068_331_846],
    ]);
  });
});
