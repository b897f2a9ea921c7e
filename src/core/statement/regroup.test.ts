import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listTotalRows, regroup, type StatementItem, type StatementRow } from "./regroup.ts";
import { FIGURES, ALL_GROUPS, type Group, NO_UNITS, type StatementSum } from "./statement.ts";

const items = new Map<string, StatementItem>([
  ["ppe", { of: null, unit: null }],
  ["mask", { of: "ppe", unit: "piece" }],
  ["medical_mask", { of: "mask", unit: "piece" }],
  ["non_medical_mask", { of: "mask", unit: "piece" }],
  ["gloves", { of: "ppe", unit: "pair" }],
]);

function sum(item: string, pledged: number, rest: Partial<StatementSum> = {}): StatementSum {
  return {
    item,
    unit: items.get(item)?.unit ?? "piece",
    exporter: "CHN",
    recipient: null,
    month: "2020-05",
    terms: "sale",
    pipeline: null,
    site: null,
    stage: null,
    figures: { ...NO_UNITS, pledged },
    ...rest,
  };
}

function total(rows: readonly StatementRow[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of listTotalRows(rows)) {
    for (const figure of FIGURES) {
      const key = `${row.unit}/${figure}`;
      totals.set(key, (totals.get(key) ?? 0) + row.figures[figure]);
    }
  }
  return totals;
}

describe("regrouping a statement", () => {
  test("a wider item contains its parts, which name it", () => {
    const rows = regroup(
      [sum("medical_mask", 65), sum("non_medical_mask", 159), sum("gloves", 3)],
      ["item"],
      items,
    );
    expect(rows.map(({ item, of, unit, figures }) => [item, of, unit, figures.pledged])).toEqual([
      ["gloves", null, "pair", 3],
      ["mask", null, "piece", 224],
      ["medical_mask", "mask", "piece", 65],
      ["non_medical_mask", "mask", "piece", 159],
    ]);
  });

  test("without items, pieces and pairs stay apart", () => {
    const rows = regroup([sum("medical_mask", 65), sum("gloves", 3)], ["terms"], items);
    expect(rows.map(({ item, unit, figures }) => [item, unit, figures.pledged])).toEqual([
      [null, "pair", 3],
      [null, "piece", 65],
    ]);
  });

  test("every regrouping adds up to the same totals, unit by unit", () => {
    const anySum = fc.record({
      item: fc.constantFrom("mask", "medical_mask", "non_medical_mask", "gloves"),
      pledged: fc.integer({ min: -1000, max: 1e9 }),
      recipient: fc.constantFrom(null, "ETH", "HTI"),
      month: fc.constantFrom("2020-05", "2020-06/2020-12"),
      terms: fc.constantFrom("grant" as const, "sale" as const),
      pipeline: fc.constantFrom(null, "COVAX"),
      site: fc.constantFrom("ITGOA", "ETADD"),
      stage: fc.constantFrom("available" as const, "used" as const),
    });
    const anyGroups = fc.subarray([...ALL_GROUPS], { minLength: 0 });
    fc.assert(
      fc.property(fc.array(anySum, { maxLength: 40 }), anyGroups, (drawn, by: Group[]) => {
        const sums = drawn.map(({ item, pledged, ...rest }) => sum(item, pledged, rest));
        expect(total(regroup(sums, by, items))).toEqual(total(regroup(sums, [...ALL_GROUPS], items)));
      }),
      { numRuns: 500 },
    );
  });
});
