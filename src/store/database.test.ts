import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { openDatabase, openPool } from "./database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

async function read(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`SELECT ${sql.raw(expression)} AS value`.execute(database.db);
  return rows[0]?.value;
}

describe("a column in JavaScript", () => {
  const rows: readonly (readonly [string, unknown])[] = [
    ["9007199254740991::int8", 9_007_199_254_740_991],
    ["'-9007199254740991'::int8", -9_007_199_254_740_991],
    ["NULL::int8", null],
    ["ARRAY[1, 2, NULL]::int8[]", [1, 2, null]],
    ["ARRAY[[1], [2]]::int8[]", [[1], [2]]],
    ["date '2020-02-29'", "2020-02-29"],
    ["ARRAY[date '2020-02-29']", ["2020-02-29"]],
    ["timestamptz '2020-03-01 10:00:00.1239+02'", "2020-03-01T08:00:00.123Z"],
    ["timestamptz '2020-03-01 08:00:00Z'", "2020-03-01T08:00:00.000Z"],
    ["ARRAY[timestamptz '2020-03-01 08:00:00.5Z']", ["2020-03-01T08:00:00.500Z"]],
    ["timestamp '2020-03-01 08:00:00'", "2020-03-01 08:00:00"],
    ["12345678901234567890.10::numeric", "12345678901234567890.10"],
    ["ARRAY[0.10::numeric]", ["0.10"]],
    ["'{\"kept_as_is\": 1}'::jsonb", { kept_as_is: 1 }],
    ["42::int4", 42],
    ["true", true],
  ];
  test.each(rows)("%s is %j", async (expression, expected) => {
    expect(await read(expression)).toEqual(expected);
  });

  test.each(["9007199254740992::int8", "'-9007199254740992'::int8", "ARRAY[9223372036854775807]::int8[]"])(
    "%s is refused, being beyond the safe integers",
    async (expression) => {
      await expect(read(expression)).rejects.toThrow(/beyond the safe integers/);
    },
  );

  test("an infinite timestamptz is refused", async () => {
    await expect(read("timestamptz 'infinity'")).rejects.toThrow(/not an instant/);
  });

  test("a timestamptz is UTC also where the session shows another zone", async () => {
    const value = await database.db.transaction().execute(async (transaction) => {
      await sql`SET LOCAL TIME ZONE 'Asia/Kathmandu'`.execute(transaction);
      return await sql<{ value: string }>`SELECT timestamptz '2020-03-01 08:00Z' AS value`.execute(
        transaction,
      );
    });
    expect(value.rows).toEqual([{ value: "2020-03-01T08:00:00.000Z" }]);
  });
});

describe("a connection", () => {
  test("works as the program's role, with a bound on statements, in UTC, and compiles no statement", async () => {
    const { rows } = await sql<Record<string, string>>`SELECT current_user AS "user",
      current_setting('statement_timeout') AS timeout, current_setting('TimeZone') AS zone,
      current_setting('jit') AS jit`.execute(database.db);
    expect(rows).toEqual([{ user: "wellspring_app", timeout: "30s", zone: "UTC", jit: "off" }]);
  });

  test("is not handed out when it cannot take its role", async () => {
    const pool = openPool(database.connection, { role: "no_such_role", poolSize: 1 });
    await expect(pool.query("SELECT 1")).rejects.toThrow(/no_such_role/);
    await pool.end();
  });

  test("that is cut off while idle or in use is replaced, and the process goes on", async () => {
    const said: string[] = [];
    const pool = openPool(database.connection, {
      role: null,
      poolSize: 1,
      log: (message) => said.push(message),
    });
    const first = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await sql`SELECT pg_terminate_backend(${first.rows[0]?.pid})`.execute(database.owner);
    await expect.poll(() => said.length).toBeGreaterThan(0);
    const client = await pool.connect();
    const second = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    expect(second.rows[0]?.pid).not.toBe(first.rows[0]?.pid);
    await sql`SELECT pg_terminate_backend(${second.rows[0]?.pid})`.execute(database.owner);
    await expect(client.query("SELECT pg_sleep(5)")).rejects.toThrow();
    client.release(true);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

describe("a commit that waits for a standby", () => {
  test("is not acknowledged before the standby has it, however long that takes", async () => {
    const directory = mkdtempSync(join(tmpdir(), "wellspring database "));
    const opened = await openDatabase({ directory });
    const owner = new pg.Client(opened.connection);
    await owner.connect();
    try {
      await owner.query("alter system set synchronous_standby_names = 'nobody'");
      await owner.query("select pg_reload_conf()");
      await expect
        .poll(async () => (await owner.query("show synchronous_standby_names")).rows)
        .toEqual([{ synchronous_standby_names: "nobody" }]);
      let isAcknowledged = false;
      const committed = opened.db
        .transaction()
        .execute(async (transaction) => {
          await transaction.insertInto("country").values({ code: "ETH" }).execute();
          await sql`set local statement_timeout = 20`.execute(transaction);
        })
        .then(() => {
          isAcknowledged = true;
        });
      // Many times as long as any other statement may take.
      const waiting = `select count(*)::integer as count from pg_stat_activity
        where wait_event = 'SyncRep' and clock_timestamp() - query_start > interval '500 milliseconds'`;
      await expect.poll(async () => (await owner.query(waiting)).rows).toEqual([{ count: 1 }]);
      expect(isAcknowledged).toBe(false);
      await owner.query("alter system reset synchronous_standby_names");
      await owner.query("select pg_reload_conf()");
      await committed;
    } finally {
      await owner.end();
      await opened.close();
      rmSync(directory, { recursive: true });
    }
  });
});

describe("the embedded database", () => {
  test("is made, migrated, and goes on when its server is killed under it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "wellspring database "));
    const said: string[] = [];
    const opened = await openDatabase({ directory, log: (message) => said.push(message) });
    const count = () => opened.db.selectFrom("party").select(sql<number>`count(*)`.as("count")).execute();
    expect(await count()).toEqual([{ count: 0 }]);
    const postmaster = Number(
      readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8").split("\n")[0],
    );
    process.kill(postmaster, "SIGKILL");
    await expect
      .poll(() => said, { timeout: 30_000 })
      .toContain("The database server is gone; starting it again");
    await expect.poll(() => count().catch(() => "down"), { timeout: 30_000 }).toEqual([{ count: 0 }]);
    await opened.close();
    await opened.close();
    rmSync(directory, { recursive: true });
  });
});

test("every test file has a database of its own", async () => {
  const other = await createTestDatabase();
  await sql`CREATE TABLE only_here (id int PRIMARY KEY)`.execute(other.owner);
  const found = sql<{ found: boolean }>`SELECT to_regclass('only_here') IS NOT NULL AS found`;
  expect((await found.execute(other.owner)).rows).toEqual([{ found: true }]);
  expect((await found.execute(database.owner)).rows).toEqual([{ found: false }]);
  await other.drop();
});
