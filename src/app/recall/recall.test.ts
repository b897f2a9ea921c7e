import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RecallId, SupplyId } from "#core/id.ts";
import { lockHolds } from "#store/receipt.ts";
import { bring, type Chain, countAllRows, receive, takeStep } from "#test/fixtures/chain.ts";
import { compareCourses } from "#test/fixtures/course.ts";
import { query } from "#test/fixtures/query.ts";
import { openLot, recall } from "#test/fixtures/recall.ts";
import {
  makeOneOffer,
  newMeta,
  openWorld,
  readStages,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { loseConsignment } from "../consignment/lose-consignment.ts";
import { withdrawAgreement } from "../agreement/withdraw-agreement.ts";
import { checkLedger } from "../ledger/check-ledger.ts";
import { readConsignment } from "../consignment/read-consignments.ts";
import { follow } from "../ledger/follow.ts";
import { correctEntry } from "../ledger/correct-entry.ts";
import { recordUse } from "../ledger/record-use.ts";
import { withdrawOffer } from "../offer/withdraw-offer.ts";
import { recountConsignment } from "../receipt/recount-consignment.ts";
import { accountForRecalled } from "./account-for-recalled.ts";
import { acknowledgeRecall } from "./acknowledge-recall.ts";
import { closeRecall, liftRecall } from "./end-recall.ts";
import { readAwaitingRecalls, readRecall } from "./read-recalls.ts";
import { sweepRecalls } from "./sweep-recalls.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  expect((await compareCourses(world)).faults).toEqual([]);
  await world.drop();
});

async function record(chain: Chain, kind: "use" | "waste" | "unquarantine" | "quarantine", quantity: number) {
  return await recordUse(world.context, newMeta(chain.receiver), {
    partyId: chain.taker.id,
    kind,
    lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(quantity) }],
  });
}

async function account(
  chain: Chain,
  recallId: RecallId,
  lines: readonly { outcome: "destroyed" | "returned" | "used_before" | "missing"; quantity: number }[],
  supplyId: SupplyId = chain.masks,
) {
  return await accountForRecalled(world.context, newMeta(chain.receiver), {
    recallId,
    partyId: chain.taker.id,
    lines: lines.map(({ outcome, quantity }) => ({
      supplyId,
      siteId: chain.toSiteId,
      quantity: units(quantity),
      outcome,
    })),
  });
}

