import { afterAll, beforeAll, expect, test } from "vitest";
import { raiseCall } from "#app/call/raise-call.ts";
import { makeOffer } from "#app/offer/make-offer.ts";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asDay } from "#core/time.ts";
import { getSecretariatId } from "#store/party.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  callLine,
  newMeta,
  offerLine,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";

let server: TestServer;
let coordinator: TestUser;
beforeAll(async () => {
  server = await openTestServer();
  coordinator = await server.makeUser({ SECRETARIAT: ["coordinator"] });
});
afterAll(async () => await server.close());

const SCENARIO = "large";
const SITES = 7;

/** Needs of one item at many sites, whose lanes carry less than is asked: some seconds of work for the planner. */
async function openLargeWorld(): Promise<void> {
  const { context } = server;
  const world: World = {
    context,
    owner: context.database,
    secretariatId: await getSecretariatId(context.database),
    setNow: () => undefined,
    drop: async () => undefined,
  };
  const [giver, asker] = [await addParty(world, { country: "CHN" }), await addParty(world)];
  const hubs = [await addSite(world, { party: giver }), await addSite(world, { party: giver })];
  const sites = [];
  for (let index = 0; index < SITES; index += 1) sites.push(await addSite(world, { party: asker }));
  for (const [index, { id: toSiteId }] of sites.entries()) {
    for (const { id: fromSiteId } of hubs) {
      const massGramsPerDay = 4000 + 137 * index;
      await addLane(world, { fromSiteId, toSiteId, massGramsPerDay, scenario: SCENARIO });
    }
  }
  const items = ["medical_mask", "gown", "goggles", "face_shield", "surgical_gloves"];
  const windows = [
    ["2026-03-01", "2026-04-15"],
    ["2026-03-20", "2026-06-01"],
    ["2026-05-01", "2026-07-31"],
  ] as const;
  const lines = sites.flatMap((site, index) =>
    items.flatMap((itemId, at) =>
      windows.map(([from, to], window) =>
        callLine(site.id, {
          itemId,
          quantity: units(9000 + 731 * index + 97 * at + 13 * window),
          windowFrom: asDay(from),
          windowTo: asDay(to),
        }),
      ),
    ),
  );
  const called = await raiseCall(
    context,
    newMeta(actFor([asker.id])),
    { partyId: asker.id, lines },
    { scenario: SCENARIO },
  );
  const offered = await makeOffer(
    context,
    newMeta(actFor([giver.id])),
    {
      partyId: giver.id,
      terms: "grant",
      lines: hubs.flatMap((hub) =>
        items.map((itemId) => offerLine(hub.id, { itemId, quantity: units(150_000) })),
      ),
    },
    { scenario: SCENARIO },
  );
  if (!called.ok || !offered.ok) throw new Error("the world was refused");
}

test("the server answers while a plan is worked out", { timeout: 120_000 }, async () => {
  await openLargeWorld();
  const opened = await server.command(
    "/rounds",
    { policy: EQUAL_COVERAGE, scenario: SCENARIO },
    coordinator.headers,
  );
  expect(opened.statusCode, opened.body).toBe(200);
  const { id } = opened.json<{ id: string }>();
  const started = performance.now();
  let longestMs = 0;
  let answered = 0;
  let isPlanned = false;
  const planning = server.command(`/rounds/${id}/plan`, undefined, coordinator.headers).finally(() => {
    isPlanned = true;
  });
  while (!isPlanned) {
    const asked = performance.now();
    const health = await server.app.inject({ url: "/api/v1/health" });
    expect(health.statusCode).toBe(200);
    longestMs = Math.max(longestMs, performance.now() - asked);
    answered += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const planned = await planning;
  // What bound a line is told by the dearest constraints, not by every one of a bottleneck that all lines share.
  expect(planned.body.length).toBeLessThan(2_000_000);
  const tookMs = performance.now() - started;
  expect(planned.statusCode, server.logged.slice(-3).join("\n")).toBe(200);
  // On the server's own thread one question would wait for as good as the whole plan.
  expect(answered).toBeGreaterThan(10);
  expect(longestMs).toBeLessThan(tookMs / 2);
});

test("two policies are compared for a coordinator alone, by names that are known", async () => {
  const opened = await server.command(
    "/rounds",
    { policy: EQUAL_COVERAGE, scenario: "none" },
    coordinator.headers,
  );
  const { id } = opened.json<{ id: string }>();
  const ask = async (query: string, headers: Record<string, string> = {}) =>
    await server.app.inject({ url: `/api/v1/rounds/${id}/comparison?${query}`, headers });
  const pair = "a=equal_coverage&b=own";
  const stranger = await server.makeUser({ ETH: ["focal_point"] });
  expect((await ask(pair)).json()).toMatchObject({ code: "not_signed_in" });
  expect((await ask(pair, stranger.headers)).json()).toMatchObject({ code: "not_permitted" });
  expect((await ask(pair, coordinator.headers)).json()).toMatchObject({ code: "round_not_planned" });
  expect((await ask("a=by_favour", coordinator.headers)).json()).toMatchObject({
    code: "malformed",
    problems: [{ field: "a" }, { field: "b", rule: "required" }],
  });
  await server.command(`/rounds/${id}/plan`, undefined, coordinator.headers);
  const compared = await ask(pair, coordinator.headers);
  expect(compared.json()).toMatchObject({
    policyB: EQUAL_COVERAGE,
    lines: [],
    a: { meanCoverage: null, gini: 0, jain: 1 },
  });
});

test("a policy that is out of range, contradicts itself or leaves rules out opens no round, all of it told", async () => {
  const { severityFirst: _rule, ...rest } = EQUAL_COVERAGE;
  const policy = { ...rest, workforceMaxPerMille: 999, tiers: [["ldc", "poor"]] };
  const refused = await server.command("/rounds", { policy }, coordinator.headers);
  expect(refused.statusCode).toBe(400);
  expect(
    refused
      .json<{ problems: { field: string }[] }>()
      .problems.map(({ field }) => field)
      .toSorted(),
  ).toEqual(["policy.severityFirst", "policy.tiers.0.1", "policy.workforceMaxPerMille"]);
});
