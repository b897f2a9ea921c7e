import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ExcursionRule, findExcursions, isOutside } from "./excursion.ts";

const HIGH: ExcursionRule = {
  temperatureClass: "cool_2_8",
  kind: "high",
  hundredthsCelsius: 800,
  isLimitOutside: false,
  minutes: 600,
  source: "test",
};
const LOW: ExcursionRule = {
  ...HIGH,
  kind: "low",
  hundredthsCelsius: -50,
  isLimitOutside: true,
  minutes: 60,
};
const MINUTE = 60_000;

/** A reading every so many minutes. */
function every(minutes: number, celsius: readonly number[]) {
  return {
    readAt: celsius.map((_, i) => i * minutes * MINUTE),
    hundredthsCelsius: celsius.map((one) => Math.round(one * 100)),
  };
}

describe("findExcursions", () => {
  test.each([
    [
      "9 °C for ten hours",
      every(60, [...Array<number>(10).fill(9), 5]),
      [{ kind: "high", minutes: 600, extreme: 900 }],
    ],
    ["9 °C for nine hours", every(60, [...Array<number>(9).fill(9), 5]), []],
    ["8 °C for a day", every(60, Array<number>(25).fill(8)), []],
    ["twice nine hours", every(60, [...Array<number>(9).fill(9), 8, ...Array<number>(9).fill(9), 8]), []],
    ["−0.5 °C for an hour", every(30, [2, -0.5, -0.6, 1]), [{ kind: "low", minutes: 60, extreme: -60 }]],
    ["−0.4 °C for a day", every(60, Array<number>(25).fill(-0.4)), []],
    [
      "9 °C, then silence of a day, then 5 °C",
      every(1440, [9, 5]),
      [{ kind: "high", minutes: 1440, extreme: 900 }],
    ],
    ["nothing", every(60, []), []],
  ])("%s", (_what, series, expected) => {
    expect(findExcursions(series, [HIGH, LOW])).toMatchObject(expected);
    expect(findExcursions(series, [HIGH, LOW])).toHaveLength(expected.length);
  });

  test("with a rule of no minutes finds a single reading", () => {
    const rule = { ...HIGH, minutes: 0 };
    expect(findExcursions(every(10, [5, 8.1]), [rule])).toEqual([
      { kind: "high", beganAt: 10 * MINUTE, endedAt: 10 * MINUTE, extreme: 810, minutes: 0 },
    ]);
  });

  test("finds what a plain count of minutes outside finds, on random readings each minute", () => {
    const rule = { ...HIGH, minutes: 5 };
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (outside) => {
        const found = findExcursions(
          every(
            1,
            [...outside, false].map((one) => (one ? 9 : 5)),
          ),
          [rule],
        );
        const runs = outside
          .map((one) => (one ? "x" : "."))
          .join("")
          .split(/\.+/)
          .filter((run) => run.length >= 5);
        expect(found.map(({ minutes }) => minutes)).toEqual(runs.map((run) => run.length));
      }),
      { numRuns: 200 },
    );
  });

  test("counts a limit as outside only where the rule says so", () => {
    expect([isOutside(800, HIGH), isOutside(801, HIGH), isOutside(-50, LOW), isOutside(-49, LOW)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
