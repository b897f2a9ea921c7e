import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildOperatorActor } from "#app/account/operator.ts";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay } from "#core/time.ts";
import { deliveryOf } from "#test/fixtures/delivery.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";

const MODERNA = "covid_19_vaccine_moderna";

let server: TestServer;
let warehouse: TestUser;
let place: { readonly partyId: string; readonly siteId: string };
beforeAll(async () => {
  server = await openTestServer();
  const { context } = server;
  const actor = await buildOperatorActor(context);
  const delivery = deliveryOf({
    itemId: MODERNA,
    quantity: asQuantity(100),
    lotNumber: "L1",
    expiry: asDay("2021-12-31"),
    site: { code: "ETH-CLINIC", name: "A clinic", kind: "clinic" },
  });
  const done = await recordDeliveries(
    context,
    { actor, commandId: asId<"command">(v7()) },
    { deliveries: [delivery] },
  );
  if (!done.ok) throw new Error(done.refusal.code);
  warehouse = await server.makeUser({ ETH: ["warehouse"] });
  const site = await server.owner
    .selectFrom("site")
    .where("code", "=", "ETH-CLINIC")
    .select(["id", "partyId"])
    .executeTakeFirstOrThrow();
  place = { siteId: site.id, partyId: site.partyId ?? "" };
});
afterAll(async () => await server.close());

const post = async (path: string, body: unknown, headers: Record<string, string> = warehouse.headers) =>
  await server.command(path, body, headers);
const get = async (path: string, headers: Record<string, string> = {}) =>
  await server.app.inject({ method: "GET", url: `/api/v1${path}`, headers });
const session = (quantity: number, rest: object = {}) => ({
  ...place,
  itemId: MODERNA,
  heldOn: "2021-06-01",
  lines: [{ outcome: "given", doseNumber: "1", quantity, ...rest }],
});

describe("vaccination sessions over HTTP", () => {
  test("reported, corrected, settled and counted, with the same command done once", async () => {
    const key = { ...warehouse.headers, "idempotency-key": v7() };
    const first = await post("/sessions", session(60), key);
    expect([first.statusCode, first.json()]).toMatchObject([200, { unsettled: 60 }]);
    expect((await post("/sessions", session(60), key)).json()).toEqual(first.json());
    const { id } = first.json<{ id: string }>();
    const further = { ...session(50), reason: "typing_error" };
    const corrected = await post(`/sessions/${id}/correct`, further);
    expect([corrected.statusCode, corrected.json()]).toMatchObject([200, { unsettled: 50 }]);
    const again = await post(`/sessions/${id}/correct`, further);
    expect([again.statusCode, again.json()]).toMatchObject([409, { code: "session_corrected" }]);
    const over = await post("/sessions", session(51));
    expect([over.statusCode, over.json()]).toMatchObject([
      409,
      { code: "doses_exceed_received", held: 100, unsettled: 101, missing: 1 },
    ]);
    const settled = await post("/doses/settle", { ...place, rule: "oldest_received_first" });
    expect(settled.json()).toEqual({ settled: 50, left: 0, unsettled: 0 });
    const query = new URLSearchParams(place).toString();
    const shown = (await get(`/sessions?${query}`, warehouse.headers)).json<{
      lots: readonly { supplyId: string; held: number; lotNumber: string }[];
      sessions: readonly { correctedBy: string | null; given: number }[];
    }>();
    expect(shown.lots).toMatchObject([{ lotNumber: "L1", held: 50 }]);
    expect(shown.sessions.map(({ given }) => given).toSorted((a, b) => a - b)).toEqual([50, 60]);
    const supplyId = shown.lots[0]?.supplyId;
    const counted = await post("/ledger/counts", { ...place, supplyId, counted: 55, reason: "extra_doses" });
    expect([counted.statusCode, counted.json()]).toMatchObject([200, { reason: "extra_doses" }]);
  });

  test("are for members of the party, and what is malformed is told field by field", async () => {
    const stranger = await server.makeUser({ KEN: ["warehouse"] });
    const refused = await post("/sessions", session(1), stranger.headers);
    expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: "not_permitted" }]);
    const query = new URLSearchParams(place).toString();
    expect((await get(`/sessions?${query}`, stranger.headers)).statusCode).toBe(403);
    const wrong = await post("/sessions", session(1, { group: "Ada Lovelace" }));
    expect([wrong.statusCode, wrong.json()]).toMatchObject([
      400,
      { problems: [{ field: "lines.0.group", rule: "not_a_group_code" }] },
    ]);
  });
});

