import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { pino } from "pino";
import { expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import type { AppContext } from "#app/context.ts";
import { assemble } from "#server/main.ts";
import { openDatabase } from "#store/database.ts";
import { openWay, type Way } from "#test/cut-connection.ts";
import { waitForBlocked, whileLocked } from "#test/lock-table.ts";
import {
  makeUser,
  openTestServer,
  type TestAnswer,
  type TestServer,
  type TestUser,
} from "#test/open-server.ts";

/** What commands are sent to. */
type Asked = Pick<TestServer, "context" | "app">;

/** Raises a call of `lineCount` lines under a command's id. */
async function raise(
  { app, context }: Asked,
  user: TestUser,
  key: string,
  lineCount = 1,
): Promise<TestAnswer> {
  const dayOf = (index: number) => new Date(Date.UTC(2090, 0, 1 + index)).toISOString().slice(0, 10);
  const { partyId, siteId } = await placeOf(context);
  const lines = Array.from({ length: lineCount }, (_, index) => ({
    itemId: "medical_mask",
    quantity: 12,
    siteId,
    severity: 3,
    windowFrom: dayOf(index),
    windowTo: "2099-12-31",
  }));
  return await app.inject({
    method: "POST",
    url: "/api/v1/calls",
    headers: { ...user.headers, "idempotency-key": key },
    payload: { partyId, lines },
  });
}

const places = new WeakMap<AppContext, { readonly siteId: string; readonly partyId: string }>();

async function placeOf(context: AppContext) {
  const place =
    places.get(context) ??
    (await context.database
      .selectFrom("site")
      .innerJoin("party", "party.id", "site.partyId")
      .where("party.code", "=", "ETH")
      .select(["site.id as siteId", "party.id as partyId"])
      .executeTakeFirstOrThrow());
  places.set(context, place);
  return place;
}

/** Calls that there are, by the lines that they have. */
async function countLines({ context }: Asked): Promise<readonly number[]> {
  const rows = await context.database
    .selectFrom("callLine")
    .groupBy("callId")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .execute();
  return rows.map(({ count }) => count);
}

/** Whether an answer tells who asked to come again. */
function comesLater({ statusCode, headers }: TestAnswer): boolean {
  return statusCode === 503 && Number(headers["retry-after"]) > 0;
}

/** An embedded database of its own on a file system that is soon full, and a server on it. */
async function openSmall(directory: string) {
  const said: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => said.push(line) });
  const opened = await openDatabase({ directory, poolSize: 4, log: (message) => said.push(message) });
  const settings = { host: "127.0.0.1", port: 3000, proxyHops: 0, logLevel: "warn", administrator: {} };
  const { app, context } = await assemble(opened, settings, log);
  await app.ready();
  return {
    app,
    context,
    said,
    close: async () => {
      await app.close();
      await opened.close();
    },
  };
}

test("while the database is gone everybody is told to come again, nobody that the key is wrong; then all that was acknowledged is there", async () => {
  const ways: Way[] = [];
  const server = await openTestServer(
    {},
    {
      lockTimeoutMs: 0,
      via: async (url) => {
        const way = await openWay(url);
        ways.push(way);
        return way.url;
      },
    },
  );
  const [way] = ways;
  if (way === undefined) throw new Error("the server has not asked for its way");
  try {
    const user = await server.makeUser({ ETH: ["focal_point"] });
    const key = randomUUID();
    expect((await raise(server, user, key)).statusCode).toBe(200);
    const signIn = async () =>
      await server.app.inject({
        method: "POST",
        url: "/api/auth/sign-in/email",
        headers: { host: "localhost:3000" },
        payload: { email: user.email, password: user.password },
      });
    const { cookies } = await signIn();
    const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
    const cutOff = randomUUID();
    await whileLocked(server, "call", async (release) => {
      const underWay = raise(server, user, cutOff);
      await waitForBlocked(server, 1);
      await way.cut();
      const broken = await underWay;
      expect([broken.json(), comesLater(broken)]).toEqual([broken.json(), true]);
      release();
    });
    const answers = [
      await raise(server, user, key),
      await raise(server, user, randomUUID()),
      await server.app.inject({ url: "/api/v1/calls" }),
      await server.app.inject({ url: "/api/v1/me", headers: user.headers }),
      await server.app.inject({ url: "/api/v1/me", headers: { cookie } }),
      await signIn(),
      await server.app.inject({ url: "/api/v1/ready" }),
    ];
    for (const answer of answers) expect([answer.json(), comesLater(answer)]).toEqual([answer.json(), true]);
    for (const url of ["/api/v1/health", "/metrics"]) {
      expect([url, (await server.app.inject({ url })).statusCode]).toEqual([url, 200]);
    }
    await way.mend();
    await expect.poll(async () => (await server.app.inject({ url: "/api/v1/ready" })).statusCode).toBe(200);
    for (const again of [key, cutOff, cutOff])
      expect((await raise(server, user, again)).statusCode).toBe(200);
    expect((await server.app.inject({ url: "/api/v1/me", headers: { cookie } })).statusCode).toBe(200);
    expect((await signIn()).statusCode).toBe(200);
    expect(await countLines(server)).toEqual([1, 1]);
  } finally {
    await server.close();
    await way.cut();
  }
});

