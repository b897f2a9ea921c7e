import { describe, expect, test } from "vitest";
import { idOf } from "#core/testing/book.ts";
import { asDay, asInstant } from "#core/time.ts";
import { decideReportedFigure, type RecordReportedFigure } from "./record-reported-figure.ts";
import { type ClearedIn, type ReportedFigure, setBeside } from "./reported-figure.ts";

const command: RecordReportedFigure = {
  exporter: "CHN",
  itemId: "mask",
  periodFrom: asDay("2020-03-01"),
  periodTo: asDay("2020-12-31"),
  quantity: 2242,
  unitPrinted: "100 million pieces",
  baseQuantity: 224_200_000_000,
  qualifier: "exact",
  sourceUrl: "https://www.example.org/release",
};
const facts = {
  id: idOf<"reported-figure">(1),
  now: asInstant("2021-01-14T00:00:00Z"),
  countries: new Map([["CHN", {}]]),
  items: new Map([["mask", {}]]),
};

function rulesOf(rest: Partial<RecordReportedFigure>): unknown {
  const decided = decideReportedFigure({ ...command, ...rest }, facts);
  return decided.ok ? "recorded" : decided.refusal.problems.map(({ field, rule }) => [field, rule]);
}

function figure(rest: Partial<ReportedFigure> = {}): ReportedFigure {
  const decided = decideReportedFigure(command, facts);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return { ...decided.value, ...rest };
}

function cleared(from: string, to: string, units: number): ClearedIn {
  return { from: asDay(from), to: asDay(to), cleared: units };
}

describe("recording a reported figure", () => {
  test("keeps it as printed, with what is not stated as null", () => {
    expect(figure()).toEqual({
      ...command,
      id: facts.id,
      importer: null,
      of: null,
      valueMinor: null,
      currency: null,
      publisher: null,
      edition: null,
      conflictGroup: null,
    });
  });

  test.each([
    [{ exporter: "XXX" }, [["exporter", "unknown_country"]]],
    [{ importer: "XXX" }, [["importer", "unknown_country"]]],
    [{ itemId: "x" }, [["itemId", "unknown_item"]]],
    [{ of: "x" }, [["of", "unknown_item"]]],
    [{ periodTo: asDay("2020-02-29") }, [["periodTo", "period_ends_before_it_begins"]]],
    [{ periodTo: asDay("2021-01-15") }, [["periodTo", "in_the_future"]]],
    [{ quantity: undefined }, [["quantity", "quantity_or_value_required"]]],
    [{ valueMinor: 5 }, [["currency", "value_and_currency_together"]]],
    [{ currency: "USD" }, [["currency", "value_and_currency_together"]]],
    [{ quantity: undefined, valueMinor: 5, currency: "USD" }, "recorded"],
    [{ baseQuantity: 2e14 }, "recorded"],
  ] as const)("%j", (rest, expected) => {
    expect(rulesOf(rest)).toEqual(expected);
  });
});

describe("a reported figure beside what is recorded", () => {
  test("the units cleared in its period, and the difference", () => {
    const beside = setBeside(figure(), [
      cleared("2020-02-01", "2020-02-29", 5),
      cleared("2020-03-01", "2020-05-31", 200_000_000_000),
      cleared("2020-06-01", "2020-12-31", 24_200_000_001),
    ]);
    expect([beside.samePeriod, beside.recorded, beside.difference]).toEqual([true, 224_200_000_001, 1]);
    expect(Object.keys(beside)).not.toContain("itemId");
  });

  test("nobody can tell where a recorded period lies partly in the figure's", () => {
    const beside = setBeside(figure(), [
      cleared("2020-03-01", "2020-05-31", 200),
      cleared("2020-12-01", "2021-01-31", 7),
    ]);
    expect([beside.samePeriod, beside.recorded, beside.difference]).toEqual([false, null, null]);
  });

  test("nothing recorded in the period is nothing to compare with", () => {
    const beside = setBeside(figure(), [cleared("2021-01-01", "2021-01-31", 7)]);
    expect([beside.samePeriod, beside.recorded]).toEqual([false, null]);
  });

  test("no difference is stated where the printed unit cannot be converted", () => {
    const beside = setBeside(figure({ baseQuantity: null }), [cleared("2020-03-01", "2020-05-31", 200)]);
    expect([beside.samePeriod, beside.recorded, beside.difference]).toEqual([true, 200, null]);
  });
});
