import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { proposeRedirect } from "#app/agreement/propose-redirect.ts";
import { readFittingCalls } from "#app/agreement/read-fitting-calls.ts";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { readCall } from "#app/call/read-calls.ts";
import { decideColdHold, readColdHolds } from "#app/cold-chain/decide-cold-hold.ts";
import { takeReadings } from "#app/cold-chain/take-readings.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { settleDifference } from "#app/receipt/settle-difference.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import { asId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import {
  bring,
  type Chain,
  type ChainPart,
  countAllRows,
  openChain,
  receive,
  takeStep,
} from "#test/fixtures/chain.ts";
import { compareCourses } from "#test/fixtures/course.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  newMeta,
  openWorld,
  raiseOneCall,
  readStages,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { recall } from "#test/fixtures/recall.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.setNow(TEST_NOW));
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  expect((await compareCourses(world)).faults).toEqual([]);
  await world.drop();
});

/** 100 masks that must have 30 days left, counted with 20, and another country with an open call and a lane to it. */
async function openRefused(part: ChainPart = {}) {
  const chain = await openChain(world, { expiry: "2026-04-30", askedShelfLifeDays: 30, ...part });
  const consignmentId = await bring(chain, "arrive");
  world.setNow("2026-04-10T09:00:00Z");
  const received = await receive(chain, consignmentId, [[100], [40]]);
  const other = await addParty(world, { country: "TZA" });
  const siteId = (await addSite(world, { party: other })).id;
  const call = await raiseOneCall(world, { party: other, siteId, quantity: units(60) });
  await addLane(world, { fromSiteId: chain.toSiteId, toSiteId: siteId });
  return { chain, consignmentId, received, other, siteId, callId: call.callId, answerer: actFor([other.id]) };
}
type Refused = Awaited<ReturnType<typeof openRefused>>;

async function redirect(
  { chain, consignmentId, other, callId }: Pick<Refused, "chain" | "consignmentId" | "other" | "callId">,
  quantity = 60,
  agreed: { readonly agreedShelfLifeDays?: number } = {},
) {
  return await proposeRedirect(world.context, newMeta(chain.receiver), {
    consignmentId,
    recipientId: other.id,
    lines: [
      {
        lineNumber: 1,
        callId,
        callLineNumber: 1,
        quantity: units(quantity),
        departOn: asDay(world.context.now().slice(0, 10)),
        arriveOn: asDay("2026-04-13"),
        ...agreed,
      },
    ],
  });
}

async function agree({ chain, other, answerer }: Pick<Refused, "chain" | "other" | "answerer">, id: string) {
  const agreementId = asId<"agreement">(id);
  await acceptAgreement(world.context, newMeta(chain.sender), { agreementId, partyId: chain.giver.id });
  return await acceptAgreement(world.context, newMeta(answerer), {
    agreementId,
    partyId: other.id,
    waivesShelfLife: true,
  });
}

/** The chain by which redirected units travel on. */
function onwards({ chain, other, siteId, answerer }: Refused, agreementId: string): Chain {
  const way = { fromSiteId: chain.toSiteId, toSiteId: siteId, agreementId: asId<"agreement">(agreementId) };
  return { ...chain, ...way, taker: other, receiver: answerer };
}

/** Both sides say the same of the short-dated units of a consignment. */
async function settle(
  { chain, consignmentId }: Pick<Refused, "chain" | "consignmentId">,
  reason: "taken_after_all" | "delayed_in_transit",
) {
  const said = { consignmentId, lineNumber: 1, kind: "short_dated", reason } as const;
  await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
  return await settleDifference(world.context, newMeta(chain.receiver), { ...said, partyId: chain.taker.id });
}

/** What China pledged of masks and what each recipient's figures are, as one text for each. */
async function readFigures(): Promise<Readonly<Record<string, number>>> {
  const request = { exporter: "CHN", item: "medical_mask", by: ["recipient"] } as const;
  const read = await readStatement(world.context, request);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return Object.fromEntries(
    read.value.rows.flatMap((row) =>
      (["pledged", "agreed", "dispatched", "cleared", "received", "used", "wasted"] as const).map(
        (figure) => [`${row.recipient ?? "all"} ${figure}`, row[figure]] as const,
      ),
    ),
  );
}

