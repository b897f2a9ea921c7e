import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import {
  actFor,
  addParty,
  addSite,
  countRows,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  type World,
} from "#test/fixtures/world.ts";
import { openRound } from "../round/open-round.ts";
import { planRound } from "../round/plan-round.ts";
import { readColdCapacities } from "../cold-chain/read-cold-capacity.ts";
import { stateColdCapacity } from "../cold-chain/state-cold-capacity.ts";
import { publishRound } from "../round/publish-round.ts";
import { readAllocationsTo } from "../round/read-allocations.ts";
import { correctSite } from "../site/correct-site.ts";
import { readSites } from "../site/read-sites.ts";
import { addLane } from "./add-lane.ts";
import { correctLane } from "./correct-lane.ts";
import { readLanes } from "./read-lanes.ts";
import { retireLane } from "./retire-lane.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

const coordinator = () => actFor([world.secretariatId], ["coordinator"]);
const LANE = { mode: "air", transitDays: 3 } as const;
const countLanes = async () =>
  (await world.owner.selectFrom("lane").select(["id", "retiredAt"]).execute()).map(({ id, retiredAt }) => [
    id,
    retiredAt,
  ]);

/** What was answered, once it is sure that a refusal wrote nothing. */
async function attempt(
  act: () => Promise<{ ok: true; value: unknown } | { ok: false; refusal: { code: string } }>,
) {
  const before = [await countRows(world), await countLanes()];
  const result = await act();
  if (result.ok) return "taken";
  expect([await countRows(world), await countLanes()]).toEqual(before);
  return result.refusal.code;
}

