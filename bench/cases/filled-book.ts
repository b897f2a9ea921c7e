import { v7 } from "uuid";
import { asId } from "#core/id.ts";
import { insertSupplies } from "#store/ledger.ts";
import { type BenchBook, listPlaces } from "./bench-book.ts";

/**
 * A book of very many movements, written by its owner straight into the tables, for benchmarks that read: through `post_entry` it
 * would take hours. What the posting path keeps beside them (balances, the log) is not there.
 *
 * Two years of record from July 2019. Entries of ten movements on two supplies; a supply moves for six months, to five countries,
 * by every kind of a chain; a movement happened up to twenty days before it was recorded, one in twenty is known by its month alone
 * and one in a hundred by a span; one in fifty is a reversal. One giver has every tenth supply, 39 others have the rest.
 */
export interface FilledBook {
  readonly entryCount: number;
  /** Country of the giver that has a tenth of the supplies, and of one of the others. */
  readonly largestExporter: string;
  readonly exporter: string;
}

const GIVERS = 40;
const ENTRY_MOVEMENTS = 10;
/** Movements written by one statement. */
const PIECE = 500_000;

export async function fillBook(book: BenchBook, movements: number, supplyCount: number): Promise<FilledBook> {
  const { owner, context } = book;
  const places = await listPlaces(book);
  const givers = Array.from(
    { length: GIVERS },
    (_, index) => places[Math.floor((index * places.length) / GIVERS)]!,
  );
  const items = [...context.reference.items.values()]
    .filter(({ kind, unitName }) => kind === "item" && unitName === "piece")
    .slice(0, 20);
  const giverOf = (index: number) => givers[index % 10 === 0 ? 0 : 1 + (index % (GIVERS - 1))]!;
  const supplies = Array.from({ length: supplyCount }, (_, index) => ({
    id: asId<"supply">(v7()),
    itemId: items[Math.floor(index / 3) % items.length]!.id,
    giverId: giverOf(index).partyId,
    terms: index % 4 === 0 ? ("sale" as const) : ("grant" as const),
    offerId: null,
    gtin: null,
    lotNumber: null,
    expiry: null,
    pipeline: null,
    emergency: null,
    scenario: null,
  }));
  for (let start = 0; start < supplyCount; start += 1000) {
    await insertSupplies(context.database, supplies.slice(start, start + 1000), context.now());
  }
  await owner.query("select ensure_movement_partitions('2019-07-01', 24)");
  await owner.query(
    "create temp table lot (i integer primary key, supply_id uuid, party_id uuid, site_id uuid)",
  );
  await owner.query(
    `insert into lot select (o - 1)::integer, a, b, c
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as l (a, b, c, o)`,
    [
      supplies.map(({ id }) => id),
      supplies.map((_, index) => giverOf(index).partyId),
      supplies.map((_, index) => giverOf(index).siteId),
    ],
  );
  await owner.query("create temp table taker (i integer primary key, party_id uuid)");
  await owner.query(
    "insert into taker select (o - 1)::integer, a from unnest($1::uuid[]) with ordinality as t (a, o)",
    [places.map(({ partyId }) => partyId)],
  );
  await owner.query("analyze lot, taker");
  const entryCount = Math.floor(movements / ENTRY_MOVEMENTS);
  // Neither triggers nor foreign keys: the accounts that movements go between are not there.
  await owner.query("set session_replication_role = replica");
  for (let first = 0; first < entryCount; first += PIECE / ENTRY_MOVEMENTS) {
    const last = Math.min(entryCount, first + PIECE / ENTRY_MOVEMENTS) - 1;
    await owner.query(fillSql({ first, last, entryCount, supplyCount, takerCount: places.length }));
    console.error(`filled-book: ${(last + 1) * ENTRY_MOVEMENTS} of ${movements} movements`);
  }
  await owner.query("set session_replication_role = origin");
  const { rows } = await owner.query<{ country: string }>(
    "select country from party where id = any($1::uuid[]) order by id = $2::uuid desc",
    [[givers[0]!.partyId, givers[7]!.partyId], givers[0]!.partyId],
  );
  return { entryCount, largestExporter: rows[0]!.country, exporter: rows[1]!.country };
}

