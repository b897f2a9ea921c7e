import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, raiseOneCall, type World } from "#test/fixtures/world.ts";
import { keepHouse } from "./keep-house.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.drop();
});

test("a call that nobody confirms again expires with the day, once, and no earlier", async () => {
  await raiseOneCall(world);
  expect(await keepHouse(world.context)).toMatchObject({ expiredCalls: 0, expiredOffers: 0 });
  world.setNow("2027-06-01T00:00:00Z");
  expect(await keepHouse(world.context)).toMatchObject({ expiredCalls: 1 });
  expect(await keepHouse(world.context)).toMatchObject({ expiredCalls: 0 });
});
