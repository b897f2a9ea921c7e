import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { AppContext } from "#app/context.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { checkLog } from "#app/log/check-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { advanceRollUp } from "#app/statement/advance-roll-up.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import { asId } from "#core/id.ts";
import type { Stage } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { addDays, asDay, asInstant, type Day, type Instant } from "#core/time.ts";
import { insertEntry } from "#store/ledger.ts";
import { checkMigrated } from "#store/readiness.ts";
import { MIGRATIONS, migrate, readMigrations } from "#store/migrate.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";

/**
 * Databases that were last used at each schema there was. On the way there they get the rows that the schema of a time could hold
 * (`released-schemas/NNNN.sql`) and two entries by each posting there was, of which one is numbered as it was then.
 */

const ROWS = join(import.meta.dirname, "released-schemas");
const NEWEST = readMigrations(MIGRATIONS).length;
/** The first schema with a ledger, and the first whose numbering takes the log along. */
const LEDGER = 2;
const LOG = 17;
/** The first schema that today's numbering can work on. */
const QUEUE_IN_ORDER = 19;
/** The first schema whose entries are posted as arrays of columns, and the first that today's posting can work on. */
const ARRAYS = 21;
const ONE_MOVEMENT = 34;
/** The first schema whose supplies have a trade item number, which the log tells where there is one. */
const GTIN = 22;
/** The first schema with a roll-up, which then has the first of the two entries. */
const ROLL_UP = 20;
/** The last schema whose calls for teams do not expire, and whose models of supplies are stated once. */
const FILLED = 28;
/** Schemas with which posting or numbering began to be done otherwise: on the way, entries are posted at these. */
const POSTED_AT: readonly number[] = [LEDGER, 7, LOG, QUEUE_IN_ORDER, ARRAYS, ONE_MOVEMENT];

const reference = await loadReference();

let database: TestDatabase;
let context: AppContext;
/** Led from schema to schema, and the schema it is at; `directory` has the migrations up to that one. */
let way: TestDatabase;
let wayAt = 0;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "wellspring released "));
  way = await createTestDatabase();
  await workOn(way);
  await run("drop schema public cascade; create schema public; grant usage on schema public to public");
});
afterAll(async () => {
  await way?.drop();
  rmSync(directory, { recursive: true });
});

/** What the functions of this file work on from here on. */
async function workOn(one: TestDatabase): Promise<void> {
  database = one;
  context = {
    database: one.db,
    reference,
    now: () => asInstant("2026-06-01T00:00:00.000Z"),
    newId: () => v7(),
  };
}

const run = async (text: string) => await sql.raw(text).execute(database.owner);

/** Works on a database that has been led to the schema of migration `last`, with the rows of every step on the way. */
async function goTo(last: number): Promise<void> {
  await workOn(way);
  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"));
  while (wayAt < last) {
    wayAt += 1;
    const prefix = String(wayAt).padStart(4, "0");
    const name = files.find((one) => one.startsWith(prefix)) ?? prefix;
    cpSync(join(MIGRATIONS, name), join(directory, name));
    await migrateTo();
    const rows = join(ROWS, `${prefix}.sql`);
    if (existsSync(rows)) await run(readFileSync(rows, "utf8"));
    if (POSTED_AT.includes(wayAt)) await post(wayAt);
  }
  const copy = await way.copy();
  onTestFinished(async () => await copy.drop());
  await workOn(copy);
  if (last >= LEDGER && !POSTED_AT.includes(last)) await post(last);
}

/** The schemas at which entries are posted on the way to that of migration `last`, that one included. */
function listPosted(last: number): readonly number[] {
  return [...new Set([...POSTED_AT, last])].filter((step) => step >= LEDGER && step <= last);
}

async function migrateTo(): Promise<void> {
  try {
    await migrate(database.connection, { directory });
  } catch (error) {
    // The first schema has no movements yet, whose partitions are made last.
    if (!(error instanceof Error) || !error.message.includes("ensure_movement_partitions")) throw error;
  }
}

const pledged = (step: number): readonly [number, number] => [100 + step, 1000 + step];

const PARTY = asId<"party">("00000000-0000-7000-8000-00000000000a");
const SITE = asId<"site">("00000000-0000-7000-8000-00000000001a");
const SUPPLY = asId<"supply">("00000000-0000-7000-8000-00000000003a");

/** Posts two entries as the schema of `step` does it, and numbers the first of them where that went without a log. */
async function post(step: number): Promise<void> {
  for (const [index, quantity] of pledged(step).entries()) {
    // The entries of each schema have a day of their own.
    const day = addDays(asDay("2026-02-28"), step);
    const recordedAt = asInstant(`${day}T0${index}:00:00.000Z`);
    if (step >= ONE_MOVEMENT) await postToday({ day, quantity, recordedAt });
    else if (step >= ARRAYS) await postArrays({ day, quantity, recordedAt });
    else await postJson({ day, quantity, recordedAt });
    if (index === 0 && step < LOG) await run("select number_entries()");
    if (index === 0 && step >= QUEUE_IN_ORDER) await number(step);
    if (index === 0 && step >= ROLL_UP) await advanceRollUp(context);
  }
}

/** Numbers by today's program. Where it asks for a column that was not there yet, the leaves are those of a time without it. */
async function number(step: number): Promise<void> {
  if (step < GTIN) await run("alter table supply add column gtin text");
  await numberEntries(context);
  if (step < GTIN) await run("alter table supply drop column gtin");
}

