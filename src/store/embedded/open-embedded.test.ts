import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmbeddedServer, openEmbedded, reserveEmbedded } from "./open-embedded.ts";
import { hasRunningPostmaster } from "./postmaster-file.ts";
import { findProcess } from "./process-identity.ts";

/** Of the tests in this file; each test that needs an untouched home makes one in it. */
let parent: string;
/** A cluster that most tests share: initdb takes most of a second. */
let home: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "wellspring embedded "));
  chmodSync(parent, 0o711); // as root the server may run as somebody else, who has to pass
  home = join(parent, "the home");
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

beforeEach(() => {
  children.length = 0;
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  // Stops what a failed test has left behind, too.
  if (existsSync(home)) await (await reserveEmbedded(home)).release();
  expect(isServed(home)).toBe(false);
});

function isServed(directory: string): boolean {
  return hasRunningPostmaster(join(directory, "postgres"));
}

async function query(server: EmbeddedServer, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(server.connection);
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Helper {
  readonly child: ChildProcess;
  /** Process number of the server it uses. */
  readonly pid: number;
}

const MODULE = JSON.stringify(join(import.meta.dirname, "open-embedded.ts"));

/** Another process that uses the server of `directory`: until it is told to `leave`, `exit`, or is killed. */
async function startHelper(directory: string, as: { uid?: number; gid?: number } = {}): Promise<Helper> {
  const script = `import { openEmbedded } from ${MODULE};
    const server = await openEmbedded({ directory: ${JSON.stringify(directory)} });
    process.stdin.once("data", async (order) => {
      if (String(order) === "leave") await server.release();
      process.exit(0);
    });
    console.log(server.pid);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
    ...as,
  });
  children.push(child);
  const [line]: unknown[] = await Promise.race([
    once(child.stdout!, "data"),
    once(child, "exit").then(() => expect.fail("the helper could not open the server")),
  ]);
  return { child, pid: Number(String(line)) };
}

async function order(helper: Helper, what: "leave" | "exit"): Promise<void> {
  const end = once(helper.child, "exit");
  helper.child.stdin?.write(what);
  await end;
}

async function kill(helper: Helper): Promise<void> {
  helper.child.kill("SIGKILL");
  await once(helper.child, "exit");
}

async function killServer(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await expect.poll(() => findProcess(pid)).toBeUndefined();
}

test("a server is started, shared, and stopped by the last to leave; the data stay", async () => {
  const first = await openEmbedded({ directory: home });
  const second = await openEmbedded({ directory: home });
  const other = await startHelper(home);
  expect([second.pid, other.pid]).toEqual([first.pid, first.pid]);
  await query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
  await first.release();
  await first.release(); // counts once
  expect(isServed(home)).toBe(true);
  await second.release();
  expect(isServed(home)).toBe(true);
  await order(other, "leave");
  expect(isServed(home)).toBe(false);

  const again = await openEmbedded({ directory: home });
  expect(again.pid).not.toBe(first.pid);
  expect(await query(again, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  await again.release();
});

test("the server keeps what it acknowledges, checks its pages, and is reached by its owner alone", async () => {
  const server = await openEmbedded({ directory: home });
  const settings = await query(
    server,
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit',
      'data_checksums', 'listen_addresses', 'ssl') ORDER BY name`,
  );
  expect(settings.map(({ name, setting }) => `${String(name)}=${String(setting)}`)).toEqual([
    "data_checksums=on",
    "fsync=on",
    "full_page_writes=on",
    "listen_addresses=",
    "ssl=off",
    "synchronous_commit=on",
  ]);
  const locale = "SELECT datlocprovider AS provider, datlocale AS locale FROM pg_database LIMIT 1";
  expect(await query(server, locale)).toEqual([{ provider: "i", locale: "und" }]);
  expect(statSync(server.connection.host).mode & 0o777).toBe(0o700);
  await server.release();
});

