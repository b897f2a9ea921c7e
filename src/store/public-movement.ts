import { sql } from "kysely";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** What is public of a supply, beside the movements of its units. */
export interface MovedSupply {
  readonly supplyId: string;
  readonly item: string;
  readonly giver: string;
  readonly terms: RecordedTerms;
  readonly offerId: string | null;
  readonly lot: string | null;
  readonly expiry: string | null;
  readonly pipeline: string | null;
  readonly emergency: string | null;
  readonly scenario: string | null;
}

/** The supplies of these ids, by id: a look-up of the primary key for each. */
export async function findMovedSupplies(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MovedSupply>> {
  const { rows } = await sql<MovedSupply>`
    select s.supply_id as "supplyId", s.item_id as item, giver.code as giver, s.terms, s.offer_id as "offerId",
      s.lot_number as lot, s.expiry, s.pipeline, s.emergency, s.scenario
    from supply as s join party as giver on giver.id = s.giver_id
    where s.supply_id = any(${ids}::uuid[])`.execute(database);
  return new Map(rows.map((row) => [row.supplyId, row]));
}

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
