import { afterAll, beforeAll, expect, test } from "vitest";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import type { StateReadiness } from "#core/equipment/site-readiness.ts";
import { asId, type CallId, type SupplyId } from "#core/id.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { asDay } from "#core/time.ts";
import { addModel, ready } from "#test/fixtures/equipment.ts";
import { inviteOne, offerOneTeam, unwrap } from "#test/fixtures/team-world.ts";
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
import { listRoundAgreements } from "#store/agreement.ts";
import { findSites } from "#store/site.ts";
import { readSnapshot } from "#store/snapshot.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { proposeAgreement } from "../agreement/propose-agreement.ts";
import { readAgreement } from "../agreement/read-agreements.ts";
import { dispatchConsignment } from "../consignment/dispatch-consignment.ts";
import { packConsignment } from "../consignment/pack-consignment.ts";
import { planConsignment } from "../consignment/plan-consignment.ts";
import { stateSupplyModel } from "../equipment/state-supply-model.ts";
import { callForTeams } from "../team/call-for-teams.ts";
import { explainRoundLine, explainRoundSupply } from "./explain-round.ts";
import { openRound } from "./open-round.ts";
import { planRound } from "./plan-round.ts";
import { publishRound } from "./publish-round.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

const coordinator = () => actFor([world.secretariatId], ["coordinator"]);

/** Eight ventilators for 230 V and eight for any voltage, and three sites that ask for five each: in Kenya, with 110 V, and without power. */
async function open() {
  const giver = await addParty(world, { country: "CHN" });
  const strict = await addModel(world, giver.id, "Strict");
  const wide = await addModel(world, giver.id, "Wide", {
    voltages: ["100-240"],
    plugTypes: ["G", "A"],
    powerWatts: 500,
  });
  const supplies: SupplyId[] = [];
  let from: string | undefined;
  for (const model of [strict, wide]) {
    const offer = await makeOneOffer(world, {
      party: giver,
      itemId: "ventilator",
      quantity: units(8),
      ...(from === undefined ? {} : { siteId: asId<"site">(from) }),
    });
    from = offer.siteId;
    supplies.push(offer.supplyId);
    const stated = { supplyId: offer.supplyId, modelId: model.id };
    unwrap(await stateSupplyModel(world.context, newMeta(actFor([giver.id])), stated));
  }
  const calls = [];
  const sites: Partial<StateReadiness>[] = [
    { powerWatts: 1100 },
    { voltage: 110, sockets: ["A"], powerWatts: 1200 },
    { powerWatts: 0, powerHoursPerDay: 0 },
  ];
  for (const site of sites) {
    const party = await addParty(world, { country: "KEN" });
    const call = await raiseOneCall(world, { party, itemId: "ventilator", quantity: units(5) });
    await ready(world, call.siteId, party.id, site);
    await addLane(world, { fromSiteId: asId<"site">(from ?? ""), toSiteId: call.siteId });
    calls.push(call);
  }
  return { giver, supplies, calls };
}

type Answer = Awaited<ReturnType<typeof explainRoundLine | typeof explainRoundSupply>>;
function wordsOf(answer: Answer) {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value.words;
}

async function planNew() {
  const opened = unwrap(await openRound(world.context, newMeta(coordinator()), { policy: EQUAL_COVERAGE }));
  const roundId = asId<"round">(opened.id);
  return { roundId, planned: unwrap(await planRound(world.context, newMeta(coordinator()), { roundId })) };
}