describe("a recalled lot", () => {
  test("is quarantined on every shelf at once, and neither promised nor sent nor used", async () => {
    const { chain, lot } = await openLot(world);
    const consignmentId = await bring(chain, "clear_import");
    await receive(chain, consignmentId, [[100], [40]]);
    await record(chain, "use", 30);
    const recallId = await recall(chain, lot);
    expect(await readStages(world, chain.masks)).toEqual({ used: 30, quarantined: 470 });
    expect(await readStages(world, chain.gowns)).toEqual({ available: 460, received: 40 });
    expect(await readRecall(world.context, recallId)).toMatchObject({
      value: {
        status: "open",
        sites: { told: 2, acknowledged: 0, parties: 2, countries: 2 },
        units: { quarantined: 470, used: 30, received: 0, available: 0 },
      },
    });
    const followed = await follow(world.context, lot);
    expect(followed).toMatchObject({ value: { supplies: [{ supplyId: chain.masks, recallId }] } });
    expect(await readConsignment(world.context, consignmentId)).toMatchObject({
      value: {
        lines: [
          { supplyId: chain.masks, recallId },
          { supplyId: chain.gowns, recallId: null },
        ],
      },
    });
    const refused = { ok: false, refusal: { code: "supply_recalled", supplyId: chain.masks, recallId } };
    for (const kind of ["use", "quarantine", "unquarantine"] as const) {
      expect([kind, await record(chain, kind, 1)]).toEqual([kind, refused]);
    }
    const offered = makeOneOffer(world, { party: chain.giver, siteId: chain.fromSiteId, lotNumber: lot });
    await expect(offered).rejects.toThrow(/lot_recalled/);
  });

  test("does not leave where it is packed, and what is on its way is counted into quarantine", async () => {
    const packed = await openLot(world);
    const waiting = await bring(packed.chain, "pack");
    const packedRecall = await recall(packed.chain, packed.lot);
    const before = await countAllRows(world.owner);
    expect(await takeStep(packed.chain, waiting, "dispatch")).toMatchObject({
      refusal: { code: "supply_recalled", recallId: packedRecall },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    expect(await readStages(world, packed.chain.masks)).toEqual({ quarantined: 400, reserved: 100 });

    const { chain, lot } = await openLot(world);
    const consignmentId = await bring(chain, "dispatch");
    await recall(chain, lot);
    for (const step of ["clear_export", "depart", "arrive", "clear_import"] as const) {
      expect([step, await takeStep(chain, consignmentId, step)]).toMatchObject([step, { ok: true }]);
    }
    expect(await receive(chain, consignmentId, [[97, 2], [40]])).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 497, in_transit: 3 });
    // A better count: two more were there, none damaged.
    const lines = [
      { lineNumber: 1, counted: 99 },
      { lineNumber: 2, counted: 40 },
    ];
    expect(
      await recountConsignment(world.context, newMeta(chain.receiver), { consignmentId, lines }),
    ).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 499, in_transit: 1 });
  });

  test("goes into the giver's quarantine when what was promised is released", async () => {
    const { chain, lot } = await openLot(world);
    await recall(chain, lot);
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 400, reserved: 100 });
    const { agreementId } = chain;
    expect(
      await withdrawAgreement(world.context, newMeta(chain.sender), { agreementId, partyId: chain.giver.id }),
    ).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 500 });
  });

  test("stays in the book where its offer has ended: promised units go into quarantine, not back", async () => {
    const { chain, lot } = await openLot(world);
    await recall(chain, lot);
    const { agreementId, maskOfferId: offerId } = chain;
    const meta = () => newMeta(chain.sender);
    expect(await withdrawOffer(world.context, meta(), { offerId })).toMatchObject({ ok: true });
    expect(
      await withdrawAgreement(world.context, meta(), { agreementId, partyId: chain.giver.id }),
    ).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 500 });
  });

  test("waits for who settles a difference before it locks an account, so that neither waits for the other", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100, 4], [40]]);
    const { recalling } = await world.context.database.transaction().execute(async (settling) => {
      expect(await lockHolds(settling, [chain.masks])).toHaveLength(1);
      const recalling = recall(chain, lot);
      const waiting = `select count(*)::integer as waits from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => await query(world.owner, waiting)).toEqual([{ waits: 1 }]);
      await query(world.owner, `select from account where supply_id = '${chain.masks}' for update nowait`);
      return { recalling };
    });
    await recalling;
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 500 });
  });

  test("is accounted for to the last unit before the recall is closed, and stays recalled", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
    const recallId = await recall(chain, lot);
    const close = async () => await closeRecall(world.context, newMeta(chain.sender), { recallId });
    expect(await close()).toMatchObject({ refusal: { code: "recall_not_accounted", units: 500, sites: 2 } });
    expect(
      await account(chain, recallId, [{ outcome: "destroyed", quantity: 1 }], chain.gowns),
    ).toMatchObject({
      refusal: { code: "malformed", problems: [{ rule: "not_of_this_recall" }] },
    });
    expect(await account(chain, recallId, [{ outcome: "destroyed", quantity: 101 }])).toMatchObject({
      refusal: { code: "not_enough_units", available: 100, asked: 101 },
    });
    const all = [
      { outcome: "destroyed", quantity: 60 },
      { outcome: "returned", quantity: 20 },
      { outcome: "used_before", quantity: 15 },
      { outcome: "missing", quantity: 5 },
    ] as const;
    expect(await account(chain, recallId, all)).toMatchObject({ ok: true });
    expect(await close()).toMatchObject({ refusal: { units: 400, sites: 1 } });
    await accountForRecalled(world.context, newMeta(chain.sender), {
      recallId,
      partyId: chain.giver.id,
      lines: [
        { supplyId: chain.masks, siteId: chain.fromSiteId, quantity: units(400), outcome: "destroyed" },
      ],
    });
    expect(await close()).toMatchObject({ ok: true, value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ wasted: 460, returned: 20, used: 15, lost: 5 });
    const again = makeOneOffer(world, { party: chain.giver, siteId: chain.fromSiteId, lotNumber: lot });
    await expect(again).rejects.toThrow(/lot_recalled/);
  });

  test("can be used after all once the recall is lifted and its holder lets it out", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
    const recallId = await recall(chain, lot);
    expect(await liftRecall(world.context, newMeta(chain.sender), { recallId })).toMatchObject({
      value: { status: "lifted" },
    });
    expect(await record(chain, "unquarantine", 100)).toMatchObject({ ok: true });
    expect(await record(chain, "use", 10)).toMatchObject({ ok: true });
    // What the giver had not sent is on its shelf again, not among what somebody received.
    const back = await recordUse(world.context, newMeta(chain.sender), {
      partyId: chain.giver.id,
      kind: "unquarantine",
      lines: [{ supplyId: chain.masks, siteId: chain.fromSiteId, quantity: units(400) }],
    });
    expect(back).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 90, used: 10 });
    expect(await account(chain, recallId, [{ outcome: "destroyed", quantity: 1 }])).toMatchObject({
      refusal: { code: "step_not_allowed", noun: "recall", status: "lifted" },
    });
  });
});

describe("after all is accounted for", () => {
  test("what was destroyed can be corrected: a slip of the pen is not the last word", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
    const recallId = await recall(chain, lot);
    const lines = [
      { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(70), outcome: "destroyed" },
      { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(20), outcome: "used_before" },
    ] as const;
    const meta = newMeta(chain.receiver);
    const partyId = chain.taker.id;
    expect(await accountForRecalled(world.context, meta, { recallId, partyId, lines })).toMatchObject({
      ok: true,
    });
    // Line 1 is what was destroyed, 2 and 3 what was used: out of quarantine, and used.
    for (const [lineNumber, quantity] of [
      [1, 7],
      [3, 15],
      [1, 80],
    ] as const) {
      const correction = {
        entryId: meta.commandId,
        partyId,
        reason: "typing_error",
        lines: [{ lineNumber, quantity }],
      } as const;
      const corrected = await correctEntry(world.context, newMeta(chain.receiver), correction);
      expect([lineNumber, corrected]).toMatchObject([lineNumber, { ok: true }]);
    }
    expect(await readStages(world, chain.masks)).toEqual({ quarantined: 405, wasted: 80, used: 15 });
  });

  test("who gets units of a closed recall is told, and accounts for them", async () => {
    const { chain, lot } = await openLot(world);
    const consignmentId = await bring(chain, "dispatch");
    const recallId = await recall(chain, lot);
    await loseConsignment(world.context, newMeta(chain.receiver), { consignmentId });
    await accountForRecalled(world.context, newMeta(chain.sender), {
      recallId,
      partyId: chain.giver.id,
      lines: [
        { supplyId: chain.masks, siteId: chain.fromSiteId, quantity: units(400), outcome: "destroyed" },
      ],
    });
    expect(await closeRecall(world.context, newMeta(chain.sender), { recallId })).toMatchObject({ ok: true });
    world.setNow("2026-03-03T09:00:00Z");
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({ ok: true });
    expect(await sweepRecalls(world.context)).toContain(recallId);
    world.setNow(TEST_NOW);
    const waiting = async (actor: typeof chain.sender) =>
      (await readAwaitingRecalls(world.context, actor, { limit: 50 })).items.map(({ id }) => id);
    expect(await waiting(chain.receiver)).toEqual([recallId]);
    // The giver had not answered either; it has accounted for all, and nothing came to it since.
    expect(await waiting(chain.sender)).toEqual([]);
    expect(await account(chain, recallId, [{ outcome: "destroyed", quantity: 100 }])).toMatchObject({
      ok: true,
    });
  });
});

describe("what a giver lets out of quarantine after a recall was lifted", () => {
  async function letOut(chain: Chain, recallId: RecallId, quantity: number) {
    expect(await liftRecall(world.context, newMeta(chain.sender), { recallId })).toMatchObject({ ok: true });
    const lines = [{ supplyId: chain.masks, siteId: chain.fromSiteId, quantity: units(quantity) }];
    const command = { partyId: chain.giver.id, kind: "unquarantine", lines } as const;
    expect(await recordUse(world.context, newMeta(chain.sender), command)).toMatchObject({ ok: true });
    return await world.owner
      .selectFrom("offer")
      .select("status")
      .where("id", "=", chain.maskOfferId)
      .executeTakeFirstOrThrow();
  }

  test("can be shared out again, also where its offer had been exhausted", async () => {
    const { chain, lot } = await openLot(world);
    const recallId = await recall(chain, lot);
    const withdrawal = { agreementId: chain.agreementId, partyId: chain.giver.id };
    expect(await withdrawAgreement(world.context, newMeta(chain.sender), withdrawal)).toMatchObject({
      ok: true,
    });
    expect(await letOut(chain, recallId, 500)).toEqual({ status: "open" });
    expect(await readStages(world, chain.masks)).toEqual({ available: 500 });
  });

  test("goes back where it came from when its offer has ended meanwhile", async () => {
    const { chain, lot } = await openLot(world);
    const recallId = await recall(chain, lot);
    const offerId = chain.maskOfferId;
    expect(await withdrawOffer(world.context, newMeta(chain.sender), { offerId })).toMatchObject({
      ok: true,
    });
    expect(await letOut(chain, recallId, 400)).toEqual({ status: "withdrawn" });
    expect(await readStages(world, chain.masks)).toEqual({ reserved: 100 });
  });
});

describe("a drill", () => {
  test("finds and tells the same holders, moves nothing, and ends when all have answered", async () => {
    const { chain, lot } = await openLot(world);
    await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
    const stages = await readStages(world, chain.masks);
    const recallId = await recall(chain, lot, { isDrill: true });
    expect(await readStages(world, chain.masks)).toEqual(stages);
    expect(await record(chain, "use", 1)).toMatchObject({ ok: true });
    expect(await account(chain, recallId, [{ outcome: "destroyed", quantity: 1 }])).toMatchObject({
      refusal: { code: "malformed", problems: [{ rule: "drill_moves_nothing" }] },
    });
    const close = async () => await closeRecall(world.context, newMeta(chain.sender), { recallId });
    expect(await close()).toMatchObject({ refusal: { code: "recall_not_accounted", units: 0, sites: 2 } });
    for (const [actor, partyId] of [
      [chain.sender, chain.giver.id],
      [chain.receiver, chain.taker.id],
    ] as const) {
      await acknowledgeRecall(world.context, newMeta(actor), { recallId, partyId });
    }
    expect(await close()).toMatchObject({ value: { status: "closed", isDrill: true } });
  });
});
