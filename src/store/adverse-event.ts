import { sql } from "kysely";
import { asId, type CommandId, type PartyId, type RecallId, type SupplyId } from "#core/id.ts";
import type { CountAdverseEvents, EventReference, Seriousness } from "#core/session/adverse-event.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { listBatches } from "./batches.ts";
import type { Place } from "./dose.ts";
import type { Database } from "./schema.ts";

/** What a party knows of adverse events after doses of a lot at a site: its newest statement. */
export interface KnownEvents {
  readonly supplyId: SupplyId;
  readonly version: number;
  readonly knownOn: Day;
  readonly serious: number;
  readonly notSerious: number;
  readonly references: readonly EventReference[];
  readonly recordedAt: string;
}

/** Writes a statement of adverse events under its command's id, as the version after the one that it follows. */
export async function insertAdverseEvents(
  database: Database,
  { references, follows, ...counts }: CountAdverseEvents,
  rest: { readonly id: CommandId; readonly userId: string; readonly recordedAt: Instant },
): Promise<void> {
  await database
    .insertInto("adverseEventCount")
    .values({ ...counts, ...rest, version: follows + 1 })
    .execute();
  const rows = references.map((one, index) => ({ ...one, countId: rest.id, lineNumber: index + 1 }));
  for (const batch of listBatches(rows, 4)) {
    await database.insertInto("adverseEventReference").values(batch).execute();
  }
}

/** The newest statements of a party at a site, one a lot; of some lots alone where they are named. */
export async function listKnownEvents(
  database: Database,
  { partyId, siteId }: Place,
  supplyIds?: readonly SupplyId[],
): Promise<readonly KnownEvents[]> {
  const only = supplyIds ?? null;
  const { rows } = await sql<
    Omit<KnownEvents, "supplyId" | "knownOn" | "references"> & {
      readonly supplyId: string;
      readonly knownOn: string;
      readonly references: readonly { readonly seriousness: string; readonly reference: string }[];
    }
  >`
    select distinct on (c.supply_id) c.supply_id as "supplyId", c.version, c.known_on as "knownOn", c.serious,
      c.not_serious as "notSerious", c.recorded_at as "recordedAt", coalesce((
        select jsonb_agg(jsonb_build_object('seriousness', r.seriousness, 'reference', r.reference) order by r.line_number)
        from adverse_event_reference as r where r.count_id = c.id), '[]') as references
    from adverse_event_count as c
    where c.party_id = ${partyId} and c.site_id = ${siteId}
      and (${only}::uuid[] is null or c.supply_id = any(${only}::uuid[]))
    order by c.supply_id, c.version desc
  `.execute(database);
  return rows.map((row) => ({
    ...row,
    supplyId: asId<"supply">(row.supplyId),
    knownOn: asDay(row.knownOn),
    references: row.references.map((one) => ({
      ...one,
      seriousness: one.seriousness as Seriousness, // held by the table's CHECK
    })),
  }));
}

/** Doses of each of the lots that a party has given at a site, by the ledger; lots of which none were are left out. */
export async function sumGivenDoses(
  database: Database,
  { partyId, siteId }: Place,
  supplyIds: readonly SupplyId[],
): Promise<ReadonlyMap<SupplyId, number>> {
  const { rows } = await sql<{ supplyId: string; given: number }>`
    select supply_id as "supplyId", (units_in - units_out)::bigint as given from account
    where supply_id = any(${supplyIds}::uuid[]) and party_id = ${partyId} and site_id = ${siteId} and stage = 'used'
  `.execute(database);
  return new Map(rows.map(({ supplyId, given }) => [asId<"supply">(supplyId), given]));
}

/** Adverse events known after doses of one lot, wherever they were given, beside the doses given. */
export interface LotEvents {
  readonly itemId: string;
  readonly lotNumber: string | null;
  readonly given: number;
  readonly serious: number;
  readonly notSerious: number;
  /** The latest day up to which any of the counts goes. */
  readonly knownOn: string;
}

/**
 * Adverse events by lot: of the lot of one supply, or of the lots of a recall, as far as one of the parties has or has had units of the lot,
 * has given it, or has recalled it. A lot is what has one item and lot number; a supply without a number stands for itself.
 */
export async function listLotEvents(
  database: Database,
  of: { readonly supplyId?: SupplyId | undefined; readonly recallId?: RecallId | undefined },
  parties: readonly PartyId[],
): Promise<readonly LotEvents[]> {
  const asked =
    of.recallId === undefined
      ? sql`select ${of.supplyId ?? null}::uuid as supply_id`
      : sql`select n.supply_id from named_supply as n where n.recall_id = ${of.recallId}`;
  const { rows } = await sql<LotEvents>`
    with asked as (${asked}), lot as (
      select distinct s.item_id, s.lot_number, s.scenario, case when s.lot_number is null then s.supply_id end as alone
      from asked join supply as s on s.supply_id = asked.supply_id
    ), member as (
      select l.item_id, l.lot_number, l.alone, s.supply_id, s.giver_id from lot as l
      join supply as s on s.item_id = l.item_id and s.scenario is not distinct from l.scenario
        and ((l.alone is null and s.lot_number = l.lot_number) or s.supply_id = l.alone)
    ), open as (
      select distinct m.item_id, m.lot_number, m.alone from member as m
      where m.giver_id = any(${parties}::uuid[])
        or exists (select from account as a where a.supply_id = m.supply_id and a.stage <> 'produced'
          and a.party_id = any(${parties}::uuid[]))
        or exists (select from named_supply as n join recall as r on r.id = n.recall_id
          where n.supply_id = m.supply_id and r.party_id = any(${parties}::uuid[]))
    ), known as (
      select distinct on (c.party_id, c.site_id, c.supply_id) c.* from adverse_event_count as c
      where c.supply_id in (select supply_id from member)
      order by c.party_id, c.site_id, c.supply_id, c.version desc
    )
    select m.item_id as "itemId", m.lot_number as "lotNumber", coalesce(sum(k.serious), 0)::bigint as serious,
      coalesce(sum(k.not_serious), 0)::bigint as "notSerious", max(k.known_on) as "knownOn",
      (select coalesce(sum(a.units_in - a.units_out), 0) from account as a
        where a.stage = 'used' and a.supply_id = any(array_agg(m.supply_id)))::bigint as given
    from open as o
    join member as m on m.item_id = o.item_id and m.lot_number is not distinct from o.lot_number
      and m.alone is not distinct from o.alone
    left join known as k on k.supply_id = m.supply_id
    group by m.item_id, m.lot_number, m.alone
    having count(k.supply_id) > 0
    order by 1, 2
  `.execute(database);
  return rows;
}
