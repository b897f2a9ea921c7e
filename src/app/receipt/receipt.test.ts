import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideColdHold, readColdHolds } from "#app/cold-chain/decide-cold-hold.ts";
import { takeReadings } from "#app/cold-chain/take-readings.ts";
import { loseConsignment } from "#app/consignment/lose-consignment.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { MovementKind } from "#core/ledger/movement.ts";
import { FIGURE_OF } from "#core/statement/statement.ts";
import type { DifferenceKind, DifferenceReason } from "#core/receipt/receipt.ts";
import { lockColdSupplies } from "#store/cold-hold.ts";
import { bring, type Chain, countAllRows, openChain, receive } from "#test/fixtures/chain.ts";
import { compareCourses } from "#test/fixtures/course.ts";
import { actFor, newMeta, openWorld, readStages, type World } from "#test/fixtures/world.ts";
import { receiveConsignment } from "./receive-consignment.ts";
import { type SettleDifference, settleDifference } from "./settle-difference.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  expect((await compareCourses(world)).faults).toEqual([]);
  await world.drop();
});

async function settle(
  chain: Chain,
  consignmentId: ConsignmentId,
  side: "giver" | "taker",
  said: { kind: DifferenceKind; reason: DifferenceReason; line?: number },
) {
  const actor = side === "giver" ? chain.sender : chain.receiver;
  const command: SettleDifference = {
    consignmentId,
    partyId: chain[side].id,
    lineNumber: said.line ?? 1,
    kind: said.kind,
    reason: said.reason,
  };
  return await settleDifference(world.context, newMeta(actor), command);
}

/** The public figures of the masks of a chain, those that are zero left out. */
async function readFigures(chain: Chain): Promise<Readonly<Record<string, number>>> {
  const rows = await world.owner
    .selectFrom("movement")
    .where("supplyId", "=", chain.masks)
    .select(["kind", "reversal", "quantity"])
    .execute();
  const figures: Record<string, number> = {};
  for (const { kind, reversal, quantity } of rows) {
    const counted = FIGURE_OF[kind as MovementKind]; // as post_entry wrote it
    if (counted === null) continue;
    const change = reversal ? -counted.sign * quantity : counted.sign * quantity;
    figures[counted.figure] = (figures[counted.figure] ?? 0) + change;
  }
  return figures;
}

