import { sql } from "kysely";
import { asId, type PartyId, type SiteId } from "#core/id.ts";
import type { Site, SiteKind } from "#core/site/site.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

const COLUMNS = [
  "id",
  "code",
  "name",
  "kind",
  "country",
  "partyId",
  "unLocode",
  "latitude",
  "longitude",
] as const;

interface SiteRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly country: string;
  readonly partyId: string | null;
  readonly unLocode: string | null;
  readonly latitude: string | null;
  readonly longitude: string | null;
}

function readSite(row: SiteRow): Site {
  return {
    ...row,
    id: asId<"site">(row.id),
    kind: row.kind as SiteKind, // held by the table's CHECK
    partyId: row.partyId === null ? null : asId<"party">(row.partyId),
    latitude: row.latitude === null ? null : Number(row.latitude),
    longitude: row.longitude === null ? null : Number(row.longitude),
  };
}

/** The site with a code; `undefined` where there is none. */
export async function findSiteByCode(database: Database, code: string): Promise<Site | undefined> {
  const row = await database.selectFrom("site").select(COLUMNS).where("code", "=", code).executeTakeFirst();
  return row === undefined ? undefined : readSite(row);
}

/** Those of the ids that are sites. */
export async function findSiteIds(database: Database, ids: readonly SiteId[]): Promise<ReadonlySet<SiteId>> {
  if (ids.length === 0) return new Set();
  const rows = await database.selectFrom("site").select("id").where(isOneOf("id", ids)).execute();
  return new Set(rows.map((row) => asId<"site">(row.id)));
}

/** The sites of `ids` that exist, by id. */
export async function findSites(
  database: Database,
  ids: readonly SiteId[],
): Promise<ReadonlyMap<SiteId, Site>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom("site").select(COLUMNS).where(isOneOf("id", ids)).execute();
  return new Map(rows.map(readSite).map((site) => [site.id, site]));
}

/** Keeps everybody else who locks the site waiting until the transaction ends. */
export async function lockSite(database: Database, id: SiteId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('site/' || ${id}::text, 0))`.execute(database);
}

/** Sites by code, from the one after `afterCode` on, `limit` at most. */
export async function listSites(
  database: Database,
  filter: { readonly country?: string | undefined; readonly partyId?: PartyId | undefined },
  page: { readonly afterCode?: string | undefined; readonly limit: number },
): Promise<readonly Site[]> {
  let query = database.selectFrom("site").select(COLUMNS).orderBy("code").limit(page.limit);
  if (filter.country !== undefined) query = query.where("country", "=", filter.country);
  if (filter.partyId !== undefined) query = query.where("partyId", "=", filter.partyId);
  if (page.afterCode !== undefined) query = query.where("code", ">", page.afterCode);
  return (await query.execute()).map(readSite);
}

/** Writes a new site; false where its code or id is taken, and then nothing is written. */
export async function insertSite(database: Database, site: Site): Promise<boolean> {
  const written = await database
    .insertInto("site")
    .values({
      ...site,
      gln: null,
      latitude: site.latitude === null ? null : String(site.latitude),
      longitude: site.longitude === null ? null : String(site.longitude),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return written !== undefined;
}

/** Writes what of a site can be stated anew: name, kind, UN/LOCODE, coordinates. */
export async function updateSite(database: Database, site: Site): Promise<void> {
  const { id, name, kind, unLocode, latitude, longitude } = site;
  await database
    .updateTable("site")
    .set({
      name,
      kind,
      unLocode,
      latitude: latitude === null ? null : String(latitude),
      longitude: longitude === null ? null : String(longitude),
    })
    .where("id", "=", id)
    .execute();
}
