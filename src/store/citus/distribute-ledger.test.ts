import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MIGRATIONS, migrate, readMigrations } from "#store/migrate.ts";
import { readRollUpState } from "#store/roll-up.ts";
import { putCitusStandIn } from "#store/citus/testing/put-citus.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { listCitusFunctions } from "./citus-functions.ts";
import { DISTRIBUTED } from "./citus-tables.ts";

/** Held against a stand-in for the extension, which refuses what Citus documents that it refuses: never yet against Citus. */
let database: TestDatabase;
/** Roles are the server's, which other databases share: it is left as it was. */
let wasAbleToLogIn: unknown;
beforeAll(async () => {
  database = await createTestDatabase();
  await putCitusStandIn(database);
  [wasAbleToLogIn] = await list("select rolcanlogin as value from pg_roles where rolname = 'wellspring_app'");
  await run("alter role wellspring_app nologin");
});
afterAll(async () => {
  await run(`alter role wellspring_app ${wasAbleToLogIn === true ? "login" : "nologin"}`);
  await database.drop();
});

const run = async (text: string): Promise<void> => void (await sql.raw(text).execute(database.owner));
async function list(text: string): Promise<readonly unknown[]> {
  const { rows } = await sql.raw<{ value: unknown }>(text).execute(database.owner);
  return rows.map(({ value }) => value);
}
const distribute = async () => await migrate(database.connection, { citus: true });
const listCalls = async () => await list("select text as value from stand_in.call order by number");
const NOTHING = { reference: [], coordinator: [], distributed: [], functions: [], rights: [] };

/** All that the step changes: what Citus knows, foreign keys, functions, and rights. */
const readState = async () =>
  await list(`select logicalrelid || ' ' || partmethod::text || repmodel::text as value from pg_catalog.pg_dist_partition
    union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'f'
    union all select proname || prosrc || prosecdef::text || coalesce(proacl::text, '') from pg_proc
      where pronamespace = 'public'::regnamespace
    union all select relname || coalesce(relacl::text, '') from pg_class where relnamespace = 'public'::regnamespace
    order by 1`);

describe("what is in the way is told, all at once, and nothing is done", () => {
  /** With the database as a statement leaves it, which is taken back by another. */
  async function refusalAfter(change: string, back: string): Promise<string> {
    const before = await readState();
    await run(change);
    const refused = await distribute().then(
      () => "",
      (error: unknown) => String(error),
    );
    await run(back);
    expect(await readState()).toEqual(before);
    return refused;
  }

  test("roles, nodes, time zones, prepared transactions", async () => {
    const refused = await refusalAfter(
      `update pg_catalog.pg_dist_node set isactive = false where groupid = 0;
        update stand_in.worker set answer = 'Europe/Berlin 0'`,
      `update pg_catalog.pg_dist_node set isactive = true; update stand_in.worker set answer = 'UTC 200'`,
    );
    expect(refused).toMatch(/cannot be distributed, and was not\..*citus_set_coordinator_host/);
    expect(refused).toContain("ALTER ROLE wellspring_app LOGIN");
    expect(refused).toContain("worker:5432 has the time zone Europe/Berlin");
    expect(refused).toContain("max_prepared_transactions = 0");
  });

  test.each([
    [
      "a worker in place of the coordinator",
      "update pg_catalog.pg_dist_local_group set groupid = 1",
      "update pg_catalog.pg_dist_local_group set groupid = 0",
      "has to name the coordinator",
    ],
    [
      "a worker that does not answer",
      "update stand_in.worker set success = false, answer = 'gone'",
      "update stand_in.worker set success = true, answer = 'UTC 200'",
      "worker:5432 does not answer: gone",
    ],
    [
      "a table that somebody has distributed otherwise",
      "insert into pg_catalog.pg_dist_partition values ('statement_block_sum', 'h', 'block', 7, 's', false)",
      "delete from pg_catalog.pg_dist_partition",
      "statement_block_sum is distributed by block, not by supply_id",
    ],
  ])("%s", async (_, change, back, expected) => {
    expect(await refusalAfter(change, back)).toContain(expected);
  });

  test("an earlier version", async () => {
    const setVersion = (text: string) =>
      `update pg_extension set extversion = '${text}' where extname = 'citus'`;
    const refused = await refusalAfter(setVersion("12.0-1"), setVersion("12.1-1"));
    expect(refused).toContain("The extension citus is 12.0-1; 12.1 or later is needed.");
  });
});

test("without being asked a database with the extension is left as it is; without it, the step says so", async () => {
  expect(await migrate(database.connection)).toMatchObject({ citus: null });
  expect(await listCalls()).toEqual([]);
  const plain = await createTestDatabase();
  try {
    expect(await migrate(plain.connection)).toMatchObject({ citus: null });
    await expect(migrate(plain.connection, { citus: true })).rejects.toMatchObject({
      code: "citus_not_ready",
      message: expect.stringMatching(/wellspring_test_\w+ does not have the extension citus/),
    });
  } finally {
    await plain.drop();
  }
});

