import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asDay, asInstant } from "#core/time.ts";
import {
  addCounts,
  BREAKDOWNS,
  type Breakdown,
  type Counts,
  listCells,
  type ReportItem,
  summarise,
} from "./items.ts";
import { decideReportDay, type ReportDay, type ReportDayFacts } from "./report-day.ts";

const names = { ar: "", zh: "", en: "", es: "", fr: "", ru: "" };
/** The items as the table has them, without their names. */
const items: readonly ReportItem[] = readFileSync("data/daily-report-items.csv", "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [item, , breakdown] = line.split(",");
    const known = Object.keys(BREAKDOWNS).find((one) => one === breakdown) as Breakdown | undefined;
    if (known === undefined) throw new Error(line);
    return { item: Number(item), section: "other", breakdown: known, names };
  });

const deploymentId = asId<"deployment">("00000000-0000-7000-8000-000000000001");
const day = asDay("2026-03-02");
const counts: Counts = {
  mds_1_under_1: 2,
  mds_2_18_to_64: 5,
  mds_9_under_5: 2,
  mds_10_5_over: 0,
  mds_39_all: 1,
};
const facts: ReportDayFacts = {
  now: asInstant("2026-03-02T18:00:00Z"),
  items,
  status: "working",
  registeredFrom: asDay("2026-03-01"),
  current: null,
};
const report = (part: Partial<ReportDay> = {}, world: Partial<ReportDayFacts> = {}) =>
  decideReportDay({ deploymentId, day, counts, ...part }, { ...facts, ...world });

describe("the report of a day", () => {
  test("is its first version, without the cells that are 0", () => {
    const { mds_10_5_over: _zero, ...rest } = counts;
    expect(report()).toEqual({
      ok: true,
      value: { deploymentId, day, version: 1, reason: null, counts: rest },
    });
  });

  test.each([
    ["a day before the team was registered", { day: asDay("2026-02-28") }, "before_registration"],
    ["a day that has begun nowhere", { day: asDay("2026-03-04") }, "occurred_in_the_future"],
    ["a cell that is not in the form", { counts: { mds_36_under_5: 1 } }, "unknown_cell"],
    ["a fraction", { counts: { mds_1_under_1: 1.5 } }, "count_out_of_range"],
    ["more than any team sees", { counts: { mds_1_under_1: 10_001 } }, "count_out_of_range"],
    ["more children ill than were seen", { counts: { ...counts, mds_9_under_5: 3 } }, "more_than_patients"],
    [
      "more related than were seen",
      { counts: { ...counts, mds_44_all: 5, mds_46_all: 3 } },
      "more_than_patients",
    ],
    ["a correction of nothing", { corrects: 1, reason: "other" as const }, "nothing_to_correct"],
  ])("with %s is refused", (_name, part, rule) => {
    expect(report(part)).toMatchObject({ ok: false, refusal: { code: "malformed", problems: [{ rule }] } });
  });

  test("of a team that has not arrived is refused before anything else", () => {
    const refused = report({ counts: { nonsense: -1 } }, { status: "travelling", registeredFrom: null });
    expect(refused).toEqual({
      ok: false,
      refusal: { code: "deployment_not_reporting", status: "travelling" },
    });
  });

  test("that stands already is corrected by a newer version with its reason, and by nothing else", () => {
    const current = { version: 2, counts: { mds_1_under_1: 2 } };
    const again = { code: "day_reported_already", day, version: 2 };
    expect(report({}, { current })).toEqual({ ok: false, refusal: again });
    expect(report({ corrects: 1, reason: "other" }, { current })).toEqual({ ok: false, refusal: again });
    expect(report({ corrects: 2 }, { current })).toMatchObject({
      refusal: { problems: [{ field: "reason", rule: "missing" }] },
    });
    expect(report({ corrects: 2, reason: "other", counts: current.counts }, { current })).toMatchObject({
      refusal: { problems: [{ field: "counts", rule: "nothing_to_correct" }] },
    });
    expect(report({ corrects: 2, reason: "late_records" }, { current })).toMatchObject({
      ok: true,
      value: { version: 3, reason: "late_records" },
    });
  });
});

describe("totals", () => {
  const cells = listCells(items);
  const drawn = fc.dictionary(
    fc.constantFrom(...cells.map(({ key }) => key)),
    fc.integer({ min: 0, max: 10_000 }),
  );

  test("the form has 50 items in 91 cells", () => {
    expect(items.map(({ item }) => item)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(cells).toHaveLength(3 * 5 + 29 * 2 + 3 + 15);
    expect(new Set(cells.map(({ key }) => key)).size).toBe(91);
  });

  test("tie: the sum of days is, cell by cell and figure by figure, what the days come to", () => {
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 10 }), (days) => {
        const totals = addCounts(days);
        for (const { key } of cells) {
          const sum = days.reduce((before, one) => before + (one[key] ?? 0), 0);
          expect(totals[key] ?? 0).toBe(sum);
        }
        const summary = summarise(totals);
        const summaries = days.map(summarise);
        for (const figure of [
          "treated",
          "treatedUnderFive",
          "discharged",
          "referred",
          "admitted",
          "died",
        ] as const) {
          expect(summary[figure]).toBe(summaries.reduce((before, one) => before + one[figure], 0));
        }
        expect(summary.treatedUnderFive).toBeLessThanOrEqual(summary.treated);
      }),
    );
  });
});
