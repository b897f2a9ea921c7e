import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import { asDay, lastDayOf, occurredInMonth } from "#core/time.ts";
import { deriveSupplyPeriods, type SupplyPeriod, splitSupplyPeriods } from "./supply-periods.ts";

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

describe("splitSupplyPeriods", () => {
  const period = (quantity: number): SupplyPeriod => ({
    itemId: "mask",
    occurred: occurredInMonth("2020-05"),
    quantity: asQuantity(quantity),
    separated: true,
    without: [],
  });
  const split = (quantities: readonly number[], partTotal: number) =>
    splitSupplyPeriods(quantities.map(period), {
      partItemId: "medical_mask",
      restItemId: "non_medical_mask",
      partTotal: asQuantity(partTotal),
    });

  test("gives the worked example of its description", () => {
    const parts = split([7, 7, 6], 10).filter(({ itemId }) => itemId === "medical_mask");
    expect(parts.map(({ quantity }) => quantity)).toEqual([4, 3, 3]);
  });

  test("loses no unit, and gives each period its share to within one unit", () => {
    const quantities = fc.array(fc.nat(1e14), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(quantities, fc.integer({ min: 0, max: 1000 }), (sizes, permille) => {
        const whole = sizes.reduce((sum, size) => sum + size, 0);
        const partTotal = Math.floor(whole * (permille / 1000));
        const both = split(sizes, partTotal);
        const parts = both.filter(({ itemId }) => itemId === "medical_mask");
        expect(parts.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(partTotal);
        for (const [index, size] of sizes.entries()) {
          const part = both[2 * index]?.quantity ?? 0;
          const rest = both[2 * index + 1]?.quantity ?? 0;
          expect(part + rest).toBe(size);
          const low = (BigInt(partTotal) * BigInt(size)) / BigInt(Math.max(whole, 1));
          expect([low, low + 1n]).toContain(BigInt(part));
        }
      }),
    );
  });

  test("refuses a part that is more than the whole", () => {
    expect(() => split([1, 2], 4)).toThrow("more than the whole");
  });
});
