import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asDay } from "#core/time.ts";
import { actFor, makeOneOffer, newMeta, openWorld, units, type World } from "#test/fixtures/world.ts";
import { readCachedStatement } from "./read-cached-statement.ts";
import { readStatement, type StatementRequest } from "./read-statement.ts";
import { recordReportedFigure } from "./record-reported-figure.ts";
import { writeStatement } from "./write-statement.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await makeOneOffer(world, { quantity: units(100) });
});
afterAll(async () => await world.drop());

async function read(request: StatementRequest = {}) {
  const answer = await readCachedStatement(world.context, request);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value;
}

async function report(quantity: number) {
  const recorded = await recordReportedFigure(world.context, newMeta(actFor([world.secretariatId])), {
    exporter: "CHN",
    itemId: "medical_mask",
    periodFrom: asDay("2026-01-01"),
    periodTo: asDay("2026-02-28"),
    quantity,
    baseQuantity: quantity,
    unitPrinted: "pieces",
    qualifier: "more_than",
    sourceUrl: "https://example.org/figure",
  });
  if (!recorded.ok) throw new Error(JSON.stringify(recorded.refusal));
}

describe("a statement that is kept", () => {
  test("is computed once for one question, and for those who ask at once", async () => {
    const [first, second] = await Promise.all([read({ item: "mask" }), read({ item: "mask" })]);
    expect(second).toBe(first);
    expect(await read({ item: "mask", terms: undefined })).toBe(first);
    expect(await read({ item: "medical_mask" })).not.toBe(first);
    expect(await readStatement(world.context, { item: "mask" })).toEqual({ ok: true, value: first });
  });

  test("is computed anew once the ledger, a reported figure or the day has moved on", async () => {
    const request = { exporter: "CHN", item: "medical_mask", by: ["item"] } as const;
    const before = await read(request);
    await makeOneOffer(world, { quantity: units(23) });
    const posted = await read(request);
    expect(posted.ledgerPosition).toBe(before.ledgerPosition + 1);
    expect(posted.rows[0]?.pledged).toBe((before.rows[0]?.pledged ?? 0) + 23);
    await report(150);
    const reported = await read(request);
    expect(reported.rows[0]?.reported).toHaveLength(1);
    world.setNow("2026-03-03T00:00:00Z");
    const tomorrow = await read(request);
    expect([reported.asOf, tomorrow.asOf]).toEqual(["2026-03-02", "2026-03-03"]);
    // What has changed without anything that a statement is computed from leaves it as it was.
    await world.owner.updateTable("party").set({ name: "Another name" }).where("code", "=", "KEN").execute();
    expect(await read(request)).toBe(tomorrow);
  });

  test("is none where it is refused", async () => {
    const refused = { ok: false, refusal: { code: "malformed" } };
    expect(await readCachedStatement(world.context, { item: "no_such_item" })).toMatchObject(refused);
    expect(await readCachedStatement(world.context, { asOf: "2099-01-01" })).toMatchObject(refused);
    world.setNow("2099-01-01T00:00:00Z");
    expect((await read({ asOf: "2099-01-01" })).asOf).toBe("2099-01-01");
    world.setNow("2026-03-03T00:00:00Z");
  });
});

describe("a statement as a file", () => {
  test("has a row for each of its rows, each with the day and the position, and reported figures apart", async () => {
    const request: StatementRequest = { exporter: "CHN", by: ["item"] };
    const statement = await read(request);
    const file = await writeStatement(world.context, request);
    if (!file.ok) throw new Error(JSON.stringify(file.refusal));
    const { ledgerPosition } = statement;
    expect(file.value.fileName).toBe(`statement-2026-03-03-position-${ledgerPosition}.csv`);
    const masks = file.value.text.split("\r\n").find((line) => line.startsWith("medical_mask"));
    expect(file.value.text.split("\r\n")).toHaveLength(statement.rows.length + 2);
    expect(masks).toContain('"more_than 150 pieces, 2026-01-01/2026-02-28, https://example.org/figure"');
    expect(masks?.endsWith(`,,2026-03-03,${ledgerPosition}`)).toBe(true);
    expect(masks).toContain(`,${statement.rows.find((row) => row.item === "medical_mask")?.pledged},`);
  });

  test("is refused as the statement is", async () => {
    expect(await writeStatement(world.context, { item: "no_such_item" })).toMatchObject({
      refusal: { code: "malformed", problems: [{ field: "item", rule: "unknown_item" }] },
    });
  });
});
