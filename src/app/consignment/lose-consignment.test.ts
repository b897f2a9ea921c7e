import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { findCall, listCallNeeds } from "#store/call.ts";
import {
  bring,
  type Chain,
  countAllRows,
  openChain,
  planOne,
  receive,
  takeStep,
} from "#test/fixtures/chain.ts";
import { compareCourses } from "#test/fixtures/course.ts";
import { newMeta, openWorld, readStages, type World } from "#test/fixtures/world.ts";
import { settleDifference } from "../receipt/settle-difference.ts";
import { holdConsignment } from "./hold-consignment.ts";
import { loseConsignment } from "./lose-consignment.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  expect((await compareCourses(world)).faults).toEqual([]);
  await world.drop();
});

async function lose(consignmentId: ConsignmentId, actor: Actor, occurred?: string) {
  const when = occurred === undefined ? {} : { occurred };
  return await loseConsignment(world.context, newMeta(actor), { consignmentId, ...when });
}

async function readPapers(chain: Chain): Promise<{ agreement: string; call: string; agreed: number[] }> {
  const agreement = await world.owner
    .selectFrom("agreement")
    .select("status")
    .where("id", "=", chain.agreementId)
    .executeTakeFirstOrThrow();
  const call = await findCall(world.context.database, chain.callId);
  const needs = await listCallNeeds(world.context.database, [chain.callId]);
  return {
    agreement: agreement.status,
    call: call?.status ?? "none",
    agreed: needs.map((need) => need.agreed),
  };
}

describe("who may declare a loss", () => {
  test("either side until import clearance, then the recipient alone: the units are in its hands", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_import");
    for (const hold of [false, true]) {
      if (hold) await holdConsignment(world.context, newMeta(chain.receiver), { consignmentId });
      const before = await countAllRows(world.owner);
      expect(await lose(consignmentId, chain.sender)).toMatchObject({ refusal: { code: "not_permitted" } });
      expect(await countAllRows(world.owner)).toEqual(before);
    }
    expect(await lose(consignmentId, chain.receiver)).toMatchObject({ value: { status: "lost" } });
    for (const actor of ["sender", "receiver"] as const) {
      const other = await openChain(world);
      const arrived = await bring(other, "arrive");
      expect(await lose(arrived, other[actor])).toMatchObject({ value: { status: "lost" } });
    }
  });
});

describe("what rests on units that are lost", () => {
  test("the last consignment of an agreement fulfils it, and its units are needed again", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "depart");
    expect(await readPapers(chain)).toEqual({ agreement: "agreed", call: "open", agreed: [140] });
    await lose(consignmentId, chain.sender);
    expect(await readPapers(chain)).toEqual({ agreement: "fulfilled", call: "open", agreed: [0] });
  });

  test("while others of the agreement are on their way it is not fulfilled, and only the lost units are needed again", async () => {
    const chain = await openChain(world);
    const first = await planOne(chain, [[1, 60]]);
    const second = await planOne(chain, [
      [1, 40],
      [2, 40],
    ]);
    for (const { consignmentId } of [first, second]) {
      for (const step of ["pack", "dispatch"] as const) await takeStep(chain, consignmentId, step);
    }
    await lose(first.consignmentId, chain.sender);
    expect(await readPapers(chain)).toEqual({ agreement: "agreed", call: "partly_met", agreed: [80] });
    await receive(chain, second.consignmentId, [[40], [40]]);
    expect(await readPapers(chain)).toEqual({ agreement: "fulfilled", call: "partly_met", agreed: [80] });
  });

  test.each([
    ["lost_in_transit", 137],
    ["never_sent", 137],
    ["found_later", 140],
  ] as const)("a difference settled as %s leaves %i agreed", async (reason, agreed) => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    await receive(chain, consignmentId, [[97], [40]]);
    for (const side of ["giver", "taker"] as const) {
      const said = { consignmentId, partyId: chain[side].id, lineNumber: 1, kind: "short", reason } as const;
      const actor = side === "giver" ? chain.sender : chain.receiver;
      expect(await settleDifference(world.context, newMeta(actor), said)).toMatchObject({ ok: true });
    }
    expect(await readPapers(chain)).toEqual({ agreement: "fulfilled", call: "partly_met", agreed: [agreed] });
  });
});

describe("what was given up and is there after all", () => {
  test.each(["dispatch", "arrive", "clear_import"] as const)(
    "lost after %s, it is received: the loss is taken back, and it is agreed again",
    async (last) => {
      const chain = await openChain(world);
      const consignmentId = await bring(chain, last);
      await lose(consignmentId, chain.receiver);
      expect(await readStages(world, chain.masks)).toEqual({ available: 400, lost: 100 });
      expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({
        value: { status: "closed" },
      });
      expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
      expect(await readPapers(chain)).toEqual({ agreement: "fulfilled", call: "partly_met", agreed: [140] });
    },
  );

  test("found in part, the rest is a difference like any other, settled from where it travelled", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    await lose(consignmentId, chain.sender);
    await receive(chain, consignmentId, [[60], [40]]);
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 60, in_transit: 40 });
    const said = { consignmentId, lineNumber: 1, kind: "short", reason: "lost_in_transit" } as const;
    await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
    await settleDifference(world.context, newMeta(chain.receiver), { ...said, partyId: chain.taker.id });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 60, lost: 40 });
    expect(await readPapers(chain)).toMatchObject({ agreed: [100] });
  });

  test("a held consignment is received from where it stood", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_import");
    await holdConsignment(world.context, newMeta(chain.receiver), { consignmentId });
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({ value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
  });
});
