import { CompiledQuery, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "#store/migrate.ts";
import { recomputeLedger } from "#store/movement.ts";
import { writePost } from "#store/post-entry.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";

/** What the database itself holds, whatever the program does. */
const ID = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const [PARTY, SITE, SUPPLY] = [ID(1), ID(2), ID(3)];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const statements = [
    "insert into country values ('CHN')",
    "insert into item values ('mask', null, 'item', 'H87', 1000000)",
    `insert into party values ('${PARTY}', 'GIVER', 'Giver', 'maker', 'CHN', now())`,
    `insert into site values ('${SITE}', 'PLANT', 'Plant', 'plant', 'CHN', '${PARTY}')`,
    `insert into supply values ('${SUPPLY}', 'mask', '${PARTY}', 'grant', null, null, null, null, null, null, now())`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(database.owner);
  await post(10, "2026-03-02T09:00:00Z", [["produced", "available", 100]]);
  await sql`select ensure_movement_partitions('2026-04-01', 2)`.execute(database.owner);
  await post(11, "2026-04-02T09:00:00Z", [["available", "reserved", 60]]);
  await database.db.transaction().execute(async (transaction) => {
    await sql`select number_entries()`.execute(transaction);
    await sql`select append_log(1, array['leaf', 'leaf']::bytea[], array[null, null]::bytea[],
      array[sha256(''), sha256('')], array['[]', '[]'], '{}', '{}', '{}')`.execute(transaction);
  });
});
afterAll(async () => await database.drop());

type Line = readonly [from: string, to: string, quantity: number];

async function post(id: number, recordedAt: string, lines: readonly Line[]): Promise<void> {
  const head = {
    id: ID(id),
    kind: "test",
    reason: "command",
    corrects: null,
    userId: "test",
    recordedAt,
  } as const;
  const movements = lines.map(([from, to, quantity]) => ({
    supply_id: SUPPLY,
    kind: "test",
    reversal: false,
    quantity,
    from_party_id: PARTY,
    from_site_id: SITE,
    from_stage: from,
    to_party_id: PARTY,
    to_site_id: SITE,
    to_stage: to,
    recipient_id: null,
    consignment_id: null,
    occurred_from: "2026-03-01",
    occurred_to: "2026-03-01",
    occurred_precision: "day",
    occurred_text: "2026-03-01",
  }));
  const { text, values } = writePost(head, movements);
  await database.db.executeQuery(CompiledQuery.raw(text, values));
}

/** SQLSTATE of a statement that must fail when the program's role sends it; `null` when it does not. */
async function codeOf(statement: string): Promise<string | null> {
  try {
    await sql.raw(statement).execute(database.db);
    return null;
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? "") : String(error);
  }
}

const FORBIDDEN = "42501";
const MOVEMENT = `insert into %t (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id,
  from_site_id, from_stage, to_party_id, to_site_id, to_stage, occurred_from, occurred_to, occurred_precision, occurred_text)
  values ('${SUPPLY}', '2026-04-03', '${ID(11)}', 9, 'x', false, 1, '${PARTY}', '${SITE}', 'available', '${PARTY}',
  '${SITE}', 'reserved', '2026-03-01', '2026-03-01', 'day', '2026-03-01')`;

