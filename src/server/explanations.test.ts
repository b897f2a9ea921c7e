import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { getSecretariatId } from "#store/party.ts";
import { openScarcity, type Scarcity } from "#test/fixtures/scarcity.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";

const SCENARIO = "explained";
let server: TestServer;
let coordinator: TestUser;
let scarcity: Scarcity;
let roundId: string;

beforeAll(async () => {
  server = await openTestServer();
  const { context } = server;
  const secretariatId = await getSecretariatId(context.database);
  const world = {
    context,
    owner: context.database,
    secretariatId,
    setNow: () => undefined,
    drop: server.close,
  };
  scarcity = await openScarcity(world, SCENARIO);
  coordinator = await server.makeUser({ SECRETARIAT: ["coordinator"] });
  const body = { policy: LEAST_DEVELOPED_FIRST, scenario: SCENARIO };
  roundId = (await server.command("/rounds", body, coordinator.headers)).json<{ id: string }>().id;
  for (const step of ["plan", "publish"]) {
    const done = await server.command(`/rounds/${roundId}/${step}`, undefined, coordinator.headers);
    expect(done.statusCode, done.body).toBe(200);
  }
});
afterAll(async () => await server.close());

const get = async (path: string) => await server.app.inject({ url: `/api/v1/rounds/${roundId}/${path}` });
const linePath = (line = 1) => `explanations/lines/${scarcity.callIds.get("KEN")}/${line}`;

describe("explanations of a published round", () => {
  test("are read by anybody, of a line and of a supply, in the language asked for, with the facts", async () => {
    const line = await get(`${linePath()}?language=es`);
    expect(line.statusCode, line.body).toBe(200);
    expect(line.json()).toMatchObject({
      language: "es",
      words: {
        head: expect.stringContaining("300 de 1000 unidades"),
        changesHeading: "Lo que lo habría cambiado:",
      },
      facts: {
        line: { status: "bound", allocated: 300, lostUnits: 0, roundedBy: [] },
        bottleneck: { sharers: [{}, {}, {}] },
      },
    });
    const rest = await get(`explanations/supplies/${scarcity.idleSupplyId}`);
    expect(rest.json()).toMatchObject({
      language: "en",
      facts: { rest: { reason: "no_demand", quantity: 500 } },
    });
  });

  test("are refused with everything that is wrong, and where there is nothing to explain", async () => {
    const wrong = await get(`${linePath(0)}?language=la`);
    expect(wrong.statusCode).toBe(400);
    const { problems } = wrong.json<{ problems: { field: string }[] }>();
    expect(problems.map(({ field }) => field)).toEqual(["callLineNumber", "language"]);
    expect((await get(linePath(7))).statusCode).toBe(404);
  });
});

describe("a trial over the interface", () => {
  const ask = async (body: unknown, headers: Record<string, string> = coordinator.headers) =>
    await server.app.inject({
      method: "POST",
      url: `/api/v1/rounds/${roundId}/what-if`,
      headers: { "content-type": "application/json", ...headers },
      payload: JSON.stringify(body),
    });

  test("says what differs in figures and words, without an idempotency key: nothing is written", async () => {
    const rows = (await get("rows?language=fr")).json<{
      rows: { change: string; key: string; name: string; values: Record<string, number> }[];
      periods: string[];
    }>();
    const masks = rows.rows.find(({ values }) => values["quantity"] === 900);
    expect(masks?.name).toMatch(/au départ de/);
    expect(rows.periods.length).toBeGreaterThan(1);
    const changes = [{ change: "supply", key: masks?.key, set: { quantity: 1200 } }];
    const tried = await ask({ changes, language: "fr" });
    expect(tried.statusCode, tried.body).toBe(200);
    const trial = tried.json<{
      sentences: string[];
      totals: { after: string }[];
      difference: { lines: { name: string; change: number }[] };
    }>();
    expect(trial.sentences[0]).toMatch(/^2 lignes reçoivent davantage, 300 unités en tout : Éthiopie/);
    expect(trial.difference.lines.map(({ change }) => change).toSorted((a, b) => a - b)).toEqual([100, 200]);
    expect(trial.totals).toHaveLength(8);
    const plan = (await get("plan")).json<{ demands: { allocated: number }[] }>();
    expect(plan.demands.map(({ allocated }) => allocated).toSorted((a, b) => a - b)).toEqual([0, 300, 600]);
  });

  test("is refused to those who may not plan, and with everything that is wrong", async () => {
    const changes = [{ change: "supply", key: "nobody", set: { quantity: 1 } }, { change: "lane" }];
    expect((await ask({ changes }, {})).statusCode).toBe(401);
    const other = await server.makeUser({ ETH: ["focal_point"] });
    expect((await ask({ changes }, other.headers)).statusCode).toBe(403);
    const wrong = await ask({ changes });
    expect(wrong.statusCode).toBe(400);
    const { problems } = wrong.json<{ problems: { field: string; rule: string }[] }>();
    expect(problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["changes.0.key", "unknown_row"],
      ["changes.1.set", "empty_change"],
      ["changes.1.key", "unknown_row"],
    ]);
    expect(
      (await ask({ changes: [], language: "la" })).json<{ problems: unknown[] }>().problems,
    ).toHaveLength(2);
  });
});
