import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, asDay, type Day } from "#core/time.ts";
import { COUNTRY_LISTS, type CountryListing, isOnList, listCountriesOn } from "./country-list.ts";

const vanuatu: CountryListing = {
  list: "ldc",
  country: "VUT",
  entered: asDay("1985-01-01"),
  left: asDay("2020-12-04"),
};

describe("isOnList", () => {
  test.each([
    ["1984-12-31", false, "the day before entry"],
    ["1985-01-01", true, "the day of entry"],
    ["2020-12-03", true, "the day before leaving"],
    ["2020-12-04", false, "the day of leaving"],
    ["2021-01-01", false, "afterwards"],
  ])("on %s says %s: %s", (day, expected) => {
    expect(isOnList([vanuatu], { list: "ldc", country: "VUT", day: asDay(day) })).toBe(expected);
  });

  test("keeps lists and countries apart", () => {
    const day = asDay("2000-01-01");
    expect(isOnList([vanuatu], { list: "sids", country: "VUT", day })).toBe(false);
    expect(isOnList([vanuatu], { list: "ldc", country: "FJI", day })).toBe(false);
    expect(isOnList([], { list: "ldc", country: "VUT", day })).toBe(false);
  });

  test("knows a country that left and came back", () => {
    const back = { ...vanuatu, entered: asDay("2030-01-01"), left: null };
    const on = (day: string): boolean =>
      isOnList([vanuatu, back], { list: "ldc", country: "VUT", day: asDay(day) });
    expect(["2020-12-03", "2025-01-01", "2030-01-01", "2099-01-01"].map(on)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  test("agrees with a count of the days of each stay, and with the list of countries", () => {
    const start = asDay("2000-01-01");
    const day = fc.integer({ min: 0, max: 60 }).map((days): Day => addDays(start, days));
    const listing = fc
      .record({
        list: fc.constantFrom(...COUNTRY_LISTS),
        country: fc.constantFrom("AAA", "BBB", "CCC"),
        entered: day,
        length: fc.option(fc.integer({ min: 1, max: 20 })),
      })
      .map(
        ({ length, ...one }): CountryListing => ({
          ...one,
          left: length === null ? null : addDays(one.entered, length),
        }),
      );
    fc.assert(
      fc.property(
        fc.array(listing, { maxLength: 8 }),
        day,
        fc.constantFrom(...COUNTRY_LISTS),
        (all, on, list) => {
          const expected = new Set<string>();
          for (const one of all.filter((other) => other.list === list)) {
            const last = one.left ?? addDays(start, 100);
            for (let each = one.entered; each < last; each = addDays(each, 1)) {
              if (each === on) expected.add(one.country);
            }
          }
          expect(listCountriesOn(all, { list, day: on })).toEqual([...expected].sort());
          for (const country of ["AAA", "BBB", "CCC"]) {
            expect(isOnList(all, { list, country, day: on })).toBe(expected.has(country));
          }
        },
      ),
    );
  });
});
