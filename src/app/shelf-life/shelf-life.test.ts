import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { proposeAgreement } from "#app/agreement/propose-agreement.ts";
import { proposeRedirect } from "#app/agreement/propose-redirect.ts";
import { readFittingCalls } from "#app/agreement/read-fitting-calls.ts";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { readCall } from "#app/call/read-calls.ts";
import { clearExport, clearImport } from "#app/consignment/clear-consignment.ts";
import { dispatchConsignment } from "#app/consignment/dispatch-consignment.ts";
import { packConsignment } from "#app/consignment/pack-consignment.ts";
import { planConsignment } from "#app/consignment/plan-consignment.ts";
import { decideColdHold, readColdHolds } from "#app/cold-chain/decide-cold-hold.ts";
import { takeReadings } from "#app/cold-chain/take-readings.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { receiveConsignment } from "#app/receipt/receive-consignment.ts";
import { openRound } from "#app/round/open-round.ts";
import { planRound } from "#app/round/plan-round.ts";
import { publishRound } from "#app/round/publish-round.ts";
import { settleDifference } from "#app/receipt/settle-difference.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import { bring, type ChainPart, countAllRows, openChain, receive, takeStep } from "#test/fixtures/chain.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  readStages,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { recall } from "#test/fixtures/recall.ts";
import { readShelfLifeRules } from "./read-shelf-life-rules.ts";
import { retireShelfLifeRule, setShelfLifeRule } from "./set-shelf-life-rule.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.setNow(TEST_NOW));
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
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
    const { chain, consignmentId, other, answerer, siteId, callId } = refused;
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
    const planned = await planConsignment(world.context, newMeta(chain.sender), {
      agreementId: asId<"agreement">(proposed.value.id),
      mode: "air",
      fromSiteId: chain.toSiteId,
      toSiteId: siteId,
      lines: [{ agreementLineNumber: 1, quantity: units(60) }],
    });
    const onward = asId<"consignment">(planned.ok ? planned.value.id : "");
    const command = { consignmentId: onward };
    await packConsignment(world.context, newMeta(chain.sender), { ...command, packages: [] });
    await dispatchConsignment(world.context, newMeta(chain.sender), command);
    await clearExport(world.context, newMeta(chain.sender), command);
    await clearImport(world.context, newMeta(answerer), command);
    const lines = [{ lineNumber: 1, counted: 60 }];
    const arrived = await receiveConsignment(world.context, newMeta(answerer), { ...command, lines });
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

  test("of a lot that has been recalled meanwhile is not agreed on", async () => {
    const refused = await openRefused({ lotNumber: "RECALLED" });
    const proposed = await redirect(refused);
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    await recall(refused.chain, "RECALLED");
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

describe("rules of a recipient", () => {
  test("hold for an item and what is below it, take one another's place, and end", async () => {
    const party = await addParty(world);
    const meta = () => newMeta(actFor([party.id]));
    const set = async (leastDays?: number) =>
      await setShelfLifeRule(world.context, meta(), { partyId: party.id, itemId: "mask", leastDays });
    expect(await set()).toMatchObject({ refusal: { problems: [{ rule: "asks_nothing" }] } });
    expect(await set(90)).toMatchObject({ value: { version: 1, leastDays: 90 } });
    expect(await set(90)).toMatchObject({ refusal: { problems: [{ rule: "nothing_to_correct" }] } });
    expect(await set(120)).toMatchObject({ value: { version: 2 } });
    const retired = await retireShelfLifeRule(world.context, meta(), { partyId: party.id, itemId: "mask" });
    expect(retired).toMatchObject({ value: { version: 2 } });
    expect(await readShelfLifeRules(world.context, { party: party.code })).toMatchObject({
      value: { items: [{ version: 2, retiredAt: TEST_NOW }, { version: 1 }] },
    });
    const stranger = newMeta(actFor([(await addParty(world)).id]));
    expect(
      await setShelfLifeRule(world.context, stranger, { partyId: party.id, itemId: "mask", leastDays: 1 }),
    ).toMatchObject({ refusal: { code: "not_permitted" } });
  });

  test("are kept by agreements, unless fewer days are agreed and the recipient takes them expressly", async () => {
    const taker = await addParty(world, { country: "ETH" });
    const answerer = actFor([taker.id]);
    await setShelfLifeRule(world.context, newMeta(answerer), {
      partyId: taker.id,
      itemId: "mask",
      leastDays: 90,
    });
    const offer = await makeOneOffer(world, { expiry: asDay("2026-05-01") });
    const call = await raiseOneCall(world, { party: taker });
    const sender = actFor([offer.party.id]);
    const propose = async (agreedShelfLifeDays?: number) =>
      await proposeAgreement(world.context, newMeta(sender), {
        giverId: offer.party.id,
        recipientId: taker.id,
        lines: [
          {
            supplyId: offer.supplyId,
            callId: call.callId,
            callLineNumber: 1,
            quantity: units(10),
            departOn: asDay("2026-03-03"),
            arriveOn: asDay("2026-03-06"),
            agreedShelfLifeDays,
          },
        ],
      });
    const before = await countAllRows(world.owner);
    expect(await propose()).toMatchObject({
      refusal: {
        problems: [{ rule: "shelf_life_too_short", facts: { asked: 90, askedBy: "recipient", left: 56 } }],
      },
    });
    expect(await propose(57)).toMatchObject({ refusal: { problems: [{ facts: { askedBy: "agreement" } }] } });
    expect(await countAllRows(world.owner)).toEqual(before);
    const waived = await propose(50);
    if (!waived.ok) throw new Error(JSON.stringify(waived.refusal));
    const command = { agreementId: asId<"agreement">(waived.value.id), partyId: taker.id };
    expect(await acceptAgreement(world.context, newMeta(answerer), command)).toEqual({
      ok: false,
      refusal: { code: "shelf_life_not_waived", lineNumbers: [1] },
    });
    const accepted = await acceptAgreement(world.context, newMeta(answerer), {
      ...command,
      waivesShelfLife: true,
    });
    expect(accepted).toMatchObject({
      value: {
        status: "agreed",
        lines: [{ askedShelfLifeDays: 90, agreedShelfLifeDays: 50 }],
        events: [{}, { step: "accept", lines: [{ lineNumber: 1, agreedShelfLifeDays: 50 }] }],
      },
    });
  });

  test("that are set after a proposal hold for it until both sides have agreed", async () => {
    const taker = await addParty(world, { country: "ETH" });
    const answerer = actFor([taker.id]);
    const offer = await makeOneOffer(world, { expiry: asDay("2026-05-01") });
    const call = await raiseOneCall(world, { party: taker });
    const proposed = await proposeAgreement(world.context, newMeta(actFor([offer.party.id])), {
      giverId: offer.party.id,
      recipientId: taker.id,
      lines: [
        {
          supplyId: offer.supplyId,
          callId: call.callId,
          callLineNumber: 1,
          quantity: units(10),
          departOn: asDay("2026-03-03"),
          arriveOn: asDay("2026-03-06"),
        },
      ],
    });
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    await setShelfLifeRule(world.context, newMeta(answerer), {
      partyId: taker.id,
      itemId: "mask",
      leastPerCent: 10,
    });
    const command = { agreementId: asId<"agreement">(proposed.value.id), partyId: taker.id };
    // Nobody knows when the lot was made: what is a tenth of its life cannot be shown.
    expect(await acceptAgreement(world.context, newMeta(answerer), command)).toMatchObject({
      refusal: { code: "shelf_life_too_short", askedDays: null, leftDays: 56, askedBy: "recipient" },
    });
  });

  test("are kept by a round, which tells every agreement what was asked of its lots and by whom", async () => {
    const scenario = "shelf-life";
    const taker = await addParty(world, { country: "ETH" });
    await setShelfLifeRule(world.context, newMeta(actFor([taker.id])), {
      partyId: taker.id,
      itemId: "medical_mask",
      leastDays: 100,
    });
    const call = await raiseOneCall(world, { party: taker, scenario, quantity: units(30) });
    // By its own rule the recipient takes neither the first, nor the second, of which nobody knows when it expires.
    for (const expiry of [asDay("2026-06-01"), undefined, asDay("2026-12-31")]) {
      const offer = await makeOneOffer(world, { scenario, quantity: units(10), ...(expiry && { expiry }) });
      await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, scenario });
    }
    const coordinator = () => newMeta(actFor([world.secretariatId]));
    const opened = await openRound(world.context, coordinator(), { policy: EQUAL_COVERAGE, scenario });
    const command = { roundId: asId<"round">(opened.ok ? opened.value.id : "") };
    await planRound(world.context, coordinator(), command);
    expect(await publishRound(world.context, coordinator(), command)).toMatchObject({ ok: true });
    const lines = await world.owner
      .selectFrom("agreementLine as line")
      .innerJoin("agreement", "agreement.id", "line.agreementId")
      .innerJoin("supply", "supply.supplyId", "line.supplyId")
      .where("agreement.roundId", "=", command.roundId)
      .select(["line.quantity", "supply.expiry", "line.askedShelfLifeDays", "line.shelfLifeAskedBy"])
      .execute();
    expect(lines).toEqual([
      { quantity: 10, expiry: "2026-12-31", askedShelfLifeDays: 100, shelfLifeAskedBy: "recipient" },
    ]);
  });
});
