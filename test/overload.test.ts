import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestAnswer, type TestServer, type TestUser } from "#test/open-server.ts";
import { waitForBlocked, whileLocked } from "#test/lock-table.ts";
import { LIMITS } from "#server/limits.ts";

const PATIENT = 600_000;
/** However long the machine takes. */
const UNBOUNDED = { lockTimeoutMs: 0, statementTimeoutMs: 0 } as const;

const narrow = { atOnceMax: 2, waitingMax: 1, waitMaxMs: PATIENT };

async function raise(server: TestServer, user: TestUser, key: string): Promise<TestAnswer> {
  const site = await server.context.database
    .selectFrom("site")
    .innerJoin("party", "party.id", "site.partyId")
    .where("party.code", "=", "ETH")
    .select(["site.id", "party.id as partyId"])
    .executeTakeFirstOrThrow();
  const window = { windowFrom: "2099-01-01", windowTo: "2099-12-31" };
  const line = { itemId: "medical_mask", quantity: 12, siteId: site.id, severity: 3, ...window };
  const headers = { ...user.headers, "idempotency-key": key };
  return await server.command("/calls", { partyId: site.partyId, lines: [line] }, headers);
}

async function countCalls(server: TestServer): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from call`.execute(
    server.owner,
  );
  return rows[0]?.count ?? Number.NaN;
}

const overloaded = { code: "overloaded", status: 503 };

describe("a server with more to do than it can", () => {
  let server: TestServer;
  let user: TestUser;

  beforeAll(async () => {
    server = await openTestServer(
      { limits: { commands: narrow, passwords: { ...narrow, atOnceMax: 1 } } },
      UNBOUNDED,
    );
    user = await server.makeUser({ ETH: ["focal_point"] });
  });
  afterAll(async () => await server.close());

  test("turns further commands away, tells when to come again, and does each once that comes", async () => {
    await whileLocked(server, "call", async (release) => {
      const keys = [0, 1, 2, 3].map(() => randomUUID());
      const [first = "", second = "", ...others] = keys;
      const begun = [raise(server, user, first), raise(server, user, second)];
      await waitForBlocked(server, 2);
      // One of them waits at the door, the other is turned away.
      const late = others.map(async (key) => ({ key, answer: await raise(server, user, key) }));
      const away = await Promise.race(late);
      expect(away.answer.json()).toMatchObject(overloaded);
      expect(Number(away.answer.headers["retry-after"])).toBeGreaterThan(0);
      for (const url of ["/api/v1/health", "/api/v1/ready", "/metrics", "/api/v1/calls", "/api/v1/parties"]) {
        expect([url, (await server.app.inject({ url })).statusCode]).toEqual([url, 200]);
      }
      release();
      const admitted = [
        ...(await Promise.all(begun)),
        ...(await Promise.all(late)).map(({ answer }) => answer),
      ];
      expect(admitted.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual([
        "200",
        "200",
        "200",
        "503",
      ]);
      expect(await countCalls(server)).toBe(3);
      const again = [await raise(server, user, away.key), await raise(server, user, away.key)];
      expect(again.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(again[0]?.json()).toEqual(again[1]?.json());
      expect(await countCalls(server)).toBe(4);
    });
  });

  test("turns further sign-ins away, and does not count them as attempts", async () => {
    const signIn = async () =>
      await server.app.inject({
        method: "POST",
        url: "/api/auth/sign-in/email",
        headers: { host: "localhost:3000" },
        payload: { email: user.email, password: user.password },
      });
    await whileLocked(server, "auth_session", async (release) => {
      const first = signIn();
      await waitForBlocked(server, 1);
      const second = signIn();
      // More than the attempts that an account has in a minute.
      const away = await Promise.all(Array.from({ length: 15 }, signIn));
      for (const answer of away) expect(answer.json()).toMatchObject(overloaded);
      release();
      expect([(await first).statusCode, (await second).statusCode, (await signIn()).statusCode]).toEqual([
        200, 200, 200,
      ]);
    });
  });
});

describe("a command that others keep waiting in the database", () => {
  test("for longer than a lock is waited for is turned away, with nothing written, and may come again", async () => {
    const server = await openTestServer({}, { lockTimeoutMs: 20 });
    try {
      const user = await server.makeUser({ ETH: ["focal_point"] });
      await whileLocked(server, "call", async (release) => {
        const key = randomUUID();
        const refused = await raise(server, user, key);
        expect(refused.json()).toMatchObject(overloaded);
        expect(refused.headers["retry-after"]).toBe("10");
        expect(await countCalls(server)).toBe(0);
        release();
        await expect.poll(async () => (await raise(server, user, key)).statusCode).toBe(200);
        expect(await countCalls(server)).toBe(1);
      });
    } finally {
      await server.close();
    }
  });

  test("leaves no connection to others: who comes when too many wait for one is told so, and who asks whether the server is ready, that it is", async () => {
    const server = await openTestServer({}, { ...UNBOUNDED, poolSize: 1, waitingMax: 2 });
    try {
      const user = await server.makeUser({ ETH: ["focal_point"] });
      await whileLocked(server, "call", async (release) => {
        const begun = raise(server, user, randomUUID());
        await waitForBlocked(server, 1);
        const readings = Array.from(
          { length: 5 },
          async () => await server.app.inject({ url: "/api/v1/calls" }),
        );
        const away = await Promise.race(readings);
        expect(away.json()).toMatchObject(overloaded);
        expect((await server.app.inject({ url: "/api/v1/ready" })).statusCode).toBe(200);
        release();
        expect((await begun).statusCode).toBe(200);
        const statuses = (await Promise.all(readings)).map(({ statusCode }) => String(statusCode));
        expect(statuses.toSorted()).toEqual(["200", "200", "503", "503", "503"]);
      });
    } finally {
      await server.close();
    }
  });
});

test("more requests at once than are held are turned away before their bodies are read", async () => {
  const server = await openTestServer(
    { limits: { requestsMax: 2, commands: { ...LIMITS.commands, atOnceMax: 1 } } },
    UNBOUNDED,
  );
  try {
    const user = await server.makeUser({ ETH: ["focal_point"] });
    await whileLocked(server, "call", async (release) => {
      const begun = [randomUUID(), randomUUID()].map((key) => raise(server, user, key));
      await waitForBlocked(server, 1);
      const away = await Promise.race([raise(server, user, randomUUID()), ...begun]);
      expect(away.json()).toMatchObject(overloaded);
      for (const url of ["/api/v1/health", "/api/v1/ready", "/metrics"]) {
        expect([url, (await server.app.inject({ url })).statusCode]).toEqual([url, 200]);
      }
      release();
      expect((await Promise.all(begun)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect((await server.app.inject({ url: "/api/v1/calls" })).statusCode).toBe(200);
    });
  } finally {
    await server.close();
  }
});
