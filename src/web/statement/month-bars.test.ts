import { expect, test } from "vitest";
import { listMonthBars, monthAt } from "./month-bars.ts";

test("A period that its source does not separate is one bar whose area is its quantity", () => {
  const { bars } = listMonthBars([
    { month: "2020-06/2020-12", quantity: 700 },
    { month: "2020-05", quantity: 40 },
  ]);
  expect(bars.map(({ month, perMonth }) => [month, perMonth])).toEqual([
    ["2020-05", 40],
    ["2020-06/2020-12", 100],
  ]);
  expect(bars.map(({ start, end }) => [monthAt(start), end - start])).toEqual([
    ["2020-05", 1],
    ["2020-06", 7],
  ]);
});

test("Rows of one month add up, and empty ones are not drawn", () => {
  const { bars } = listMonthBars([
    { month: "2020-12", quantity: 1 },
    { month: "2020-12", quantity: 2 },
    { month: "2020-11", quantity: 0 },
    { month: null, quantity: 9 },
  ]);
  expect(bars.map((bar) => bar.quantity)).toEqual([3]);
});

test("A month without a year is named, not drawn in some year", () => {
  expect(listMonthBars([{ month: "XXXX-12", quantity: 5 }])).toEqual({
    bars: [],
    undated: [{ month: "XXXX-12", quantity: 5 }],
  });
});