describe("a schema that breaks the rules is refused by Citus, and nothing stays", () => {
  beforeAll(async () => await run("alter role wellspring_app login"));

  test.each([
    [
      "a unique key without the supply",
      "alter table account add constraint breach unique (party_id)",
      "alter table account drop constraint breach",
      /UNIQUE, EXCLUDE/,
    ],
    [
      "a key from a reference table to a distributed one",
      "alter table item add breach uuid references supply (supply_id)",
      "alter table item drop breach",
      /reference tables and local tables to distributed tables are not supported/,
    ],
    [
      "keys of which the supply is not at the same place",
      `alter table supply add constraint breach unique (supply_id, offer_id);
       alter table account add x uuid, add foreign key (x, supply_id) references supply (supply_id, offer_id)`,
      "alter table account drop x; alter table supply drop constraint breach",
      /partition column in the same ordinal/,
    ],
    [
      "a trigger on a distributed table",
      `create function breach() returns trigger language plpgsql as 'begin return new; end';
       create trigger watch before insert on movement for each row execute function breach()`,
      "drop function breach cascade",
      /movement" because it has triggers/,
    ],
  ])("%s", async (_, breach, back, expected) => {
    await run(breach);
    const state = await readState();
    await expect(distribute()).rejects.toMatchObject({
      code: "citus_failed",
      message: expect.stringMatching(expected),
    });
    expect(await readState()).toEqual(state);
    expect(await listCalls()).toEqual([]);
    await run(back);
  });
});

describe("the step", () => {
  const KEYS = `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as value
    from pg_constraint where contype = 'f' and conparentid = 0 order by 1`;

  const VIEWS = `select relname as value from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
    and has_table_privilege('wellspring_app', oid, 'select') order by 1`;

  test("distributes in an order that Citus takes, once, whoever else does it at the same moment", async () => {
    const keys = await list(KEYS);
    const both = await Promise.all([distribute(), distribute()]);
    expect(both.map(({ citus }) => citus)).toContainEqual(NOTHING);
    expect(both.map(({ citus }) => citus)).toContainEqual({
      reference: ["country", "party", "site", "item"],
      coordinator: ["citus_witness"],
      distributed: [...DISTRIBUTED],
      functions: listCitusFunctions().map(({ name }) => name),
      rights: expect.arrayContaining(["INSERT on movement", "INSERT, UPDATE on account"]),
    });
    expect(await readRollUpState(database.db)).toMatchObject({ isOnSeveral: true });
    expect(await listCalls()).toEqual([
      ...["country", "party", "site", "item"].map((name) => `reference ${name}`),
      "local citus_witness",
      "distributed supply by supply_id with none",
      ...["account", "movement", "statement_sum", "statement_block_sum"].map(
        (name) => `distributed ${name} by supply_id with public.supply`,
      ),
    ]);
    expect(await list(KEYS)).toEqual(keys);
    expect(await list(VIEWS)).toEqual(["named_supply", "recall_holding", "recalled_supply"]);
    // Unknown to Citus, as no key leads from them to what it knows.
    expect(
      await list(`select relname as value from pg_class where relnamespace = 'public'::regnamespace
        and relkind in ('r', 'p') and relname !~ '^(auth|log|migration|command)'
        and not exists (select from pg_catalog.pg_dist_partition where logicalrelid = pg_class.oid) order by 1`),
    ).toEqual(["entry", "entry_position", "entry_unnumbered", "scenario_run", "statement_block"]);
  });

  test("changes nothing a second time, nor does a start", async () => {
    const [state, calls] = [await readState(), await listCalls()];
    expect((await distribute()).citus).toEqual(NOTHING);
    // A start asks no worker: one may be away.
    await run("update stand_in.worker set success = false");
    expect((await migrate(database.connection)).citus).toEqual(NOTHING);
    await run("update stand_in.worker set success = true");
    expect([await readState(), await listCalls()]).toEqual([state, calls]);
  });

  test("is taken again by a start after later migrations: their functions do not stay, their tables are distributed", async () => {
    const directory = mkdtempSync(join(tmpdir(), "wellspring citus "));
    try {
      cpSync(MIGRATIONS, directory, { recursive: true });
      const migrations = readMigrations(MIGRATIONS);
      const plain = /^CREATE FUNCTION post_movement[\s\S]*?^END \$\$;$/m.exec(migrations[33]?.sql ?? "")?.[0];
      expect(plain).toContain("MERGE INTO account");
      const next = `${String(migrations.length + 1).padStart(4, "0")}-again.sql`;
      writeFileSync(
        join(directory, next),
        `${plain?.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
         REVOKE INSERT, UPDATE ON account FROM wellspring_app;
         DELETE FROM pg_catalog.pg_dist_partition WHERE logicalrelid = 'statement_block_sum'::regclass;`,
      );
      const state = await readState();
      const { applied, citus } = await migrate(database.connection, { directory });
      expect(applied).toEqual([migrations.length + 1]);
      expect(citus).toEqual({
        ...NOTHING,
        distributed: ["statement_block_sum"],
        functions: ["post_movement"],
        rights: ["INSERT, UPDATE on account"],
      });
      expect(await readState()).toEqual(state);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("leaves no function of the book in a form that Citus refuses, and makes the next partitions", async () => {
    expect(
      await list(`select proname as value from pg_proc where pronamespace = 'public'::regnamespace
        and (prosrc ~* 'merge\\s+into' or proconfig::text like '%force_generic_plan%')`),
    ).toEqual([]);
    await run("select ensure_movement_partitions('2050-01-01', 1)");
    expect(
      await list(`select partmethod::text as value from pg_catalog.pg_dist_partition
        where logicalrelid = 'movement_2050_01'::regclass`),
    ).toEqual(["h"]);
  });
});
