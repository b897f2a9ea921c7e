import { describe, expect, test } from "vitest";
import { listSendingsThen, measureSendings, shareOutByWeeks } from "./ppe-rounds.ts";
import { readPpeCase } from "./ppe-rows.ts";

const OFFERS = `donorKey,donationkey,equipmentEnum,qty,datecreated,dataSource,stateprovince
d1,o1,gown,100,2020-05-01 00:00:00 UTC,Intake,CA
d1,o1,gown,100,2020-05-01 00:00:00 UTC,Intake,CA
d2,o2,gown,300,2020-05-09 08:10:02.5 UTC,Intake,NY
d3,o3,gown,0,2020-05-01 00:00:00 UTC,Intake,NY
d3,o4,gown,-1,2020-05-01 00:00:00 UTC,Intake,NY
d4,o5,gown,10000000000,2020-05-01 00:00:00 UTC,Intake,NE
d5,o6,gown,7,2020-05-01 00:00:00 UTC,Intake,test1
d6,o7,body_bag,50,2020-05-01 00:00:00 UTC,Intake,
`;

const MATCHES = `matchkey,donorkey,facilitykey,matchstatus,matchsubstatus,matchCreated,closedOrDelivered,enumcode,qty
m1,d1,fA,delivered,,2020-05-02 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,100
m2,d2,fB,closed,no_supply,2020-05-03 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,80
m3,d2,fB,closed,donor_update,2020-05-04 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,100
m4,d2,fA,closed,no_supply,2020-05-04 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,90
m5,d2,fC,closed,no_contact_facility,2020-05-04 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,40
m6,d2,fC,closed,test_match,2020-05-04 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,40
m7,d2,fC,closed,no_supply,2020-05-04 00:00:00 UTC,2020-06-01 00:00:00 UTC,gown,0
m8,d2,fD,delivered,,2020-05-12 00:00:00 UTC,,gown,200
`;

const read = readPpeCase({ offers: OFFERS, matches: MATCHES });
const DAY = Date.parse("2020-05-01T00:00:00Z") / 86_400_000;

describe("rows of offers and matches", () => {
  test("that cannot be used are left out, and counted", () => {
    expect(read.offers).toEqual([
      { donor: "d1", item: "gown", units: 100, day: DAY },
      { donor: "d2", item: "gown", units: 300, day: DAY + 8 },
      { donor: "d6", item: "body_bag", units: 50, day: DAY },
    ]);
    expect(read.leftOut).toEqual({
      repeatedRows: 1,
      offersWithoutUnits: 2,
      offersBeyondMost: 1,
      testRows: 2,
      matchesWithoutUnits: 1,
      matchesFacilityDeclined: 1,
      failedMatchesOfOneNeed: 2,
    });
  });

  test("give a need for each delivery, and one for the failed matches of a facility that got nothing of the item", () => {
    expect(
      read.needs.map(({ facility, units, day, wasDelivered }) => [facility, units, day - DAY, wasDelivered]),
    ).toEqual([
      ["fA", 100, 1, true],
      ["fD", 200, 11, true],
      ["fB", 100, 2, false],
    ]);
  });

  test.each([
    ["qty", "many", /qty many is no whole number/],
    ["qty", "1.5", /qty 1.5 is no whole number/],
    ["datecreated", "May", /datecreated May is no day/],
  ])("of which %s is %s stop the reading", (column, value, message) => {
    const row = {
      donorKey: "d",
      equipmentEnum: "gown",
      qty: "1",
      datecreated: "2020-05-01",
      stateprovince: "",
    };
    const changed = { ...row, [column]: value };
    const offers = `${Object.keys(changed).join(",")}\n${Object.values(changed).join(",")}\n`;
    expect(() => readPpeCase({ offers, matches: MATCHES })).toThrow(message);
  });

  test("without a column that is wanted stop the reading", () => {
    expect(() => readPpeCase({ offers: "donorKey\nd\n", matches: MATCHES })).toThrow(
      "there is no column qty",
    );
  });
});

describe("rounds", () => {
  const plain = { needs: read.needs, leastPerMille: 0, lapseWeeks: Infinity };

  test("share the same goods more equally, in more shipments; what is still needed is carried over", async () => {
    const input = { ...plain, lots: read.deliveries };
    const { sendings, roundCount } = await shareOutByWeeks(input);
    // Week 0: 100 gowns for A and B, who ask 100 each. Week 1: 200 for D (200), A (50) and B (50): two thirds, the odd unit to the first key.
    expect(roundCount).toBe(2);
    const given = [0, 1, 2].map((need) =>
      [0, 1].map((week) =>
        sendings
          .filter((one) => one.need === need && one.week === week)
          .reduce((sum, one) => sum + one.units, 0),
      ),
    );
    expect(given[0]![0]).toBe(50);
    expect(given[2]![0]).toBe(50);
    expect(given[1]).toEqual([0, 133]);
    expect([given[0]![1], given[2]![1]]).toEqual([34, 33]);
    const measures = measureSendings(input, sendings);
    expect(measures).toMatchObject({
      placedUnits: 300,
      placedShare: 1,
      needMetShare: 0.75,
      shipmentCount: 5,
    });
    expect(measures.lowestCoverage).toBe(133 / 200);
    // 67 of 300 units wait a week.
    expect(measures.meanWaitWeeks).toBeCloseTo(67 / 300);
  });

  test("then are the deliveries as they were made", () => {
    const input = { ...plain, lots: read.offers };
    expect(measureSendings(input, listSendingsThen(input, read.deliveries))).toEqual({
      placedUnits: 300,
      placedShare: 300 / 450,
      donorItemCount: 3,
      placedDonorItemCount: 2,
      needCount: 3,
      servedNeedCount: 2,
      metNeedCount: 2,
      needUnits: 400,
      needMetShare: 0.75,
      meanCoverage: 2 / 3,
      lowestCoverage: 0,
      jainIndex: 2 / 3,
      shipmentCount: 2,
      meanWaitWeeks: 0,
    });
  });

  test("in which a line gets all or nothing send fewer shipments", async () => {
    const input = { ...plain, lots: read.deliveries, leastPerMille: 1000 };
    const measures = measureSendings(input, (await shareOutByWeeks(input)).sendings);
    // Week 0: A or B. Week 1: 200 are enough for D, or for the other one, not for both.
    expect(measures).toMatchObject({ servedNeedCount: 2, metNeedCount: 2, shipmentCount: 2 });
  });

  test("take nothing of an offer that has lapsed", async () => {
    const old = [{ donor: "d1", item: "gown", units: 100, day: DAY }];
    const needs = [{ facility: "fA", item: "gown", units: 10, day: DAY + 15, wasDelivered: false }];
    const share = async (lapseWeeks: number) =>
      (await shareOutByWeeks({ lots: old, needs, leastPerMille: 0, lapseWeeks })).sendings;
    expect(await share(2)).toEqual([{ donor: "d1", need: 0, units: 10, week: 2 }]);
    expect(await share(1)).toEqual([]);
  });
});
