import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { openPool } from "./database.ts";
import { MIGRATIONS, migrate, readMigrations } from "./migrate.ts";

let database: TestDatabase;
let directory: string;

/** The number of the first migration that the tests add to the program's own. */
const FIRST = readMigrations(MIGRATIONS).length + 1;

function write(index: number, name: string, text: string): void {
  writeFileSync(join(directory, `${String(FIRST + index).padStart(4, "0")}-${name}.sql`), text);
}

async function readVersions(): Promise<number[]> {
  const result = await sql<{ number: number }>`SELECT number FROM migration WHERE number >= ${FIRST}
    ORDER BY number`.execute(database.owner);
  return result.rows.map(({ number }) => number);
}

async function exists(table: string): Promise<boolean> {
  const found = await sql<{ found: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS found`.execute(
    database.owner,
  );
  return found.rows[0]?.found === true;
}

beforeEach(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), "wellspring migrations "));
  cpSync(MIGRATIONS, directory, { recursive: true });
});
afterEach(async () => {
  await database.drop();
  rmSync(directory, { recursive: true });
});

test("the program's migrations are those that databases out there have: SHA256SUMS has a line for each", () => {
  const sums = readFileSync(join(MIGRATIONS, "SHA256SUMS"), "utf8").trimEnd().split("\n");
  const own = readMigrations(MIGRATIONS).map(
    ({ number, name, sha256 }) => `${sha256}  ${String(number).padStart(4, "0")}-${name}.sql`,
  );
  // A file that differs from its line was changed after it landed: restore it, and write a further one.
  expect(own).toEqual(sums);
});

describe("a database of the first public log", () => {
  const LANDED = 17;
  const run = async (text: string) => await sql.raw(text).execute(database.owner);

  /** The schema as it was, made anew in the place of today's. */
  async function goBack(): Promise<void> {
    await run("drop schema public cascade; create schema public; grant usage on schema public to public");
    for (const name of readdirSync(directory)) {
      if (Number(name.slice(0, 4)) > LANDED) rmSync(join(directory, name));
    }
    await migrate(database.connection, { directory });
  }

  test("is brought to today's with what it holds", async () => {
    await goBack();
    await run(`insert into entry (id, kind, reason, user_id, recorded_at, supply_ids)
      select gen_random_uuid(), 'test', 'command', 'test', '2026-03-01'::timestamptz + n * interval '1 day', '{}'
      from generate_series(1, 3) as n`);
    await run("insert into entry_unnumbered (entry_id) select id from entry");
    await run("select number_entries(now(), 2)");
    await run(`select append_log(1, array['a', 'b']::bytea[], array[null, null]::bytea[],
      array[sha256(''), sha256('')], '{}', '{}', '{}')`);
    await run("insert into log_key values (1, 'log.example.org', sha256('key'), 0, null, now())");
    await run("insert into log_checkpoint values (2, 1, E'log.example.org\\n2\\n', now())");
    const { version } = await migrate(database.connection);
    expect(version).toBe(FIRST - 1);
    const { rows } = await sql`select
      (select count(*)::integer from log_leaf where hidden is null) as undecided,
      (select size from log_checkpoint) as signed,
      (select count(*)::integer from entry_unnumbered as q join entry as e on e.id = q.entry_id
        and e.recorded_at = q.recorded_at) as waiting`.execute(database.owner);
    expect(rows).toEqual([{ undecided: 2, signed: 2, waiting: 1 }]);
    // Under the program's role: it says once what the leaves hide, and goes on with the log.
    const { db } = database;
    await sql`select decide_hidden('{1,2}', array['[]', '[]'])`.execute(db);
    await sql`select decide_hidden('{1}', array['[["x", {}]]'])`.execute(db);
    await db.transaction().execute(async (transaction) => {
      await sql`select number_entries()`.execute(transaction);
      await sql`select append_log(3, array['c']::bytea[], array[null]::bytea[], array[sha256('')], array['[]'],
        '{}', '{}', '{}')`.execute(transaction);
    });
    const leaves = await sql`select position, hidden from log_leaf order by position`.execute(db);
    expect(leaves.rows).toEqual([1, 2, 3].map((position) => ({ position, hidden: "[]" })));
  });
});

describe("a database of the version that had these migrations in other files", () => {
  const run = async (text: string) => await sql.raw(text).execute(database.owner);
  const SUMS = [
    "03b62b01b814959260fd6a01f295b538a6820ce76e4c86384873d39c3740cf21",
    "85a82539c73146ac0b80003c6397270b390aa4eef68e81bebe1da16143ae71c5",
  ];
  const ROLL_UPS = [
    "bf143eae4ebcfc11bdbf0255df76f3ca8140b40aea4020b22fd79a0b70a099dc",
    "5a8766990ab0618fa5d2e58abb04be6782032644523e911bdcaeb6f319a91630",
  ];

  /** The schema as that version left it: today's 0020, but for what it had not, with its own sums. */
  async function goBack(rollUp: string): Promise<void> {
    await run("drop schema public cascade; create schema public; grant usage on schema public to public");
    for (const name of readdirSync(directory))
      if (Number(name.slice(0, 4)) > 20) rmSync(join(directory, name));
    await migrate(database.connection, { directory });
    await run(`alter table log_leaf alter column hidden set not null;
      drop index log_leaf_undecided; drop function decide_hidden(bigint[], text[]);
      delete from migration where number = 20;
      update migration set sha256 = (array['${SUMS[0]}', '${SUMS[1]}', '${rollUp}'])[number - 16] where number > 16`);
  }

  const readSchema = async () => {
    const { rows } = await sql<{ text: string }>`
      select p.oid::regprocedure::text || ' ' || coalesce(p.proacl::text, '') || p.prosrc as text
        from pg_proc as p where p.pronamespace = 'public'::regnamespace
      union all select indexdef from pg_indexes where schemaname = 'public'
      union all select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
        from information_schema.columns where table_schema = 'public'
      union all select number || name || sha256 from migration order by 1`.execute(database.owner);
    return rows.map(({ text }) => text);
  };

  test.each(ROLL_UPS)("is brought to today's schema, and keeps its log: %s", async (rollUp) => {
    const today = await readSchema();
    await goBack(rollUp);
    await run(
      `insert into log_leaf (position, leaf, hash, secret, hidden) values (1, 'a', sha256('a'), sha256(''), '[]')`,
    );
    const { applied, version } = await migrate(database.connection);
    expect([applied[0], applied.at(-1), version]).toEqual([20, FIRST - 1, FIRST - 1]);
    expect(await readSchema()).toEqual(today);
    const leaves = await sql`select position, hidden from log_leaf`.execute(database.owner);
    expect(leaves.rows).toEqual([{ position: 1, hidden: "[]" }]);
    expect(await migrate(database.connection)).toMatchObject({ applied: [] });
  });

  test("is refused where one of its files was another still", async () => {
    await goBack("0".repeat(64));
    await expect(migrate(database.connection)).rejects.toMatchObject({ code: "migration_changed" });
  });
});

describe("migrating", () => {
  test("applies what is missing, in order, and nothing the second time", async () => {
    write(0, "apple", "CREATE TABLE apple (id int PRIMARY KEY);");
    write(1, "pear", "ALTER TABLE apple RENAME TO pear; INSERT INTO pear VALUES (1);");
    const first = await migrate(database.connection, { directory });
    const [version, citus] = [FIRST + 1, null];
    expect(first).toEqual({ applied: [FIRST, FIRST + 1], version, citus });
    expect(await migrate(database.connection, { directory })).toEqual({ applied: [], version, citus });
    expect(await readVersions()).toEqual([FIRST, FIRST + 1]);
    expect([await exists("apple"), await exists("pear")]).toEqual([false, true]);
  });

  test("by several at once applies each migration once", async () => {
    write(0, "apple", "CREATE TABLE apple (id int PRIMARY KEY); SELECT pg_sleep(0.2);");
    const reports = await Promise.all([1, 2, 3].map(() => migrate(database.connection, { directory })));
    expect(reports.flatMap(({ applied }) => applied)).toEqual([FIRST]);
    expect(await readVersions()).toEqual([FIRST]);
  });

  test("waits for another migrator no longer than it was told", async () => {
    const other = new pg.Client(database.connection);
    await other.connect();
    await other.query("SELECT pg_advisory_lock($1)", [0x77656c6c]);
    write(0, "apple", "CREATE TABLE apple (id int PRIMARY KEY);");
    await expect(migrate(database.connection, { directory, waitMs: 50 })).rejects.toMatchObject({
      code: "migration_lock_timeout",
    });
    expect(await exists("apple")).toBe(false);
    await other.end();
  });

  test("keeps nothing of a migration that fails, and those before it", async () => {
    write(0, "apple", "CREATE TABLE apple (id int PRIMARY KEY);");
    write(1, "broken", "CREATE TABLE pear (id int PRIMARY KEY); SELECT 1 / 0;");
    await expect(migrate(database.connection, { directory })).rejects.toMatchObject({
      code: "migration_failed",
      message: expect.stringMatching(/broken failed: division by zero/),
    });
    expect(await readVersions()).toEqual([FIRST]);
    expect([await exists("apple"), await exists("pear")]).toEqual([true, false]);
  });

  test("refuses a migration that ends its own transaction", async () => {
    write(0, "sly", "CREATE TABLE apple (id int PRIMARY KEY); COMMIT; BEGIN;");
    await expect(migrate(database.connection, { directory })).rejects.toMatchObject({
      code: "migration_left_transaction",
    });
    expect(await readVersions()).toEqual([]);
  });

  test("refuses a migration that was changed after it was applied", async () => {
    write(0, "apple", "CREATE TABLE apple (id int PRIMARY KEY);");
    await migrate(database.connection, { directory });
    write(0, "apple", "CREATE TABLE apple (id bigint PRIMARY KEY);");
    write(1, "pear", "CREATE TABLE pear (id int PRIMARY KEY);");
    await expect(migrate(database.connection, { directory })).rejects.toMatchObject({
      code: "migration_changed",
    });
    expect(await exists("pear")).toBe(false);
  });

  test("takes no notice of how a checkout ends its lines", async () => {
    write(0, "apple", "CREATE TABLE apple (\n  id int PRIMARY KEY\n);\n");
    await migrate(database.connection, { directory });
    write(0, "apple", "CREATE TABLE apple (\r\n  id int PRIMARY KEY\r\n);\r\n");
    expect((await migrate(database.connection, { directory })).applied).toEqual([]);
  });

  test("refuses a database that a later version has used", async () => {
    await sql`INSERT INTO migration (number, name, sha256) VALUES
      (${FIRST}, 'from-the-future', ${"0".repeat(64)})`.execute(database.owner);
    await expect(migrate(database.connection, { directory })).rejects.toMatchObject({
      code: "database_newer",
      message: expect.stringMatching(/later version/),
    });
  });
});

describe("a database whose owner is an ordinary user", () => {
  const owner = `wellspring_owner_${process.pid}`;
  const asOwner = (): pg.ClientConfig => {
    const url = new URL(database.url);
    url.username = owner;
    url.password = "ordinary";
    url.pathname = `/${owner}`;
    return { connectionString: url.href };
  };

  beforeEach(async () => {
    await sql.raw(`CREATE ROLE ${owner} LOGIN PASSWORD 'ordinary'`).execute(database.owner);
    await sql.raw(`CREATE DATABASE ${owner} OWNER ${owner}`).execute(database.owner);
  });
  afterEach(async () => {
    await sql.raw(`DROP DATABASE IF EXISTS ${owner} WITH (FORCE)`).execute(database.owner);
    await sql.raw(`DROP ROLE IF EXISTS ${owner}`).execute(database.owner);
  });

  test("is brought to the newest version, and worked in, once the role is granted", async () => {
    await sql.raw(`GRANT wellspring_app TO ${owner}`).execute(database.owner);
    expect(await migrate(asOwner(), { directory })).toMatchObject({ version: FIRST - 1 });
    const pool = openPool(asOwner());
    try {
      const { rows } = await pool.query("SELECT current_user AS name, number_entries() AS position");
      expect(rows).toEqual([{ name: "wellspring_app", position: 0 }]);
      await expect(pool.query("UPDATE entry_position SET position = 1")).rejects.toThrow("permission denied");
    } finally {
      await pool.end();
    }
  });

  test("is refused before, with what the server's administrator has to do; the next try goes on", async () => {
    await expect(migrate(asOwner(), { directory })).rejects.toMatchObject({
      code: "migration_failed",
      message: expect.stringContaining(`GRANT wellspring_app TO ${owner}`),
    });
    await sql.raw(`GRANT wellspring_app TO ${owner}`).execute(database.owner);
    expect(await migrate(asOwner(), { directory })).toMatchObject({ version: FIRST - 1 });
  });
});

describe("the files of migrations", () => {
  test.each([
    ["a gap", `${String(FIRST + 1).padStart(4, "0")}-apple.sql`],
    ["a number twice", "0001-zebra.sql"],
    ["a name of another form", "zebra.sql"],
  ])("are refused with %s", (_what, name) => {
    writeFileSync(join(directory, name), "SELECT 1;");
    expect(() => readMigrations(directory)).toThrow(
      expect.objectContaining({ code: "migration_files_invalid", message: expect.stringContaining(name) }),
    );
  });
});
