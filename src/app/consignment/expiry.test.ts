import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { bring, countAllRows, openChain, receive, takeStep } from "#test/fixtures/chain.ts";
import { newMeta, openWorld, readStages, TEST_NOW, type World, units } from "#test/fixtures/world.ts";
import { recordUse } from "../ledger/record-use.ts";
import { settleDifference } from "../receipt/settle-difference.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.setNow(TEST_NOW));
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

describe("a lot past its last day of use", () => {
  test.each([
    ["pack", "dispatch"],
    ["arrive", "clear_import"],
  ] as const)(
    "after %s is refused at %s, and nothing is written; on its last day it goes",
    async (last, step) => {
      const chain = await openChain(world, { expiry: "2026-03-10" });
      const consignmentId = await bring(chain, last);
      world.setNow("2026-03-11T09:00:00Z");
      const before = await countAllRows(world.owner);
      expect(await takeStep(chain, consignmentId, step)).toEqual({
        ok: false,
        refusal: { code: "expired", supplyId: chain.masks, expiry: "2026-03-10", occurredOn: "2026-03-11" },
      });
      expect(await countAllRows(world.owner)).toEqual(before);
      world.setNow("2026-03-10T09:00:00Z");
      expect(await takeStep(chain, consignmentId, step)).toMatchObject({ ok: true });
    },
  );

  test("is counted all the same: it goes to quarantine, stays there, and is destroyed when both sides say why", async () => {
    const chain = await openChain(world, { expiry: "2026-03-10" });
    const consignmentId = await bring(chain, "arrive");
    world.setNow("2026-03-11T09:00:00Z");
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({
      value: {
        status: "received",
        receipt: { differences: [{ lineNumber: 1, kind: "expired", quantity: 100, status: "open" }] },
      },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    expect(await readStages(world, chain.gowns)).toEqual({ available: 460, received: 40 });
    const take = async (kind: "waste" | "unquarantine") =>
      await recordUse(world.context, newMeta(chain.receiver), {
        partyId: chain.taker.id,
        kind,
        lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1), stage: "quarantined" }],
      });
    expect(await take("unquarantine")).toMatchObject({ refusal: { code: "expired" } });
    expect(await take("waste")).toMatchObject({
      refusal: { code: "units_under_difference", kind: "expired" },
    });
    const said = { consignmentId, lineNumber: 1, kind: "expired", reason: "expired_in_transit" } as const;
    await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
    expect(
      await settleDifference(world.context, newMeta(chain.receiver), { ...said, partyId: chain.taker.id }),
    ).toMatchObject({ value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, wasted: 100 });
  });
});
