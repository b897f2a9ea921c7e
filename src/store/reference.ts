import { sql } from "kysely";
import type { Item } from "#core/item/item.ts";
import type { Party } from "#core/party/party.ts";
import type { Site } from "#core/site/site.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** The facts that foreign keys point to. */
export interface ReferenceRows {
  readonly countryCodes: readonly string[];
  /** A category before what is below it. */
  readonly items: readonly Item[];
  readonly parties: readonly Party[];
  readonly sites: readonly Site[];
}

/**
 * Writes reference rows: what is there already stays, and follows the tables where they changed. Rows are taken in
 * the order given, so that two processes that start at once wait for each other and never both.
 */
export async function putReference(
  database: Database,
  rows: ReferenceRows,
  createdAt: Instant,
): Promise<void> {
  await database
    .insertInto("country")
    .values(rows.countryCodes.map((code) => ({ code })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await putItems(database, rows.items);
  await putParties(database, rows.parties, createdAt);
  await putSites(database, rows.sites);
}

async function putItems(database: Database, items: readonly Item[]): Promise<void> {
  await database
    .insertInto("item")
    .values(
      items.map(({ id, of, kind, unit, quantityMax }) => ({ id, ofItemId: of, kind, unit, quantityMax })),
    )
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet((eb) => ({
          ofItemId: eb.ref("excluded.ofItemId"),
          kind: eb.ref("excluded.kind"),
          unit: eb.ref("excluded.unit"),
          quantityMax: eb.ref("excluded.quantityMax"),
        }))
        .where(
          sql<boolean>`(item.of_item_id, item.kind, item.unit, item.quantity_max) IS DISTINCT FROM (excluded.of_item_id, excluded.kind, excluded.unit, excluded.quantity_max)`,
        ),
    )
    .execute();
}

async function putParties(database: Database, parties: readonly Party[], createdAt: Instant): Promise<void> {
  await database
    .insertInto("party")
    .values(parties.map((party) => ({ ...party, createdAt })))
    .onConflict((conflict) =>
      conflict
        .column("code")
        .doUpdateSet((eb) => ({ name: eb.ref("excluded.name") }))
        .where(sql<boolean>`party.name IS DISTINCT FROM excluded.name`),
    )
    .execute();
}

async function putSites(database: Database, sites: readonly Site[]): Promise<void> {
  await database
    .insertInto("site")
    .values(
      sites.map((site) => ({
        ...site,
        gln: null,
        latitude: site.latitude === null ? null : String(site.latitude),
        longitude: site.longitude === null ? null : String(site.longitude),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column("code")
        .doUpdateSet((eb) => ({
          name: eb.ref("excluded.name"),
          latitude: eb.ref("excluded.latitude"),
          longitude: eb.ref("excluded.longitude"),
        }))
        .where(
          sql<boolean>`(site.name, site.latitude, site.longitude) IS DISTINCT FROM (excluded.name, excluded.latitude, excluded.longitude)`,
        ),
    )
    .execute();
}