describe("doses over HTTP, for everybody", () => {
  test("by site, against the people there are, with what expires", async () => {
    const answer = await get("/doses?country=ETH&population=ETH-CLINIC:200");
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      day: "2021-06-01",
      rows: [{ site: "ETH-CLINIC", received: 105, given: 50, inStock: 55, unsettled: 0, recentlyGiven: 50 }],
      coverage: [{ doseNumber: "1", doses: 50, population: 200, dosesPer100: 25 }],
    });
    expect((await get("/doses?site=NOWHERE")).json()).toMatchObject({
      problems: [{ field: "site", rule: "unknown_site" }],
    });
    expect((await get("/doses?population=x")).json()).toMatchObject({ problems: [{ rule: "population" }] });
  });

  test("received against given, and a statement by site and stage", async () => {
    expect((await get("/doses/against?country=ETH")).json()).toMatchObject({
      countries: [{ country: "ETH", received: 105, given: null, excess: null }],
    });
    const statement = await get("/statement?recipient=ETH&by=site,stage");
    expect(statement.json()).toMatchObject({
      rows: expect.arrayContaining([
        expect.objectContaining({ site: "ETH-CLINIC", stage: "received", received: 105, used: 0 }),
        expect.objectContaining({ site: "ETH-CLINIC", stage: "used", received: 0, used: 50 }),
      ]),
    });
  });
});

describe("what is told of persons and adverse events over HTTP", () => {
  test("is for the party: lines by pseudonym, their erasure, counts by lot, and bundles in FHIR's media type", async () => {
    const lots = (await get(`/sessions?${new URLSearchParams(place).toString()}`, warehouse.headers)).json<{
      lots: readonly { supplyId: string }[];
    }>().lots;
    const supplyId = lots[0]?.supplyId;
    const person = "d".repeat(64);
    const reported = await post("/sessions", session(1, { supplyId, persons: [person] }));
    expect([reported.statusCode, reported.json()]).toMatchObject([200, { unsettled: 0, flags: [] }]);
    const { id } = reported.json<{ id: string }>();
    const named = await post("/sessions", session(1, { supplyId, persons: ["Ada Lovelace"] }));
    expect([named.statusCode, named.json()]).toMatchObject([400, { problems: [{ value: null }] }]);
    expect(named.body).not.toContain("Ada");
    const body = { partyId: place.partyId, pseudonym: person };
    const found = await server.app.inject({
      method: "POST",
      url: "/api/v1/doses/persons/find",
      headers: warehouse.headers,
      payload: body,
    });
    expect(found.json()).toMatchObject({ doses: [{ reportId: id, doseNumber: "1" }], flags: [] });
    const report = await get(`/sessions/${id}`, warehouse.headers);
    expect(report.json()).toMatchObject({ lines: [{ persons: [person] }] });
    const persons = await get(`/doses/persons?${new URLSearchParams(place).toString()}`, warehouse.headers);
    for (const { headers } of [found, report, persons]) {
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["etag"]).toBeUndefined();
    }
    const file = await get(`/sessions/${id}/fhir`, warehouse.headers);
    expect(file.headers["content-type"]).toMatch(/^application\/fhir\+json/);
    expect(file.json()).toMatchObject({ resourceType: "Bundle", type: "collection" });
    expect(file.body).not.toContain(person);
    expect((await get(`/sessions/${id}/fhir`)).statusCode).toBe(401);
    const counts = { ...place, supplyId, knownOn: "2021-06-05", serious: 1, notSerious: 0, references: [] };
    const told = await post("/adverse-events", { ...counts, follows: 0 });
    expect([told.statusCode, told.json()]).toMatchObject([200, { version: 1 }]);
    const over = await post("/adverse-events", { ...counts, serious: 1000, follows: 1 });
    expect([over.statusCode, over.json()]).toMatchObject([
      409,
      { code: "events_exceed_doses", events: 1000 },
    ]);
    const events = await get(
      `/adverse-events/fhir?${new URLSearchParams({ ...place, supplyId: supplyId ?? "" }).toString()}`,
      warehouse.headers,
    );
    expect(events.json()).toMatchObject({ resourceType: "Bundle" });
    const erased = await post("/doses/persons/erase", body);
    expect([erased.statusCode, erased.json()]).toEqual([200, { erased: 1 }]);
    const query = new URLSearchParams(place).toString();
    const stranger = await server.makeUser({ SECRETARIAT: ["coordinator"] });
    expect((await get(`/doses/persons?${query}`, stranger.headers)).statusCode).toBe(403);
    expect((await get(`/doses/persons?${query}`, warehouse.headers)).json()).toMatchObject({ persons: 0 });
  });

  test("vaccines and their schedules are public", async () => {
    const { schedules } = (await get("/vaccines")).json<{ schedules: readonly { itemId: string }[] }>();
    expect(schedules).toContainEqual(
      expect.objectContaining({ itemId: MODERNA, doses: 2, leastIntervalDays: 28, isOwn: false }),
    );
  });
});
