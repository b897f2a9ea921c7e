import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bring, type Chain, countAllRows, openChain } from "#test/fixtures/chain.ts";
import { newMeta, openWorld, readStages, units, type World } from "#test/fixtures/world.ts";
import { dispatchConsignment } from "./consignment/dispatch-consignment.ts";
import type { CommandMeta } from "./context.ts";
import { recordUse } from "./ledger/record-use.ts";
import { receiveConsignment } from "./receipt/receive-consignment.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

function countOf(consignmentId: Parameters<typeof receiveConsignment>[2]["consignmentId"], counted = 100) {
  const lines = [
    { lineNumber: 1, counted },
    { lineNumber: 2, counted: 40 },
  ];
  return { consignmentId, lines };
}

async function use(chain: Chain, meta: CommandMeta, quantity: number) {
  return await recordUse(world.context, meta, {
    partyId: chain.taker.id,
    kind: "use",
    lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(quantity) }],
  });
}

describe("a command id", () => {
  test("sent twice has one effect and the same answer, even when the world has moved on", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    const meta = newMeta(chain.receiver);
    const first = await receiveConsignment(world.context, meta, countOf(consignmentId));
    await use(chain, newMeta(chain.receiver), 60);
    const before = await countAllRows(world.owner);
    const second = await receiveConsignment(world.context, meta, countOf(consignmentId));
    expect(second).toEqual(first);
    expect(first.ok).toBe(true);
    expect(await countAllRows(world.owner)).toEqual(before);
  });

  test("with another order of the fields is the same command", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "pack");
    const meta = newMeta(chain.sender);
    const first = await dispatchConsignment(world.context, meta, { consignmentId, occurred: "2026-03-01" });
    const second = await dispatchConsignment(world.context, meta, { occurred: "2026-03-01", consignmentId });
    expect(second).toEqual(first);
  });

  test("with another body, another kind or another sender is refused, and nothing is written", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    const meta = newMeta(chain.receiver);
    await receiveConsignment(world.context, meta, countOf(consignmentId));
    const before = await countAllRows(world.owner);
    const refusal = { code: "already_posted_with_another_body", commandId: meta.commandId };
    const other = await receiveConsignment(world.context, meta, countOf(consignmentId, 99));
    expect(other).toEqual({ ok: false, refusal });
    expect(await use(chain, meta, 1)).toEqual({ ok: false, refusal });
    const somebody = { ...meta, actor: { ...meta.actor, userId: chain.sender.userId } };
    expect(await receiveConsignment(world.context, somebody, countOf(consignmentId))).toEqual({
      ok: false,
      refusal,
    });
    expect(await countAllRows(world.owner)).toEqual(before);
  });

  test("sent five times at once has one effect, and all get its answer", async () => {
    for (let round = 0; round < 4; round += 1) {
      const chain = await openChain(world);
      const consignmentId = await bring(chain, "dispatch");
      const meta = newMeta(chain.receiver);
      const answers = await Promise.all(
        Array.from(
          { length: 5 },
          async () => await receiveConsignment(world.context, meta, countOf(consignmentId)),
        ),
      );
      expect(answers[0]).toMatchObject({ ok: true });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
    }
  });

  test("sent at once with two bodies: one is accepted, the other refused", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    await receiveConsignment(world.context, newMeta(chain.receiver), countOf(consignmentId));
    const meta = newMeta(chain.receiver);
    const answers = await Promise.all([use(chain, meta, 10), use(chain, meta, 11)]);
    expect(answers.map((answer) => answer.ok || answer.refusal.code).toSorted(compareText)).toEqual(
      [true, "already_posted_with_another_body"].toSorted(compareText),
    );
  });

  test("that was refused is free: the same command can be sent again when it has become right", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "pack");
    const meta = newMeta(chain.receiver);
    expect(await receiveConsignment(world.context, meta, countOf(consignmentId))).toMatchObject({
      refusal: { code: "step_not_allowed" },
    });
    await dispatchConsignment(world.context, newMeta(chain.sender), { consignmentId });
    expect(await receiveConsignment(world.context, meta, countOf(consignmentId))).toMatchObject({ ok: true });
  });
});

test("of many who take the last units at once, as many succeed as there are units for", async () => {
  const chain = await openChain(world);
  const consignmentId = await bring(chain, "dispatch");
  await receiveConsignment(world.context, newMeta(chain.receiver), countOf(consignmentId));
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => await use(chain, newMeta(chain.receiver), 30)),
  );
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
  expect(refused).toHaveLength(3);
  for (const refusal of refused) {
    expect(refusal).toMatchObject({ code: "not_enough_units", stage: "received", available: 10, asked: 30 });
  }
  expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 10, used: 90 });
});

test("the audit record says what was sent, by whom, when, and what was answered", async () => {
  const chain = await openChain(world);
  const consignmentId = await bring(chain, "pack");
  const meta = newMeta(chain.sender);
  const answer = await dispatchConsignment(world.context, meta, { consignmentId });
  const row = await world.owner
    .selectFrom("command")
    .selectAll()
    .where("id", "=", meta.commandId)
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({
    kind: "dispatch_consignment",
    userId: meta.actor.userId,
    recordedAt: world.context.now(),
    response: answer.ok ? answer.value : null,
  });
  expect(row.bodySha256).toMatch(/^[0-9a-f]{64}$/);
});

function compareText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}
