import { sql } from "kysely";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { CountryPower } from "#core/equipment/power.ts";
import {
  type AssetsAtSite,
  countByModel,
  type ExpectedUnits,
  listAids,
  listRunning,
  type ReceivedUnits,
  type RunPlace,
  splitByModel,
} from "#core/equipment/run-place.ts";
import { describeConditions } from "#core/equipment/site-readiness.ts";
import type { ConsignmentId, SiteId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import { findModels, listNewestReadiness } from "./equipment.ts";
import type { Database } from "./schema.ts";
import { findSites } from "./site.ts";

/** What is asked of sites. */
interface RunPlaceRequest {
  readonly siteIds: readonly SiteId[];
  readonly countryPowers: ReadonlyMap<string, CountryPower>;
  /** Items of which it matters whether units stand there. */
  readonly itemIds: readonly string[];
  /**
   * What draws on what is there: what is at work there (`working`); also what has been received and waits, and what is on its way (`coming`);
   * also what is promised (`promised`).
   */
  readonly counting: "working" | "coming" | "promised";
  /** The consignment that is asked about, which is not counted. */
  readonly except?: ConsignmentId | undefined;
  /** Goods of this scenario are counted with those that really are. */
  readonly scenario?: string | null | undefined;
}

/**
 * What equipment finds at sites: what was stated last, else what is usual in the country; what stands there; and what runs there, by the
 * models of assets and, of units without one, by what their givers state. Linear in what was sent to the sites.
 */
export async function listRunPlaces(
  database: Database,
  { siteIds, countryPowers, itemIds, counting, except, scenario = null }: RunPlaceRequest,
): Promise<ReadonlyMap<SiteId, RunPlace>> {
  const ids = [...new Set(siteIds)].toSorted();
  if (ids.length === 0) return new Map();
  const sites = await findSites(database, ids);
  const stated = await listNewestReadiness(database, ids);
  const days = ids.map((id) => stated.get(id)?.day ?? null);
  const units = countByModel(
    await listReceived(database, { ids, days, scenario }),
    await listAssets(database, { ids, days }),
  );
  const expected = [
    ...(counting === "working" ? [] : await listComing(database, ids, { except, scenario })),
    ...(counting === "promised" ? await listPromised(database, ids, scenario) : []),
  ];
  const known = [...units.values()].flatMap((models) => [...models.keys()]);
  const awaited = expected.flatMap((one) => splitByModel(one).map(({ modelId }) => modelId));
  const models = await findModels(database, [...known, ...awaited]);
  const items = await listItemsAt(database, ids, itemIds);
  return new Map(
    ids.map((siteId): [SiteId, RunPlace] => {
      const own = units.get(siteId) ?? new Map();
      const coming = expected.filter((one) => one.siteId === siteId).flatMap(splitByModel);
      const more = { withWaiting: counting !== "working", expected: coming };
      return [
        siteId,
        {
          conditions: describeConditions(
            stated.get(siteId),
            countryPowers.get(sites.get(siteId)?.country ?? ""),
          ),
          aids: listAids(own, models),
          itemIds: items.filter((one) => one.siteId === siteId).map(({ itemId }) => itemId),
          running: listRunning(own, models, more),
        },
      ];
    }),
  );
}

interface SitesAsked {
  readonly ids: readonly SiteId[];
  /** The day of each site's newest statement; `null`: there is none. */
  readonly days: readonly (Day | null)[];
}

/** Units of equipment that sites have received and still have, of supplies whose model is stated or of which assets are registered. */
async function listReceived(
  database: Database,
  { ids, days, scenario }: SitesAsked & { readonly scenario: string | null },
): Promise<readonly ReceivedUnits[]> {
  const { rows } = await sql<ReceivedUnits>`
    with place as (select * from unnest(${ids}::uuid[], ${days}::date[]) as p (site_id, day)),
    been as (
      select c.to_site_id as site_id, l.supply_id from place as p join consignment as c on c.to_site_id = p.site_id
      join consignment_line as l on l.consignment_id = c.id
      union
      select a.site_id, a.supply_id from place as p join asset as a on a.site_id = p.site_id
    ),
    known as (
      select b.site_id, b.supply_id, p.day, m.model_id from been as b join place as p on p.site_id = b.site_id
      join supply as s on s.supply_id = b.supply_id
      left join supply_model as m on m.supply_id = b.supply_id and m.replaced_at is null
      where (s.scenario is null or s.scenario = ${scenario}::text)
        and (m.model_id is not null or exists (select from asset as a where a.supply_id = b.supply_id))
    )
    select k.site_id as "siteId", k.supply_id as "supplyId", k.model_id as "modelId",
      (select coalesce(sum(a.units_in - a.units_out), 0) from account as a
        where a.supply_id = k.supply_id and a.site_id = k.site_id and a.stage = 'received')::bigint as "units",
      (select coalesce(sum(case when v.to_site_id = k.site_id and v.to_stage = 'received' then v.quantity else 0 end
          - case when v.from_site_id = k.site_id and v.from_stage = 'received' then v.quantity else 0 end), 0)
        from movement as v where v.supply_id = k.supply_id and (k.day is null or v.occurred_to >= k.day))::bigint as "since"
    from known as k order by 1, 2`.execute(database);
  return rows.map((row) => ({ ...row, units: Number(row.units), since: Number(row.since) }));
}

async function listAssets(database: Database, { ids, days }: SitesAsked): Promise<readonly AssetsAtSite[]> {
  const { rows } = await sql<AssetsAtSite>`
    select a.site_id as "siteId", a.supply_id as "supplyId", a.model_id as "modelId",
      count(*) filter (where a.commissioned_on is not null)::bigint as "commissioned",
      count(*) filter (where a.commissioned_on >= coalesce(p.day, a.commissioned_on))::bigint as "commissionedSince",
      count(*) filter (where a.commissioned_on is null)::bigint as "idle"
    from unnest(${ids}::uuid[], ${days}::date[]) as p (site_id, day) join asset as a on a.site_id = p.site_id
    where a.status in ('registered', 'working', 'faulty', 'in_repair')
    group by a.site_id, a.supply_id, a.model_id order by 1, 2, 3`.execute(database);
  return rows.map((row) => ({
    ...row,
    commissioned: Number(row.commissioned),
    commissionedSince: Number(row.commissionedSince),
    idle: Number(row.idle),
  }));
}

type ExpectedRow = Omit<ExpectedUnits, "assets">;

/** Units of equipment that are on their way to sites, with the assets that are sent with them. */
async function listComing(
  database: Database,
  ids: readonly SiteId[],
  { except, scenario }: Pick<RunPlaceRequest, "except"> & { readonly scenario: string | null },
): Promise<readonly ExpectedUnits[]> {
  const { rows } = await sql<ExpectedRow & { readonly consignmentId: ConsignmentId }>`
    select c.to_site_id as "siteId", c.id as "consignmentId", l.supply_id as "supplyId", m.model_id as "modelId",
      sum(l.quantity)::bigint as "units"
    from consignment as c join consignment_line as l on l.consignment_id = c.id
    join supply as s on s.supply_id = l.supply_id
    left join supply_model as m on m.supply_id = l.supply_id and m.replaced_at is null
    where c.to_site_id = any(${ids}::uuid[]) and c.id is distinct from ${except ?? null}::uuid
      and c.status in ('dispatched', 'export_cleared', 'in_transit', 'arrived', 'import_cleared', 'held')
      and (s.scenario is null or s.scenario = ${scenario}::text)
      and (m.model_id is not null or exists (select from asset as a where a.consignment_id = c.id and a.supply_id = l.supply_id))
    group by 1, 2, 3, 4 order by 1, 2, 3`.execute(database);
  const sent = await listSentModels(
    database,
    rows.map(({ consignmentId }) => consignmentId),
  );
  return rows.map(({ consignmentId, ...row }) => ({
    ...row,
    units: Number(row.units),
    assets: sent.filter((one) => one.consignmentId === consignmentId && one.supplyId === row.supplyId),
  }));
}

/** How many assets of which model are sent with consignments, by supply. */
export async function listSentModels(database: Database, consignmentIds: readonly ConsignmentId[]) {
  const { rows } = await sql<{
    readonly consignmentId: ConsignmentId;
    readonly supplyId: ExpectedUnits["supplyId"];
    readonly modelId: EquipmentModelId;
    readonly count: number;
  }>`
    select consignment_id as "consignmentId", supply_id as "supplyId", model_id as "modelId", count(*)::bigint as "count"
    from asset where consignment_id = any(${consignmentIds}::uuid[])
      and status in ('registered', 'working', 'faulty', 'in_repair')
    group by 1, 2, 3 order by 1, 2, 3`.execute(database);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Units of stated models that agreements promise to sites and that have not been sent. */
async function listPromised(
  database: Database,
  ids: readonly SiteId[],
  scenario: string | null,
): Promise<readonly ExpectedUnits[]> {
  const { rows } = await sql<ExpectedRow>`
    select l.to_site_id as "siteId", l.supply_id as "supplyId", m.model_id as "modelId",
      sum(greatest(0, l.quantity - coalesce((
        select sum(s.quantity) from consignment as c join consignment_line as s on s.consignment_id = c.id
        where c.agreement_id = l.agreement_id and s.agreement_line_number = l.line_number
          and c.status not in ('planned', 'packed', 'cancelled')), 0)))::bigint as "units"
    from agreement_line as l join agreement as a on a.id = l.agreement_id
    join supply_model as m on m.supply_id = l.supply_id and m.replaced_at is null
    where l.to_site_id = any(${ids}::uuid[]) and a.status in ('proposed', 'in_consultation', 'agreed')
      and (a.scenario is null or a.scenario = ${scenario}::text)
    group by 1, 2, 3 order by 1, 2, 3`.execute(database);
  return rows.map((row) => ({ ...row, units: Number(row.units), assets: [] }));
}

/** Those of the items of which received units stand at sites. */
async function listItemsAt(
  database: Database,
  siteIds: readonly SiteId[],
  itemIds: readonly string[],
): Promise<readonly { readonly siteId: SiteId; readonly itemId: string }[]> {
  if (itemIds.length === 0) return [];
  const { rows } = await sql<{ readonly siteId: SiteId; readonly itemId: string }>`
    select distinct held.site_id as "siteId", supply.item_id as "itemId"
    from supply join account as held on held.supply_id = supply.supply_id
    where supply.item_id = any(${itemIds}::text[]) and held.site_id = any(${siteIds}::uuid[])
      and held.stage = 'received' and held.units_in > held.units_out
    order by 1, 2`.execute(database);
  return rows;
}

/** Keeps everybody else from sending equipment to the site until this transaction ends: of two at once, the second sees what the first has sent. */
export async function lockRunPlace(database: Database, siteId: SiteId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`runs/${siteId}`}, 0))`.execute(database);
}
