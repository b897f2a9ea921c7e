import { describe, expect, test } from "vitest";
import { asDay } from "#core/time.ts";
import { compareCountry, type GivenBy, type RecordedArrival } from "./received-against-given.ts";

const given = (...days: readonly (readonly [string, number])[]): GivenBy[] =>
  days.map(([day, doses]) => ({ day: asDay(day), doses }));
const came = (from: string, to: string, doses: number, site = "AFKBL"): RecordedArrival => {
  return { from: asDay(from), to: asDay(to), site, doses };
};
const compare = (series: readonly GivenBy[], arrivals: readonly RecordedArrival[]) =>
  compareCountry("AFG", series, { arrivals, gate: "AFKBL" });
const codesOf = (series: readonly GivenBy[], arrivals: readonly RecordedArrival[]) =>
  compare(series, arrivals).excess?.reasons;

describe("received against given", () => {
  test("says how much had come for certain, and at most, by the newest figure", () => {
    const arrivals = [came("2021-03-01", "2021-03-31", 100), came("2021-04-10", "2021-04-10", 50)];
    const series = given(["2021-04-15", 120], ["2021-04-05", 80]);
    expect(compare(series, arrivals)).toEqual({
      country: "AFG",
      received: 150,
      firstDelivery: "2021-03-01",
      lastDelivery: "2021-04-10",
      given: { day: "2021-04-15", doses: 120 },
      receivedBy: { certainly: 150, possibly: 150 },
      excess: null,
    });
  });

  test("says nothing of a country of which nothing is reported", () => {
    const compared = compare([], [came("2021-03-01", "2021-03-01", 5)]);
    expect(compared).toMatchObject({ received: 5, given: null, receivedBy: null, excess: null });
  });

  test("names deliveries that can have come by then, and how many doses they would cover", () => {
    const excess = compare(given(["2021-03-10", 60], ["2021-03-20", 90]), [
      came("2021-03-01", "2021-03-31", 70),
    ]).excess;
    expect(excess).toEqual({
      days: 2,
      firstDay: "2021-03-10",
      lastDay: "2021-03-20",
      most: { day: "2021-03-20", given: 90, received: 0, possibly: 70 },
      reasons: [
        { why: "deliveries_of_uncertain_day", doses: 70 },
        { why: "not_explained", doses: 20 },
      ],
    });
  });

  test("names a country without a recorded delivery", () => {
    expect(codesOf(given(["2021-03-10", 1]), [])).toEqual([{ why: "no_delivery_recorded" }]);
  });

  test("names where the recorded deliveries begin and end", () => {
    const arrivals = [came("2021-03-05", "2021-03-05", 100)];
    expect(codesOf(given(["2021-03-01", 10], ["2021-03-06", 50]), arrivals)).toEqual([
      { why: "deliveries_recorded_only_from", day: "2021-03-05" },
    ]);
    expect(codesOf(given(["2021-03-04", 0], ["2021-04-01", 130]), arrivals)).toEqual([
      { why: "deliveries_recorded_only_to", day: "2021-03-05" },
    ]);
  });

  test("names the sites where no delivery to the whole country is recorded", () => {
    const arrivals = [came("2021-03-05", "2021-03-05", 10, "AFG-HER")];
    expect(codesOf(given(["2021-03-05", 30]), arrivals)).toEqual([
      { why: "deliveries_recorded_only_at", sites: ["AFG-HER"] },
      { why: "not_explained", doses: 20 },
    ]);
  });

  test("counts a figure that equals what came as covered", () => {
    expect(codesOf(given(["2021-03-05", 100]), [came("2021-03-05", "2021-03-05", 100)])).toBeUndefined();
  });
});
