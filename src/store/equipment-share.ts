import { sql } from "kysely";
import type { EquipmentAt } from "#core/equipment/working-share.ts";
import type { SiteId } from "#core/id.ts";
import type { Database } from "./schema.ts";

/**
 * Units of equipment by item, party and site, of supplies whose model is stated or of which an asset is registered, in the real world. A party has received at a place what has come
 * there and not been brought elsewhere. Linear in the accounts of these supplies.
 */
export async function listEquipment(
  database: Database,
  {
    itemId,
    partyCode,
    siteId,
  }: {
    readonly itemId?: string | undefined;
    readonly partyCode?: string | undefined;
    readonly siteId?: SiteId | undefined;
  },
): Promise<readonly EquipmentAt[]> {
  const { rows } = await sql<EquipmentAt>`
    with place as (
      select a.supply_id, a.party_id, a.site_id, sum(a.units_in - a.units_out) as received
      from (select supply_id from supply_model where replaced_at is null union select supply_id from asset) as m
      join account as a using (supply_id)
      where a.stage in ('received', 'quarantined', 'used', 'wasted', 'lost', 'returned')
      group by a.supply_id, a.party_id, a.site_id
      having bool_or(a.stage = 'received')
    ), counted as (
      select supply_id, party_id, site_id,
        count(*) filter (where status in ('working', 'faulty', 'in_repair')) as commissioned,
        count(*) filter (where status = 'working') as working,
        count(*) filter (where status in ('faulty', 'in_repair')) as faulty,
        count(*) filter (where status in ('out_of_use', 'lost')) as ended
      from asset group by supply_id, party_id, site_id
    )
    select s.item_id as "itemId", holder.code as "partyCode", site.code as "siteCode", site.name as "siteName",
      site.country, sum(place.received)::bigint as "received", coalesce(sum(counted.commissioned), 0)::bigint as "commissioned",
      coalesce(sum(counted.working), 0)::bigint as "working", coalesce(sum(counted.faulty), 0)::bigint as "faulty",
      coalesce(sum(counted.ended), 0)::bigint as "ended"
    from place join supply as s using (supply_id) left join counted using (supply_id, party_id, site_id)
    join party as holder on holder.id = place.party_id join site on site.id = place.site_id
    where s.scenario is null
      and (${itemId ?? null}::text is null or s.item_id = ${itemId ?? null})
      and (${partyCode ?? null}::text is null or holder.code = ${partyCode ?? null})
      and (${siteId ?? null}::uuid is null or site.id = ${siteId ?? null}::uuid)
    group by s.item_id, holder.code, site.code, site.name, site.country
    order by s.item_id, holder.code, site.code`.execute(database);
  return rows.map((row) => ({
    ...row,
    received: Number(row.received),
    commissioned: Number(row.commissioned),
    working: Number(row.working),
    faulty: Number(row.faulty),
    ended: Number(row.ended),
  }));
}
