import { sql } from "kysely";
import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import type { ExcursionKind, FoundExcursion, ReadingSeries } from "#core/cold-chain/excursion.ts";
import type { MonitorPlace } from "#core/cold-chain/temperature-reading.ts";
import type { CommandId, ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A consignment that a reading names: whose it is, and what it carries. */
export interface NamedConsignment {
  readonly id: ConsignmentId;
  readonly number: string;
  readonly giverId: string;
  readonly recipientId: string;
  readonly itemIds: readonly string[];
}

/** The consignments of the numbers, by number. */
export async function findConsignmentsByNumber(
  database: Database,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, NamedConsignment>> {
  if (numbers.length === 0) return new Map();
  const { rows } = await sql<NamedConsignment>`
    select c.id, c.number, c.giver_id as "giverId", c.recipient_id as "recipientId",
      array_agg(distinct s.item_id) as "itemIds"
    from consignment as c join consignment_line as l on l.consignment_id = c.id
    join supply as s on s.supply_id = l.supply_id
    where c.number = any(${numbers}::text[]) group by c.id`.execute(database);
  return new Map(rows.map((row) => [row.number, row]));
}

/** The ids of the monitors of the places, in their order; what there is none of is made, with one of `newIds`. */
export async function ensureMonitors(
  database: Database,
  places: readonly MonitorPlace[],
  newIds: readonly string[],
): Promise<readonly string[]> {
  await database
    .insertInto("temperatureMonitor")
    .values(places.map((place, index) => ({ ...place, id: newIds[index] ?? "" })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { rows } = await sql<{ id: string; key: string }>`
    select id, device || ' ' || temperature_class || ' ' || coalesce(site_id, consignment_id) as key
    from temperature_monitor where device = any(${places.map(({ device }) => device)}::text[])`.execute(
    database,
  );
  const ids = new Map(rows.map(({ id, key }) => [key, id]));
  return places.map((one) => {
    return ids.get(`${one.device} ${one.temperatureClass} ${one.siteId ?? one.consignmentId ?? ""}`) ?? "";
  });
}

/** Readings in arrays of one length. */
export interface ReadingRows {
  readonly device: readonly string[];
  readonly monitorId: readonly string[];
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly readAt: readonly number[];
  readonly hundredthsCelsius: readonly number[];
}

function asTable({ device, monitorId, readAt, hundredthsCelsius }: ReadingRows) {
  return sql`(select * from unnest(${device}::text[], ${monitorId}::uuid[], ${readAt}::bigint[], ${hundredthsCelsius}::integer[])
    with ordinality as t (device, monitor_id, read_ms, hundredths_celsius, number))`;
}

/** The indices of readings beside which another one stands for the same device and instant, 1,000 at most. */
export async function findContradicted(database: Database, rows: ReadingRows): Promise<readonly number[]> {
  const { rows: found } = await sql<{ number: number }>`
    select t.number from ${asTable(rows)} as t
    join temperature_reading as r on r.device = t.device
      and r.read_at = to_timestamp(t.read_ms / 1000.0)
    where r.hundredths_celsius <> t.hundredths_celsius or r.monitor_id <> t.monitor_id
    order by t.number limit 1000`.execute(database);
  return found.map(({ number }) => number - 1);
}

/** Writes the readings that are not there yet; returns how many of each monitor were written. One statement. */
export async function insertReadings(
  database: Database,
  rows: ReadingRows,
  commandId: CommandId,
): Promise<ReadonlyMap<string, number>> {
  const { rows: written } = await sql<{ monitorId: string; count: number }>`
    with written as (
      insert into temperature_reading (device, read_at, monitor_id, hundredths_celsius, command_id)
      select t.device, to_timestamp(t.read_ms / 1000.0), t.monitor_id, t.hundredths_celsius, ${commandId}::uuid
      from ${asTable(rows)} as t on conflict do nothing returning monitor_id
    )
    select monitor_id as "monitorId", count(*)::integer as count from written group by monitor_id`.execute(
    database,
  );
  return new Map(written.map(({ monitorId, count }) => [monitorId, count]));
}

/**
 * The readings of a monitor from the last within `least` … `most` before a span to the first within them after it: every stay outside
 * that the span touches is whole. Times in milliseconds.
 */
export async function listReadingsAround(
  database: Database,
  monitorId: string,
  span: { readonly from: number; readonly to: number; readonly least: number; readonly most: number },
): Promise<ReadingSeries> {
  const { from, to, least, most } = span;
  const { rows } = await sql<{ at: number; value: number }>`
    select (extract(epoch from read_at) * 1000)::bigint as at, hundredths_celsius as value
    from temperature_reading
    where monitor_id = ${monitorId}::uuid
      and read_at >= coalesce((select max(read_at) from temperature_reading where monitor_id = ${monitorId}::uuid
        and read_at < to_timestamp(${from}::bigint / 1000.0) and hundredths_celsius between ${least} and ${most}), '-infinity')
      and read_at <= coalesce((select min(read_at) from temperature_reading where monitor_id = ${monitorId}::uuid
        and read_at > to_timestamp(${to}::bigint / 1000.0) and hundredths_celsius between ${least} and ${most}), 'infinity')
    order by read_at`.execute(database);
  return { readAt: rows.map(({ at }) => at), hundredthsCelsius: rows.map(({ value }) => value) };
}

/**
 * Writes an excursion, or makes the one longer that it is part of. Returns its id where anything is new; `undefined` where it was known as
 * it is.
 */
export async function noteExcursion(
  database: Database,
  monitorId: string,
  found: FoundExcursion,
  by: { readonly newId: string; readonly commandId: CommandId; readonly foundAt: Instant },
): Promise<string | undefined> {
  const { kind, beganAt, endedAt, extreme, minutes } = found;
  const span = sql`to_timestamp(${beganAt}::bigint / 1000.0), to_timestamp(${endedAt}::bigint / 1000.0)`;
  const known = await sql<{ id: string; same: boolean }>`
    select id, (began_at, ended_at) = (${span}) as same from excursion
    where monitor_id = ${monitorId}::uuid and kind = ${kind}
      and (began_at, ended_at + interval '1 millisecond') overlaps (to_timestamp(${beganAt}::bigint / 1000.0), to_timestamp(${endedAt + 1}::bigint / 1000.0))
    order by began_at limit 1`.execute(database);
  const [first] = known.rows;
  if (first?.same === true) return undefined;
  if (first === undefined) {
    await sql`
      insert into excursion (id, monitor_id, kind, began_at, ended_at, extreme_hundredths_celsius, minutes, command_id, found_at)
      values (${by.newId}::uuid, ${monitorId}::uuid, ${kind}, ${span}, ${extreme}, ${minutes}, ${by.commandId}::uuid,
        ${by.foundAt}::timestamptz)`.execute(database);
    return by.newId;
  }
  await sql`
    update excursion set (began_at, ended_at, extreme_hundredths_celsius, minutes) = (${span}, ${extreme}, ${minutes})
    where id = ${first.id}::uuid`.execute(database);
  return first.id;
}

/** The supplies of the items that were in a consignment, or offered at or sent to a site, in the order of their ids. */
export async function listMonitoredSupplies(
  database: Database,
  at: { readonly siteId: SiteId | null; readonly consignmentId: ConsignmentId | null },
  itemIds: readonly string[],
): Promise<readonly SupplyId[]> {
  const { rows } = await sql<{ supplyId: SupplyId }>`
    select s.supply_id as "supplyId" from supply as s
    where s.item_id = any(${itemIds}::text[]) and s.supply_id in (
      select supply_id from offer_line where site_id = ${at.siteId}::uuid
      union
      select l.supply_id from consignment as c join consignment_line as l on l.consignment_id = c.id
      where c.to_site_id = ${at.siteId}::uuid or c.id = ${at.consignmentId}::uuid)
    order by s.supply_id`.execute(database);
  return rows.map(({ supplyId }) => supplyId);
}

/** Excursions at the sites and in the consignments of parties (`undefined`: of everybody), the newest first, 500 at most. */
export async function listExcursions(database: Database, parties: readonly PartyId[] | undefined) {
  const { rows } = await sql<{
    id: string;
    device: string;
    temperatureClass: ColdClass;
    siteCode: string | null;
    consignmentNumber: string | null;
    kind: ExcursionKind;
    beganAt: string;
    endedAt: string;
    extremeHundredthsCelsius: number;
    minutes: number;
    openHolds: number;
  }>`
    select e.id, m.device, m.temperature_class as "temperatureClass", s.code as "siteCode", c.number as "consignmentNumber",
      e.kind, e.began_at as "beganAt", e.ended_at as "endedAt", e.extreme_hundredths_celsius as "extremeHundredthsCelsius",
      e.minutes, (select count(*)::integer from cold_hold_cause as w join cold_hold as h on h.id = w.hold_id
        where w.cause_id = e.id and h.status = 'open') as "openHolds"
    from excursion as e join temperature_monitor as m on m.id = e.monitor_id
    left join site as s on s.id = m.site_id left join consignment as c on c.id = m.consignment_id
    where ${parties === undefined} or s.party_id = any(${parties ?? []}::uuid[])
      or c.giver_id = any(${parties ?? []}::uuid[]) or c.recipient_id = any(${parties ?? []}::uuid[])
    order by e.found_at desc, e.id desc limit 500`.execute(database);
  return rows;
}
