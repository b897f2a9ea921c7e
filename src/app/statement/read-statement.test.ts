import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { clearExport } from "#app/consignment/clear-consignment.ts";
import { dispatchConsignment } from "#app/consignment/dispatch-consignment.ts";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import type { RecordReportedFigure } from "#core/statement/record-reported-figure.ts";
import { ALL_GROUPS, type Figure, FIGURES, type Group, STAGE_OF } from "#core/statement/statement.ts";
import { asDay, type Occurred, occurredInMonth, occurredInMonths } from "#core/time.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { deliveryOf } from "#test/fixtures/delivery.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { actFor, newMeta, openWorld, units, type World } from "#test/fixtures/world.ts";
import { readStatement, type Statement, type StatementRequest } from "./read-statement.ts";
import { findSites } from "#store/site.ts";
import { recordReportedFigure } from "./record-reported-figure.ts";

let world: World;
let chain: Chain;

/** One chain in February and March 2026, a use corrected on a later day, and deliveries of other years. */
beforeAll(async () => {
  world = await openWorld();
  world.setNow("2026-03-02T09:00:00Z");
  chain = await openChain(world, { terms: "sale" });
  const consignmentId = await bring(chain, "pack");
  await dispatchConsignment(world.context, newMeta(chain.sender), { consignmentId, occurred: "2026-02-10" });
  await clearExport(world.context, newMeta(chain.sender), { consignmentId, occurred: "2026-02-12" });
  await receive(chain, consignmentId, [[100], [40]]);
  await numberNow();
  world.setNow("2026-03-05T09:00:00Z");
  const firstUse = newMeta(chain.receiver);
  await recordUse(world.context, firstUse, {
    partyId: chain.taker.id,
    kind: "use",
    lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(30) }],
  });
  await numberNow();
  world.setNow("2026-03-09T09:00:00Z");
  await correctEntry(world.context, newMeta(chain.receiver), {
    entryId: firstUse.commandId,
    partyId: chain.taker.id,
    reason: "count_error",
    lines: [{ lineNumber: 1, quantity: 25 }],
  });
  const december: Occurred = {
    from: asDay("2020-12-01"),
    to: asDay("2020-12-31"),
    precision: "month",
    text: "XXXX-12",
  };
  const times = [occurredInMonth("2020-12"), december, occurredInMonths("2020-11", "2021-02")];
  await recordDeliveries(world.context, newMeta(actFor([world.secretariatId])), {
    deliveries: times.map((occurred, index) =>
      deliveryOf({ recipientCountry: "HTI", quantity: units(1000 + index), occurred, line: index + 1 }),
    ),
  });
});
afterAll(async () => await world.drop());

/** What the house-keeping does every minute. */
async function numberNow(): Promise<void> {
  await numberEntries(world.context);
}

async function read(request: StatementRequest = {}): Promise<Statement> {
  const answer = await readStatement(world.context, request);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value;
}

/** The totals of the rows that are no part of another one, unit by unit. */
function totalOf(statement: Statement): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of statement.rows.filter(({ of }) => of === null)) {
    for (const figure of FIGURES) {
      const key = `${row.unit}/${figure}`;
      if (row[figure] !== 0) totals.set(key, (totals.get(key) ?? 0) + row[figure]);
    }
  }
  return totals;
}

function figuresOf(statement: Statement, names: readonly Figure[]): unknown[] {
  return statement.rows.map((row) => [row.item, ...names.map((name) => row[name])]);
}

const STAGES = ["pledged", "agreed", "dispatched", "cleared", "received", "used"] as const;

