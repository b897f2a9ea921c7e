import { sql } from "kysely";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A party as it is shown beside its code. */
export interface NamedParty {
  readonly code: string;
  readonly name: string;
  /** Its country (ISO 3166-1 alpha-3), or its code where it has none: as the statement groups. */
  readonly countryOrCode: string;
}

/** The parties of these codes, by code. */
export async function findNamedParties(
  database: Database,
  codes: readonly string[],
): Promise<ReadonlyMap<string, NamedParty>> {
  const { rows } = await sql<NamedParty>`
    select code, name, coalesce(country, code) as "countryOrCode" from party
    where code = any(${codes}::text[])`.execute(database);
  return new Map(rows.map((row) => [row.code, row]));
}

/** When the entry at this position got it; `undefined` where the ledger has no such position. */
export async function findNumberedAt(database: Database, position: number): Promise<Instant | undefined> {
  const row = await database
    .selectFrom("entryPosition")
    .where("position", "=", position)
    .select("numberedAt")
    .executeTakeFirst();
  return row?.numberedAt as Instant | undefined; // as the database gives instants
}
