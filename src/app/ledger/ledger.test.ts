import { v7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { asId, type CommandId } from "#core/id.ts";
import type { CorrectEntry } from "#core/ledger/correct-entry.ts";
import type { RecordUse } from "#core/ledger/record-use.ts";
import { bring, type Chain, countAllRows, openChain, receive } from "#test/fixtures/chain.ts";
import { query } from "#test/fixtures/query.ts";
import {
  actFor,
  addParty,
  newMeta,
  openWorld,
  readStages,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { recomputeLedger } from "#store/movement.ts";
import { settleDifference } from "../receipt/settle-difference.ts";
import { checkLedger } from "./check-ledger.ts";
import { correctEntry } from "./correct-entry.ts";
import { readEntry } from "./read-entry.ts";
import { recordUse } from "./record-use.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.setNow(TEST_NOW));
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

async function openReceived(part: Parameters<typeof openChain>[1] = {}): Promise<Chain> {
  const chain = await openChain(world, part);
  await receive(chain, await bring(chain, "dispatch"), [[100], [40]]);
  return chain;
}

async function use(
  chain: Chain,
  quantity: number,
  rest: Partial<RecordUse> = {},
  meta = newMeta(chain.receiver),
) {
  const lines = [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(quantity) }];
  return await recordUse(world.context, meta, { partyId: chain.taker.id, kind: "use", lines, ...rest });
}

/** Takes a command that must be refused; nothing may be written anywhere. Returns the refusal. */
async function refuse(command: () => Promise<{ ok: boolean; refusal?: object }>): Promise<unknown> {
  const before = await countAllRows(world.owner);
  const answer = await command();
  expect(await countAllRows(world.owner)).toEqual(before);
  return answer.refusal ?? "accepted";
}

describe("recording what became of units", () => {
  test("used, wasted, lost, quarantined and found sound after all", async () => {
    const chain = await openReceived();
    await use(chain, 50);
    await use(chain, 5, { kind: "waste" });
    await use(chain, 4, { kind: "lose" });
    await use(chain, 10, { kind: "quarantine" });
    await use(chain, 3, { kind: "unquarantine" });
    const answer = await use(chain, 7, {
      kind: "waste",
      lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(7), stage: "quarantined" }],
    });
    expect(answer).toMatchObject({
      value: {
        kind: "record_use",
        reason: "command",
        movements: [{ kind: "waste", quantity: 7, fromStage: "quarantined", toStage: "wasted" }],
      },
    });
    expect(await readStages(world, chain.masks)).toEqual({
      available: 400,
      received: 34,
      used: 50,
      wasted: 12,
      lost: 4,
    });
  });

  test("refusals in order, with nothing written", async () => {
    const chain = await openReceived({ expiry: "2026-03-10" });
    world.setNow("2026-03-11T09:00:00Z");
    const sideways = {
      kind: "quarantine" as const,
      lines: [
        { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1), stage: "quarantined" as const },
      ],
    };
    expect(await refuse(async () => await use(chain, 1, sideways, newMeta(chain.sender)))).toMatchObject({
      code: "not_permitted",
    });
    expect(
      await refuse(async () => await use(chain, 1, { ...sideways, occurred: "2031-01-01" })),
    ).toMatchObject({
      problems: [{ rule: "occurred_in_the_future" }],
    });
    expect(await refuse(async () => await use(chain, 1, sideways))).toMatchObject({
      problems: [{ rule: "stage_not_reachable" }],
    });
    const line = { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(200) };
    const unknown = { ...line, supplyId: asId<"supply">(v7()) };
    const kept = { ...line, stage: "quarantined" as const };
    expect(await refuse(async () => await use(chain, 1, { lines: [line, kept] }))).toEqual({
      code: "units_quarantined",
      supplyId: chain.masks,
      siteId: chain.toSiteId,
    });
    expect(await refuse(async () => await use(chain, 1, { lines: [line, unknown] }))).toEqual({
      code: "unknown_supply",
      supplyIds: [unknown.supplyId],
    });
    expect(await refuse(async () => await use(chain, 200))).toEqual({
      code: "expired",
      supplyId: chain.masks,
      expiry: "2026-03-10",
      occurredOn: "2026-03-11",
    });
    expect(await refuse(async () => await use(chain, 200, { kind: "waste" }))).toMatchObject({
      code: "not_enough_units",
      available: 100,
      asked: 200,
      elsewhere: [{ stage: "available", quantity: 400 }],
    });
    expect(await use(chain, 100, { kind: "waste" })).toMatchObject({ ok: true });
  });

  test("units under an open difference stay where they are, until both sides have settled it", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    await receive(chain, consignmentId, [[100, 5], [40]]);
    const own = newMeta(chain.receiver);
    await use(chain, 3, { kind: "quarantine" }, own);
    const line = { supplyId: chain.masks, siteId: chain.toSiteId, stage: "quarantined" } as const;
    const waste = async (quantity: number) =>
      await use(chain, 0, { kind: "waste", lines: [{ ...line, quantity: units(quantity) }] });
    const named = { code: "units_under_difference", consignmentId, lineNumber: 1, kind: "damaged" };
    expect(await refuse(async () => await waste(4))).toMatchObject({ ...named, free: 3, asked: 4 });
    // Held comes before too few: it says why.
    expect(await refuse(async () => await waste(900))).toMatchObject({ ...named, asked: 900 });
    // Of two at once, each within what is free, one succeeds.
    const answers = await Promise.all([waste(2), waste(2), waste(2)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    // A correction takes them as little as a use does.
    expect(
      await refuse(
        async () =>
          await correctEntry(world.context, newMeta(chain.receiver), {
            entryId: own.commandId,
            partyId: chain.taker.id,
            reason: "count_error",
            lines: [{ lineNumber: 1, quantity: 0 }],
          }),
      ),
    ).toMatchObject({ ...named, free: 1, asked: 3 });
    for (const partyId of [chain.giver.id, chain.taker.id]) {
      const said = {
        consignmentId,
        partyId,
        lineNumber: 1,
        kind: "damaged",
        reason: "damaged_in_transit",
      } as const;
      const meta = newMeta(partyId === chain.giver.id ? chain.sender : chain.receiver);
      expect(await settleDifference(world.context, meta, said)).toMatchObject({ ok: true });
    }
    expect(await waste(1)).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 92, wasted: 8 });
  });

  test("units used on the last day may be written down after it", async () => {
    const chain = await openReceived({ expiry: "2026-03-10" });
    world.setNow("2026-03-11T09:00:00Z");
    expect(await use(chain, 1, { occurred: "2026-03-10" })).toMatchObject({ ok: true });
  });

  test("units of a site that the party has none at are not there", async () => {
    const chain = await openReceived();
    const lines = [{ supplyId: chain.masks, siteId: chain.fromSiteId, quantity: units(1) }];
    expect(await refuse(async () => await use(chain, 1, { lines }))).toMatchObject({
      code: "not_enough_units",
      available: 0,
    });
  });
});

