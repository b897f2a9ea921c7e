import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { DISTRIBUTED as DISTRIBUTED_TABLES } from "./citus/citus-tables.ts";
import { MIGRATIONS, readMigrations } from "./migrate.ts";
import type { Database } from "./schema.ts";

/**
 * What a distributed PostgreSQL needs of the schema. The tables below are distributed by supply_id; the others are
 * reference tables or stay on the coordinator.
 */
const DISTRIBUTED: readonly string[] = DISTRIBUTED_TABLES;
/** Small and the same everywhere: any table may point to them. */
const REFERENCE = ["country", "item", "party", "site"];
const LEDGER = [...DISTRIBUTED, "entry", "entry_position", "entry_unnumbered"];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

async function query<Row>(owner: Database, text: RawBuilder<Row>): Promise<Row[]> {
  return (await text.execute(owner)).rows;
}

/** The first column of every index, by its table; an index over an expression has none. */
async function listIndexes(owner: Database) {
  return await query(
    owner,
    sql<{ table: string; index: string; first: string | null }>`
      select t.relname as "table", i.relname as "index", a.attname as "first"
      from pg_index as x
      join pg_class as t on t.oid = x.indrelid
      join pg_class as i on i.oid = x.indexrelid
      left join pg_attribute as a on a.attrelid = t.oid and a.attnum = x.indkey[0]
      where t.relnamespace = 'public'::regnamespace and not t.relispartition`,
  );
}

/** Every foreign key with the first of its columns on both sides. */
async function listForeignKeys(owner: Database) {
  return await query(
    owner,
    sql<{ table: string; target: string; first: string; targetFirst: string }>`
      select t.relname as "table", r.relname as "target", a.attname as "first", b.attname as "targetFirst"
      from pg_constraint as c
      join pg_class as t on t.oid = c.conrelid
      join pg_class as r on r.oid = c.confrelid
      join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      join pg_attribute as b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
      where c.contype = 'f' and t.relnamespace = 'public'::regnamespace and not t.relispartition
        and c.conparentid = 0`,
  );
}

/** What breaks the rules, as sentences; the test expects none. */
async function findBreaches(owner: Database): Promise<string[]> {
  const indexes = (await listIndexes(owner))
    .filter(({ table, first }) => DISTRIBUTED.includes(table) && first !== "supply_id")
    .map(({ index, table }) => `index ${index} of ${table} does not begin with supply_id`);
  const keys = (await listForeignKeys(owner)).flatMap(({ table, target, first, targetFirst }) => {
    if (LEDGER.includes(table) && ![...LEDGER, ...REFERENCE].includes(target)) {
      return [`${table} of the ledger points to ${target} of the workflow`];
    }
    const among = DISTRIBUTED.includes(table) && DISTRIBUTED.includes(target);
    if (among && (first !== "supply_id" || targetFirst !== "supply_id")) {
      return [`the foreign key from ${table} to ${target} does not begin with supply_id`];
    }
    const isCrossing = DISTRIBUTED.includes(table) !== DISTRIBUTED.includes(target);
    return isCrossing && !REFERENCE.includes(target) ? [`${table} points to ${target} across shards`] : [];
  });
  const triggers = await query(
    owner,
    sql<{ sentence: string }>`select 'trigger ' || tgname || ' on ' || tgrelid::regclass as "sentence"
      from pg_trigger where not tgisinternal`,
  );
  const bare = await query(
    owner,
    sql<{ sentence: string }>`select relname || ' has no primary key' as "sentence" from pg_class as t
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not exists (select 1 from pg_constraint as c where c.conrelid = t.oid and c.contype = 'p')`,
  );
  return [...indexes, ...keys, ...[...triggers, ...bare].map(({ sentence }) => sentence)];
}