test("ventilators of two models go where they run, as many as run there, and are dispatched", async () => {
  const { giver, supplies, calls } = await open();
  const { roundId, planned } = await planNew();
  const sent = (callId: CallId | undefined, supplyId: SupplyId | undefined) =>
    planned.allocations
      .filter((one) => one.callId === callId && one.supplyId === supplyId)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  const [strict, wide] = supplies;
  const table = calls.map(({ callId }) => [sent(callId, strict), sent(callId, wide)] as const);
  const [[ownStrict, ownWide] = [0, 0]] = table;
  // 1,100 W: three of 300 W, or two of 500 W, or one of each.
  expect(300 * ownStrict + 500 * ownWide).toBeLessThanOrEqual(1100);
  expect(ownStrict + ownWide).toBeGreaterThanOrEqual(2);
  expect(table.slice(1)).toEqual([
    [0, 2],
    [0, 0],
  ]);
  const lines = planned.outcome?.lines ?? [];
  const bindings = calls.map(({ callId }) => lines.find((line) => line.callId === callId)?.bindings);
  expect(bindings).toEqual([["receiving"], ["receiving"], ["does_not_run"]]);

  const remarks = planned.outcome?.equipment?.map(({ callId, model, answer }) => {
    return `${calls.findIndex((call) => call.callId === callId)} ${model} ${answer}`;
  });
  expect(remarks?.toSorted()).toEqual(["1 Maker Strict no", "2 Maker Strict no", "2 Maker Wide no"]);

  const tell = async (index: number, language: (typeof NAME_LANGUAGES)[number] = "en") => {
    const callId = calls[index]?.callId ?? asId<"call">("");
    const asked = { roundId, callId, callLineNumber: 1, language };
    return wordsOf(await explainRoundLine(world.context, coordinator(), asked));
  };
  const abroad = await tell(1);
  const name = calls[1]?.siteId;
  const site = await world.owner
    .selectFrom("site")
    .select("name")
    .where("id", "=", name ?? "")
    .executeTakeFirstOrThrow();
  expect(abroad.equipment).toEqual([
    `8 units of Maker Strict are there but do not run at ${site.name}: voltage: 220-240 V needed, 110 V there, plug: G needed, A there.`,
    "What would let it run there: a transformer or a generator, a plug adapter for each.",
  ]);
  // There is no more power there because a plan ends later.
  expect(abroad.changes.join(" ")).not.toContain("could bring it more");
  expect(abroad.causes[0]).toContain(`power to spare at ${site.name}: room for 2 units more in all`);
  const dark = await tell(2);
  expect(dark.reason).toBe("Of what answers it nothing runs at its site.");
  expect(dark.equipment.join(" ")).toContain("hours of power: 24 h needed, 0 h there");
  expect(dark.changes).toEqual([]);
  for (const language of NAME_LANGUAGES) {
    const told = await tell(0, language);
    expect([...told.causes, ...told.equipment].join(" "), language).not.toMatch(/\{|undefined/);
  }
  const left = { roundId, supplyId: strict ?? asId<"supply">(""), language: "en" } as const;
  const rest = wordsOf(await explainRoundSupply(world.context, coordinator(), left));
  expect(rest.equipment.filter((text) => text.includes("do not run at"))).toHaveLength(2);

  unwrap(await publishRound(world.context, newMeta(coordinator()), { roundId }));
  for (const { id: agreementId, giverId, recipientId } of await listRoundAgreements(
    world.context.database,
    roundId,
  )) {
    for (const partyId of [giverId, recipientId]) {
      unwrap(await acceptAgreement(world.context, newMeta(actFor([partyId])), { agreementId, partyId }));
    }
    const agreed = unwrap(await readAgreement(world.context, actFor([giver.id]), agreementId));
    // Each line on its own way: one after another they find what the plan has left them.
    for (const { lineNumber, quantity, fromSiteId, toSiteId } of agreed.lines) {
      const made = await planConsignment(world.context, newMeta(actFor([giver.id])), {
        agreementId,
        mode: "air",
        fromSiteId: asId(fromSiteId),
        toSiteId: asId(toSiteId),
        lines: [{ agreementLineNumber: lineNumber, quantity: units(quantity) }],
      });
      const consignmentId = asId<"consignment">(unwrap(made).id);
      const meta = () => newMeta(actFor([giver.id]));
      unwrap(await packConsignment(world.context, meta(), { consignmentId, packages: [] }));
      unwrap(await dispatchConsignment(world.context, meta(), { consignmentId }));
    }
  }

  // What is on its way there takes its power: the next round has the rest alone, which is too little for one more.
  const next = await planNew();
  expect(next.planned.allocations).toEqual([]);
  const twice = next.planned.outcome?.lines.map(({ bindings: why }) => why);
  expect(twice?.filter((why) => why.includes("does_not_run"))).toHaveLength(3);
});

test("what nobody has stated keeps nothing back, and is said", async () => {
  // Of the ventilators of the test before, some are left.
  const party = await addParty(world, { country: "KEN" });
  const call = await raiseOneCall(world, { party, itemId: "ventilator", quantity: units(5) });
  const offers = await world.owner.selectFrom("offerLine").select("siteId").distinct().execute();
  for (const { siteId } of offers) {
    await addLane(world, { fromSiteId: asId<"site">(siteId), toSiteId: call.siteId });
  }
  const { roundId, planned } = await planNew();
  expect(planned.outcome?.lines.find(({ callId }) => callId === call.callId)).toMatchObject({ allocated: 5 });
  const remarks = planned.outcome?.equipment?.filter(({ callId }) => callId === call.callId);
  expect(remarks).toMatchObject([{ answer: "ask" }, { answer: "ask" }]);
  const asked = { roundId, callId: call.callId, callLineNumber: 1, language: "en" } as const;
  const words = wordsOf(await explainRoundLine(world.context, coordinator(), asked));
  expect(words.equipment[0]).toMatch(
    /Maker Strict are there; whether they run at .* is not known. Not stated: power to spare \(of the site\)/,
  );
  expect(words.equipment.at(-1)).toMatch(/taken as usual in its country: voltage, frequency, plug\./);
});

test("what a promised team draws, and what promised equipment draws, is there for neither of them again", async () => {
  const { context } = world;
  const host = await addParty(world, { country: "KEN" });
  const call = await raiseOneCall(world, { party: host, itemId: "ventilator", quantity: units(2) });
  const site = (await findSites(context.database, [call.siteId])).get(call.siteId);
  if (site === undefined) throw new Error("it was added");
  await ready(world, site.id, host.id, { powerWatts: 1000 });
  const days = { fromDay: asDay("2026-03-20"), untilDay: asDay("2026-04-20") };
  const asked = { partyId: host.id, types: ["type_2" as const], count: 2, siteId: site.id, ...days };
  unwrap(await callForTeams(context, newMeta(actFor([host.id])), asked));
  const { countryPowers } = context.reference;
  const readWatts = async () => {
    const basis = { cutOff: TEST_NOW, scenario: null, itemRules: [], countryPowers };
    const { teams, equipment, supplies } = await readSnapshot(context.database, basis);
    const ofTeams = teams?.sites.find(({ siteId }) => siteId === site.id)?.powerWatts;
    const place = equipment?.places.find(({ siteId }) => siteId === site.id);
    const models = new Map(equipment?.models.map((model) => [model.id, model.powerWatts]));
    const [stated] = equipment?.supplies ?? [];
    const supply = supplies.find(({ supplyId }) => supplyId === stated?.supplyId);
    const perPiece = stated === undefined ? undefined : models.get(stated.modelId);
    return { watts: [ofTeams, place?.conditions.powerWatts], supply, perPiece };
  };
  expect((await readWatts()).watts).toEqual([1000, 1000]);
  const giver = await addParty(world, { country: "ITA" });
  const offer = await offerOneTeam(world, giver, "Draws", { power: { watts: 400 } });
  const between = [days.fromDay, days.untilDay] as const;
  unwrap(await inviteOne(world, { offerId: offer.id, host, site, days: between }));
  const { watts, supply, perPiece = null } = await readWatts();
  expect(watts).toEqual([600, 600]);
  if (supply === undefined || perPiece === null) throw new Error("ventilators are left");
  const line = { supplyId: supply.supplyId, callId: call.callId, callLineNumber: 1, quantity: units(1) };
  const ways = { departOn: asDay("2026-03-10"), arriveOn: asDay("2026-03-15") };
  unwrap(
    await proposeAgreement(context, newMeta(actFor([supply.giverId])), {
      giverId: supply.giverId,
      recipientId: host.id,
      lines: [{ ...line, ...ways }],
    }),
  );
  // Of the equipment itself what is promised is counted as running there.
  expect((await readWatts()).watts).toEqual([600 - perPiece, 600]);
});