describe("a statement", () => {
  test("has a figure for each stage, from the movements", async () => {
    const statement = await read({ exporter: "CHN", from: "2026-01", to: "2026-12", by: ["item"] });
    expect(figuresOf(statement, STAGES)).toEqual([
      ["gown", 500, 40, 40, 40, 40, 0],
      ["medical_mask", 500, 100, 100, 100, 100, 25],
    ]);
  });

  test("places each movement in the month in which it happened", async () => {
    const statement = await read({ item: "medical_mask", exporter: "CHN", by: ["month", "recipient"] });
    expect(
      statement.rows.map((row) => [row.month, row.recipient, ...STAGES.map((name) => row[name])]),
    ).toEqual([
      ["2026-02", "ETH", 0, 0, 100, 100, 0, 0],
      ["2026-03", "ETH", 0, 100, 0, 0, 100, 25],
      ["2026-03", null, 500, 0, 0, 0, 0, 0],
    ]);
  });

  test("shows months as their sources have them: without a year, and months that were not separated", async () => {
    const statement = await read({ recipient: "HTI", by: ["month"] });
    expect(statement.rows.map(({ month, received }) => [month, received])).toEqual([
      ["2020-11/2021-02", 1002],
      ["2020-12", 1000],
      ["XXXX-12", 1001],
    ]);
  });

  test("counts only what lies wholly in the period, and what may lie in it apart", async () => {
    const statement = await read({ recipient: "HTI", from: "2020-12", to: "2020-12", by: [] });
    expect(statement.rows.map(({ received }) => received)).toEqual([2001]);
    expect(statement.straddling).toEqual([
      { item: "medical_mask", unit: "piece", dispatched: 1002, received: 1002, movements: 4 },
    ]);
    const whole = await read({ recipient: "HTI", from: "2020-11", to: "2021-02", by: [] });
    expect([whole.rows.map(({ received }) => received), whole.straddling]).toEqual([[3003], []]);
    const after = await read({ recipient: "HTI", from: "2021-03", by: [] });
    expect([after.rows, after.straddling]).toEqual([[], []]);
  });

  test("as of an earlier day is what it was on that day, whatever was recorded since", async () => {
    const masks = { item: "medical_mask", exporter: "CHN", by: ["item"] } as const;
    const used = async (asOf: string) => {
      const statement = await read({ ...masks, asOf });
      return [statement.asOf, statement.rows[0]?.used ?? null];
    };
    expect(await used("2026-03-01")).toEqual(["2026-03-01", null]);
    expect(await used("2026-03-04")).toEqual(["2026-03-04", 0]);
    expect(await used("2026-03-05")).toEqual(["2026-03-05", 30]);
    expect(await used("2026-03-08")).toEqual(["2026-03-08", 30]);
    expect(await used("2026-03-09")).toEqual(["2026-03-09", 25]);
    const [before, now] = [await read({ asOf: "2026-03-08" }), await read()];
    expect(now.ledgerPosition - before.ledgerPosition).toBe(4);
    expect([(await read({ asOf: "2026-03-01" })).ledgerPosition, now.asOf]).toEqual([0, "2026-03-09"]);
  });

  test("as of a past day does not change by what a command that began on it commits later", async () => {
    const asOf = "2026-03-05";
    const before = await read({ asOf, by: ["item"] });
    // A command that takes long, or a server whose clock is late: recorded on the 5th, committed and numbered on the 9th.
    world.setNow("2026-03-05T23:59:00Z");
    await recordUse(world.context, newMeta(chain.receiver), {
      partyId: chain.taker.id,
      kind: "use",
      lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1) }],
    });
    world.setNow("2026-03-09T10:00:00Z");
    expect((await read()).ledgerPosition).toBeGreaterThan(before.ledgerPosition);
    expect(await read({ asOf, by: ["item"] })).toEqual(before);
    // A clock that jumps back puts nothing before what has a position already.
    world.setNow("2026-03-04T00:00:00Z");
    await recordUse(world.context, newMeta(chain.receiver), {
      partyId: chain.taker.id,
      kind: "use",
      lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1) }],
    });
    await numberNow();
    world.setNow("2026-03-09T11:00:00Z");
    expect(await read({ asOf, by: ["item"] })).toEqual(before);
  });

  test("adds up to the same totals however it is grouped, and filters are parts of it", async () => {
    const whole = totalOf(await read({ by: [] }));
    expect(whole.get("piece/received")).toBe(3143);
    await fc.assert(
      fc.asyncProperty(fc.subarray([...ALL_GROUPS]), async (by: Group[]) => {
        expect(totalOf(await read({ by }))).toEqual(whole);
      }),
      { numRuns: 25 },
    );
    const parts = [await read({ terms: "sale", by: [] }), await read({ terms: "not_stated", by: [] })].map(
      totalOf,
    );
    for (const [key, units] of whole) {
      expect([key, parts.reduce((sum, part) => sum + (part.get(key) ?? 0), 0)]).toEqual([key, units]);
    }
    expect(totalOf(await read({ pipeline: "COVAX", by: [] })).get("piece/received")).toBe(3003);
    expect((await read({ scenario: "2020" })).rows).toEqual([]);
  });

  test("says by site and stage where units stood, and what of them is of one site", async () => {
    const { rows } = await read({ item: "medical_mask", by: ["site", "stage"] });
    const ofStage = (stage: string) => rows.filter((row) => row.stage === stage);
    // Every stage's figures stand in rows of their own.
    for (const row of rows) {
      for (const figure of FIGURES) if (STAGE_OF[figure] !== row.stage) expect(row[figure]).toBe(0);
    }
    const whole = await read({ item: "medical_mask", by: [] });
    const sum = (figure: Figure, of: readonly Statement["rows"][number][]) =>
      of.reduce((total, row) => total + row[figure], 0);
    for (const figure of FIGURES) {
      expect(sum(figure, ofStage(STAGE_OF[figure]))).toBe(sum(figure, whole.rows));
    }
    const { code } = (await findSites(world.context.database, [chain.toSiteId])).get(chain.toSiteId) ?? {};
    const used = ofStage("used");
    expect(used.map(({ site }) => site)).toEqual([code]);
    const atSite = await read({ item: "medical_mask", site: code, by: [] });
    expect(sum("used", atSite.rows)).toBe(sum("used", used));
    // What was sent stood at the giver's site.
    expect(sum("dispatched", atSite.rows)).toBe(0);
    expect(sum("received", atSite.rows)).toBe(100);
  });

  test("refuses codes that nobody has, and a scenario that there is not, rather than show nothing", async () => {
    const request = { exporter: "XXX", recipient: "NOBODY", scenario: "2021", site: "NOWHERE" };
    const answer = await readStatement(world.context, request);
    expect(!answer.ok && answer.refusal.problems).toEqual([
      { field: "exporter", value: "XXX", rule: "unknown_party" },
      { field: "recipient", value: "NOBODY", rule: "unknown_party" },
      { field: "site", value: "NOWHERE", rule: "unknown_site" },
      { field: "scenario", value: "2021", rule: "unknown_scenario" },
    ]);
    expect(await read({ exporter: "COVAX", recipient: "KEN" })).toMatchObject({ rows: [] });
  });

  test("refuses an unknown item, a period that ends before it begins, a day to come", async () => {
    const answer = await readStatement(world.context, {
      item: "unheard_of",
      from: "2026-03",
      to: "2026-02",
      asOf: "2026-03-10",
    });
    expect(!answer.ok && answer.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["item", "unknown_item"],
      ["to", "period_ends_before_it_begins"],
      ["asOf", "in_the_future"],
    ]);
    expect(await readStatement(world.context, { asOf: "2026-02-30" })).toMatchObject({
      refusal: { problems: [{ rule: "day" }] },
    });
  });
});

