import { expect, test } from "vitest";
import type { StatementRow } from "#api/statement.ts";
import { NO_UNITS } from "#core/statement/statement.ts";
import { listCounted, listFlows, listPeriods, pickRows, sumByTerms } from "./flows.ts";

const MASKS: StatementRow = {
  item: "mask",
  of: null,
  unit: "piece",
  exporter: "CHN",
  recipient: "ETH",
  month: "2020-04",
  terms: "grant",
  pipeline: null,
  site: null,
  stage: null,
  reported: [],
  ...NO_UNITS,
};
const row = (members: Partial<StatementRow>): StatementRow => ({ ...MASKS, ...members });

const rows = [
  row({ received: 5 }),
  row({ received: 7, month: "2020-06/2020-12" }),
  row({ received: 100, terms: "sale" }),
  row({ received: 4, item: "medical_mask", of: "mask" }),
  row({ received: 9, unit: "gram" }),
  row({ pledged: 50, recipient: null }),
  row({ dispatched: 1, month: "2020-03" }),
];

test("Units of parts, of other units and of other terms are never added to a flow", () => {
  const masks = pickRows(rows, { item: "mask", unit: "piece" });
  expect(listFlows(masks, "received", undefined)).toEqual([
    { exporter: "CHN", recipient: "ETH", terms: "sale", units: 100 },
    { exporter: "CHN", recipient: "ETH", terms: "grant", units: 12 },
  ]);
  expect([...sumByTerms(listFlows(masks, "received", undefined))]).toEqual([
    ["sale", 100],
    ["grant", 12],
  ]);
});

test("A period that its source does not separate is one of its own, and months do not take from it", () => {
  const masks = pickRows(rows, { item: "mask", unit: "piece" });
  expect(listPeriods(masks, "received")).toEqual(["2020-04", "2020-06/2020-12"]);
  expect(listFlows(masks, "received", "2020-06/2020-12").map(({ units }) => units)).toEqual([7]);
  expect(listFlows(masks, "received", "2020-07")).toEqual([]);
});

test("An item that is counted in two units can be chosen in each", () => {
  expect(listCounted([row({}), row({ unit: "gram" }), row({ unit: null })])).toEqual([
    { item: "mask", unit: "piece" },
    { item: "mask", unit: "gram" },
  ]);
});
