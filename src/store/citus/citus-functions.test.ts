import { createHash } from "node:crypto";
import { CompiledQuery, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recomputeLedger } from "#store/movement.ts";
import { writePost } from "#store/post-entry.ts";
import { advanceOnce, checkRollUp, resetRollUp } from "#store/roll-up.ts";
import { putCitusFunctions } from "#store/citus/testing/put-citus.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { listCitusFunctions } from "./citus-functions.ts";
import { DISTRIBUTED } from "./citus-tables.ts";

/** Two databases with the same in them: the functions of the migrations, and those that Citus takes, here on plain PostgreSQL. */
let plain: TestDatabase;
let citus: TestDatabase;

const ID = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const [PARTY, SITE] = [ID(1), ID(2)];
/** Of a lot that is recalled, of none, and one of whose units two have serial numbers. */
const [RECALLED, SUPPLY, MACHINE, MODEL] = [ID(3), ID(4), ID(5), ID(6)];

beforeAll(async () => {
  plain = await createTestDatabase();
  const supplies = [
    [RECALLED, "'LOT1'"],
    [SUPPLY, "'LOT2'"],
    [MACHINE, "null"],
  ].map(([id, lot]) => `('${id}', 'mask', '${PARTY}', 'grant', ${lot}, now())`);
  for (const statement of [
    "insert into country values ('CHN')",
    "insert into item values ('mask', null, 'item', 'H87', 1000000)",
    `insert into party values ('${PARTY}', 'GIVER', 'Giver', 'maker', 'CHN', now())`,
    `insert into site values ('${SITE}', 'PLANT', 'Plant', 'plant', 'CHN', '${PARTY}')`,
    `insert into supply (supply_id, item_id, giver_id, terms, lot_number, recorded_at) values ${supplies.join(", ")}`,
  ])
    await sql.raw(statement).execute(plain.owner);
  citus = await plain.copy();
  await putCitusFunctions(citus);
});
afterAll(async () => {
  await citus.drop();
  await plain.drop();
});

async function list(database: TestDatabase, text: string): Promise<readonly unknown[]> {
  return (await sql.raw(text).execute(database.owner)).rows;
}

type Line = readonly [supply: string, from: string, to: string, quantity: number];

interface Entry {
  readonly id: number;
  readonly lines: readonly Line[];
  readonly kind?: string;
  readonly reversal?: boolean;
}

async function post(database: TestDatabase, { id, lines, kind = "use", reversal = false }: Entry) {
  const recordedAt = `2026-03-02T09:00:${String(id % 60).padStart(2, "0")}Z`;
  const head = {
    id: ID(id),
    kind,
    reason: "command",
    corrects: null,
    userId: "test",
    recordedAt,
  } as const;
  const rest = {
    from_party_id: PARTY,
    from_site_id: SITE,
    to_party_id: PARTY,
    to_site_id: SITE,
    recipient_id: null,
    consignment_id: null,
    occurred_from: "2026-03-01",
    occurred_to: "2026-03-01",
    occurred_precision: "day",
    occurred_text: "2026-03-01",
  };
  const movements = lines.map(([supply_id, from_stage, to_stage, quantity]) => {
    return { supply_id, kind, reversal, quantity, from_stage, to_stage, ...rest };
  });
  const { text, values } = writePost(head, movements);
  await database.db.executeQuery(CompiledQuery.raw(text, values));
}

/** What became of it: "posted", or the refusal as the program tells it by. */
async function answerOf(database: TestDatabase, act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return "posted";
  } catch (error) {
    return error instanceof pg.DatabaseError ? `${error.code} ${error.constraint}` : String(error);
  }
}

