import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, asDay } from "#core/time.ts";
import { parseDay, parseMonth, parseOccurred } from "./parse-date.ts";

describe("a day", () => {
  test.each([
    ["2021-03-16", "iso"],
    ["16 March 2021", "iso"],
    ["16th Mar. 2021", "iso"],
    ["March 16, 2021", "iso"],
    ["16/03/2021", "day_month_year"],
    ["16.3.2021", "day_month_year"],
    ["03-16-2021", "month_day_year"],
  ] as const)("%j is read in the style %s", (text, style) => {
    expect(parseDay(text, style)).toEqual({ ok: true, value: "2021-03-16" });
  });

  test.each([
    ["", "iso", "missing"],
    ["2021-02-30", "iso", "no_such_day"],
    ["31 February 2021", "iso", "no_such_day"],
    ["16/03/2021", "iso", "ambiguous_date"],
    ["16/03/2021", "month_day_year", "no_such_day"],
    ["16/03/21", "day_month_year", "not_a_day"],
    ["16/03.2021", "day_month_year", "not_a_day"],
    ["2021-3-16", "iso", "not_a_day"],
    ["yesterday", "iso", "not_a_day"],
    ["16 Marsh 2021", "iso", "not_a_day"],
  ] as const)("%j is refused in the style %s as %s", (text, style, rule) => {
    expect(parseDay(text, style)).toMatchObject({ ok: false, problem: { rule } });
  });

  test("every day is read from every way it can be written", () => {
    const day = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays(asDay("1950-01-01"), days));
    fc.assert(
      fc.property(day, (value) => {
        const [year, month, date] = value.split("-");
        const expected = { ok: true, value };
        expect(parseDay(value, "iso")).toEqual(expected);
        expect(parseDay(`${date}/${month}/${year}`, "day_month_year")).toEqual(expected);
        expect(parseDay(`${month}/${date}/${year}`, "month_day_year")).toEqual(expected);
      }),
    );
  });
});

describe("a month", () => {
  test.each(["2022-02", "Feb 2022", "February 2022", "feb. 2022", "2/2022", " Feb  2022 "])(
    "%j stays a month",
    (text) => {
      expect(parseMonth(text)).toEqual({
        ok: true,
        value: { from: "2022-02-01", to: "2022-02-28", precision: "month", text: "2022-02" },
      });
    },
  );

  const bounds = { earliest: asDay("2020-12-15"), latest: asDay("2022-05-31") };

  test("without a year lies between the first and last such month within the bounds, and claims no year", () => {
    expect(parseMonth("March", bounds)).toEqual({
      ok: true,
      value: { from: "2021-03-01", to: "2022-03-31", precision: "span", text: "XXXX-03" },
    });
    expect(parseMonth("XXXX-03", bounds)).toEqual(parseMonth("March", bounds));
    expect(parseMonth("August", bounds)).toEqual({
      ok: true,
      value: { from: "2021-08-01", to: "2021-08-31", precision: "month", text: "XXXX-08" },
    });
    expect(parseMonth("December", bounds)).toMatchObject({ value: { from: "2020-12-15", to: "2021-12-31" } });
  });

  test.each([
    ["March", undefined, "year_not_stated"],
    ["March", { earliest: asDay("2021-04-01"), latest: asDay("2022-02-28") }, "outside_bounds"],
    ["2022-13", undefined, "no_such_month"],
    ["XXXX-13", bounds, "no_such_month"],
    ["Marsh 2022", undefined, "not_a_month"],
    ["22 March", bounds, "not_a_month"],
    ["", bounds, "missing"],
  ])("%j within %j is refused as %s", (text, within, rule) => {
    expect(parseMonth(text, within)).toMatchObject({ ok: false, problem: { rule } });
  });
});

describe("when something happened", () => {
  test.each([
    ["2021-01-05 15:33:25.882 UTC", "instant", "2021-01-05T15:33:25.882Z"],
    ["2020-12-24 00:00:00 UTC", "instant", "2020-12-24T00:00:00.000Z"],
    ["2021-01-05T23:30:00-02:00", "instant", "2021-01-06T01:30:00.000Z"],
    ["2021-01-05", "day", "2021-01-05"],
    ["Feb 2022", "month", "2022-02"],
  ])("%j is as precise as it says: %s", (text, precision, expected) => {
    expect(parseOccurred(text, { style: "iso" })).toMatchObject({ value: { precision, text: expected } });
  });

  test.each([
    ["2021-01-05 15:33", "zone_not_stated"],
    ["2021-02-30 15:33 UTC", "no_such_day"],
    ["2021-02-03 25:33 UTC", "no_such_time"],
    ["2021-02-30", "no_such_day"],
    ["March", "year_not_stated"],
    ["soon", "not_a_date"],
    ["", "missing"],
  ])("%j is refused as %s", (text, rule) => {
    expect(parseOccurred(text, { style: "iso" })).toMatchObject({ ok: false, problem: { rule } });
  });
});
