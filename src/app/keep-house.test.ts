import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "#test/fixtures/query.ts";
import { makeOneOffer, openWorld, raiseOneCall, type World } from "#test/fixtures/world.ts";
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

test("entries are numbered also where recalls cannot be swept, and that is told", async () => {
  await makeOneOffer(world);
  await query(world.owner, "alter view recalled_supply rename to taken_away");
  await expect(keepHouse(world.context)).rejects.toThrow(/recalled_supply/);
  await query(world.owner, "alter view taken_away rename to recalled_supply");
  expect(await query(world.owner, "select count(*)::integer as left from entry_unnumbered")).toEqual([
    { left: 0 },
  ]);
});