describe("the functions for Citus", () => {
  const SIGNATURES = `select proname as name, pg_get_function_arguments(oid) as arguments,
    pg_get_function_result(oid) as result from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2`;

  test("have the signatures of those that they stand in for, and three more", async () => {
    const before = await list(plain, SIGNATURES);
    const after = await list(citus, SIGNATURES);
    expect(after).toEqual(expect.arrayContaining([...before]));
    const added = ["add_to_account", "list_recalled", "write_entry"];
    expect(after.filter((one) => !before.some((two) => isSame(one, two)))).toEqual(
      added.map((name) => expect.objectContaining({ name })),
    );
  });

  test("are those of all functions that name a distributed table, but one that the owner alone calls", async () => {
    const tables = DISTRIBUTED.join("|");
    const naming = await list(
      plain,
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace
        and (prosrc ~* '\\m(from|into|join|update)\\s+(${tables}|recalled_supply)\\M' or proname ~ '^post_') order by 1`,
    );
    const forms = listCitusFunctions().map(({ name }) => name);
    expect(naming.length).toBeGreaterThanOrEqual(8);
    expect(naming.filter((row) => !forms.some((name) => isSame(row, { name })))).toEqual([]);
  });

  test("stand in for these: whoever changes one of them changes its form for Citus too", async () => {
    const names = listCitusFunctions().map(({ name }) => `'${name}'`);
    const { rows } = await sql
      .raw<{ name: string; body: string }>(
        `select proname as name, prosrc as body from pg_proc
          where pronamespace = 'public'::regnamespace and proname in (${names.join(", ")}) order by 1`,
      )
      .execute(plain.owner);
    // Another sum: bring the form in this folder to the same rules, then write the sum here.
    const sums = rows.map(({ name, body }) => [
      name,
      createHash("sha256").update(body).digest("hex").slice(0, 12),
    ]);
    expect(Object.fromEntries(sums)).toMatchInlineSnapshot(`
      {
        "add_to_accounts": "d2d2d162fd4f",
        "advance_roll_up": "b103ff2bfe5b",
        "check_assets": "dd9526a6b4c9",
        "check_recalls": "57ed99242ca8",
        "lock_accounts": "9e9bca3f7d13",
        "number_entries": "d30a470315d6",
        "post_entry": "926e27ca78fa",
        "post_movement": "067484d6650f",
        "reset_roll_up": "c64bc1752140",
      }
    `);
  });

  test("ask nothing that Citus refuses", () => {
    for (const { name, body } of listCitusFunctions()) {
      const code = body.replaceAll(/--.*$/gm, "");
      expect([name, /merge\s+into|skip\s+locked|with\s+recursive/i.test(code)]).toEqual([name, false]);
      // Rows are locked of one supply alone, and whoever writes a shard is the caller.
      const locks = [...code.matchAll(/\bFROM \w+(?: AS \w+)?\s+WHERE ([^;]*?)FOR UPDATE/g)];
      expect(locks.filter(([, where = ""]) => !/^held\.supply_id = (supply|one)\b/.test(where))).toEqual([]);
    }
    const writers = listCitusFunctions().filter(({ body }) =>
      new RegExp(`(insert into|update|delete from) (${DISTRIBUTED.join("|")})\\b`, "i").test(body),
    );
    expect(writers.length).toBeGreaterThan(4);
    // By which Citus sees that an entry writes the coordinator too.
    const head = listCitusFunctions().find(({ name }) => name === "write_entry");
    expect(head?.body).toContain("DELETE FROM citus_witness WHERE one;");
    expect(writers.filter(({ isDefiner }) => isDefiner)).toEqual([]);
  });
});

function isSame(one: unknown, two: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

describe("the book is the same", () => {
  const pledge = (supply: string, quantity: number): Line => [supply, "produced", "available", quantity];
  const entries: readonly Entry[] = [
    { id: 10, lines: [pledge(SUPPLY, 100)] },
    { id: 11, lines: [pledge(RECALLED, 50), pledge(MACHINE, 2), pledge(SUPPLY, 1)] },
    { id: 12, lines: [[SUPPLY, "available", "reserved", 60]] },
    { id: 13, lines: [[RECALLED, "available", "reserved", 10]] },
    // Too few: of an account that is there, of one that nobody made, in a part of an entry; and one that comes out even.
    { id: 20, lines: [[SUPPLY, "available", "reserved", 42]] },
    { id: 21, lines: [[SUPPLY, "in_transit", "received", 1]] },
    {
      id: 22,
      lines: [
        [SUPPLY, "available", "reserved", 5],
        [SUPPLY, "in_transit", "received", 1],
      ],
    },
    {
      id: 23,
      lines: [
        [SUPPLY, "reserved", "in_transit", 60],
        [SUPPLY, "in_transit", "received", 60],
      ],
    },
    { id: 24, lines: [] },
    { id: 25, lines: [[SUPPLY, "available", "reserved", 0]] },
    { id: 26, lines: [[SUPPLY, "available", "reserved", -1]] },
    { id: 27, lines: [[SUPPLY, "available", "available", 1]] },
    { id: 28, lines: [[SUPPLY, "available", "nowhere", 1]] },
    { id: 29, lines: [[ID(99), "produced", "available", 1]] },
    { id: 10, lines: [pledge(SUPPLY, 1)] },
    { id: 30, lines: [[SUPPLY, "available", "produced", 41]], reversal: true },
    { id: 31, lines: [pledge(SUPPLY, Number.MAX_SAFE_INTEGER)] },
  ];
  /** Once the lot is recalled, and two machines are registered. */
  const later: readonly Entry[] = [
    { id: 40, lines: [[RECALLED, "available", "reserved", 1]] },
    { id: 41, lines: [[RECALLED, "available", "quarantined", 39]] },
    { id: 42, lines: [[RECALLED, "available", "quarantined", 40]] },
    { id: 43, lines: [[RECALLED, "quarantined", "used", 1]] },
    { id: 44, lines: [[RECALLED, "quarantined", "used", 1]], kind: "account_for_recalled" },
    { id: 45, lines: [[RECALLED, "reserved", "available", 10]] },
    {
      id: 46,
      lines: [
        [RECALLED, "reserved", "in_transit", 1],
        [SUPPLY, "received", "used", 1],
      ],
    },
    { id: 47, lines: [[SUPPLY, "received", "used", 1]] },
    { id: 48, lines: [[MACHINE, "available", "used", 1]] },
    { id: 49, lines: [[MACHINE, "available", "reserved", 1]] },
  ];
  const LATER = `insert into recall (id, party_id, item_id, every_lot, class, reason, remedy, is_drill, status, version,
      created_at) values ('${ID(7)}', '${PARTY}', 'mask', false, 1, 'quality_defect', 'return', false, 'open', 1, now());
    insert into recall_lot values ('${ID(7)}', 'LOT1');
    insert into equipment_model (id, party_id, maker, name, item_id, voltages, frequencies, plug_types, provides_sockets,
      provides_skills, created_at) values ('${MODEL}', '${PARTY}', 'Maker', 'Model', 'mask', '{}', '{}', '{}', '{}', '{}', now());
    insert into asset (id, model_id, serial_number, supply_id, party_id, site_id, status, version, created_at)
      select gen_random_uuid(), '${MODEL}', n::text, '${MACHINE}', '${PARTY}', '${SITE}', 'registered', 1, now()
      from generate_series(1, 2) as n`;

  async function answersOf(database: TestDatabase): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const entry of entries)
      answers.push(await answerOf(database, async () => await post(database, entry)));
    await sql.raw(LATER).execute(database.owner);
    for (const entry of later)
      answers.push(await answerOf(database, async () => await post(database, entry)));
    return answers;
  }

  /** Numbers and logs what waits. */
  async function number(database: TestDatabase): Promise<number> {
    return await database.db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ before: number; newest: number }>`select
        (select count(*)::integer from log_leaf) as before,
        number_entries('2026-03-03')::integer as newest`.execute(transaction);
      const { before = 0, newest = 0 } = rows[0] ?? {};
      if (newest > before)
        await sql`select append_log(${before + 1}, array_fill('leaf'::bytea, array[${newest - before}::integer]),
          array_fill(null::bytea, array[${newest - before}::integer]),
          array_fill(sha256(''), array[${newest - before}::integer]),
          array_fill('[]'::text, array[${newest - before}::integer]), '{}', '{}', '{}')`.execute(transaction);
      return newest;
    });
  }

  const KEPT = [
    "account",
    "movement",
    "entry",
    "entry_position",
    "statement_sum",
    "statement_block",
    "statement_block_sum",
    "statement_giver_sum",
  ].map((table) => `select '${table}' as "table", (to_jsonb(t) - 'id')::text as row from ${table} as t`);
  const readBook = async (database: TestDatabase) =>
    await list(database, `${KEPT.join(" union all ")} order by 1, 2`);

  test("answer by answer, row by row, numbered and rolled up", async () => {
    const answers = await answersOf(plain);
    expect(await answersOf(citus)).toEqual(answers);
    expect(new Set(answers)).toEqual(
      new Set([
        "posted",
        "23514 account_not_negative",
        "23514 entry_moves_something",
        "23514 movement_quantity_check",
        "23514 movement_check1",
        "23514 account_stage_check",
        "23503 account_supply_id_fkey",
        "23505 entry_pkey",
        "23514 supply_recalled",
        "23514 assets_outnumber_units",
      ]),
    );
    for (const database of [plain, citus]) {
      await number(database);
      for (const most of [1, 3, 50_000]) {
        await advanceOnce(database.db, { most, leastBlock: 4, greatestBlock: 6 });
      }
      expect(await checkRollUp(database.db)).toMatchObject({ matches: true });
      expect((await recomputeLedger(database.owner)).balancesMatch).toBe(true);
    }
    const book = await readBook(plain);
    expect(book.length).toBeGreaterThan(60);
    expect(await readBook(citus)).toEqual(book);
    await resetRollUp(citus.db);
    expect(await list(citus, "select from statement_giver_sum union all select from statement_sum")).toEqual(
      [],
    );
  });

  test("under READ COMMITTED alone", async () => {
    const stale = citus.db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(
        async (transaction) =>
          await post({ ...citus, db: transaction }, { id: 60, lines: [pledge(SUPPLY, 1)] }),
      );
    await expect(stale).rejects.toThrow("under READ COMMITTED alone");
  });

  test("accounts are locked, and as many", async () => {
    const locked = `select lock_accounts(array['${SUPPLY}', '${RECALLED}', '${SUPPLY}']::uuid[]) as n`;
    const { rows } = await sql.raw(locked).execute(citus.db);
    expect(rows).toEqual((await sql.raw(locked).execute(plain.db)).rows);
    await citus.db.transaction().execute(async (transaction) => {
      await sql.raw(locked).execute(transaction);
      const other = sql.raw("select from account for update nowait").execute(citus.owner);
      await expect(other).rejects.toMatchObject({ code: "55P03" });
    });
  });

  test("an entry whose movements are not all there yet is numbered the next time, and holds up nobody", async () => {
    const supplies = [SUPPLY, RECALLED].toSorted();
    await sql
      .raw(`insert into entry values ('${ID(70)}', 'x', 'command', null, 'x', '2026-01-01', '{${supplies.join(",")}}');
      insert into entry_unnumbered (recorded_at, entry_id) values ('2026-01-01', '${ID(70)}')`)
      .execute(citus.owner);
    const before = await number(citus);
    await post(citus, { id: 71, lines: [pledge(SUPPLY, 1)] });
    expect(await number(citus)).toBe(before + 1);
    const copy = (
      supply: string,
    ) => `insert into movement select supply_id, '2026-01-01', '${ID(70)}', line_number + 1, kind,
      reversal, quantity, from_party_id, from_site_id, from_stage, to_party_id, to_site_id, to_stage, recipient_id,
      consignment_id, occurred_from, occurred_to, occurred_precision, occurred_text
      from movement where supply_id = '${supply}' limit 1`;
    await sql.raw(copy(SUPPLY)).execute(citus.owner);
    expect(await number(citus)).toBe(before + 1);
    await sql.raw(copy(RECALLED)).execute(citus.owner);
    expect(await number(citus)).toBe(before + 2);
  });

  test("a supply is recalled where the view says so, whatever a recall names", async () => {
    const scopes = ["null", "'mask'"].flatMap((item) =>
      ["null", "'00000000000017'", "'00000000000024'"].flatMap((gtin) =>
        ["null", `'${PARTY}'`].flatMap((giver) =>
          ["false", "true"].map((everyLot) => [item, gtin, giver, everyLot] as const),
        ),
      ),
    );
    const named = new Set<string>();
    for (const [item, gtin, giver, everyLot] of scopes) {
      if (gtin === "null" && (item === "null" || everyLot === "true")) continue;
      await citus.owner
        .transaction()
        .execute(async (transaction) => {
          const ask = async (text: string) => (await sql.raw(text).execute(transaction)).rows;
          await ask(`update recall set item_id = ${item}, gtin = ${gtin}, giver_id = ${giver}, every_lot = ${everyLot};
            update supply set gtin = '00000000000017' where supply_id = '${SUPPLY}'`);
          const asked = await ask(`select coalesce(array_agg(supply_id order by supply_id), '{}') as found
            from (select distinct supply_id from recalled_supply) as r`);
          expect(await ask(`select list_recalled(array(select supply_id from supply)) as found`)).toEqual(
            asked,
          );
          named.add(JSON.stringify(asked));
          throw new Error("taken back");
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.message === "taken back")) throw error;
        });
    }
    expect(named.size).toBeGreaterThan(2);
  });
});

describe("as the program's role", () => {
  test.each([
    "update movement set quantity = 1",
    "delete from movement",
    "delete from account",
    "insert into entry select * from entry",
    "update entry set reason = 'x'",
    "delete from entry",
    "delete from entry_unnumbered",
    "insert into entry_position values (99, null)",
    "update entry_position set position = 0",
    "update log_leaf set leaf = 'x'",
    "update supply set terms = 'sale'",
  ])("it is still refused: %s", async (statement) => {
    await expect(sql.raw(statement).execute(citus.db)).rejects.toMatchObject({ code: "42501" });
  });
});