interface Pledge {
  readonly day: string;
  readonly quantity: number;
  readonly recordedAt: Instant;
}

async function postToday({ day, quantity, recordedAt }: Pledge & { readonly day: Day }): Promise<void> {
  const at = (stage: Stage) => ({ partyId: PARTY, siteId: SITE, stage });
  const occurred = { from: day, to: day, precision: "day", text: day } as const;
  const movement = {
    kind: "pledge",
    reversal: false,
    supplyId: SUPPLY,
    from: at("produced"),
    to: at("available"),
    quantity: asQuantity(quantity),
    recipientId: null,
    consignmentId: null,
    occurred,
  } as const;
  const head = { kind: "test", reason: "command", corrects: null, userId: "somebody", recordedAt } as const;
  await insertEntry(database.db, { id: asId<"command">(v7()), ...head, movements: [movement] });
}

/** As it was done before `ONE_MOVEMENT`. */
async function postArrays({ day, quantity, recordedAt }: Pledge): Promise<void> {
  await sql`select post_entry(${v7()}::uuid, 'test', 'command', null, 'somebody', ${recordedAt}::timestamptz,
    array[${SUPPLY}::uuid], array['pledge'], array[false], array[${quantity}::bigint], array[${PARTY}::uuid],
    array[${SITE}::uuid], array['produced'], array[${PARTY}::uuid], array[${SITE}::uuid], array['available'],
    array[null::uuid], array[null::uuid], array[${day}::date], array[${day}::date], array['day'],
    array[${day}::text])`.execute(database.db);
}

/** As it was done before `ARRAYS`. */
async function postJson({ day, quantity, recordedAt }: Pledge): Promise<void> {
  const entry = { id: v7(), kind: "test", reason: "command", userId: "somebody", recordedAt };
  const movement = {
    supply_id: SUPPLY,
    line_number: 1,
    kind: "pledge",
    reversal: false,
    quantity,
    from_party_id: PARTY,
    from_site_id: SITE,
    from_stage: "produced",
    to_party_id: PARTY,
    to_site_id: SITE,
    to_stage: "available",
    occurred_from: day,
    occurred_to: day,
    occurred_precision: "day",
    occurred_text: day,
  };
  const values = [JSON.stringify(entry), JSON.stringify([movement])] as const;
  await sql`select post_entry(${values[0]}::jsonb, ${values[1]}::jsonb)`.execute(database.db);
}

/** What each table has, but for what the program itself writes at its start. */
async function countRows(): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public'
    and tablename !~ '^(migration|movement_|log_|statement_|entry_|country|item|party|site)' order by 1`.execute(
    database.owner,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const found = await sql<{
      count: number;
    }>`select count(*)::integer as count from ${sql.table(name)}`.execute(database.owner);
    counts[name] = found.rows[0]?.count ?? 0;
  }
  return counts;
}

describe("a database that was last used at the schema of migration", () => {
  test.each(Array.from({ length: NEWEST }, (_, index) => index + 1))(
    "%i is brought to today's with all it holds: ledger, log and statement are right, and go on",
    async (last) => {
      await goTo(last);
      const before = await countRows();
      const starters = await Promise.all([1, 2, 3].map(async () => await migrate(database.connection)));
      // Each migration was applied by one of those who started at once.
      expect(starters.flatMap(({ applied }) => applied)).toEqual(
        Array.from({ length: NEWEST - last }, (_, index) => last + 1 + index),
      );
      expect(await countRows()).toMatchObject(before);
      await checkMigrated(database.db);
      if (last === FILLED) await holdStated();
      await seedReference(context);
      const steps = listPosted(last);
      const sum = steps.flatMap(pledged).reduce((total, quantity) => total + quantity, 0);
      await hold(2 * steps.length, sum);
      if (last < LEDGER) return;
      await post(NEWEST + 1);
      await hold(2 * steps.length + 2, sum + pledged(NEWEST + 1)[0] + pledged(NEWEST + 1)[1]);
    },
  );
});

/** Expects calls for teams to expire as they would have, and models to be known of supplies by their givers alone. */
async function holdStated(): Promise<void> {
  const calls =
    await sql`select confirmed_at = created_at as "isConfirmed", expires_on::text as "expiresOn" from team_call order by id`.execute(
      database.owner,
    );
  expect(calls.rows).toEqual([
    { isConfirmed: true, expiresOn: "2026-04-28" },
    { isConfirmed: true, expiresOn: "2026-02-20" },
  ]);
  const models =
    await sql`select sequence, replaced_at is null as "holds" from supply_model order by supply_id`.execute(
      database.owner,
    );
  expect(models.rows).toEqual([
    { sequence: 1, holds: true },
    { sequence: 1, holds: false },
  ]);
}

/** Expects a book of so many entries, in the log and in the statement. */
async function hold(entryCount: number, units: number): Promise<void> {
  await numberEntries(context);
  const { rollUp, ...ledger } = await checkLedger(context);
  expect(ledger).toMatchObject({
    entries: entryCount,
    sumZero: true,
    negative: 0,
    balancesMatch: true,
    ledgerPosition: entryCount,
  });
  expect(rollUp).toMatchObject({ matches: true, position: entryCount });
  expect(await checkLog(context)).toMatchObject({ size: entryCount, matches: true });
  const statement = await readStatement(context, { item: "medical_mask" });
  if (!statement.ok) throw new Error(JSON.stringify(statement.refusal));
  const shown = statement.value.rows.filter(({ of }) => of === null);
  expect(shown.reduce((total, row) => total + row.pledged, 0)).toBe(units);
}
