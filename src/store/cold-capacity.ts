import { sql } from "kysely";
import type { SnapshotRoom } from "#core/allocation/snapshot.ts";
import {
  type ClassCapacity,
  findRoom,
  type StateColdCapacity,
  type StoredUnits,
} from "#core/cold-chain/cold-capacity.ts";
import { COLD_CLASSES, type ColdClass } from "#core/cold-chain/cold-class.ts";
import type { ColdVolume } from "#core/cold-chain/cold-volume.ts";
import { asId, type CommandId, type ConsignmentId, type LaneId, type SiteId } from "#core/id.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/**
 * Keeps everybody else from sending goods to the site (or stating what it holds) until this transaction ends: of two who send there at once, the second sees
 * what the first has sent. Asked for before any account is touched.
 */
export async function lockRoom(database: Database, placeId: SiteId | LaneId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`room/${placeId}`}, 0))`.execute(database);
}

/** Writes what a party states of a site or lane; it holds from now on. The place is locked: see {@link lockRoom}. */
export async function insertColdCapacity(
  database: Database,
  command: Pick<StateColdCapacity, "partyId" | "siteId" | "laneId">,
  given: {
    readonly id: CommandId;
    readonly userId: string;
    readonly statedAt: Instant;
    readonly classes: readonly ClassCapacity[];
  },
): Promise<void> {
  const { id, userId, statedAt, classes } = given;
  const { partyId, siteId = null, laneId = null } = command;
  await sql`
    insert into cold_capacity (id, site_id, lane_id, sequence, party_id, user_id, stated_at)
    select ${id}::uuid, ${siteId}::uuid, ${laneId}::uuid, coalesce(max(sequence), 0) + 1, ${partyId}::uuid, ${userId},
      ${statedAt}::timestamptz
    from cold_capacity where site_id = ${siteId}::uuid or lane_id = ${laneId}::uuid`.execute(database);
  await database
    .insertInto("coldCapacityLine")
    .values(
      classes.map((one) => ({
        capacityId: id,
        temperatureClass: one.temperatureClass,
        heldCubicCentimetres: one.heldCubicCentimetres ?? null,
        perDayCubicCentimetres: one.perDayCubicCentimetres ?? null,
      })),
    )
    .execute();
}

/** A capacity as it was stated. */
export interface StatedCapacity {
  readonly id: string;
  readonly siteId: SiteId | null;
  readonly laneId: LaneId | null;
  readonly partyId: string;
  readonly statedAt: string;
  readonly classes: readonly {
    readonly temperatureClass: ColdClass;
    readonly heldCubicCentimetres: number | null;
    readonly perDayCubicCentimetres: number | null;
  }[];
}

/**
 * What has been stated, the newest of a place first. `newest`: only what holds now. Left out of `of`, all places.
 */
export async function listColdCapacities(
  database: Database,
  of: { readonly siteId?: SiteId | undefined; readonly laneId?: LaneId | undefined },
  { newest }: { readonly newest: boolean },
): Promise<readonly StatedCapacity[]> {
  const { rows } = await sql<Omit<StatedCapacity, "classes"> & Row>`
    select c.id, c.site_id as "siteId", c.lane_id as "laneId", c.party_id as "partyId", c.stated_at as "statedAt",
      l.temperature_class as "temperatureClass", l.held_cubic_centimetres as held,
      l.per_day_cubic_centimetres as "perDay"
    from cold_capacity as c join cold_capacity_line as l on l.capacity_id = c.id
    where (${of.siteId ?? null}::uuid is null or c.site_id = ${of.siteId ?? null}::uuid)
      and (${of.laneId ?? null}::uuid is null or c.lane_id = ${of.laneId ?? null}::uuid)
      and (not ${newest}::boolean or not exists (
        select from cold_capacity as later where later.sequence > c.sequence
          and (later.site_id = c.site_id or later.lane_id = c.lane_id)))
    order by coalesce(c.site_id, c.lane_id), c.sequence desc, l.temperature_class`.execute(database);
  const stated = new Map<string, StatedCapacity & { classes: StatedCapacity["classes"][number][] }>();
  for (const { temperatureClass, held, perDay, ...head } of rows) {
    const one = stated.get(head.id) ?? { ...head, classes: [] };
    stated.set(head.id, one);
    one.classes.push({ temperatureClass, heldCubicCentimetres: held, perDayCubicCentimetres: perDay });
  }
  return [...stated.values()];
}

interface Row {
  readonly temperatureClass: ColdClass;
  readonly held: number | null;
  readonly perDay: number | null;
}

/** What a site holds of each class, by the newest statement; `undefined` where nobody has stated it. */
export async function findHeldCapacity(
  database: Database,
  siteId: SiteId,
): Promise<ReadonlyMap<ColdClass, number> | undefined> {
  const [stated] = await listColdCapacities(database, { siteId }, { newest: true });
  return stated && toHeld(stated);
}

function toHeld({ classes }: StatedCapacity): ReadonlyMap<ColdClass, number> {
  return new Map(classes.map((one) => [one.temperatureClass, one.heldCubicCentimetres ?? 0]));
}

/** Units that stand at a site or come to it, by item. */
export interface StoredAtSite extends StoredUnits {
  readonly siteId: SiteId;
  /** `standing`: on its shelves; `coming`: sent and not there yet; `promised`: agreed and not sent yet. */
  readonly state: "standing" | "coming" | "promised";
}

/**
 * What the ledger says stands at the sites (whoever holds it, quarantine too), what is on its way there, and what is promised and
 * has not been sent; the goods of `except` left out, and what is of a scenario. Looks at the supplies that were offered there or sent there: linear in
 * their accounts.
 */
export async function listStored(
  database: Database,
  siteIds: readonly SiteId[],
  { except = null }: { readonly except?: ConsignmentId | null } = {},
): Promise<readonly StoredAtSite[]> {
  if (siteIds.length === 0) return [];
  const { rows } = await sql<StoredAtSite>`
    with place as (select unnest(${siteIds}::uuid[]) as site_id),
    been as (
      select site_id, supply_id from place join offer_line using (site_id)
      union
      select c.to_site_id, l.supply_id from place as p join consignment as c on c.to_site_id = p.site_id
      join consignment_line as l on l.consignment_id = c.id
    ),
    standing as (
      select b.site_id, a.supply_id, sum(a.units_in - a.units_out)::bigint as units
      from been as b join account as a on a.supply_id = b.supply_id and a.site_id = b.site_id
      where a.stage in ('available', 'reserved', 'received', 'quarantined') group by b.site_id, a.supply_id
    ),
    coming as (
      select c.to_site_id as site_id, l.supply_id, sum(l.quantity)::bigint as units
      from place as p join consignment as c on c.to_site_id = p.site_id
      join consignment_line as l on l.consignment_id = c.id
      where c.status in ('dispatched', 'export_cleared', 'in_transit', 'arrived', 'import_cleared', 'held')
        and c.id is distinct from ${except}::uuid
      group by c.to_site_id, l.supply_id
    ),
    promised as (
      select l.to_site_id as site_id, l.supply_id, greatest(0, l.quantity - coalesce((
          select sum(s.quantity) from consignment as c join consignment_line as s on s.consignment_id = c.id
          where c.agreement_id = l.agreement_id and s.agreement_line_number = l.line_number
            and c.status not in ('planned', 'packed', 'cancelled')), 0))::bigint as units
      from place as p join agreement_line as l on l.to_site_id = p.site_id
      join agreement as a on a.id = l.agreement_id
      where a.status in ('proposed', 'in_consultation', 'agreed')
    )
    select t.site_id as "siteId", s.item_id as "itemId", t.state, sum(t.units)::bigint as units
    from (
      select site_id, supply_id, units, 'standing' as state from standing
      union all select site_id, supply_id, units, 'coming' from coming
      union all select site_id, supply_id, units, 'promised' from promised
    ) as t join supply as s on s.supply_id = t.supply_id
    where t.units > 0 and s.scenario is null
    group by t.site_id, s.item_id, t.state order by 1, 2, 3`.execute(database);
  return rows;
}

/** The room of every place of which it has been stated: of lanes, and of sites with what stands there, comes and is promised taken off. */
export async function listRooms(
  database: Database,
  volumes: ReadonlyMap<string, ColdVolume>,
): Promise<readonly SnapshotRoom[]> {
  const stated = await listColdCapacities(database, {}, { newest: true });
  const siteIds = stated.flatMap(({ siteId }) => (siteId === null ? [] : [siteId]));
  const stored = await listStored(database, siteIds);
  return stated.flatMap((one): SnapshotRoom[] => {
    const { siteId, laneId } = one;
    const room =
      siteId === null
        ? undefined
        : findRoom(
            toHeld(one),
            stored.filter((each) => each.siteId === siteId),
            volumes,
          );
    return COLD_CLASSES.map((temperatureClass) => {
      const line = one.classes.find((each) => each.temperatureClass === temperatureClass);
      return {
        siteId: siteId === null ? null : asId<"site">(siteId),
        laneId: laneId === null ? null : asId<"lane">(laneId),
        temperatureClass,
        roomCubicCentimetres: room === undefined ? null : Math.max(0, room.get(temperatureClass) ?? 0),
        perDayCubicCentimetres: line?.perDayCubicCentimetres ?? null,
      };
    });
  });
}