/** The figures that are others now, by how much. */
function listChanges(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) {
  const changed = Object.keys(after).filter((key) => after[key] !== (before[key] ?? 0));
  return Object.fromEntries(changed.map((key) => [key, (after[key] ?? 0) - (before[key] ?? 0)]));
}

describe("at dispatch and at the gate", () => {
  test("what would arrive with less than was asked does not leave, by the lane where there is one; nothing is written", async () => {
    const chain = await openChain(world, { expiry: "2026-04-06", askedShelfLifeDays: 30 });
    const consignmentId = await bring(chain, "pack");
    const refusal = {
      code: "shelf_life_too_short",
      supplyId: chain.masks,
      expiry: "2026-04-06",
      askedBy: "recipient",
    };
    await addLane(world, { fromSiteId: chain.fromSiteId, toSiteId: chain.toSiteId, transitDays: 6 });
    const before = await countAllRows(world.owner);
    expect(await takeStep(chain, consignmentId, "dispatch")).toEqual({
      ok: false,
      refusal: { ...refusal, arriveOn: "2026-03-08", leftDays: 29, askedDays: 30 },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    // A day earlier it would have been in time.
    world.setNow("2026-03-01T09:00:00Z");
    expect(await takeStep(chain, consignmentId, "dispatch")).toMatchObject({ ok: true });
  });

  test("what arrives with less is counted, and waits in quarantine as short-dated; both sides can take it after all", async () => {
    const { chain, consignmentId, received } = await openRefused();
    expect(received).toMatchObject({
      value: {
        status: "received",
        receipt: { differences: [{ lineNumber: 1, kind: "short_dated", quantity: 100 }] },
      },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    const taken = await settle({ chain, consignmentId }, "taken_after_all");
    expect(taken).toMatchObject({ value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
  });

  test("what both sides leave aside stays in quarantine until somebody destroys it, and can still be redirected", async () => {
    const refused = await openRefused();
    const { chain, consignmentId } = refused;
    await settle({ chain, consignmentId }, "delayed_in_transit");
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    expect(await redirect(refused)).toMatchObject({ ok: true });
    const lines = [
      { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(100), stage: "quarantined" as const },
    ];
    const wasted = await recordUse(world.context, newMeta(chain.receiver), {
      partyId: chain.taker.id,
      kind: "waste",
      lines,
    });
    expect(wasted).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, wasted: 100 });
  });
});

describe("a redirect", () => {
  test("is proposed by who has the units to a call that they fit, agreed by giver and new recipient, and travels from where they are", async () => {
    const refused = await openRefused();
    const { chain, consignmentId, other, callId } = refused;
    const figures = await readFigures();
    const fitting = await readFittingCalls(world.context, chain.receiver, consignmentId);
    expect(fitting).toMatchObject({
      value: {
        items: [
          { callId, partyCode: other.code, arriveOn: "2026-04-13", leftDays: 17, leastDeveloped: true },
        ],
      },
    });
    const proposed = await redirect(refused);
    expect(proposed).toMatchObject({
      value: {
        status: "proposed",
        giverConsents: false,
        recipientConsents: false,
        holderCode: chain.taker.code,
      },
    });
    if (!proposed.ok) return;
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    expect(await agree(refused, proposed.value.id)).toMatchObject({ value: { status: "agreed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 40, reserved: 60 });
    const onward = onwards(refused, proposed.value.id);
    const arrived = await receive(onward, await bring(onward, "clear_import", [[1, 60]]), [[60]]);
    expect(arrived).toMatchObject({ value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 40, received: 60 });
    // Each unit counts once, for whom it reached.
    const moved = (country: string, units: number) =>
      ["agreed", "dispatched", "cleared", "received"].map((figure) => [`${country} ${figure}`, units]);
    expect(listChanges(figures, await readFigures())).toEqual(
      Object.fromEntries([...moved("ETH", -60), ...moved("TZA", 60)]),
    );
    expect(await readCall(world.context, chain.callId)).toMatchObject({
      value: { lines: [{ agreed: 80, received: 80 }] },
    });
    expect(await readCall(world.context, callId)).toMatchObject({
      value: { lines: [{ agreed: 60, received: 60 }] },
    });
  });

  test("that falls through puts the units back where they waited, as if it had not been; then another can be proposed", async () => {
    const refused = await openRefused();
    const { chain, consignmentId, other } = refused;
    const proposed = await redirect(refused, 60);
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    const figures = await readFigures();
    await agree(refused, proposed.value.id);
    const agreementId = asId<"agreement">(proposed.value.id);
    const withdrawn = await withdrawAgreement(world.context, newMeta(chain.sender), {
      agreementId,
      partyId: chain.giver.id,
    });
    expect(withdrawn).toMatchObject({ value: { status: "withdrawn" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
    expect(listChanges(figures, await readFigures())).toEqual({});
    const again = await redirect(refused, 60);
    expect(again).toMatchObject({ ok: true });
    expect(await redirect(refused, 61)).toMatchObject({ refusal: { code: "more_than_needed" } });
    expect(await redirect({ ...refused, other: chain.taker }, 101)).toMatchObject({
      refusal: {
        problems: [
          { rule: "recipient_is_holder" },
          { rule: "more_than_waiting" },
          { rule: "call_of_another_recipient" },
        ],
      },
    });
    expect(await readFittingCalls(world.context, actFor([other.id]), consignmentId)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
  });

  test("whose units turn out never to have been sent leaves them where they waited, to be settled or redirected", async () => {
    const refused = await openRefused();
    const { chain, other, answerer } = refused;
    const proposed = await redirect(refused, 60);
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    await agree(refused, proposed.value.id);
    const onward = onwards(refused, proposed.value.id);
    const consignmentId = await bring(onward, "clear_import", [[1, 60]]);
    await receive(onward, consignmentId, [[50]]);
    const figures = await readFigures();
    const said = { consignmentId, lineNumber: 1, kind: "short", reason: "never_sent" } as const;
    await settleDifference(world.context, newMeta(chain.sender), { ...said, partyId: chain.giver.id });
    const settled = await settleDifference(world.context, newMeta(answerer), { ...said, partyId: other.id });
    expect(settled).toMatchObject({ ok: true });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 50, quarantined: 50 });
    expect(listChanges(figures, await readFigures())).toEqual({
      "ETH agreed": 10,
      "ETH dispatched": 10,
      "ETH cleared": 10,
      "ETH received": 10,
      "TZA agreed": -10,
      "TZA dispatched": -10,
      "TZA cleared": -10,
    });
    expect(await settle(refused, "taken_after_all")).toMatchObject({ value: { status: "closed" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
  });

  test("of a lot that has been recalled meanwhile is not agreed on", async () => {
    const refused = await openRefused({ lotNumber: "RECALLED" });
    const proposed = await redirect(refused);
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    await recall(refused.chain, "RECALLED");
    const read = await readFittingCalls(world.context, refused.chain.receiver, refused.consignmentId);
    expect(read).toEqual({
      ok: true,
      value: { items: [], withheld: [{ lineNumber: 1, because: "recalled" }] },
    });
    const stages = await readStages(world, refused.chain.masks);
    expect(await agree(refused, proposed.value.id)).toMatchObject({ refusal: { code: "supply_recalled" } });
    expect(await readStages(world, refused.chain.masks)).toEqual(stages);
  });

  test("of units that were too warm on their way, or in quarantine, waits until somebody has decided on them", async () => {
    for (const place of ["consignment", "siteId"] as const) {
      world.setNow(TEST_NOW);
      const itemId = "covid_19_vaccine_astrazeneca";
      const chain = await openChain(world, { expiry: "2026-04-30", askedShelfLifeDays: 30, itemId });
      const consignmentId = await bring(chain, "arrive");
      const row = world.owner.selectFrom("consignment").select("number").where("id", "=", consignmentId);
      const { number } = await row.executeTakeFirstOrThrow();
      const at = {
        consignment: { consignment: number },
        siteId: { siteId: chain.toSiteId, temperatureClass: "cool_2_8" as const },
      }[place];
      const warm = async (...days: readonly string[]) => {
        const readings = days.map((day) => {
          return { device: `W-${number}`, ...at, readAt: `2026-${day}T00:00:00Z`, celsius: 15 };
        });
        const taken = await takeReadings(world.context, newMeta(chain.receiver), { readings });
        expect(taken).toMatchObject({ value: { excursions: [{ kind: "high" }] } });
      };
      if (place === "consignment") {
        world.setNow("2026-03-03T00:00:00Z");
        await warm("03-01", "03-02");
      }
      world.setNow("2026-04-10T09:00:00Z");
      await receive(chain, consignmentId, [[100], [40]]);
      world.setNow("2026-04-13T09:00:00Z");
      if (place === "siteId") await warm("04-11", "04-12");
      expect(await readStages(world, chain.masks)).toEqual({ available: 400, quarantined: 100 });
      expect(await settle({ chain, consignmentId }, "taken_after_all")).toMatchObject({
        refusal: { code: "units_under_cold_hold" },
      });
      const other = await addParty(world, { country: "TZA" });
      const siteId = (await addSite(world, { party: other })).id;
      const { callId } = await raiseOneCall(world, { party: other, siteId, itemId, quantity: units(60) });
      const refused = { chain, consignmentId, other, callId, answerer: actFor([other.id]) };
      const proposed = await redirect(refused, 60, { agreedShelfLifeDays: 10 });
      if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
      expect(await readFittingCalls(world.context, chain.receiver, consignmentId)).toMatchObject({
        value: { items: [], withheld: [{ lineNumber: 1, because: "on_hold" }] },
      });
      expect(await agree(refused, proposed.value.id)).toMatchObject({
        refusal: { code: "units_under_cold_hold" },
      });
      // What is left aside is held with the rest of the lot, and decided on with it.
      expect(await settle({ chain, consignmentId }, "delayed_in_transit")).toMatchObject({
        value: { status: "closed" },
      });
      const [hold] = await readColdHolds(world.context, chain.receiver, {});
      expect(hold).toMatchObject({ stage: "quarantined", quantity: 100 });
      const head = { holdId: hold?.id ?? "", outcome: "discarded" } as const;
      const decision = { ...head, reason: "beyond_stability" } as const;
      const decided = await decideColdHold(world.context, newMeta(chain.receiver), decision);
      expect(decided.ok).toBe(true);
      expect(await readStages(world, chain.masks)).toEqual({ available: 400, wasted: 100 });
    }
  });

  test("that falls through after the rest was taken leaves its own units to be settled, or redirected, and no more", async () => {
    const refused = await openRefused();
    const { chain } = refused;
    const proposed = await redirect(refused);
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    await agree(refused, proposed.value.id);
    expect(await settle(refused, "taken_after_all")).toMatchObject({ value: { status: "closed" } });
    const withdraw = { agreementId: asId<"agreement">(proposed.value.id), partyId: chain.giver.id };
    const withdrawn = await withdrawAgreement(world.context, newMeta(chain.sender), withdraw);
    expect(withdrawn.ok).toBe(true);
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 40, quarantined: 60 });
    const line = { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1) };
    const out = { partyId: chain.taker.id, kind: "unquarantine", lines: [line] } as const;
    expect(await recordUse(world.context, newMeta(chain.receiver), out)).toMatchObject({
      refusal: { code: "units_under_difference", free: 0 },
    });
    expect(await redirect(refused, 60)).toMatchObject({ ok: true });
    expect(await settle(refused, "taken_after_all")).toMatchObject({
      value: { receipt: { status: "settled" } },
    });
    expect(await readStages(world, chain.masks)).toEqual({ available: 400, received: 100 });
  });
});