describe("as the program's role", () => {
  test("the book can be read, posted to and numbered", async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from movement`.execute(
      database.db,
    );
    expect(rows).toEqual([{ n: 2 }]);
    expect(await codeOf("select number_entries()")).toBeNull();
  });

  test.each([
    "update movement set quantity = 1",
    "delete from movement",
    "truncate movement",
    MOVEMENT.replace("%t", "movement"),
    MOVEMENT.replace("%t", "movement_2026_04"),
    "update movement_2026_04 set quantity = 1",
    "delete from movement_2026_04",
    "truncate movement_2026_04",
    MOVEMENT.replace("%t", "movement_other"),
    "update movement_other set quantity = 1",
    "delete from movement_other",
    "update account set units_in = units_in + 1",
    "delete from account",
    `insert into account values ('${SUPPLY}', '${PARTY}', '${SITE}', 'used', 5, 0)`,
    "update entry set reason = 'x'",
    "delete from entry",
    `insert into entry values ('${ID(99)}', 'x', 'command', null, 'x', now(), '{}')`,
    "update entry_position set position = position + 1",
    "delete from entry_position",
    `insert into entry_position values (99, '${ID(11)}')`,
    "delete from entry_unnumbered",
    `insert into entry_unnumbered values ('${ID(11)}')`,
    "delete from log_leaf",
    "update log_leaf set leaf = 'x'",
    "insert into log_leaf values (1, 'x', null, 'x', 'x')",
    "insert into log_node values (1, 0, 'x')",
    "delete from log_node",
    "insert into log_end values (true, 1)",
    "update log_end set position = 0",
    "update log_key set origin = 'x'",
    "insert into log_key values (1, 'x', sha256(''), 0, null, now())",
    "insert into log_checkpoint values (1, 1, 'x', now())",
    "delete from log_key",
    "update log_checkpoint set note = 'x'",
    "delete from log_checkpoint",
    "update statement_sum set units = 0",
    "delete from statement_sum",
    `insert into statement_sum values ('${SUPPLY}', 'use', '${PARTY}', '2026-03-01', '2026-03-01', '2026-03', 5, 1,
      '2026-03-01', '2026-03-01')`,
    "update statement_block_sum set units = 0",
    "delete from statement_block_sum",
    "update statement_giver_sum set units = 0",
    "delete from statement_giver_sum",
    "update statement_block set last_position = last_position + 1",
    "delete from statement_block",
    "truncate statement_sum",
    "update supply set terms = 'sale'",
    "delete from supply",
    "update command set response = '{}'",
    "delete from command",
    "update consignment_event set step = 'x'",
    "update receipt_line set counted = 1",
    "delete from reported_figure",
    "alter table movement add column x int",
    "drop table movement_2026_04",
    "select ensure_movement_partitions(now(), 1)",
    "select add_to_accounts(array[]::uuid[], '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
  ])("is refused: %s", async (statement) => {
    expect(await codeOf(statement)).toBe(FORBIDDEN);
  });

  test("every partition is closed to writing, whoever made it and when", async () => {
    const { rows } = await sql<{ name: string; open: boolean }>`
      select c.relname as "name", has_table_privilege('wellspring_app', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') as "open"
      from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
      where i.inhparent = 'movement'::regclass`.execute(database.owner);
    expect(rows.length).toBeGreaterThan(24);
    expect(rows.filter(({ open }) => open)).toEqual([]);
  });
});

describe("the roll-up", () => {
  test.each(["advance_roll_up(50000, 131072, 2097152)", "reset_roll_up()"])(
    "%s is refused under a snapshot from before the lock",
    async (call) => {
      const stale = database.db
        .transaction()
        .setIsolationLevel("repeatable read")
        .execute(async (transaction) => await sql.raw(`select ${call}`).execute(transaction));
      await expect(stale).rejects.toThrow("under READ COMMITTED alone");
      expect(await codeOf(`select ${call}`)).toBeNull();
    },
  );
});

describe("posting", () => {
  test("an account below zero is refused by its CHECK, and nothing of the entry stays", async () => {
    const lines: Line[] = [
      ["available", "reserved", 10],
      ["in_transit", "received", 1],
    ];
    await expect(post(12, "2026-03-03T09:00:00Z", lines)).rejects.toMatchObject({
      code: "23514",
      constraint: "account_not_negative",
    });
    const { rows } = await sql<{ entries: number; reserved: number }>`select
      (select count(*)::integer from entry where id = ${ID(12)}) as entries,
      (select (units_in - units_out)::integer from account where stage = 'reserved') as reserved`.execute(
      database.db,
    );
    expect(rows).toEqual([{ entries: 0, reserved: 60 }]);
  });

  test("an entry without movements is none", async () => {
    await expect(post(19, "2026-04-03T09:00:00Z", [])).rejects.toMatchObject({
      constraint: "entry_moves_something",
    });
    const { rows } = await sql`select from entry where id = ${ID(19)}`.execute(database.owner);
    expect(rows).toEqual([]);
  });

  test("units of no account, of no quantity or that stay where they are, are refused", async () => {
    const refused: [Line[], string][] = [
      [[["available", "reserved", 0]], "23514"],
      [[["available", "reserved", -1]], "23514"],
      [[["reserved", "reserved", 1]], "23514"],
      [[["available", "nowhere", 1]], "23514"],
    ];
    for (const [lines, code] of refused) {
      await expect(post(13, "2026-03-03T09:00:00Z", lines)).rejects.toMatchObject({ code });
    }
    await expect(post(10, "2026-03-03T09:00:00Z", [["produced", "available", 1]])).rejects.toMatchObject({
      code: "23505",
      constraint: "entry_pkey",
    });
  });

  test("a movement between accounts that nobody made, by the owner's hand, is found by the check", async () => {
    const insert = MOVEMENT.replace("%t", "movement").replaceAll(`'${PARTY}'`, `'${ID(99)}'`);
    await expect(
      database.owner.transaction().execute(async (transaction) => {
        expect((await recomputeLedger(transaction)).balancesMatch).toBe(true);
        await sql.raw(insert).execute(transaction);
        expect((await recomputeLedger(transaction)).balancesMatch).toBe(false);
        throw new Error("taken back");
      }),
    ).rejects.toThrow("taken back");
  });

  test("an entry goes to the partition of its month of record, and names its supplies", async () => {
    const { rows } = await sql<{ name: string; supplies: string[] }>`
      select m.tableoid::regclass::text as "name", e.supply_ids as "supplies"
      from movement as m join entry as e on e.id = m.entry_id order by e.recorded_at`.execute(database.owner);
    expect(rows).toEqual([
      { name: expect.stringMatching(/^movement_/), supplies: [SUPPLY] },
      { name: "movement_2026_04", supplies: [SUPPLY] },
    ]);
  });

  test("entries of one movement and of many take their accounts in one order", async () => {
    const over = (id: number, lines: readonly Line[]) => post(id, "2026-04-05T09:00:00Z", lines);
    const there: Line = ["produced", "available", 1];
    const back: Line = ["available", "produced", 1];
    await over(40, [there]);
    // Both directions, alone and together: whoever took them out of order would be ended by the database as a deadlock.
    await Promise.all(
      Array.from({ length: 40 }, async (_, k) => {
        await over(50 + k, k % 2 === 0 ? [there] : [there, back, ["available", "reserved", 1]]);
      }),
    );
    expect((await recomputeLedger(database.owner)).balancesMatch).toBe(true);
  });
});

describe("partitions of the coming months", () => {
  async function listPartitions(): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`select c.relname as "name" from pg_inherits as i
      join pg_class as c on c.oid = i.inhrelid where i.inhparent = 'movement'::regclass order by 1`.execute(
      database.owner,
    );
    return rows.map(({ name }) => name);
  }

  test("are made at every start, once", async () => {
    const before = await listPartitions();
    const { rows } = await sql<{ name: string }>`
      select 'movement_' || to_char(now() at time zone 'UTC' + make_interval(months => n), 'YYYY_MM') as "name"
      from generate_series(0, 23) as n`.execute(database.owner);
    expect(before).toEqual(expect.arrayContaining(rows.map(({ name }) => name)));
    await migrate(database.connection);
    expect(await listPartitions()).toEqual(before);
  });

  test("made by several at once are made once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const first = `${2040 + round}-01-15`;
      const clients = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const client = new pg.Client(database.connection);
          await client.connect();
          return client;
        }),
      );
      const made = await Promise.all(
        clients.map(async (client) => {
          const { rows } = await client.query<{ made: number }>(
            "select ensure_movement_partitions($1, 6) as made",
            [first],
          );
          return rows[0]?.made ?? 0;
        }),
      );
      await Promise.all(clients.map(async (client) => await client.end()));
      expect(made.reduce((sum, n) => sum + n, 0)).toBe(6);
    }
    const twice = await sql<{
      made: number;
    }>`select ensure_movement_partitions('2040-01-31', 6) as made`.execute(database.owner);
    expect(twice.rows).toEqual([{ made: 0 }]);
  });

  test("a month that has rows in the default partition stays there", async () => {
    await post(20, "2050-03-02T09:00:00Z", [["produced", "available", 1]]);
    const { rows } = await sql<{
      made: number;
    }>`select ensure_movement_partitions('2050-02-01', 3) as made`.execute(database.owner);
    expect(rows).toEqual([{ made: 2 }]);
    expect(await listPartitions()).not.toContain("movement_2050_03");
    await post(21, "2050-03-03T09:00:00Z", [["produced", "available", 1]]);
  });
});
