import { sql } from "kysely";
import { MIGRATIONS, readMigrations } from "./migrate.ts";
import type { Database } from "./schema.ts";

/** Position of the newest numbered entry of the ledger; 0 when there is none. */
export async function readNewestPosition(database: Database): Promise<number> {
  const { position } = await database
    .selectFrom("entryPosition")
    .select(sql<number>`coalesce(max(position), 0)::bigint`.as("position"))
    .executeTakeFirstOrThrow();
  return position;
}

/** Resolves when the database answers and is at the program's version; throws an Error that says why not. */
export async function checkMigrated(database: Database): Promise<void> {
  const { rows } = await sql<{ newest: number }>`
    select coalesce(max(number), 0)::int4 as newest from public.migration`.execute(database);
  const newest = rows[0]?.newest ?? 0;
  const expected = readMigrations(MIGRATIONS).length;
  if (newest !== expected) {
    throw new Error(`the database is at migration ${newest}, this program at ${expected}`);
  }
}