describe("the schema", () => {
  test("has the shape that a distributed PostgreSQL needs", async () => {
    expect(await findBreaches(database.owner)).toEqual([]);
  });

  test("has indexes and foreign keys on all the tables that the rules are about", async () => {
    const indexed = new Set((await listIndexes(database.owner)).map(({ table }) => table));
    const pointing = new Set((await listForeignKeys(database.owner)).map(({ table }) => table));
    expect(LEDGER.filter((table) => !indexed.has(table))).toEqual([]);
    expect(DISTRIBUTED.filter((table) => !pointing.has(table))).toEqual([]);
  });

  test.each([
    ["an index", "create index by_kind on movement (kind)", /index by_kind of movement does not begin/],
    [
      "an index over an expression",
      "create index by_lot on supply (lower(lot_number))",
      /index by_lot of supply/,
    ],
    [
      "a unique constraint",
      "alter table account add unique (party_id, supply_id)",
      /of account does not begin/,
    ],
    [
      "a foreign key to the workflow",
      "alter table movement add foreign key (consignment_id) references consignment (id)",
      /movement of the ledger points to consignment/,
    ],
    [
      "a foreign key between shards",
      "alter table supply add unique (supply_id, item_id); alter table account add column x text; alter table account add foreign key (x, supply_id) references supply (item_id, supply_id)",
      /foreign key from account to supply/,
    ],
    [
      "a foreign key to a table of the coordinator",
      "alter table movement add foreign key (entry_id) references entry (id)",
      /movement points to entry across shards/,
    ],
    [
      "a trigger",
      "create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger watch before insert on supply for each row execute function f()",
      /trigger watch on supply/,
    ],
    ["a table without key", "create table heap (a int)", /heap has no primary key/],
  ])("would be caught with %s that breaks them", async (_name, breach, expected) => {
    const found = await database.owner
      .transaction()
      .execute(async (owner) => {
        await sql.raw(breach).execute(owner);
        throw Object.assign(new Error("taken back"), { found: await findBreaches(owner) });
      })
      .catch((error: unknown) => {
        if (error instanceof Error && "found" in error) return error.found;
        throw error;
      });
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });
});

/** What PostgreSQL 15 does not have: words of later versions (release notes of 16, 17 and 18). */
const NEWER: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    "MERGE … RETURNING, JSON_TABLE and SQL/JSON functions (16, 17)",
    /\bjson_(table|exists|query|value|serialize|scalar|array|object|arrayagg|objectagg)\s*\(/i,
  ],
  ["IS JSON (16)", /\bis\s+(not\s+)?json\b/i],
  ["ANY_VALUE (16)", /\bany_value\s*\(/i],
  ["uuidv7, uuidv4 (18)", /\buuidv[47]\s*\(/i],
  ["virtual generated columns (18)", /\bgenerated\s+always\s+as\s*\([^)]*\)\s*virtual\b/i],
  ["WITHOUT OVERLAPS, PERIOD (18)", /\bwithout\s+overlaps\b|\bperiod\s+\w+\s*\)/i],
  ["RETURNING OLD, NEW (18)", /\breturning\s+(with|old\.|new\.)/i],
  ["NOT ENFORCED (18)", /\bnot\s+enforced\b/i],
  ["MERGE … WHEN NOT MATCHED BY (17)", /\bwhen\s+not\s+matched\s+by\b/i],
  ["COPY … ON_ERROR (17)", /\bon_error\b/i],
  ["numbers with underscores, hex, octal (16)", /[\s(,=]\d+_\d+|[\s(,=]0[xob][0-9a-f]+\b/i],
  [
    "array_shuffle, array_sample, array_sort, array_reverse (16, 18)",
    /\barray_(shuffle|sample|sort|reverse)\s*\(/i,
  ],
  ["SPLIT and MERGE of partitions (19)", /\b(split|merge)\s+partitions?\b/i],
  ["transaction_timeout (17)", /\btransaction_timeout\b/i],
  ["GRANT … WITH INHERIT, SET (16)", /\bwith\s+(inherit|set)\s+(true|false|option)\b/i],
];

describe("the migrations", () => {
  const migrations = readMigrations(MIGRATIONS);

  test("use nothing that is newer than PostgreSQL 15", () => {
    const found = migrations.flatMap(({ name, sql: text }) => {
      const code = text.replaceAll(/--.*$/gm, "");
      return NEWER.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${name}: ${what}`);
    });
    expect([migrations.length > 4, found]).toEqual([true, []]);
  });

  test("set nothing for a session by set_config, lock no row with SKIP LOCKED, and recurse nowhere", () => {
    const found = migrations.flatMap(({ name, sql: text }) =>
      [...text.matchAll(/set_config\s*\(|skip\s+locked|with\s+recursive/gi)].map(
        ([match]) => `${name}: ${match}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
