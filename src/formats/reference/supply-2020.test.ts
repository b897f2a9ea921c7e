import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listPeriodSupplies } from "#core/scenario/scenario-2020.ts";
import { deriveSupplyPeriods, type SupplyPeriod } from "#core/scenario/supply-periods.ts";
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

  test("of medical masks and of the others is one period each: one total is all that was released", () => {
    const masks = listPeriodSupplies(figures).flatMap(({ supplies }) =>
      supplies.filter(({ itemId }) => itemId.endsWith("mask")),
    );
    expect(masks.map((one) => one.itemId)).toEqual(["medical_mask", "non_medical_mask"]);
    expect(show(masks)).toEqual([
      ["2020-03/2020-12", 65_000_000_000, false, []],
      ["2020-03/2020-12", 159_200_000_000, false, []],
    ]);
  });

  test("adds up to the five published totals, item by item, whatever its periods", () => {
    const sums = new Map<string, number>();
    for (const { supplies } of listPeriodSupplies(figures)) {
      for (const { itemId, quantity } of supplies) sums.set(itemId, (sums.get(itemId) ?? 0) + quantity);
    }
    expect(Object.fromEntries(sums)).toEqual({
      medical_mask: 65_000_000_000,
      non_medical_mask: 224_200_000_000 - 65_000_000_000,
      protective_suit: 773_000_000,
      surgical_gloves: 2_920_000_000,
      nucleic_acid_test: 1_080_000_000,
      ventilator: 271_000,
    });
  });
});
