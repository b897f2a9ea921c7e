import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { proposeAgreement } from "#app/agreement/propose-agreement.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { openRound } from "#app/round/open-round.ts";
import { planRound } from "#app/round/plan-round.ts";
import { publishRound } from "#app/round/publish-round.ts";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import { countAllRows } from "#test/fixtures/chain.ts";
import {
  actFor,
  addLane,
  addParty,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
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
