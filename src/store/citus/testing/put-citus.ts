import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { readCitusFunctions } from "#store/citus/citus-functions.ts";
import type { TestDatabase } from "#store/testing/test-database.ts";

/** Puts the functions in place that a database with Citus has; the tables stay as they are. */
export async function putCitusFunctions({ owner }: TestDatabase): Promise<void> {
  await sql.raw(readCitusFunctions()).execute(owner);
}

/** Puts in place what the extension would bring as far as the step of distribution sees it; see the file. */
export async function putCitusStandIn({ owner }: TestDatabase): Promise<void> {
  await sql.raw(readFileSync(join(import.meta.dirname, "citus-stand-in.sql"), "utf8")).execute(owner);
}
