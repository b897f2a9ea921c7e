import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import { asDay, lastDayOf, occurredInMonths } from "#core/time.ts";
import { deriveSupplyPeriods, divideSupplyPeriods, type SupplyPeriod } from "./supply-periods.ts";

describe("deriveSupplyPeriods", () => {
  const day = asDay("2020-03-01");
  const figure = { itemId: "x", of: null, periodFrom: day };

  test("adds up to the latest total, whatever the releases before it", () => {
    const month = fc.integer({ min: 3, max: 12 });
    fc.assert(
      fc.property(
        fc.uniqueArray(month, { minLength: 1 }),
        fc.array(fc.nat(1e12), { minLength: 10, maxLength: 10 }),
        (months, sizes) => {
          let total = 0;
          const releases = months
            .sort((a, b) => a - b)
            .map((one, index) => {
              total += sizes[index] ?? 0;
              const to = lastDayOf(`2020-${String(one).padStart(2, "0")}`);
              return { ...figure, periodTo: to, baseQuantity: total };
            });
          const periods = deriveSupplyPeriods(releases, "x");
          expect(periods.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(total);
          // No gap and no overlap: each begins on the day after the one before it.
          expect(periods[0]?.occurred.from).toBe("2020-03-01");
          expect(new Set(periods.map(({ occurred }) => occurred.from)).size).toBe(periods.length);
        },
      ),
    );
  });

  test("says no where nobody can tell the periods", () => {
    const april = { ...figure, periodTo: asDay("2020-04-30"), baseQuantity: 10 };
    expect(() => deriveSupplyPeriods([], "x")).toThrow("no cumulative figure of x");
    expect(() => deriveSupplyPeriods([{ ...april, periodTo: asDay("2020-04-25") }], "x")).toThrow(
      "no cumulative",
    );
    expect(() => deriveSupplyPeriods([{ ...april, baseQuantity: null }], "x")).toThrow(
      "no cumulative figure",
    );
    expect(() => deriveSupplyPeriods([april, { ...april, baseQuantity: 11 }], "x")).toThrow("contradict");
    const may = { ...april, periodTo: asDay("2020-05-31"), baseQuantity: 9 };
    expect(() => deriveSupplyPeriods([april, may], "x")).toThrow("is less than the one before it");
    const year = { ...may, periodFrom: asDay("2020-01-01"), periodTo: asDay("2020-12-31") };
    expect(() => deriveSupplyPeriods([april, year], "x")).toThrow("less than what was released");
  });
});

describe("divideSupplyPeriods", () => {
  const period = (itemId: string, months: readonly [string, string], quantity: number): SupplyPeriod => ({
    itemId,
    occurred: occurredInMonths(...months),
    quantity: asQuantity(quantity),
    separated: months[0] === months[1],
    without: [],
  });
  const masks = [
    period("mask", ["2020-03", "2020-04"], 278),
    period("mask", ["2020-05", "2020-05"], 428),
    period("mask", ["2020-06", "2020-12"], 1536),
  ];
  const divide = (...part: readonly SupplyPeriod[]) =>
    divideSupplyPeriods(masks, part, "rest").map((one) => [
      one.itemId,
      one.occurred.text,
      one.quantity,
      one.separated,
    ]);

  test("keeps one period where one total of the part is known", () => {
    expect(divide(period("part", ["2020-03", "2020-12"], 650))).toEqual([
      ["part", "2020-03/2020-12", 650, false],
      ["rest", "2020-03/2020-12", 1592, false],
    ]);
  });

  test("separates what releases of the part separate", () => {
    const parts = [
      period("part", ["2020-03", "2020-04"], 8),
      period("part", ["2020-05", "2020-05"], 12),
      period("part", ["2020-06", "2020-12"], 44),
    ];
    expect(divide(...parts)).toEqual([
      ["part", "2020-03/2020-04", 8, false],
      ["rest", "2020-03/2020-04", 270, false],
      ["part", "2020-05", 12, true],
      ["rest", "2020-05", 416, true],
      ["part", "2020-06/2020-12", 44, false],
      ["rest", "2020-06/2020-12", 1492, false],
    ]);
  });

  test("refuses a part that is more than the whole, of other periods, or that leaves some out", () => {
    expect(() => divide(period("part", ["2020-03", "2020-12"], 2243))).toThrow("more than the whole");
    expect(() => divide(period("part", ["2020-04", "2020-12"], 1))).toThrow("no period of the whole");
    expect(() => divide(period("part", ["2020-05", "2020-12"], 1))).toThrow("leaves some of the whole out");
  });
});
