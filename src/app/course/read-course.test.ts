import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordUse } from "#app/ledger/record-use.ts";
import { settleDifference } from "#app/receipt/settle-difference.ts";
import { asId } from "#core/id.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { compareCourses, concludeChain } from "#test/fixtures/course.ts";
import { actFor, newMeta, openWorld, units, type World } from "#test/fixtures/world.ts";
import { readAgreementCourse, readOfferCourse } from "./read-course.ts";

let world: World;
let chain: Chain;
beforeAll(async () => {
  world = await openWorld();
  chain = await openChain(world, { lotNumber: "C-1" });
  await concludeChain(chain);
});
afterAll(async () => {
  expect(await compareCourses(world)).toEqual({ seen: 2, faults: [] });
  await world.drop();
});

async function ofOffer(actor = chain.receiver) {
  const page = { offerId: chain.maskOfferId, limit: 20 };
  const told = await readOfferCourse(world.context, actor, page);
  if (!told.ok) throw new Error(JSON.stringify(told.refusal));
  return told.value;
}

test("of an offer: from the giver's shelf to the use, in all, by recipient and by consignment", async () => {
  const partly = [[1, 70] as const, [2, 40] as const];
  const received = await bring(chain, "clear_import", partly);
  const packed = await bring(chain, "pack", [[1, 20]]);
  await receive(chain, received, [[67, 5], [40]]);
  const used = await recordUse(world.context, newMeta(chain.receiver), {
    partyId: chain.taker.id,
    kind: "use",
    lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(50) }],
  });
  expect(used).toMatchObject({ ok: true });
  const { items, next } = await ofOffer();
  expect(next).toBeNull();
  expect(items).toMatchObject([
    {
      lineNumbers: [1],
      itemId: "medical_mask",
      unit: "piece",
      lotNumber: "C-1",
      recallId: null,
      giver: { offered: 500, withdrawn: 0, available: 400, sharedOut: 0, proposed: null },
      total: {
        agreed: 100,
        reserved: 30,
        preparing: 20,
        dispatched: 70,
        inTransit: 3,
        missing: 3,
        received: 67,
        inStore: 12,
        quarantined: 5,
        used: 50,
        wasted: 0,
      },
      consignmentCount: 2,
    },
  ]);
  expect(items[0]?.recipients).toMatchObject([{ partyCode: chain.taker.code, agreed: 100, used: 50 }]);
  const carried = new Map(items[0]?.consignments.map((one) => [one.id, one]));
  expect(carried.get(received)).toMatchObject({ dispatched: 70, received: 67, missing: 3, preparing: 0 });
  expect(carried.get(packed)).toMatchObject({ status: "packed", dispatched: 0, preparing: 20 });

  const settled = [
    { kind: "damaged", reason: "damaged_in_transit" },
    { kind: "short", reason: "lost_in_transit" },
  ] as const;
  for (const said of settled) {
    for (const side of ["giver", "taker"] as const) {
      const actor = side === "giver" ? chain.sender : chain.receiver;
      const command = { consignmentId: received, lineNumber: 1, partyId: chain[side].id, ...said };
      expect(await settleDifference(world.context, newMeta(actor), command)).toMatchObject({ ok: true });
    }
  }
  expect((await ofOffer()).items[0]?.total).toMatchObject({
    inTransit: 0,
    missing: 0,
    lostInTransit: 3,
    quarantined: 0,
    wasted: 5,
    wastedAtCount: 5,
  });
});

test("what waits for an answer is told to the giver and the secretariat alone", async () => {
  const told = async (actor: typeof chain.sender) => (await ofOffer(actor)).items[0]?.giver?.proposed;
  expect(await told(chain.sender)).toBe(0);
  expect(await told(actFor([world.secretariatId], ["auditor"]))).toBe(0);
  expect(await told(chain.receiver)).toBeNull();
});

test("of an agreement: what it promises of each supply, page by page, for who may read it", async () => {
  const read = async (afterLine?: number) => {
    const page = { agreementId: chain.agreementId, limit: 1, afterLine };
    const told = await readAgreementCourse(world.context, chain.sender, page);
    if (!told.ok) throw new Error(JSON.stringify(told.refusal));
    return told.value;
  };
  const first = await read();
  expect(first.items).toMatchObject([
    {
      lineNumbers: [1],
      giver: null,
      total: { agreed: 100, dispatched: 70, received: 67, used: 50, inStore: 12 },
    },
  ]);
  expect(first.next).toBe(1);
  const second = await read(1);
  expect(second.items).toMatchObject([
    { lineNumbers: [2], itemId: "gown", total: { agreed: 40, received: 40 } },
  ]);
  expect(second.next).toBeNull();
  const stranger = actFor([asId<"party">(v7())]);
  const page = { agreementId: chain.agreementId, limit: 1 };
  expect(await readAgreementCourse(world.context, stranger, page)).toMatchObject({
    refusal: { code: "not_permitted" },
  });
  const offerId = asId<"offer">(v7());
  expect(await readOfferCourse(world.context, undefined, { offerId, limit: 1 })).toMatchObject({
    refusal: { code: "not_found", noun: "offer" },
  });
});