describe("counts that differ from the document", () => {
  const CASES = [
    ["lost_in_transit", "short", [[97]], { available: 400, received: 97, lost: 3 }],
    ["never_sent", "short", [[97]], { available: 403, received: 97 }],
    ["found_later", "short", [[97]], { available: 400, received: 100 }],
    ["damaged_in_transit", "damaged", [[100, 5]], { available: 400, received: 95, wasted: 5 }],
    ["damaged_before_dispatch", "damaged", [[100, 5]], { available: 400, received: 95, wasted: 5 }],
    ["sound_after_all", "damaged", [[100, 5]], { available: 400, received: 100 }],
    ["sent_uncounted", "surplus", [[104]], { available: 400, received: 104 }],
  ] as const;

  test.each(CASES)(
    "%s: both sides say it, then it enters the book and the consignment closes",
    async (...one) => {
      const [reason, kind, [masks], expected] = one;
      const chain = await openChain(world);
      const consignmentId = await bring(chain, "clear_export");
      const received = await receive(chain, consignmentId, [masks, [40]]);
      expect(received).toMatchObject({
        value: {
          status: "received",
          receipt: { status: "disputed", differences: [{ kind, status: "open" }] },
        },
      });
      const open = await readStages(world, chain.masks);
      expect(await settle(chain, consignmentId, "taker", { kind, reason })).toMatchObject({
        value: {
          status: "received",
          receipt: { differences: [{ recipientReason: reason, giverReason: null }] },
        },
      });
      expect(await readStages(world, chain.masks)).toEqual(open);
      expect(await settle(chain, consignmentId, "giver", { kind, reason })).toMatchObject({
        value: {
          status: "closed",
          receipt: {
            status: "settled",
            differences: [{ giverReason: reason, recipientReason: reason, status: "settled" }],
          },
        },
      });
      expect(await readStages(world, chain.masks)).toEqual(expected);
    },
  );

  test("units never sent count as neither agreed, dispatched nor cleared, and can be promised again once", async () => {
    const chain = await openChain(world, { lotNumber: "NEVER-SENT" });
    const consignmentId = await bring(chain, "clear_import");
    await receive(chain, consignmentId, [[97], [40]]);
    const said = { kind: "short", reason: "never_sent" } as const;
    await settle(chain, consignmentId, "giver", said);
    await settle(chain, consignmentId, "taker", said);
    expect(await readFigures(chain)).toEqual({
      pledged: 500,
      agreed: 97,
      dispatched: 97,
      cleared: 97,
      importCleared: 97,
      received: 97,
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 403, received: 97 });
  });

  test("sides that say different things leave it open; each may say another thing", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    await receive(chain, consignmentId, [[97], [40]]);
    const short = { kind: "short" } as const;
    await settle(chain, consignmentId, "giver", { ...short, reason: "lost_in_transit" });
    await settle(chain, consignmentId, "taker", { ...short, reason: "never_sent" });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, in_transit: 3, received: 97 });
    const settled = await settle(chain, consignmentId, "giver", { ...short, reason: "never_sent" });
    expect(settled).toMatchObject({ value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 403, received: 97 });
  });

  test("the consignment closes with the last of several differences", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_import");
    await receive(chain, consignmentId, [
      [97, 5],
      [44, 0],
    ]);
    const all = [
      { line: 2, kind: "surplus", reason: "sent_uncounted" },
      { line: 1, kind: "damaged", reason: "damaged_in_transit" },
      { line: 1, kind: "short", reason: "found_later" },
    ] as const;
    const statuses: unknown[] = [];
    for (const one of all) {
      await settle(chain, consignmentId, "giver", one);
      const answer = await settle(chain, consignmentId, "taker", one);
      statuses.push(answer.ok && answer.value.status);
    }
    expect(statuses).toEqual(["received", "received", "closed"]);
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 95, wasted: 5 });
    expect(await readStages(world, chain.gowns)).toEqual({ available: 460, received: 44 });
  });

  test("refusals in order, with nothing written", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    const say = async (rest: Partial<SettleDifference>, actor = chain.receiver) => {
      const command: SettleDifference = {
        consignmentId,
        partyId: chain.taker.id,
        lineNumber: 1,
        kind: "short",
        reason: "lost_in_transit",
        ...rest,
      };
      const before = await countAllRows(world.owner);
      const answer = await settleDifference(world.context, newMeta(actor), command);
      if (!answer.ok) expect(await countAllRows(world.owner)).toEqual(before);
      return answer.ok ? { code: "accepted" } : answer.refusal;
    };
    const stranger = actFor([chain.giver.id]);
    expect(await say({})).toMatchObject({ code: "not_found", noun: "receipt" });
    await receive(chain, consignmentId, [[97], [40]]);
    expect(await say({ kind: "damaged" }, stranger)).toMatchObject({ code: "not_found", noun: "difference" });
    // Nobody speaks for the other side.
    expect(await say({ reason: "sent_uncounted" }, stranger)).toMatchObject({ code: "not_permitted" });
    expect(await say({ reason: "sent_uncounted" })).toMatchObject({
      code: "malformed",
      problems: [{ rule: "reason_of_another_kind", facts: { explains: "surplus" } }],
    });
    await say({});
    await say({ partyId: chain.giver.id }, chain.sender);
    expect(await say({})).toMatchObject({ code: "step_not_allowed", noun: "difference", status: "settled" });
  });

  test("both sides at once settle it once", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    await receive(chain, consignmentId, [[97], [40]]);
    const said = { kind: "short", reason: "lost_in_transit" } as const;
    const answers = await Promise.all([
      settle(chain, consignmentId, "giver", said),
      settle(chain, consignmentId, "taker", said),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 97, lost: 3 });
  });
});