describe("a lane", () => {
  test("is added by the party at one of its ends, or by the secretariat between any", async () => {
    const [own, other] = [await addParty(world), await addParty(world)];
    const [mine, theirs, gate] = [
      await addSite(world, { party: own }),
      await addSite(world, { party: other }),
      await addSite(world),
    ];
    const logistician = actFor([own.id], ["logistician"]);
    const add = async (actor: Actor, fromSiteId: typeof mine.id, toSiteId: typeof mine.id) =>
      await attempt(async () =>
        addLane(world.context, newMeta(actor), { ...LANE, partyId: own.id, fromSiteId, toSiteId }),
      );
    expect(await add(actFor([other.id], ["logistician"]), theirs.id, mine.id)).toBe("not_permitted");
    expect(await add(logistician, theirs.id, gate.id)).toBe("lane_between_others");
    expect(await add(logistician, theirs.id, mine.id)).toBe("taken");
    expect(await add(logistician, mine.id, gate.id)).toBe("taken");
    expect(await add(logistician, mine.id, gate.id)).toBe("lane_exists");
    expect(await add(coordinator(), theirs.id, gate.id)).toBe("taken");
  });

  test("is retired by the secretariat: nothing is planned over it, and another can take its place", async () => {
    const scenario = "retired";
    const offer = await makeOneOffer(world, { scenario });
    const call = await raiseOneCall(world, { scenario });
    const command = { ...LANE, partyId: call.party.id, fromSiteId: offer.siteId, toSiteId: call.siteId };
    const add = async () => await addLane(world.context, newMeta(coordinator()), command, { scenario });
    const added = await add();
    if (!added.ok) throw new Error(added.refusal.code);
    const opened = await openRound(world.context, newMeta(coordinator()), {
      policy: EQUAL_COVERAGE,
      scenario,
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
    const roundId = asId<"round">(opened.value.id);
    const countAllocations = async () => {
      const planned = await planRound(world.context, newMeta(coordinator()), { roundId });
      return planned.ok ? planned.value.allocations.length : planned.refusal.code;
    };
    expect(await countAllocations()).toBe(1);
    const laneId = added.value.id;
    const retire = async (actor: Actor, id = laneId) =>
      await attempt(async () => retireLane(world.context, newMeta(actor), { laneId: id }));
    expect(await retire(actFor([call.party.id, offer.party.id]))).toBe("not_permitted");
    expect(await retire(coordinator(), asId<"lane">(opened.value.id))).toBe("not_found");
    expect(await retire(coordinator())).toBe("taken");
    expect(await retire(coordinator())).toBe("not_found");
    expect(await readLanes(world.context, { scenario, limit: 5 })).toEqual({ items: [], nextId: null });
    // What was planned over it before cannot be published: it is planned again first.
    const publish = async () => publishRound(world.context, newMeta(coordinator()), { roundId });
    expect(await attempt(publish)).toBe("lane_retired");
    expect(await countAllocations()).toBe(0);
    expect(await add()).toMatchObject({ ok: true });
    expect(await countAllocations()).toBe(1);
  });

  test("is corrected by the party at one of its ends: another takes its place, and a draft is planned again", async () => {
    const offer = await makeOneOffer(world);
    const call = await raiseOneCall(world);
    const partyId = call.party.id;
    const command = { ...LANE, partyId, fromSiteId: offer.siteId, toSiteId: call.siteId };
    const limits = { massGramsPerDay: 5000, costCentsPerTonne: 100 };
    const added = await addLane(world.context, newMeta(coordinator()), { ...command, ...limits });
    if (!added.ok) throw new Error(added.refusal.code);
    const logistician = actFor([partyId], ["logistician"]);
    const classes = [{ temperatureClass: "cool_2_8", perDayCubicCentimetres: 7000 }] as const;
    const stated = { partyId, laneId: added.value.id, classes };
    expect(await stateColdCapacity(world.context, newMeta(logistician), stated)).toMatchObject({ ok: true });
    const opened = await openRound(world.context, newMeta(coordinator()), {
      policy: EQUAL_COVERAGE,
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
    const roundId = asId<"round">(opened.value.id);
    await planRound(world.context, newMeta(coordinator()), { roundId });
    const readTo = async (reader: Actor) =>
      await readAllocationsTo(world.context, reader, { roundId, partyCode: call.party.code });
    expect(await readTo(coordinator())).toMatchObject({
      value: { items: [{ giverCode: offer.party.code, fromSite: { id: offer.siteId }, mode: "air" }] },
    });
    expect(await readTo(logistician)).toMatchObject({ refusal: { code: "not_found" } });
    const correct = { partyId, laneId: added.value.id, transitDays: 5, massGramsPerDay: null };
    const refusedFor = async (actor: Actor, part: object = {}) =>
      await attempt(async () => correctLane(world.context, newMeta(actor), { ...correct, ...part }));
    expect(await refusedFor(actFor([partyId], ["warehouse"]))).toBe("not_permitted");
    const stranger = await addParty(world);
    const theirs = actFor([stranger.id], ["logistician"]);
    expect(await refusedFor(theirs, { partyId: stranger.id })).toBe("lane_between_others");
    expect(await refusedFor(logistician, { transitDays: 3, massGramsPerDay: 5000 })).toBe("malformed");
    const meta = newMeta(logistician);
    const corrected = await correctLane(world.context, meta, correct);
    if (!corrected.ok) throw new Error(corrected.refusal.code);
    expect(await correctLane(world.context, meta, correct)).toEqual(corrected);
    const { items } = await readLanes(world.context, { scenario: null, siteId: call.siteId, limit: 5 });
    expect(items).toEqual([corrected.value]);
    expect(corrected.value).toMatchObject({ transitDays: 5, massGramsPerDay: null, costCentsPerTonne: 100 });
    expect(await refusedFor(logistician)).toBe("not_found");
    const capacities = await readColdCapacities(world.context, {});
    expect(capacities.find(({ laneId }) => laneId === corrected.value.id)?.classes).toContainEqual({
      temperatureClass: "cool_2_8",
      heldCubicCentimetres: null,
      perDayCubicCentimetres: 7000,
    });
    const publish = async () => publishRound(world.context, newMeta(coordinator()), { roundId });
    expect(await attempt(publish)).toBe("lane_retired");
  });

  test("of a scenario is corrected by the secretariat alone", async () => {
    const scenario = "corrected";
    const offer = await makeOneOffer(world, { scenario });
    const call = await raiseOneCall(world, { scenario });
    const partyId = call.party.id;
    const command = { ...LANE, partyId, fromSiteId: offer.siteId, toSiteId: call.siteId };
    const added = await addLane(world.context, newMeta(coordinator()), command, { scenario });
    if (!added.ok) throw new Error(added.refusal.code);
    const correct = async (actor: Actor) =>
      await attempt(async () =>
        correctLane(world.context, newMeta(actor), { partyId, laneId: added.value.id, transitDays: 5 }),
      );
    expect(await correct(actFor([partyId], ["logistician"]))).toBe("not_permitted");
    expect(await correct(coordinator())).toBe("taken");
  });
});

describe("a site", () => {
  test("is corrected by its party: what is emptied is taken back, what is left out stays", async () => {
    const party = await addParty(world);
    const site = await addSite(world, { party, latitude: 1, longitude: 2 });
    const correct = async (actor: Actor, part: object) =>
      await correctSite(world.context, newMeta(actor), { siteId: site.id, ...part });
    const logistician = actFor([party.id], ["logistician"]);
    const stranger = actFor([(await addParty(world)).id]);
    expect(await attempt(async () => correct(stranger, { name: "Theirs" }))).toBe("not_permitted");
    expect(await correct(logistician, { name: site.name, latitude: null, unLocode: "TZDAR" })).toMatchObject({
      refusal: {
        problems: [
          { field: "unLocode", rule: "un_locode_of_another_country" },
          { field: "latitude", rule: "both_coordinates" },
        ],
      },
    });
    expect(await correct(logistician, { kind: site.kind })).toMatchObject({
      refusal: { problems: [{ field: "siteId", rule: "nothing_to_correct" }] },
    });
    const change = { name: "Central store", kind: "warehouse", latitude: null, longitude: null };
    const wanted = { ...site, ...change };
    expect(await correct(logistician, change)).toEqual({ ok: true, value: wanted });
    expect((await readSites(world.context, { partyId: party.id, limit: 5 })).items).toEqual([wanted]);
    const unknown = asId<"site">(party.id);
    expect(
      await correctSite(world.context, newMeta(logistician), { siteId: unknown, name: "x" }),
    ).toMatchObject({ refusal: { code: "not_found" } });
  });
});
