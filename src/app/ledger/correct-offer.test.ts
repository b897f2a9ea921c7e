import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId, type CommandId } from "#core/id.ts";
import { listOpenSupplies } from "#store/offer.ts";
import { bring, type Chain, countAllRows, openChain, receive } from "#test/fixtures/chain.ts";
import { actFor, makeOneOffer, newMeta, openWorld, readStages, type World } from "#test/fixtures/world.ts";
import { expireOffers } from "../offer/expire-offers.ts";
import { readOffer } from "../offer/read-offers.ts";
import { withdrawOffer } from "../offer/withdraw-offer.ts";
import { settleDifference } from "../receipt/settle-difference.ts";
import { checkLedger } from "./check-ledger.ts";
import { correctEntry } from "./correct-entry.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

async function findPledge({ masks }: Pick<Chain, "masks">): Promise<CommandId> {
  const row = await world.owner
    .selectFrom("movement")
    .select("entryId")
    .where("supplyId", "=", masks)
    .where("kind", "=", "pledge")
    .orderBy("recordedAt")
    .orderBy("entryId")
    .executeTakeFirstOrThrow();
  return asId<"command">(row.entryId);
}

async function correct(chain: Chain, quantity: number, actor = chain.sender) {
  return await correctEntry(world.context, newMeta(actor), {
    entryId: await findPledge(chain),
    partyId: chain.giver.id,
    reason: "typing_error",
    lines: [{ lineNumber: 1, quantity }],
  });
}

/** The offer's status, quantity and what of it is available. */
async function readState(chain: Chain): Promise<unknown> {
  const offer = await readOffer(world.context, chain.maskOfferId);
  if (!offer.ok) throw new Error("there is an offer");
  const { status, lines } = offer.value;
  return [status, lines[0]?.quantity, lines[0]?.available];
}

async function withdraw(chain: Chain) {
  return await withdrawOffer(world.context, newMeta(chain.sender), { offerId: chain.maskOfferId });
}

describe("the correction of a pledge", () => {
  test("exhausts its offer with the last unit, and opens it again with the next", async () => {
    const chain = await openChain(world);
    expect(await correct(chain, 100)).toMatchObject({ ok: true });
    expect(await readState(chain)).toEqual(["exhausted", 100, 0]);
    expect(await correct(chain, 120)).toMatchObject({ ok: true });
    expect(await readState(chain)).toEqual(["open", 120, 20]);
    const open = await listOpenSupplies(world.context.database, null);
    expect(open.find(({ supplyId }) => supplyId === chain.masks)?.available).toBe(20);
  });

  test("of an offer that was withdrawn leaves nothing available: what is added goes back, what is too much had gone", async () => {
    const chain = await openChain(world);
    await withdraw(chain);
    expect(await readStages(world, chain.masks)).toEqual({ reserved: 100 });
    expect(await correct(chain, 650)).toMatchObject({ ok: true });
    expect(await readState(chain)).toEqual(["withdrawn", 650, 0]);
    expect(await correct(chain, 130)).toMatchObject({ ok: true });
    expect(await readState(chain)).toEqual(["withdrawn", 130, 0]);
    const before = await countAllRows(world.owner);
    expect(await correct(chain, 90)).toMatchObject({
      refusal: { code: "not_enough_units", elsewhere: [{ stage: "reserved", quantity: 100 }] },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    expect(await correct(chain, 100)).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ reserved: 100 });
  });

  test("at the same time as the offer's withdrawal leaves nothing available, whichever comes first", async () => {
    for (let round = 0; round < 3; round += 1) {
      const chain = await openChain(world);
      await Promise.all([withdraw(chain), correct(chain, 550), correct(chain, 450)]);
      expect(await readStages(world, chain.masks)).toEqual({ reserved: 100 });
    }
  });

  test("is its focal point's, as the offer is; a coordinator's it is not, and nobody's elsewhere", async () => {
    const chain = await openChain(world);
    expect(await correct(chain, 450, actFor([chain.giver.id], ["focal_point"]))).toMatchObject({ ok: true });
    const before = await countAllRows(world.owner);
    for (const actor of [actFor([chain.giver.id], ["coordinator"]), chain.receiver]) {
      expect(await correct(chain, 440, actor)).toMatchObject({ refusal: { code: "not_permitted" } });
    }
    expect(await countAllRows(world.owner)).toEqual(before);
  });
});

describe("an exhausted offer", () => {
  test("can be withdrawn, and expires with the rest", async () => {
    const chain = await openChain(world);
    await correct(chain, 100);
    expect(await withdraw(chain)).toMatchObject({ value: { status: "withdrawn" } });
    const other = await makeOneOffer(world);
    await world.owner
      .updateTable("offer")
      .set({ status: "exhausted" })
      .where("id", "=", other.offerId)
      .execute();
    await world.owner
      .updateTable("offerLine")
      .set({ availableUntil: "2026-03-01" })
      .where("offerId", "=", other.offerId)
      .execute();
    expect(await expireOffers(world.context)).toEqual([other.offerId]);
  });

  test.each([
    ["open again, where it is open", false, ["open", 100, 3]],
    ["gone back, where it has ended", true, ["withdrawn", 100, 0]],
  ] as const)("finds units that were never sent %s", async (_name, isEnded, expected) => {
    const chain = await openChain(world);
    await correct(chain, 100);
    const consignmentId = await bring(chain, "dispatch");
    await receive(chain, consignmentId, [[97], [40]]);
    if (isEnded) await withdraw(chain);
    const said = { consignmentId, lineNumber: 1, kind: "short", reason: "never_sent" } as const;
    await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
    await settleDifference(world.context, newMeta(chain.receiver), { ...said, partyId: chain.taker.id });
    expect(await readState(chain)).toEqual(expected);
  });
});