describe("after a kill", () => {
  test("of the server, the next one starts and has everything that was committed", async () => {
    const first = await openEmbedded({ directory: home });
    await query(first, "CREATE TABLE survived AS SELECT 1 AS one");
    await killServer(first.pid);
    const second = await openEmbedded({ directory: home });
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second, "SELECT one FROM survived")).toEqual([{ one: 1 }]);
    await first.release();
    expect(isServed(home)).toBe(true);
    await second.release();
  });

  test("of the server, its busy backends are waited for", async () => {
    const first = await openEmbedded({ directory: home });
    const client = new pg.Client(first.connection);
    client.on("error", () => undefined);
    await client.connect();
    const pid = (await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]!.pid;
    // It computes without waiting for anything, so it does not notice that the server is gone.
    const busy = client.query(`DO $$ DECLARE until timestamptz := clock_timestamp() + interval '1.5 seconds';
      BEGIN WHILE clock_timestamp() < until LOOP END LOOP; END $$`);
    const ended = busy.catch(() => "cut off");
    await sleep(100);
    await killServer(first.pid);
    expect(findProcess(pid)).toBeDefined();
    const second = await openEmbedded({ directory: home });
    expect(findProcess(pid)).toBeUndefined();
    expect(await query(second, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await ended;
    await first.release();
    await second.release();
  });

  test("of the server, another process with its number is not taken for it", async () => {
    const first = await openEmbedded({ directory: home });
    await killServer(first.pid);
    const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
    children.push(stranger);
    const path = join(home, "postgres", "postmaster.pid");
    writeFileSync(path, readFileSync(path, "utf8").replace(/^\d+/, String(stranger.pid)));
    const second = await openEmbedded({ directory: home });
    expect(await query(second, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await first.release();
    await second.release();
    expect(stranger.exitCode).toBeNull();
  });

  test("of the process that started it, the server is adopted, and the dead user does not count", async () => {
    const helper = await startHelper(home);
    await kill(helper);
    expect(isServed(home)).toBe(true);
    const server = await openEmbedded({ directory: home });
    expect(server.pid).toBe(helper.pid);
    await server.release();
    expect(isServed(home)).toBe(false);
    expect(readdirSync(join(home, "users"))).toEqual([]);
  });

  /** Kills one connection, upon which PostgreSQL ends all and recovers; resolves as soon as it has begun to. */
  async function killConnection(server: EmbeddedServer): Promise<void> {
    const client = new pg.Client(server.connection);
    client.on("error", () => undefined);
    await client.connect();
    const pid = (await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]!.pid;
    const logged = () => readFileSync(join(home, "postgres.log"), "utf8").split("reinitializing").length;
    const before = logged();
    process.kill(pid, "SIGKILL");
    while (logged() === before) await sleep(1);
  }

  test("of a connection, the server can be left at once and opened again", async () => {
    for (let round = 0; round < 3; round++) {
      const server = await openEmbedded({ directory: home });
      await killConnection(server);
      await server.release();
      expect(isServed(home)).toBe(false);
    }
  });

  test("of a connection, a server that was told to stop and hangs is replaced", async () => {
    const first = await openEmbedded({ directory: home });
    await killConnection(first);
    await sleep(20);
    process.kill(first.pid, "SIGINT"); // as at the exit of a process that cannot wait
    const second = await openEmbedded({ directory: home, waitMs: 16_000 });
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await first.release();
    await second.release();
  });

  test("of both, the next one starts", async () => {
    const helper = await startHelper(home);
    await kill(helper);
    await killServer(helper.pid);
    const server = await openEmbedded({ directory: home });
    expect(server.pid).not.toBe(helper.pid);
    await server.release();
  });
});

test("a process that ends without releasing stops the server", async () => {
  const helper = await startHelper(home);
  await order(helper, "exit");
  await expect.poll(() => isServed(home), { timeout: 20_000 }).toBe(false);
});

test("a reservation keeps the server between its users and starts none", async () => {
  const reservation = await reserveEmbedded(home);
  expect(isServed(home)).toBe(false);
  const first = await openEmbedded({ directory: home });
  await first.release();
  expect(isServed(home)).toBe(true);
  await reservation.release();
  expect(isServed(home)).toBe(false);
});

test("several processes at once in a directory that is not there yet share one server", async () => {
  // Longer than a socket's path may be.
  const long = join(parent, "a folder whose name takes up room ".repeat(4).trim(), "home");
  const helpers = await Promise.all([startHelper(long), startHelper(long), startHelper(long)]);
  expect(new Set(helpers.map(({ pid }) => pid)).size).toBe(1);
  const here = await openEmbedded({ directory: long });
  const socket = join(here.connection.host, `.s.PGSQL.${here.connection.port}`);
  expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(103);
  expect(await query(here, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await here.release();
  await Promise.all(helpers.map((helper) => order(helper, "leave")));
  expect(isServed(long)).toBe(false);
  expect(existsSync(here.connection.host)).toBe(false);
});

test("a data directory of another major version is refused and left alone", async () => {
  const directory = join(parent, "older");
  mkdirSync(join(directory, "postgres"), { recursive: true });
  writeFileSync(join(directory, "postgres", "PG_VERSION"), "17\n");
  await expect(openEmbedded({ directory })).rejects.toMatchObject({
    code: "other_major_version",
    message: expect.stringMatching(/made by PostgreSQL 17; this program brings PostgreSQL 18/),
  });
  expect(readdirSync(join(directory, "postgres"))).toEqual(["PG_VERSION"]);
  expect(readdirSync(join(directory, "users"))).toEqual([]);
});

test("a folder that is no data directory is refused and left alone", async () => {
  const directory = join(parent, "strange");
  mkdirSync(join(directory, "postgres"), { recursive: true });
  writeFileSync(join(directory, "postgres", "letter.txt"), "Dear");
  await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: "other_major_version" });
  expect(readdirSync(join(directory, "postgres"))).toEqual(["letter.txt"]);
});

test("a server that cannot start says why", async () => {
  const settings = { shared_buffers: "nonsense" };
  await expect(openEmbedded({ directory: home, settings })).rejects.toMatchObject({
    code: "start_failed",
    message: expect.stringMatching(/shared_buffers.*nonsense/s),
  });
  expect(readdirSync(join(home, "users"))).toEqual([]);
});

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)("an ordinary user's server runs as that user, also when root comes later", async () => {
  const NOBODY = 65_534;
  const directory = join(parent, "of nobody");
  mkdirSync(directory);
  chownSync(directory, NOBODY, NOBODY);
  const helper = await startHelper(directory, { uid: NOBODY, gid: NOBODY });
  const shared = await openEmbedded({ directory });
  expect(shared.pid).toBe(helper.pid);
  await order(helper, "leave");
  await shared.release();
  const alone = await openEmbedded({ directory });
  expect(statSync(join(directory, "postgres", "postmaster.pid")).uid).toBe(NOBODY);
  await alone.release();
  const after = await startHelper(directory, { uid: NOBODY, gid: NOBODY });
  await order(after, "leave");
  expect(isServed(directory)).toBe(false);
});
