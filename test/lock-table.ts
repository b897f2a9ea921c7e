import { sql } from "kysely";
import { expect } from "vitest";
import type { TestServer } from "./open-server.ts";

/** Runs `work` while whoever writes to a table waits, until `release` or the end of `work`. */
export async function whileLocked(
  server: TestServer,
  table: string,
  work: (release: () => void) => Promise<void>,
): Promise<void> {
  let working: Promise<void> | undefined;
  await server.owner.transaction().execute(async (transaction) => {
    await sql.raw(`lock table ${table} in exclusive mode`).execute(transaction);
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    // The lock ends with the release; what waited for it, and the work, go on.
    working = work(release);
    await Promise.race([isReleased, working]);
  });
  await working;
}

/** Resolves when so many statements of the program wait for a lock. */
export async function waitForBlocked(server: TestServer, count: number): Promise<void> {
  const waiting = sql<{ count: number }>`select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await waiting.execute(server.owner)).rows[0]?.count).toBe(count);
}
