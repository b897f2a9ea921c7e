import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { proposeAgreement } from "#app/agreement/propose-agreement.ts";
import { asId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { asDay } from "#core/time.ts";
import {
  actFor,
  addLane,
  addParty,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { type OpenNeedRequest, readOpenNeeds } from "./read-open-needs.ts";
import { withdrawCall } from "./withdraw-call.ts";

let world: World;
let kenya: Party;
let ethiopia: Party;
beforeAll(async () => {
  world = await openWorld();
  kenya = await addParty(world, { country: "KEN" });
  ethiopia = await addParty(world, { country: "ETH" });
});
afterAll(async () => await world.drop());

async function read(request: Partial<OpenNeedRequest>) {
  const found = await readOpenNeeds(world.context, { itemIds: null, scenario: null, limit: 50, ...request });
  if (!found.ok) throw new Error(JSON.stringify(found.refusal));
  return found.value;
}

test("what recipients still need: less what is agreed and what waits for an answer, least developed first", async () => {
  const first = await raiseOneCall(world, { party: kenya });
  await raiseOneCall(world, { party: ethiopia, quantity: units(90), itemId: "mask" });
  await raiseOneCall(world, { party: ethiopia, quantity: units(80) });
  const gone = await raiseOneCall(world, { party: ethiopia, quantity: units(7) });
  const withdrawer = actFor([ethiopia.id]);
  await withdrawCall(world.context, newMeta(withdrawer), { callId: gone.callId });
  await raiseOneCall(world, { party: kenya, itemId: "gown" });
  await raiseOneCall(world, { party: kenya, scenario: "as-if", quantity: units(33) });
  const offer = await makeOneOffer(world);
  await addLane(world, { fromSiteId: offer.siteId, toSiteId: first.siteId });
  const [giver, taker] = [actFor([offer.party.id]), actFor([kenya.id])];
  const line = {
    supplyId: offer.supplyId,
    callId: first.callId,
    callLineNumber: 1,
    departOn: asDay("2026-03-03"),
    arriveOn: asDay("2026-03-06"),
  };
  const sides = { giverId: offer.party.id, recipientId: kenya.id };
  const propose = async (quantity: number, by: "giver" | "recipient") => {
    const lines = [{ ...line, quantity: units(quantity) }];
    const command = { ...sides, lines };
    const actor = by === "giver" ? giver : taker;
    const made = await proposeAgreement(world.context, newMeta(actor), command);
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    return asId<"agreement">(made.value.id);
  };
  const masks = { itemIds: ["medical_mask"] };
  // A proposal of the giver's alone keeps nobody else from helping.
  const agreementId = await propose(600, "giver");
  expect((await read(masks)).items.map(({ partyCode, open }) => [partyCode, open])).toEqual([
    [ethiopia.code, 80],
    [kenya.code, 1000],
    [ethiopia.code, 90],
  ]);
  const accepted = await acceptAgreement(world.context, newMeta(taker), { agreementId, partyId: kenya.id });
  expect(accepted).toMatchObject({ ok: true, value: { status: "agreed" } });
  const found = await read(masks);
  expect(found.items).toMatchObject([
    { itemId: "medical_mask", unit: "piece", partyCode: ethiopia.code, leastDeveloped: true, open: 80 },
    { partyCode: kenya.code, leastDeveloped: false, asked: 1000, agreed: 600, pending: 0, open: 400 },
    // A category that masks answer.
    { itemId: "mask", partyCode: ethiopia.code, open: 90 },
  ]);
  expect(found.items[1]?.lines).toMatchObject([{ callId: first.callId, lineNumber: 1, open: 400 }]);
  expect(found.sums).toEqual([
    { itemId: "medical_mask", unit: "piece", recipients: 2, open: 480 },
    { itemId: "mask", unit: "piece", recipients: 1, open: 90 },
  ]);
  expect(found.next).toBeNull();

  const all = await read({});
  expect(all.sums.map(({ itemId }) => itemId)).toEqual(["gown", "mask", "medical_mask"]);
  const page = await read({ limit: 1, ...masks });
  const rest = await read({ limit: 9, after: page.next ?? undefined, ...masks });
  expect([...page.items, ...rest.items]).toEqual(found.items);
  expect((await read({ ...masks, scenario: "as-if" })).items.map(({ open }) => open)).toEqual([33]);
});

test("a proposal that the recipient has consented to counts as promised while the giver has not answered", async () => {
  const call = await raiseOneCall(world, { itemId: "surgical_gloves", quantity: units(500) });
  const offer = await makeOneOffer(world, { itemId: "surgical_gloves" });
  await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId });
  const made = await proposeAgreement(world.context, newMeta(actFor([call.party.id])), {
    giverId: offer.party.id,
    recipientId: call.party.id,
    lines: [
      {
        supplyId: offer.supplyId,
        callId: call.callId,
        callLineNumber: 1,
        quantity: units(200),
        departOn: asDay("2026-03-03"),
        arriveOn: asDay("2026-03-06"),
      },
    ],
  });
  expect(made).toMatchObject({ ok: true });
  expect((await read({ itemIds: ["surgical_gloves"] })).items).toMatchObject([
    { asked: 500, agreed: 0, pending: 200, open: 300 },
  ]);
});

test("an item that the catalogue does not have is refused by its name, each of several", async () => {
  const itemIds = ["gown", "hope", "love"];
  expect(await readOpenNeeds(world.context, { itemIds, scenario: null, limit: 9 })).toEqual({
    ok: false,
    refusal: {
      code: "malformed",
      problems: ["hope", "love"].map((value) => ({ field: "items", value, rule: "unknown_item" })),
    },
  });
});