describe("figures that others have published", () => {
  const figure: RecordReportedFigure = {
    exporter: "CHN",
    itemId: "medical_mask",
    periodFrom: asDay("2026-02-01"),
    periodTo: asDay("2026-02-28"),
    quantity: 90,
    unitPrinted: "pieces",
    baseQuantity: 90,
    qualifier: "exact",
    sourceUrl: "https://www.example.org/release",
  };

  test("stand beside the row that counts the same, with the difference, and beside no part of it", async () => {
    const meta = newMeta(actFor([world.secretariatId]));
    const recorded = await recordReportedFigure(world.context, meta, figure);
    expect(await recordReportedFigure(world.context, meta, figure)).toEqual(recorded);
    const beside = async (request: StatementRequest) =>
      (await read(request)).rows.flatMap(({ item, month, reported }) =>
        reported.map((one) => [item, month, one.baseQuantity, one.recorded, one.difference]),
      );
    const february = { item: "medical_mask", exporter: "CHN", from: "2026-02", to: "2026-02" } as const;
    expect(await beside({ ...february, by: ["item"] })).toEqual([["medical_mask", null, 90, 100, 10]]);
    expect(await beside({ item: "medical_mask", exporter: "CHN", by: ["item", "month"] })).toEqual([
      ["medical_mask", "2026-02", 90, 100, 10],
    ]);
    expect(await beside({ ...february, by: ["item", "recipient"] })).toEqual([]);
    expect(await beside({ ...february, by: ["item", "terms"] })).toEqual([]);
    expect(await beside({ ...february, exporter: "USA", by: ["item"] })).toEqual([]);
  });

  test("are recorded by the secretariat's coordinator alone", async () => {
    expect(await recordReportedFigure(world.context, newMeta(chain.sender), figure)).toMatchObject({
      refusal: { code: "not_permitted", allowed: ["secretariat:coordinator"] },
    });
  });
});
