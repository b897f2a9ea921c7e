import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  asDay,
  asInstant,
  daysBetween,
  isDay,
  isMonth,
  lastDayOf,
  monthText,
  occurredAt,
  occurredInMonth,
  occurredInMonths,
  occurredOn,
  parseOccurred,
} from "./time.ts";

const anyDay = fc.integer({ min: -25_000, max: 80_000 }).map((days) => addDays(asDay("1970-01-01"), days));

describe("days and months", () => {
  test.each([
    ["2020-02-29", true],
    ["2021-02-29", false],
    ["2020-02-30", false],
    ["2020-13-01", false],
    ["2020-2-1", false],
    ["2020-02-01T00:00", false],
    ["0000-02-01", false],
    ["0001-01-01", true],
    ["", false],
  ])("%s: is a day: %s", (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  test("a month is four digits and an existing month", () => {
    expect(["2020-12", "2020-13", "2020-00", "20-12", "XXXX-12", "0000-12"].map(isMonth)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test("the last day of a month knows leap years", () => {
    expect(["2020-02", "2021-02", "1900-02", "2020-12"].map(lastDayOf)).toEqual([
      "2020-02-29",
      "2021-02-28",
      "1900-02-28",
      "2020-12-31",
    ]);
  });

  test("adding days and counting them are each other's inverse", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -20_000, max: 20_000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days);
        expect(addDays(day, days) > day).toBe(days > 0);
      }),
    );
  });

  test("an instant is normalised to UTC with milliseconds, and bounded by its UTC day", () => {
    const instant = asInstant("2020-05-16T23:30:00-02:00");
    expect(instant).toBe("2020-05-17T01:30:00.000Z");
    expect(occurredAt(instant)).toEqual({
      from: "2020-05-17",
      to: "2020-05-17",
      precision: "instant",
      text: instant,
    });
    expect(() => asInstant("2020-05-16T23:30:00")).toThrow(RangeError);
  });
});

describe("when something happened", () => {
  test("is read as precisely as it is written", () => {
    expect(parseOccurred("2020-05-16")).toEqual(occurredOn(asDay("2020-05-16")));
    expect(parseOccurred("2020-02")).toEqual({
      from: "2020-02-01",
      to: "2020-02-29",
      precision: "month",
      text: "2020-02",
    });
    expect(parseOccurred("2020-06/2020-12")).toEqual({
      from: "2020-06-01",
      to: "2020-12-31",
      precision: "span",
      text: "2020-06/2020-12",
    });
    expect(parseOccurred("2020-06/2020-06")).toEqual(occurredInMonth("2020-06"));
  });

  test.each([
    "",
    "2020",
    "2020-13",
    "2020-12/2020-06",
    "2020-01/2020-02/2020-03",
    "2020-05-01/2020-05-03",
    "x/y",
  ])("%s is no time", (text) => {
    expect(parseOccurred(text)).toBeUndefined();
  });

  test("is shown under its month, or as its source has it where it is not one month", () => {
    expect(monthText(occurredOn(asDay("2020-05-16")))).toBe("2020-05");
    expect(monthText(occurredInMonth("2020-05"))).toBe("2020-05");
    expect(monthText(occurredInMonths("2020-06", "2020-12"))).toBe("2020-06/2020-12");
  });

  test("a month without a year stays one, even where only one year fits", () => {
    const december = { precision: "month", text: "XXXX-12" } as const;
    expect(monthText({ ...december, from: asDay("2020-12-01"), to: asDay("2020-12-31") })).toBe("XXXX-12");
    expect(monthText({ ...december, from: asDay("2020-12-01"), to: asDay("2022-12-31") })).toBe("XXXX-12");
  });
});
