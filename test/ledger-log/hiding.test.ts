import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { proposeAgreement } from "#app/agreement/propose-agreement.ts";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { toolsWith } from "#app/log/append-missing.ts";
import { checkLog } from "#app/log/check-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { openEntry } from "#app/log/open-entry.ts";
import { readOpenings } from "#app/log/read-log.ts";
import { type AgreementId, asId, type CommandId, type PartyId } from "#core/id.ts";
import { packHidden } from "#core/log/hidden-fields.ts";
import { listHidden, underAgreement, writeLeaf } from "#core/log/log-entry.ts";
import type { Actor } from "#core/party/party.ts";
import { asDay } from "#core/time.ts";
import { insertAgreementEvent } from "#store/agreement.ts";
import { findPosition, listLeaves, listLogged } from "#store/log.ts";
import { countAllRows } from "#test/fixtures/chain.ts";
import { deliveryOf } from "#test/fixtures/delivery.ts";
import {
  actFor,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { hashLeaf } from "#tlog/merkle.ts";
import { hashHidden } from "./publish.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

interface Pair {
  readonly giver: Actor;
  readonly giverId: PartyId;
  readonly recipient: Actor;
  readonly recipientId: PartyId;
  readonly propose: (commandId?: CommandId) => ReturnType<typeof proposeAgreement>;
}

/** A call and an offer, and the proposal of an agreement that joins them. */
async function openPair(): Promise<Pair> {
  const call = await raiseOneCall(world, { quantity: units(1000) });
  const offer = await makeOneOffer(world, { quantity: units(1000) });
  const giver = actFor([offer.party.id]);
  const [giverId, recipientId] = [offer.party.id, call.party.id];
  const days = { departOn: asDay("2026-03-10"), arriveOn: asDay("2026-03-13") };
  const line = { supplyId: offer.supplyId, callId: call.callId, callLineNumber: 1, quantity: units(600) };
  return {
    giver,
    giverId,
    recipient: actFor([recipientId]),
    recipientId,
    propose: async (commandId) => {
      const meta = commandId === undefined ? newMeta(giver) : { commandId, actor: giver };
      const command = { giverId, recipientId, lines: [{ ...line, ...days }] };
      return await proposeAgreement(world.context, meta, command);
    },
  };
}

async function propose(pair: Pair): Promise<AgreementId> {
  const proposed = await pair.propose();
  if (!proposed.ok) throw new Error(proposed.refusal.code);
  return asId<"agreement">(proposed.value.id);
}

/** Both sides' consent; returns the id of the entry by which its units are reserved. */
async function accept(pair: Pair, agreementId: AgreementId): Promise<CommandId> {
  const meta = newMeta(pair.recipient);
  const accepted = await acceptAgreement(world.context, meta, { agreementId, partyId: pair.recipientId });
  if (!accepted.ok) throw new Error(accepted.refusal.code);
  return meta.commandId;
}

async function recordDelivery(): Promise<CommandId> {
  const delivery = deliveryOf();
  const meta = newMeta(actFor([world.secretariatId]));
  const recorded = await recordDeliveries(world.context, meta, { deliveries: [delivery] });
  if (!recorded.ok) throw new Error(recorded.refusal.code);
  return delivery.id;
}

/** The leaf of an entry, and what is published of it. */
async function readPublished(entryId: CommandId) {
  const position = (await findPosition(world.context.database, entryId)) ?? 0;
  const [stored] = await listLeaves(world.context.database, { first: position, last: position });
  const published = await readOpenings(world.context, Math.floor((position - 1) / 256));
  if (stored === undefined || !published.ok) throw new Error("not logged");
  const openings = published.value.find((one) => one.position === position)?.openings ?? [];
  return { leaf: Buffer.from(stored.leaf).toString(), openings };
}

async function fieldsFor(entryId: CommandId, actor?: Actor): Promise<string[]> {
  const opened = await openEntry(world.context, actor, entryId);
  if (!opened.ok) throw new Error(opened.refusal.code);
  return opened.value.openings.map(({ field }) => field);
}

describe("the id of a delivery's entry, which is public and no command's", () => {
  test("is refused as the id of a command, and nothing is written", async () => {
    const entryId = await recordDelivery();
    const pair = await openPair();
    const before = await countAllRows(world.owner);
    expect(await pair.propose(entryId)).toEqual({
      ok: false,
      refusal: { code: "already_posted_with_another_body", commandId: entryId },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
  });

  test("in an agreement's history gives the entry and its correction no agreement, early or late", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    await accept(pair, agreementId);
    const [early, late] = [await recordDelivery(), await recordDelivery()];
    const write = async (commandId: CommandId) => {
      const event = { step: "propose", partyId: pair.giverId, commandId, recordedAt: world.context.now() };
      await insertAgreementEvent(world.context.database, agreementId, event);
    };
    await write(early);
    const correction = newMeta(actFor([world.secretariatId]));
    const corrected = await correctEntry(world.context, correction, {
      entryId: early,
      partyId: world.secretariatId,
      reason: "source_corrected",
      lines: [1, 2, 3, 4].map((lineNumber) => ({ lineNumber, quantity: 900 })),
    });
    expect(corrected.ok).toBe(true);
    await numberEntries(world.context);
    await write(late);
    for (const entryId of [early, late, correction.commandId]) {
      const { leaf, openings } = await readPublished(entryId);
      expect(JSON.parse(leaf)).toMatchObject({ agreement: null });
      expect(openings).toEqual([]);
    }
    expect(await checkLog(world.context)).toMatchObject({ matches: true, differsAt: null });
  });
});

describe("what an agreement's entry hides", () => {
  test("fits the leaf as long as it is published, and is closed by the withdrawal for everybody else", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    const entryId = await accept(pair, agreementId);
    await numberEntries(world.context);
    const { leaf, openings } = await readPublished(entryId);
    expect(openings.map(({ field }) => field)).toEqual(["agreement", "movements.0.recipient"]);
    for (const { field, salt, value } of openings) expect(leaf).toContain(hashHidden(salt, field, value));
    const withdrawn = await withdrawAgreement(world.context, newMeta(pair.giver), {
      agreementId,
      partyId: pair.giverId,
    });
    expect(withdrawn.ok).toBe(true);
    expect(await readPublished(entryId)).toEqual({ leaf, openings: [] });
    expect(await fieldsFor(entryId)).toEqual([]);
    // The recipient is in none of the movements before its import clearance.
    expect(await fieldsFor(entryId, pair.recipient)).toContain("movements.0.recipient");
    expect(await fieldsFor(entryId, actFor([(await openPair()).giverId]))).toEqual([]);
    for (const role of ["coordinator", "auditor"] as const) {
      const fields = await fieldsFor(entryId, actFor([world.secretariatId], [role]));
      expect(fields).toContain("movements.0.recipient");
    }
    expect(await fieldsFor(entryId, pair.giver)).toEqual(["agreement", "movements.0.recipient"]);
  });
});

describe("leaves from before what they hide was kept with them", () => {
  const listKept = async () => {
    const leaves = await listLeaves(world.context.database, { first: 1, last: Number.MAX_SAFE_INTEGER });
    return leaves.map(({ hidden }) => hidden);
  };
  /** As it was when a leaf had nothing beside it. */
  const forget = async () => await sql`update log_leaf set hidden = null`.execute(world.owner);

  test("get it from what gives their very bytes, also by the rule of then", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    await accept(pair, agreementId);
    const entryId = await recordDelivery();
    const event = { step: "propose", partyId: pair.giverId, commandId: entryId };
    await insertAgreementEvent(world.context.database, agreementId, {
      ...event,
      recordedAt: world.context.now(),
    });
    await numberEntries(world.context);
    const kept = await listKept();
    // Once any event with an entry's id put it under the agreement.
    const position = (await findPosition(world.context.database, entryId)) ?? 0;
    const [entry] = await listLogged(world.context.database, { first: position, last: position });
    const [stored] = await listLeaves(world.context.database, { first: position, last: position });
    const former = underAgreement(entry!, agreementId);
    const leaf = Buffer.from(writeLeaf(former, toolsWith(stored!.secret)).leaf);
    await sql`update log_leaf set leaf = ${leaf}, hash = ${hashLeaf(leaf)} where position = ${position}`.execute(
      world.owner,
    );
    await forget();
    expect((await readPublished(entryId)).openings).toEqual([]);
    await numberEntries(world.context);
    expect(await listKept()).toEqual(kept.with(position - 1, packHidden(listHidden(former))));
    const { openings } = await readPublished(entryId);
    expect(openings).toContainEqual(expect.objectContaining({ field: "agreement", value: agreementId }));
    for (const { field, salt, value } of openings) {
      expect(leaf.toString()).toContain(hashHidden(salt, field, value));
    }
    expect(await checkLog(world.context)).toMatchObject({ matches: true, differsAt: null });
  });

  test("get nothing where nothing gives them, and the check says so", async () => {
    await sql`update log_leaf set leaf = 'forged' where position = 2`.execute(world.owner);
    await forget();
    await numberEntries(world.context);
    expect((await listKept())[1]).toBe("[]");
    expect(await checkLog(world.context)).toMatchObject({ matches: false, differsAt: 2 });
  });
});
