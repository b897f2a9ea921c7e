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
import { publishRound } from "../round/publish-round.ts";
import { addLane } from "./add-lane.ts";
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
});
