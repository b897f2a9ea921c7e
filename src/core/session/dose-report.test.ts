import { describe, expect, test } from "vitest";
import { asDay } from "#core/time.ts";
import {
  type BookedDoses,
  buildCoverage,
  buildDoseRows,
  buildDropOut,
  type DoseFacts,
  type ReportedDoses,
} from "./dose-report.ts";
import { forecastExpiry } from "./forecast-expiry.ts";

const today = asDay("2021-07-01");
const booked = (rest: Partial<BookedDoses>): BookedDoses => ({
  site: "A",
  country: "ITA",
  itemId: "x",
  inStock: 0,
  quarantined: 0,
  used: 0,
  wasted: 0,
  lost: 0,
  returned: 0,
  corrected: 0,
  ...rest,
});
const reported = (rest: Partial<ReportedDoses>): ReportedDoses => ({
  site: "A",
  country: "ITA",
  itemId: "any",
  outcome: "given",
  doseNumber: "1",
  group: null,
  doses: 0,
  unsettled: 0,
  ...rest,
});
const facts: DoseFacts = {
  booked: [
    booked({ inStock: 100, used: 40, wasted: 5, corrected: 12 }),
    booked({ itemId: "y", inStock: 60, lost: 3, returned: 2, quarantined: 1 }),
    booked({ site: "B", inStock: 7 }),
  ],
  reported: [
    reported({ doses: 70, unsettled: 30 }),
    reported({ doses: 12, unsettled: 0, doseNumber: "2" }),
    reported({ outcome: "wasted", doseNumber: null, doses: 9, unsettled: 4 }),
  ],
  recent: new Map([["A", 56]]),
  lots: [
    { site: "A", itemId: "x", expiry: asDay("2021-07-11"), held: 30 },
    { site: "A", itemId: "y", expiry: asDay("2021-06-30"), held: 5 },
  ],
  today,
};

describe("a report of doses", () => {
  test("takes doses without a lot off the stock and counts them as given and wasted", () => {
    const [a, b] = buildDoseRows(facts, ["site"]);
    expect(a).toEqual({
      country: "ITA",
      site: "A",
      item: null,
      received: 211,
      corrected: 12,
      given: 70,
      wasted: 9,
      lost: 3,
      returned: 2,
      quarantined: 1,
      inStock: 126,
      unsettled: 34,
      recentlyGiven: 56,
      daysOfStock: 63,
      expiring: [
        { expiry: "2021-06-30", held: 5, tooLate: 5 },
        { expiry: "2021-07-11", held: 30, tooLate: 10 },
      ],
    });
    expect(b).toMatchObject({ site: "B", received: 7, inStock: 7, daysOfStock: null });
  });

  test("adds up to the same, however it is grouped", () => {
    const total = (by: Parameters<typeof buildDoseRows>[1]) =>
      buildDoseRows(facts, by).reduce(
        (sum, row) => [
          (sum[0] ?? 0) + row.received,
          (sum[1] ?? 0) + row.given,
          (sum[2] ?? 0) + row.wasted,
          (sum[3] ?? 0) + row.inStock,
          (sum[4] ?? 0) + row.unsettled,
        ],
        [] as number[],
      );
    for (const by of [["site"], ["item"], ["site", "item"], ["country"], []] as const) {
      expect(total(by)).toEqual([218, 70, 9, 133, 34]);
    }
    for (const row of buildDoseRows(facts, ["site"])) {
      const gone = row.given + row.wasted + row.lost + row.returned + row.quarantined;
      expect(row.received).toBe(gone + row.inStock);
    }
  });

  test("sets doses against the people there are, where somebody has said how many", () => {
    const groups = [{ site: "A", group: "female", doses: 50 }];
    const population = new Map([
      ["A", 140],
      ["A/female", 80],
    ]);
    const rows = buildCoverage(facts.reported, groups, population);
    expect(
      rows.map(({ doseNumber, group, doses, dosesPer100 }) => [doseNumber, group, doses, dosesPer100]),
    ).toEqual([
      ["1", null, 70, 50],
      ["2", null, 12, 8.57],
      [null, "female", 50, 62.5],
    ]);
    expect(buildCoverage(facts.reported, [], new Map())[0]).toMatchObject({
      population: null,
      dosesPer100: null,
    });
    expect(buildDropOut(rows)).toEqual([
      { site: "A", from: "1", to: "2", first: 70, next: 12, dropOutPercent: 82.86 },
    ]);
  });
});

test("what expires is what is not given in time, the first to expire taken first", () => {
  const lots = [
    { expiry: asDay("2021-07-16"), held: 100 },
    { expiry: asDay("2021-07-06"), held: 60 },
    { expiry: asDay("2021-07-06"), held: 40 },
  ];
  expect(forecastExpiry(lots, { today, dosesPerDay: 10 })).toEqual([
    { expiry: "2021-07-06", held: 100, tooLate: 50 },
    { expiry: "2021-07-16", held: 100, tooLate: 0 },
  ]);
  expect(forecastExpiry(lots, { today, dosesPerDay: 0 })).toMatchObject([{ tooLate: 100 }, { tooLate: 100 }]);
});
