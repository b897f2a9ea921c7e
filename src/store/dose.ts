import { sql } from "kysely";
import type { EarlierDelivery } from "#core/consignment/take-back-delivery.ts";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import type { ItemDoses } from "#core/session/unsettled.ts";
import type { Day } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A party at a site: whose doses, and where. */
export interface Place {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
}

/** A supply counted in doses that has come to a place. */
export interface DoseHolding extends Place {
  readonly supplyId: SupplyId;
  readonly itemId: string;
}

/** Notes that supplies counted in doses have come to places; those that are noted already stay as they are. */
export async function noteDoseHoldings(database: Database, holdings: readonly DoseHolding[]): Promise<void> {
  if (holdings.length === 0) return;
  const list = (read: (one: DoseHolding) => string): string[] => holdings.map(read);
  await sql`
    insert into dose_holding (party_id, site_id, supply_id, item_id)
    select * from unnest(
      ${list((one) => one.partyId)}::uuid[], ${list((one) => one.siteId)}::uuid[],
      ${list((one) => one.supplyId)}::uuid[], ${list((one) => one.itemId)}::text[]
    ) as noted (party_id, site_id, supply_id, item_id)
    order by 1, 2, 3
    on conflict do nothing
  `.execute(database);
}

/** The supplies counted in doses that have come to a place, with the units of each that stand in `received` there. */
export async function listHeldDoses(
  database: Database,
  { partyId, siteId }: Place,
): Promise<readonly { readonly supplyId: SupplyId; readonly itemId: string; readonly held: number }[]> {
  const { rows } = await sql<{ supplyId: string; itemId: string; held: number }>`
    select h.supply_id as "supplyId", h.item_id as "itemId", coalesce(a.units_in - a.units_out, 0)::bigint as held
    from dose_holding as h
    left join account as a on a.supply_id = h.supply_id and a.party_id = h.party_id and a.site_id = h.site_id
      and a.stage = 'received'
    where h.party_id = ${partyId} and h.site_id = ${siteId}
    order by h.supply_id
  `.execute(database);
  return rows.map((row) => ({ ...row, supplyId: asId<"supply">(row.supplyId) }));
}

/**
 * Keeps everybody else from reporting doses without a lot at a place, or from taking units out of it, until this transaction
 * ends. Who takes units asks for the same lock after they are posted, so of two at once the second sees what the first did.
 */
export async function lockPlaces(database: Database, places: readonly Place[]): Promise<void> {
  // In one order, so that two commands cannot wait for each other.
  const keys = [...new Set(places.map(({ partyId, siteId }) => `doses/${partyId}/${siteId}`))].toSorted();
  for (const key of keys) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(database);
  }
}

/** Which of the places have doses that are not settled to lots. */
export async function findUnsettledPlaces(
  database: Database,
  places: readonly Place[],
): Promise<readonly Place[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<{ partyId: string; siteId: string }>`
    select distinct u.party_id as "partyId", u.site_id as "siteId"
    from unnest(
      ${places.map(({ partyId }) => partyId)}::uuid[], ${places.map(({ siteId }) => siteId)}::uuid[]
    ) as asked (party_id, site_id)
    join unsettled_doses as u using (party_id, site_id)
    where u.doses_in > u.doses_out
  `.execute(database);
  return rows.map((row) => ({ partyId: asId<"party">(row.partyId), siteId: asId<"site">(row.siteId) }));
}

/**
 * What a place holds of each item counted in doses, and what has been reported there without a lot. Recalled doses are in quarantine
 * by the book alone: those that are reported may be of them.
 */
export async function listItemDoses(
  database: Database,
  { partyId, siteId }: Place,
): Promise<readonly ItemDoses[]> {
  const { rows } = await sql<ItemDoses>`
    with held as (
      select h.item_id, sum(a.units_in - a.units_out) as held
      from dose_holding as h
      join account as a on a.supply_id = h.supply_id and a.party_id = h.party_id and a.site_id = h.site_id
        and (a.stage = 'received' or (a.stage = 'quarantined'
          and exists (select from recalled_supply as r where r.supply_id = a.supply_id)))
      where h.party_id = ${partyId} and h.site_id = ${siteId}
      group by h.item_id
    ), unsettled as (
      select item_id, doses_in - doses_out as doses from unsettled_doses
      where party_id = ${partyId} and site_id = ${siteId}
    )
    select item_id as "itemId", coalesce(held.held, 0)::bigint as held,
      coalesce(unsettled.doses, 0)::bigint as unsettled
    from held full join unsettled using (item_id)
    order by item_id
  `.execute(database);
  return rows;
}

/** Changes what a place has unsettled of an item: `more` doses reported without a lot, or `fewer` of them. */
export async function changeUnsettled(
  database: Database,
  { partyId, siteId }: Place,
  change: { readonly itemId: string; readonly more: number; readonly fewer: number },
): Promise<void> {
  const { itemId, more, fewer } = change;
  if (more > 0) {
    await sql`
      insert into unsettled_doses as u (party_id, site_id, item_id, doses_in, doses_out)
      values (${partyId}, ${siteId}, ${itemId}, ${more}, 0)
      on conflict (party_id, site_id, item_id) do update set doses_in = u.doses_in + excluded.doses_in
    `.execute(database);
  }
  if (fewer === 0) return;
  // Not by the statement above: the row that it proposes is checked as well, and that one would be below zero.
  await sql`
    update unsettled_doses set doses_out = doses_out + ${fewer}
    where party_id = ${partyId} and site_id = ${siteId} and item_id = ${itemId}
  `.execute(database);
}

/**
 * What has come to a place of one giver and item up to a day, the newest first, each as it stands with its corrections: those
 * that were recorded afterwards have the entry by which they were.
 */
export async function listEarlierDeliveries(
  database: Database,
  { partyId, siteId }: Place,
  of: { readonly giverId: PartyId; readonly itemId: string; readonly until: Day },
): Promise<readonly EarlierDelivery[]> {
  const { rows } = await sql<{ supplyId: string; entryId: string | null; quantity: number; free: number }>`
    select h.supply_id as "supplyId", came.entry_id as "entryId", came.quantity,
      coalesce(a.units_in - a.units_out, 0)::bigint as free
    from dose_holding as h
    join supply as s on s.supply_id = h.supply_id and s.giver_id = ${of.giverId}
    cross join lateral (
      select (min(m.entry_id::text) filter (where e.kind = 'record_delivery'))::uuid as entry_id,
        sum(case when m.reversal then -m.quantity else m.quantity end)::bigint as quantity,
        max(m.occurred_from) as day, max(m.recorded_at) as recorded_at
      from movement as m join entry as e on e.id = m.entry_id
      where m.supply_id = h.supply_id and m.kind in ('receive', 'surplus')
        and ((not m.reversal and m.to_party_id = h.party_id and m.to_site_id = h.site_id)
          or (m.reversal and m.from_party_id = h.party_id and m.from_site_id = h.site_id))
    ) as came
    left join account as a on a.supply_id = h.supply_id and a.party_id = h.party_id and a.site_id = h.site_id
      and a.stage = 'received'
    where h.party_id = ${partyId} and h.site_id = ${siteId} and h.item_id = ${of.itemId} and came.day <= ${of.until}
    order by came.day desc, came.recorded_at desc, h.supply_id desc
  `.execute(database);
  return rows.map((row) => ({
    ...row,
    supplyId: asId<"supply">(row.supplyId),
    entryId: row.entryId === null ? null : asId<"command">(row.entryId),
  }));
}
