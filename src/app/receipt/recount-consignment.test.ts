import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { findCall } from "#store/call.ts";
import { bring, type Chain, countAllRows, openChain, receive } from "#test/fixtures/chain.ts";
import { newMeta, openWorld, readStages, units, type World } from "#test/fixtures/world.ts";
import { readConsignment } from "../consignment/read-consignments.ts";
import { loseConsignment } from "../consignment/lose-consignment.ts";
import type { CommandMeta } from "../context.ts";
import { recordUse } from "../ledger/record-use.ts";
import { recountConsignment } from "./recount-consignment.ts";
import { settleDifference } from "./settle-difference.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

async function recount(
  consignmentId: ConsignmentId,
  actor: Actor,
  [masks, damaged = 0]: readonly [masks: number, damaged?: number],
  rest: Partial<CommandMeta> = {},
) {
  return await recountConsignment(
    world.context,
    { ...newMeta(actor), ...rest },
    {
      consignmentId,
      lines: [
        { lineNumber: 1, counted: masks, damaged },
        { lineNumber: 2, counted: 40 },
      ],
    },
  );
}

async function settle(chain: Chain, consignmentId: ConsignmentId, line: number, reason: "lost_in_transit") {
  const said = { consignmentId, lineNumber: line, kind: "short", reason } as const;
  await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
  await settleDifference(world.context, newMeta(chain.receiver), { ...said, partyId: chain.taker.id });
}

describe("a receipt counted again", () => {
  test("has the newest count, its differences are asked anew, and the first count stays on record", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    const received = await receive(chain, consignmentId, [[90, 5], [40]]);
    const said = { consignmentId, partyId: chain.giver.id, lineNumber: 1 } as const;
    const answer = { ...said, kind: "short", reason: "never_sent" } as const;
    await settleDifference(world.context, newMeta(chain.sender), answer);
    const again = await recount(consignmentId, chain.receiver, [97, 2]);
    expect(again).toMatchObject({
      value: {
        status: "received",
        receipt: {
          status: "disputed",
          lines: [{ lineNumber: 1, sent: 100, counted: 97, damaged: 2 }, { counted: 40 }],
          differences: [
            { kind: "damaged", quantity: 2, status: "open" },
            { kind: "short", quantity: 3, giverReason: null, status: "open" },
          ],
        },
      },
    });
    expect(await readStages(world, chain.masks)).toEqual({
      available: 400,
      in_transit: 3,
      received: 95,
      quarantined: 2,
    });
    const counts = await world.owner
      .selectFrom("receiptLine")
      .where("receiptId", "=", (received.ok && received.value.receipt?.id) || "")
      .where("lineNumber", "=", 1)
      .select(["countNumber", "counted"])
      .orderBy("countNumber")
      .execute();
    expect(counts).toEqual([
      { countNumber: 1, counted: 90 },
      { countNumber: 2, counted: 97 },
    ]);
    const entry = await world.owner
      .selectFrom("entry")
      .innerJoin("entry as first", "first.id", "entry.correctsId")
      .where("entry.kind", "=", "recount_consignment")
      .select(["entry.reason", "first.kind"])
      .executeTakeFirst();
    expect(entry).toEqual({ reason: "count_error", kind: "receive_consignment" });
    const call = await findCall(world.context.database, chain.callId);
    expect(call?.lines[0]?.received).toBe(137);
  });

  test("that agrees with the document closes the consignment", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_import");
    await receive(chain, consignmentId, [[0], [40]]);
    expect(await recount(consignmentId, chain.receiver, [100])).toMatchObject({
      value: { status: "closed", receipt: { status: "settled", differences: [] } },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
  });

  test("that agreed with the document is open again, and closes when both sides have settled the better one", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_import");
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({ value: { status: "closed" } });
    expect(await recount(consignmentId, chain.receiver, [97])).toMatchObject({
      value: {
        status: "received",
        receipt: { status: "disputed", differences: [{ kind: "short", quantity: 3 }] },
      },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, in_transit: 3, received: 97 });
    await settle(chain, consignmentId, 1, "lost_in_transit");
    const closed = await readConsignment(world.context, consignmentId);
    expect(closed).toMatchObject({ value: { status: "closed", receipt: { status: "settled" } } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, lost: 3, received: 97 });
  });

  test("of what had been lost and found leaves the loss taken back", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    await loseConsignment(world.context, newMeta(chain.sender), { consignmentId });
    await receive(chain, consignmentId, [[60], [40]]);
    await recount(consignmentId, chain.receiver, [70]);
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, in_transit: 30, received: 70 });
    await settle(chain, consignmentId, 1, "lost_in_transit");
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, lost: 30, received: 70 });
  });

  test("by two people at once: both are taken, one after the other, and the last one stands", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    await receive(chain, consignmentId, [[90], [40]]);
    const counts = [95, 96, 97] as const;
    await Promise.all(counts.map(async (count) => await recount(consignmentId, chain.receiver, [count])));
    const stages = await readStages(world, chain.masks);
    expect((stages["received"] ?? 0) + (stages["in_transit"] ?? 0)).toBe(100);
    expect(counts).toContain(stages["received"]);
  });

  test("refusals in order, with nothing written", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    const refuse = async (
      count: readonly [number, number?],
      actor = chain.receiver,
      rest: Partial<CommandMeta> = {},
    ) => {
      const before = await countAllRows(world.owner);
      const answer = await recount(consignmentId, actor, count, rest);
      expect(await countAllRows(world.owner)).toEqual(before);
      return answer.ok ? "accepted" : answer.refusal;
    };
    const stale = { expectedVersion: 1 };
    expect(await refuse([9999], chain.sender, stale)).toMatchObject({ code: "not_permitted" });
    expect(await refuse([9999], chain.receiver, stale)).toMatchObject({ code: "version_changed" });
    expect(await refuse([9999])).toMatchObject({ code: "step_not_allowed", status: "arrived" });
    await receive(chain, consignmentId, [[90], [38]]);
    expect(await refuse([9999])).toMatchObject({ problems: [{ rule: "counted_above_bound" }] });
    const used = { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(80) };
    await recordUse(world.context, newMeta(chain.receiver), {
      partyId: chain.taker.id,
      kind: "use",
      lines: [used],
    });
    expect(await refuse([70])).toMatchObject({ code: "not_enough_units", stage: "received", available: 10 });
    await settle(chain, consignmentId, 2, "lost_in_transit");
    expect(await refuse([9999])).toMatchObject({ code: "step_not_allowed", noun: "difference" });
    await settle(chain, consignmentId, 1, "lost_in_transit");
    expect(await refuse([97])).toMatchObject({ code: "step_not_allowed", noun: "difference" });
  });
});
