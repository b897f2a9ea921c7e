import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packConsignment } from "#app/consignment/pack-consignment.ts";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { asId, type ConsignmentId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { insertAgreementEvent } from "#store/agreement.ts";
import { type Chain, openChain, planOne, receive, takeStep } from "#test/fixtures/chain.ts";
import { actFor, newMeta, openWorld, raiseOneCall, type World } from "#test/fixtures/world.ts";
import { follow, type FollowPage } from "./follow.ts";

const SSCC = "376104250021234569";
let world: World;
let chain: Chain;
let consignmentId: ConsignmentId;
let number: string;

beforeAll(async () => {
  world = await openWorld();
  chain = await openChain(world, { lotNumber: "Lot/7a" });
  // Another recipient's story, which must not get into this one's.
  await openChain(world, { lotNumber: "Lot/7b" });
  ({ consignmentId, number } = await planOne(chain));
  await packConsignment(world.context, newMeta(chain.sender), { consignmentId, packages: [{ sscc: SSCC }] });
  await takeStep(chain, consignmentId, "dispatch");
  await receive(chain, consignmentId, [[97], [40]]);
});
afterAll(async () => await world.drop());

async function followed(identifier: string, actor?: Actor) {
  const answer = await follow(world.context, identifier, { actor });
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value;
}

describe("following an identifier", () => {
  test("of a consignment: its supplies, papers, and its chain from the giver's shelf on", async () => {
    const found = await followed(number);
    expect(found).toMatchObject({ identifier: number, kind: "consignment", scenario: null });
    expect(found.consignments).toEqual([
      {
        id: consignmentId,
        number,
        status: "received",
        giver: chain.giver.code,
        recipient: chain.taker.code,
      },
    ]);
    expect(found.agreements.map(({ id }) => id)).toEqual([chain.agreementId]);
    expect(found.calls.map(({ id }) => id)).toEqual([chain.callId]);
    const masks = found.supplies.find((one) => one.supplyId === chain.masks);
    expect(masks).toMatchObject({
      itemId: "medical_mask",
      unit: "piece",
      terms: "grant",
      lotNumber: "Lot/7a",
    });
    expect(masks?.accounts.map(({ stage, quantity }) => [stage, quantity])).toEqual([
      ["available", 400],
      ["in_transit", 3],
      ["received", 97],
    ]);
    const story = found.chain.filter((one) => one.supplyId === chain.masks);
    expect(story.map(({ kind, quantity, recipient }) => [kind, quantity, recipient])).toEqual([
      ["pledge", 500, null],
      ["reserve", 100, chain.taker.code],
      ["dispatch", 100, chain.taker.code],
      ["receive", 97, chain.taker.code],
    ]);
    expect(story.slice(2).map((one) => one.consignmentNumber)).toEqual([number, number]);
  });

  test("by every kind of identifier, as people type it", async () => {
    const entryId = (await followed(number)).chain.at(-1)?.entryId ?? "";
    const offerId = chain.maskOfferId;
    const kinds: [identifier: string, kind: string, supplies: number][] = [
      [number.toLowerCase().replaceAll("0", "o"), "consignment", 2],
      [` ${consignmentId.toUpperCase()} `, "consignment", 2],
      [SSCC, "package", 2],
      [chain.masks, "supply", 1],
      ["Lot/7a", "lot", 1],
      [entryId, "entry", 2],
      [chain.callId, "call", 2],
      [offerId, "offer", 1],
      [chain.agreementId, "agreement", 2],
    ];
    for (const [identifier, kind, supplies] of kinds) {
      const found = await followed(identifier);
      expect([identifier, found.kind, found.supplies.length]).toEqual([identifier, kind, supplies]);
    }
  });

  test("gives the movements page by page, each once, and says where it goes on", async () => {
    const whole = await followed(chain.agreementId);
    expect(whole.next).toBeNull();
    expect(whole).toMatchObject({ supplyCount: 2, consignmentCount: 1 });
    expect(whole.chain.length).toBeGreaterThan(6);
    const gathered = [];
    let after: FollowPage["after"];
    for (let page = 0; page < 20; page += 1) {
      const answer = await follow(world.context, chain.agreementId, { after, limit: 3 });
      if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
      expect(answer.value.chain.length).toBeLessThanOrEqual(3);
      gathered.push(...answer.value.chain);
      if (answer.value.next === null) break;
      after = answer.value.next;
    }
    expect(gathered).toEqual(whole.chain);
  });

  test("of a call that nothing has answered yet opens no supply", async () => {
    const { callId } = await raiseOneCall(world);
    expect(await followed(callId)).toMatchObject({ kind: "call", supplies: [], chain: [], consignments: [] });
  });

  test("says nothing of an agreement until both sides have accepted it, nor once it is withdrawn", async () => {
    const other = await openChain(world);
    const change = async (status: string) =>
      await world.owner
        .updateTable("agreement")
        .set({ status })
        .where("id", "=", other.agreementId)
        .execute();
    for (const status of ["proposed", "in_consultation", "declined", "withdrawn"]) {
      await change(status);
      expect(await follow(world.context, other.agreementId)).toMatchObject({
        refusal: { code: "not_found" },
      });
      expect(await followed(other.callId)).toMatchObject({ kind: "call", supplies: [], chain: [] });
    }
    await change("fulfilled");
    expect((await followed(other.agreementId)).supplies).toHaveLength(2);
    expect((await followed(other.callId)).supplies).toHaveLength(2);
  });

  test("by entry, supply, lot or offer tells recipient and papers of a withdrawn agreement to its sides alone", async () => {
    const other = await openChain(world, { lotNumber: "Lot/9" });
    const { database } = world.context;
    const reserved = (await followed(other.masks)).chain.find(({ kind }) => kind === "reserve");
    // What both sides' consent writes beside the entry.
    await insertAgreementEvent(database, other.agreementId, {
      step: "accept",
      partyId: other.taker.id,
      commandId: asId<"command">(reserved?.entryId ?? ""),
      recordedAt: world.context.now(),
    });
    const sent = await planOne(other);
    for (const step of ["pack", "dispatch"] as const) await takeStep(other, sent.consignmentId, step);
    const before = await followed(other.masks);
    expect(before.consignments.map(({ recipient }) => recipient)).toEqual([other.taker.code]);
    const { agreementId } = other;
    const withdrawn = await withdrawAgreement(world.context, newMeta(other.sender), {
      agreementId,
      partyId: other.giver.id,
    });
    expect(withdrawn.ok).toBe(true);
    const entryId = before.chain.at(-1)?.entryId ?? "";
    for (const identifier of [other.masks, "Lot/9", other.maskOfferId, entryId, reserved?.entryId ?? ""]) {
      const found = await followed(identifier);
      expect(found).toMatchObject({ consignmentCount: 0, consignments: [], agreements: [], calls: [] });
      expect(found.chain.map(({ kind }) => kind)).toContain("dispatch");
      expect(new Set(found.chain.map(({ recipient }) => recipient))).toEqual(new Set([null]));
      expect(new Set(found.chain.map((one) => one.consignmentNumber))).toEqual(new Set([null]));
      for (const actor of [other.sender, other.receiver, actFor([world.secretariatId], ["auditor"])]) {
        const own = await followed(identifier, actor);
        expect(own.consignments.map(({ number }) => number)).toEqual([sent.number]);
        expect(own.agreements.map(({ id, status }) => [id, status])).toEqual([[agreementId, "withdrawn"]]);
        expect(own.chain.map(({ recipient }) => recipient)).toContain(other.taker.code);
      }
      expect(await followed(identifier, chain.sender)).toEqual(found);
    }
    // Who has the number of the consignment, as it stands on its papers, follows it.
    const bySight = await followed(sent.number);
    expect(bySight.consignments.map(({ recipient }) => recipient)).toEqual([other.taker.code]);
    expect(bySight.chain.find(({ kind }) => kind === "dispatch")?.recipient).toBe(other.taker.code);
    expect(bySight.chain.find(({ kind }) => kind === "reserve")?.recipient).toBeNull();
    expect(bySight.agreements).toEqual([]);
  });

  test.each(["", "nothing", "lot/7A", "WS-0000000001", "006141411234567890", v7()])(
    "%s: not found",
    async (identifier) => {
      expect(await follow(world.context, identifier)).toEqual({
        ok: false,
        refusal: { code: "not_found", noun: "identifier", id: identifier },
      });
    },
  );
});
