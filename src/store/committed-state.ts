import { sql } from "kysely";
import type { Database } from "./schema.ts";

/**
 * A text that changes with every transaction that commits a change anywhere in the database, and with little else:
 * while it is the same, everything that was read is still so. One look at the server's memory, whatever is stored.
 */
export async function readCommittedState(database: Database): Promise<string> {
  const { rows } = await sql<{ state: string }>`select pg_current_snapshot()::text as state`.execute(
    database,
  );
  return rows[0]?.state ?? "";
}

/** How many reported figures there are: they are only ever added. */
export async function countReportedFigures(database: Database): Promise<number> {
  const { count } = await database
    .selectFrom("reportedFigure")
    .select(sql<number>`count(*)::integer`.as("count"))
    .executeTakeFirstOrThrow();
  return count;
}
