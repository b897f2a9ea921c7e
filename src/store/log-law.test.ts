import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";

/** What the database itself holds of the log, whatever the program does. */
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

/** Entries that wait for their position; movements make no difference here. */
async function addEntries(count: number): Promise<void> {
  await sql`with added as (
    insert into entry (id, kind, reason, user_id, recorded_at, supply_ids)
    select gen_random_uuid(), 'test', 'command', 'test', now(), '{}' from generate_series(1, ${count}::integer)
    returning id, recorded_at
  ) insert into entry_unnumbered (entry_id, recorded_at) select id, recorded_at from added`.execute(
    database.owner,
  );
}

/** SQLSTATE of statements that must fail when the program's role sends them; `null` when they do not. */
async function codeOf(statements: string): Promise<string | null> {
  try {
    await sql.raw(statements).execute(database.db);
    return null;
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? "") : String(error);
  }
}

/** Appends leaves from `first` on, and hashes of nodes: their levels and indexes. */
function append(first: number, count: number, nodes: readonly (readonly [number, number])[] = []): string {
  const repeat = (text: string) => `array_fill(${text}, array[${count}])`;
  const [levels, indexes] = [0, 1].map((part) => `'{${nodes.map((node) => node[part]).join()}}'`);
  return `select append_log(${first}, ${repeat("'leaf'::bytea")}, ${repeat("null::bytea")},
    ${repeat("sha256('')")}, ${repeat("'[]'::text")}, ${levels}, ${indexes}, array_fill(sha256(''), array[${nodes.length}]))`;
}

const key = (number: number, since: number, name = "log.example.org") =>
  `select add_log_key(row(${number}, '${name}', sha256('${number}'), ${since}, null, now())::log_key)`;
const checkpoint = (keyNumber: number, size: number, note: string) =>
  `select add_log_checkpoint(row(${size}, ${keyNumber}, E'${note}', now())::log_checkpoint)`;

/** SQLSTATE of what a function of the migrations raises. */
const RAISED = "P0001";
describe("the program's role", () => {
  test("gets no position without its leaf, and no leaf without its position", async () => {
    await addEntries(2);
    expect(await codeOf(`select number_entries(); ${append(1, 2)}`)).toBeNull();
    await addEntries(1);
    expect(await codeOf("select number_entries()")).toBe("23503");
    expect(await codeOf(append(3, 1))).toBe(RAISED);
    const { rows } = await sql<{ positions: number; leaves: number; waiting: number }>`select
      (select count(*)::integer from entry_position) as positions, (select count(*)::integer from log_leaf) as leaves,
      (select count(*)::integer from entry_unnumbered) as waiting`.execute(database.owner);
    expect(rows).toEqual([{ positions: 2, leaves: 2, waiting: 1 }]);
  });

  test("gets the nodes that its leaves fill, and no others", async () => {
    await addEntries(260);
    const [rest, extra] = [
      append(3, 261),
      append(3, 261, [
        [1, 0],
        [1, 1],
      ]),
    ];
    for (const wrong of [
      rest,
      extra,
      append(3, 261, [[1, 1]]),
      append(3, 261, [[2, 0]]),
      append(3, 261, [[0, 0]]),
    ]) {
      expect(await codeOf(`select number_entries(); ${wrong}`)).toBe(RAISED);
    }
    expect(await codeOf(`select number_entries(); ${append(3, 261, [[1, 0]])}`)).toBeNull();
  });

  test("gets keys in their order, that take over the log as it is", async () => {
    expect(await codeOf(key(2, 0))).toBe(RAISED);
    expect(await codeOf(key(1, 5))).toBe(RAISED);
    expect(await codeOf(key(1, 0))).toBeNull();
    expect(await codeOf(key(1, 0))).toBe(RAISED);
    expect(await codeOf(key(3, 263))).toBe(RAISED);
    expect(await codeOf(key(2, 262))).toBe(RAISED);
    expect(await codeOf(key(2, 263))).toBeNull();
  });

  test("gets checkpoints of its newest key and of entries that are there, once each", async () => {
    const note = "log.example.org\\n263\\nroot\\n";
    expect(await codeOf(checkpoint(1, 263, note))).toBe(RAISED);
    expect(await codeOf(checkpoint(3, 263, note))).toBe(RAISED);
    expect(await codeOf(checkpoint(2, 264, note.replace("263", "264")))).toBe(RAISED);
    expect(await codeOf(checkpoint(2, 262, note.replace("263", "262")))).toBe(RAISED);
    expect(await codeOf(checkpoint(2, 263, note.replace("263", "262")))).toBe(RAISED);
    expect(await codeOf(checkpoint(2, 263, note.replace("log", "log2")))).toBe(RAISED);
    expect(await codeOf(checkpoint(2, 263, note))).toBeNull();
    expect(await codeOf(checkpoint(2, 263, `${note}other`))).toBeNull();
    const { rows } = await sql`select size, key_number, note from log_checkpoint`.execute(database.owner);
    expect(rows).toEqual([{ size: 263, keyNumber: 2, note: "log.example.org\n263\nroot\n" }]);
  });
});
