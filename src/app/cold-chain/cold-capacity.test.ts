import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asId, type SiteId } from "#core/id.ts";
import { bring, type Chain, countAllRows, openChain, planOne, takeStep } from "#test/fixtures/chain.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { openRound } from "../round/open-round.ts";
import { planRound } from "../round/plan-round.ts";
import { readRoundFile } from "../round/read-round-file.ts";
import { readColdCapacities, readColdRoom } from "./read-cold-capacity.ts";
import { stateColdCapacity } from "./state-cold-capacity.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

const VACCINE = "covid_19_vaccine_astrazeneca";

async function state(chain: Chain, heldCubicCentimetres: number) {
  const stated = await stateColdCapacity(world.context, newMeta(chain.receiver), {
    partyId: chain.taker.id,
    siteId: chain.toSiteId,
    classes: [{ temperatureClass: "cool_2_8", heldCubicCentimetres }],
  });
  if (!stated.ok) throw new Error(JSON.stringify(stated.refusal));
  return stated.value;
}

async function freeAt(siteId: SiteId) {
  const room = await readColdRoom(world.context, siteId);
  if (!room.ok) throw new Error(room.refusal.code);
  return room.value.classes.map(({ held, filled, onItsWay, free }) => [held, filled, onItsWay, free]);
}

describe("cold capacity of a site", () => {
  test("is stated by its party, the newest holds, and the earlier ones stay on record", async () => {
    const chain = await openChain(world);
    const other = newMeta(chain.sender);
    const command = { partyId: chain.taker.id, siteId: chain.toSiteId, classes: [] };
    const before = await countAllRows(world.owner);
    expect(await stateColdCapacity(world.context, other, command)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const forOthers = { ...command, partyId: chain.giver.id };
    expect(await stateColdCapacity(world.context, newMeta(chain.sender), forOthers)).toMatchObject({
      refusal: { problems: [{ field: "siteId", rule: "place_of_another_party" }] },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    await state(chain, 500);
    await state(chain, 700);
    const of = { siteId: chain.toSiteId };
    const held = (await readColdCapacities(world.context, { ...of, history: true })).map(({ classes }) =>
      classes.map(({ heldCubicCentimetres }) => heldCubicCentimetres),
    );
    expect(held).toEqual([
      [700, 0, 0],
      [500, 0, 0],
    ]);
    expect(await readColdCapacities(world.context, of)).toHaveLength(1);
  });

  test("holds a sending back that does not fit, until the recipient states more; what is on its way counts", async () => {
    const chain = await openChain(world, { itemId: VACCINE });
    expect(await freeAt(chain.toSiteId)).toEqual([
      [null, 0, 0, null],
      [null, 0, 0, null],
      [null, 0, 0, null],
    ]);
    await state(chain, 702);
    const consignmentId = await bring(chain, "pack");
    const before = await countAllRows(world.owner);
    // 100 doses at 7.03 cm³ in the largest package that the vaccine comes in.
    expect(await takeStep(chain, consignmentId, "dispatch")).toEqual({
      ok: false,
      refusal: {
        code: "no_cold_room",
        siteId: chain.toSiteId,
        temperatureClass: "cool_2_8",
        room: 702,
        needed: 703,
      },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
    await state(chain, 710);
    expect(await takeStep(chain, consignmentId, "dispatch")).toMatchObject({ ok: true });
    expect((await freeAt(chain.toSiteId))[0]).toEqual([710, 0, 703, 7]);
  });

  test("is not passed by two who send at once", async () => {
    const chain = await openChain(world, { itemId: VACCINE });
    await state(chain, 400);
    const ids = [];
    for (const quantity of [50, 50]) {
      const { consignmentId } = await planOne(chain, [[1, quantity]]);
      await takeStep(chain, consignmentId, "pack");
      ids.push(consignmentId);
    }
    const sent = await Promise.all(ids.map(async (id) => await takeStep(chain, id, "dispatch")));
    expect(sent.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await freeAt(chain.toSiteId))[0]).toEqual([400, 0, 352, 48]);
  });
});

describe("a round", () => {
  test("plans no more into a site than it can hold of the class, and no more by a lane than it can carry", async () => {
    const taker = await addParty(world, { country: "ETH" });
    const site = await addSite(world, { party: taker });
    const offer = await makeOneOffer(world, { itemId: VACCINE, quantity: units(10_000) });
    const far = await addSite(world, { party: taker });
    for (const siteId of [site.id, far.id]) {
      await raiseOneCall(world, { party: taker, itemId: VACCINE, quantity: units(5000), siteId });
    }
    const lanes = [];
    for (const toSiteId of [site.id, far.id])
      lanes.push(await addLane(world, { fromSiteId: offer.siteId, toSiteId }));
    const actor = actFor([taker.id]);
    const place = { partyId: taker.id, classes: [] };
    const cool = { temperatureClass: "cool_2_8" } as const;
    await stateColdCapacity(world.context, newMeta(actor), {
      ...place,
      siteId: site.id,
      classes: [{ ...cool, heldCubicCentimetres: 7030 }],
    });
    await stateColdCapacity(world.context, newMeta(actor), {
      ...place,
      laneId: lanes[1]?.id,
      classes: [{ ...cool, perDayCubicCentimetres: 703 }],
    });
    const coordinator = actFor([world.secretariatId], ["coordinator"]);
    const policy = EQUAL_COVERAGE;
    const opened = await openRound(world.context, newMeta(coordinator), { policy });
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
    const roundId = asId<"round">(opened.value.id);
    const planned = await planRound(world.context, newMeta(coordinator), { roundId });
    if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
    const files = await Promise.all(
      (["problem", "plan"] as const).map(async (name) => {
        const file = await readRoundFile(world.context, coordinator, { roundId, name });
        if (!file.ok) throw new Error(file.refusal.code);
        return file.value;
      }),
    );
    const [problem, plan] = files as unknown as [
      { receiving: { key: string }[] },
      { allocations: Allocation[] },
    ];
    const limited = problem.receiving.map(({ key }) => key);
    expect(limited).toEqual(
      expect.arrayContaining([`intake/cool_2_8/${lanes[1]?.id}`, `room/cool_2_8/${site.id}`]),
    );
    const sumTo = (lane: string | undefined) =>
      plan.allocations.filter((one) => one.lane === lane).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(sumTo(lanes[0]?.id)).toBe(1000);
    const perPeriod = new Map<number, number>();
    for (const { lane, departPeriod, quantity } of plan.allocations) {
      if (lane !== lanes[1]?.id) continue;
      perPeriod.set(departPeriod, (perPeriod.get(departPeriod) ?? 0) + quantity);
    }
    expect(sumTo(lanes[1]?.id)).toBeGreaterThan(1000);
    expect(Math.max(...perPeriod.values()) % 100).toBe(0);
  });
});

interface Allocation {
  readonly lane: string;
  readonly departPeriod: number;
  readonly quantity: number;
}