describe("correcting an entry by a further one", () => {
  async function correct(
    chain: Chain,
    entryId: CommandId,
    quantity: number,
    rest: Partial<CorrectEntry> = {},
  ) {
    const meta = newMeta(rest.partyId === chain.giver.id ? chain.sender : chain.receiver);
    return await correctEntry(world.context, meta, {
      entryId,
      partyId: chain.taker.id,
      reason: "count_error",
      lines: [{ lineNumber: 1, quantity }],
      ...rest,
    });
  }

  async function findPledge(chain: Chain): Promise<CommandId> {
    const row = await world.owner
      .selectFrom("movement")
      .select("entryId")
      .where("supplyId", "=", chain.masks)
      .where("kind", "=", "pledge")
      .executeTakeFirstOrThrow();
    return asId<"command">(row.entryId);
  }

  test("a use: less, then more, then not at all; the first entry stays as it was", async () => {
    const chain = await openReceived();
    const meta = newMeta(chain.receiver);
    await use(chain, 50, {}, meta);
    const first = await correct(chain, meta.commandId, 45);
    expect(first).toMatchObject({
      value: {
        kind: "correct_entry",
        reason: "count_error",
        correctsId: meta.commandId,
        movements: [{ kind: "use", reversal: true, quantity: 5, fromStage: "used", toStage: "received" }],
      },
    });
    await correct(chain, meta.commandId, 60);
    expect(await readStages(world, chain.masks)).toMatchObject({ received: 40, used: 60 });
    await correct(chain, meta.commandId, 0);
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
    const shown = await readEntry(world.context, chain.receiver, meta.commandId);
    expect(shown).toMatchObject({ value: { movements: [{ quantity: 50, reversal: false }] } });
  });

  test("a pledge: the offer then states the right quantity", async () => {
    const chain = await openReceived();
    const asGiver = { partyId: chain.giver.id, reason: "typing_error" } as const;
    expect(await correct(chain, await findPledge(chain), 450, asGiver)).toMatchObject({ ok: true });
    const line = await world.owner
      .selectFrom("offerLine")
      .select("quantity")
      .where("supplyId", "=", chain.masks)
      .executeTakeFirstOrThrow();
    expect([line.quantity, await readStages(world, chain.masks)]).toEqual([
      450,
      { available: 350, received: 100 },
    ]);
  });

  test("units that have moved on are not taken back: the refusal says where they are", async () => {
    const chain = await openReceived();
    const entryId = await findPledge(chain);
    const asGiver = { partyId: chain.giver.id } as const;
    expect(await refuse(async () => await correct(chain, entryId, 90, asGiver))).toMatchObject({
      code: "not_enough_units",
      stage: "available",
      available: 400,
      asked: 410,
      elsewhere: [{ partyId: chain.taker.id, siteId: chain.toSiteId, stage: "received", quantity: 100 }],
    });
    expect(await correct(chain, entryId, 100, asGiver)).toMatchObject({ ok: true });
  });

  test("refusals in order, with nothing written", async () => {
    const chain = await openReceived();
    const meta = newMeta(chain.receiver);
    await use(chain, 50, {}, meta);
    const receipt = await world.owner
      .selectFrom("entry")
      .select("id")
      .where("kind", "=", "receive_consignment")
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow();
    const say = async (entryId: string, quantity: number, rest: Partial<CorrectEntry> = {}) =>
      await refuse(async () => await correct(chain, asId(entryId), quantity, rest));
    const asGiver = { partyId: chain.giver.id };
    expect(await say(v7(), -1, asGiver)).toMatchObject({ code: "not_found", noun: "entry" });
    // Who had no part in it learns nothing of it, and whoever had is told what to do instead.
    const stranger = { partyId: (await addParty(world)).id };
    expect(await say(receipt.id, -1, stranger)).toMatchObject({ code: "not_permitted" });
    expect(await say(receipt.id, -1)).toMatchObject({
      code: "not_correctable",
      instead: "recount_consignment",
    });
    expect(await say(meta.commandId, -1, asGiver)).toMatchObject({ code: "not_permitted" });
    expect(await say(meta.commandId, -1)).toMatchObject({ problems: [{ rule: "whole_number" }] });
    expect(await say(meta.commandId, 50)).toMatchObject({ problems: [{ rule: "nothing_to_correct" }] });
    const { quantityMax = 0 } = world.context.reference.items.get("medical_mask") ?? {};
    expect(await say(meta.commandId, quantityMax + 1)).toMatchObject({
      problems: [{ rule: "quantity_above_bound", facts: { quantityMax } }],
    });
    expect(await say(meta.commandId, 101)).toMatchObject({
      code: "not_enough_units",
      available: 50,
      asked: 51,
    });
  });

  test("by two people at once: the second sees what the first has changed", async () => {
    for (let round = 0; round < 5; round += 1) {
      const chain = await openReceived();
      const meta = newMeta(chain.receiver);
      await use(chain, 50, {}, meta);
      const answers = await Promise.all([1, 2, 3].map(async () => await correct(chain, meta.commandId, 30)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await readStages(world, chain.masks)).toMatchObject({ received: 70, used: 30 });
    }
  });
});

describe("reading an entry", () => {
  test("is for those who took part in it and for the secretariat's auditors", async () => {
    const chain = await openReceived();
    const meta = newMeta(chain.receiver);
    await use(chain, 50, {}, meta);
    const read = async (actor: Parameters<typeof readEntry>[1]) => {
      const answer = await readEntry(world.context, actor, meta.commandId);
      return answer.ok || answer.refusal.code;
    };
    expect(await read(chain.receiver)).toBe(true);
    expect(await read(actFor([world.secretariatId], ["auditor"]))).toBe(true);
    expect(await read(chain.sender)).toBe("not_permitted");
    expect(await readEntry(world.context, chain.receiver, asId(v7()))).toMatchObject({
      refusal: { code: "not_found" },
    });
  });
});

describe("the check of the book", () => {
  let damaged: World;
  beforeAll(async () => {
    damaged = await openWorld();
    const chain = await openChain(damaged);
    await receive(chain, await bring(chain, "dispatch"), [[100], [40]]);
  });
  afterAll(async () => await damaged.drop());

  /** Damages the book as its owner, checks it, and takes the damage back. */
  async function checkAfter(damage: string) {
    return await damaged.owner
      .transaction()
      .execute(async (owner) => {
        // Foreign keys and CHECKs hold even for the owner; somebody who wants to lie takes them away first.
        await query(owner, "alter table account drop constraint account_not_negative");
        await query(owner, "set local session_replication_role = replica");
        await query(owner, damage);
        const found = await recomputeLedger(owner);
        throw Object.assign(new Error("taken back"), { found });
      })
      .catch((error: unknown) => {
        if (error instanceof Error && "found" in error) return error.found;
        throw error;
      });
  }

  test("counts what there is and finds nothing wrong with an honest one", async () => {
    expect(await checkLedger(damaged.context)).toEqual({
      entries: 5,
      postings: 16,
      accounts: 10,
      sumZero: true,
      negative: 0,
      balancesMatch: true,
      ledgerPosition: 5,
      rollUp: { position: 5, matches: true, differenceCount: 0, differences: [] },
    });
  });

  test.each([
    [
      "a running total changed",
      `update account set units_in = units_in + 1 where stage = 'received' and units_in = 100`,
      { sumZero: false, negative: 0, balancesMatch: false },
    ],
    [
      "two totals changed that even each other out",
      `update account set units_in = units_in + 1, units_out = units_out + 1 where stage = 'reserved'`,
      { sumZero: true, negative: 0, balancesMatch: false },
    ],
    [
      "units moved from one supply's total to another's",
      `update account set units_in = units_in + case units_in when 100 then 1 else -1 end where stage = 'received'`,
      { sumZero: false, negative: 0, balancesMatch: false },
    ],
    [
      "a movement deleted",
      `delete from movement where kind = 'receive' and quantity = 40`,
      { balancesMatch: false },
    ],
    [
      "a movement's quantity changed",
      `update movement set quantity = 99 where kind = 'receive' and quantity = 100`,
      {
        sumZero: true,
        balancesMatch: false,
      },
    ],
    [
      "an account below zero",
      `update account set units_out = units_in + 5 where stage = 'received'`,
      { negative: 2, balancesMatch: false },
    ],
    ["an account deleted", `delete from account where stage = 'received'`, { balancesMatch: false }],
    [
      "an entry deleted",
      `delete from entry where kind = 'receive_consignment'`,
      { sumZero: true, balancesMatch: false },
    ],
    [
      "an entry without movements",
      `insert into entry (id, kind, reason, user_id, recorded_at, supply_ids)
        values (gen_random_uuid(), 'x', 'command', 'x', now(), '{}')`,
      { sumZero: true, balancesMatch: false },
    ],
  ])("finds %s", async (_name, damage, expected) => {
    expect(await checkAfter(damage)).toMatchObject(expected);
    expect(await checkLedger(damaged.context)).toMatchObject({
      sumZero: true,
      negative: 0,
      balancesMatch: true,
    });
  });
});