/** A file system of so many bytes in memory, or why there is none here. */
function mountSmall(directory: string, bytes: number): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "only root on Linux can make a small file system";
  const made = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes},mode=0711`, "tmpfs", directory]);
  return made.status === 0 ? null : `a file system could not be mounted here: ${String(made.stderr)}`;
}

/** Commands until the disk is full: each has 1,200 lines. */
const COMMANDS_MAX = 400;

test("a full disk refuses what is new, loses nothing that was acknowledged, and is over when there is room", async (context) => {
  const parent = mkdtempSync(join(tmpdir(), "wellspring-full-"));
  const missing = mountSmall(parent, 320 * 2 ** 20);
  if (missing !== null) {
    rmSync(parent, { recursive: true });
    context.skip(missing);
  }
  const ballast = join(parent, "ballast");
  try {
    const home = join(parent, "home");
    mkdirSync(home, { mode: 0o711 });
    const server = await openSmall(home);
    try {
      const user = await makeUser(server.context, { ETH: ["focal_point"] });
      const { bavail, bsize } = statfsSync(parent);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 4 * 2 ** 20)));
      const acknowledged: string[] = [];
      let refused: TestAnswer | undefined;
      for (let sent = 0; sent < COMMANDS_MAX && refused === undefined; sent += 1) {
        const key = randomUUID();
        const answer = await raise(server, user, key, 1200);
        if (answer.statusCode === 200) acknowledged.push(key);
        else refused = answer;
      }
      // Where it is the log of the database that has no room, the database stops, and is started again and again.
      expect(["storage_full", "unavailable"]).toContain(refused?.json()["code"]);
      expect(refused !== undefined && comesLater(refused)).toBe(true);
      expect((await server.app.inject({ url: "/api/v1/health" })).statusCode).toBe(200);
      rmSync(ballast);
      const key = randomUUID();
      await expect.poll(async () => (await raise(server, user, key, 1200)).statusCode).toBe(200);
      for (const again of acknowledged.slice(-3)) {
        expect((await raise(server, user, again, 1200)).statusCode).toBe(200);
      }
      const calls = await countLines(server);
      // Of the one that broke off nobody can say whether it was done; it was done once at most.
      expect([acknowledged.length + 1, acknowledged.length + 2]).toContain(calls.length);
      expect(new Set(calls)).toEqual(new Set([1200]));
      expect(await checkLedger(server.context)).toMatchObject({ balancesMatch: true, negative: 0 });
    } finally {
      rmSync(ballast, { force: true });
      await server.close();
    }
  } finally {
    spawnSync("umount", [parent]);
    rmSync(parent, { recursive: true, force: true });
  }
});

test("a disk that the database itself finds full is told as that, with nothing written; readings go on", async () => {
  const server = await openTestServer();
  try {
    const user = await server.makeUser({ ETH: ["focal_point"] });
    await sql`create function no_room() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(
      server.owner,
    );
    await sql`create trigger no_room before insert on call_line execute function no_room()`.execute(
      server.owner,
    );
    const key = randomUUID();
    const refused = await raise(server, user, key);
    expect(refused.json()).toMatchObject({ code: "storage_full", status: 503 });
    expect(refused.headers["retry-after"]).toBe("60");
    expect(server.logged.some((line) => line.includes("No space left on device"))).toBe(true);
    expect((await server.app.inject({ url: "/api/v1/calls" })).json()).toMatchObject({ items: [] });
    await sql`drop trigger no_room on call_line`.execute(server.owner);
    expect((await raise(server, user, key)).statusCode).toBe(200);
    expect(await countLines(server)).toEqual([1]);
  } finally {
    await server.close();
  }
});
