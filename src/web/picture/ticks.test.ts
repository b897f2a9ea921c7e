import { expect, test } from "vitest";
import { findMonthStep, listTicks } from "./ticks.ts";

test.each([
  [1300, 4, [0, 500, 1000, 1500]],
  [3, 4, [0, 1, 2, 3]],
  [1, 4, [0, 1]],
  [0, 4, [0, 1]],
  [1.3, 5, [0, 1, 2]],
  [2_000_000, 4, [0, 500_000, 1_000_000, 1_500_000, 2_000_000]],
])("An axis to %f in %i steps has whole, even steps that reach it", (max, count, expected) => {
  expect(listTicks(max, count)).toEqual(expected);
});

test("Labels of months keep their distance", () => {
  expect(findMonthStep(12, 1200, 64)).toBe(1);
  expect(findMonthStep(12, 300, 64)).toBe(3);
  expect(findMonthStep(240, 300, 64)).toBe(60);
});