describe("receiving", () => {
  test("by two people at once: one succeeds, the other is told what happened, nothing is doubled", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    const people = [actFor([chain.taker.id], ["warehouse"]), actFor([chain.taker.id], ["logistician"])];
    const lines = [
      { lineNumber: 1, counted: 100 },
      { lineNumber: 2, counted: 40 },
    ];
    const before = await countAllRows(world.owner);
    const answers = await Promise.all(
      people.map(
        async (actor) =>
          // Both have seen the same version; a day is stated that the receipt itself then bounds.
          await receiveConsignment(
            world.context,
            { ...newMeta(actor), expectedVersion: 6 },
            { consignmentId, occurred: "2026-03-02", lines },
          ),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = answers.find(({ ok }) => !ok);
    const receiptId = answers.flatMap((answer) => (answer.ok ? [answer.value.receipt?.id] : []))[0];
    expect(refused).toEqual({
      ok: false,
      refusal: { code: "already_received", receiptId, receivedAt: world.context.now() },
    });
    const after = await countAllRows(world.owner);
    const added = Object.fromEntries(
      Object.keys(after).flatMap((table) => {
        const rows = (after[table] ?? 0) - (before[table] ?? 0);
        return rows === 0 ? [] : [[table, rows]];
      }),
    );
    expect(added).toEqual({
      account: 2,
      command: 1,
      consignment_event: 2,
      entry: 1,
      entry_unnumbered: 1,
      movement: 2,
      receipt: 1,
      receipt_line: 2,
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
  });

  test("is told of an earlier receipt before anything else that is wrong, and of its permission before that", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    await receive(chain, consignmentId, [[100], [40]]);
    const again = { consignmentId, occurred: "2020-01-01", lines: [] };
    const receiver = { ...newMeta(chain.receiver), expectedVersion: 1 };
    const before = await countAllRows(world.owner);
    expect(await receiveConsignment(world.context, receiver, again)).toMatchObject({
      refusal: { code: "already_received" },
    });
    expect(await receiveConsignment(world.context, newMeta(chain.sender), again)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
  });

  test("nothing of what was sent is a receipt that moves no unit", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    expect(await receive(chain, consignmentId, [[0], [0]])).toMatchObject({
      value: { status: "received", receipt: { status: "disputed" } },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, in_transit: 100 });
  });
});

describe("goods that were too warm on their way", () => {
  const VACCINE = "covid_19_vaccine_astrazeneca";
  async function warm(chain: Chain, consignmentId: ConsignmentId) {
    const row = world.owner.selectFrom("consignment").select("number").where("id", "=", consignmentId);
    const { number } = await row.executeTakeFirstOrThrow();
    const readings = ["01", "02"].map((day) => {
      return { device: `W-${number}`, consignment: number, readAt: `2026-02-${day}T00:00:00Z`, celsius: 15 };
    });
    const taken = await takeReadings(world.context, newMeta(chain.receiver), { readings });
    expect(taken).toMatchObject({ value: { excursions: [{ kind: "high" }] } });
  }

  test("and had been given up by then are on hold when they are found and counted", async () => {
    const chain = await openChain(world, { itemId: VACCINE });
    const consignmentId = await bring(chain, "dispatch");
    const lost = await loseConsignment(world.context, newMeta(chain.sender), { consignmentId });
    expect(lost).toMatchObject({ ok: true });
    await warm(chain, consignmentId);
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
  });

  test("are not decided on while somebody moves them who has read that nobody has", async () => {
    const chain = await openChain(world, { itemId: VACCINE });
    await warm(chain, await bring(chain, "dispatch"));
    const [hold] = await readColdHolds(world.context, chain.receiver, {});
    expect(hold).toMatchObject({ stage: "in_transit" });
    const holdId = hold?.id ?? "";
    const decision = { holdId, outcome: "released", reason: "logger_at_fault" } as const;
    const { deciding } = await world.context.database.transaction().execute(async (database) => {
      await lockColdSupplies(database, [chain.masks], { shared: true });
      const begun = decideColdHold(world.context, newMeta(chain.receiver), decision);
      const waited = new Promise<"waits">((resolve) => setTimeout(resolve, 500, "waits"));
      expect(await Promise.race([begun, waited])).toBe("waits");
      return { deciding: begun };
    });
    expect(await deciding).toMatchObject({ value: { status: "released" } });
  });
});