interface Piece {
  /** Entries, from 0. */
  readonly first: number;
  readonly last: number;
  readonly entryCount: number;
  readonly supplyCount: number;
  readonly takerCount: number;
}

function fillSql({ first, last, entryCount, supplyCount, takerCount }: Piece): string {
  const draw = (seed: string, below: string) => `(abs(hashint8extended(${seed}, 7)) % ${below})`;
  // A window of a quarter of the supplies moves along with time.
  const lotOf = (half: number) =>
    `(least(e.i * ${supplyCount}::bigint * 3 / (4 * ${entryCount}::bigint), ${Math.floor((supplyCount * 3) / 4)}) + ${draw(`e.i * 2 + ${half}`, `${Math.max(1, Math.floor(supplyCount / 4))}`)})::integer`;
  return `
    with e as materialized (
      select i, md5('entry ' || i)::uuid as id,
        timestamptz '2019-07-01 00:00Z' + i * (interval '730 days' / ${entryCount}) as recorded_at
      from generate_series(${first}, ${last}) as i
    ), drawn as materialized (
      select e.*, l0.supply_id as supply0, l1.supply_id as supply1, l0.i as lot0, l1.i as lot1, l0.party_id as party0,
        l1.party_id as party1, l0.site_id as site0, l1.site_id as site1
      from e join lot as l0 on l0.i = ${lotOf(0)} join lot as l1 on l1.i = ${lotOf(1)}
    ), heads as (
      insert into entry (id, kind, reason, user_id, recorded_at, supply_ids)
      select id, 'bench', 'command', 'bench', recorded_at, array[supply0, supply1] from drawn
    ), positions as (
      insert into entry_position (position, entry_id, numbered_at)
      select i + 1, id, recorded_at + interval '30 seconds' from drawn
    )
    insert into movement (supply_id, recorded_at, entry_id, line_number, kind, reversal, quantity, from_party_id, from_site_id,
      from_stage, to_party_id, to_site_id, to_stage, recipient_id, occurred_from, occurred_to, occurred_precision, occurred_text)
    select m.supply_id, m.recorded_at, m.id, k, kind, ${draw("m.i * 10 + k", "50")} = 0, 1 + ${draw("m.i * 11 + k", "90")}, m.party_id, m.site_id,
      'produced', m.party_id, m.site_id, 'available', case when kind <> 'pledge' then t.party_id end,
      case how when 0 then (date_trunc('month', day - interval '1 month'))::date when 1 then date_trunc('month', day)::date
        else day end,
      case how when 0 then (date_trunc('month', day) + interval '1 month - 1 day')::date
        when 1 then (date_trunc('month', day) + interval '1 month - 1 day')::date else day end,
      case how when 0 then 'span' when 1 then 'month' else 'day' end,
      case how when 0 then to_char(day - interval '1 month', 'YYYY-MM') || '/' || to_char(day, 'YYYY-MM')
        when 1 then to_char(day, 'YYYY-MM') else day::text end
    from (
      select d.i, d.id, d.recorded_at, k, case when k <= 5 then supply0 else supply1 end as supply_id,
        case when k <= 5 then lot0 else lot1 end as lot, case when k <= 5 then party0 else party1 end as party_id,
        case when k <= 5 then site0 else site1 end as site_id,
        (array['pledge', 'reserve', 'dispatch', 'clear_export', 'clear_import', 'receive', 'use'])[1 + ${draw("d.i * 13 + k", "7")}]
          as kind,
        (d.recorded_at at time zone 'UTC')::date - ${draw("d.i * 17 + k", "20")}::integer as day,
        case when ${draw("d.i * 19 + k", "100")} = 0 then 0 when ${draw("d.i * 23 + k", "20")} = 0 then 1 else 2 end as how
      from drawn as d cross join generate_series(1, 10) as k
    ) as m join taker as t on t.i = (m.lot * 7 + ${draw("m.i * 29 + k", "5")}) % ${takerCount}`;
}
