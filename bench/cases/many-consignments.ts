import { v7 } from "uuid";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { makeConsignmentNumber } from "#core/consignment/number.ts";
import { asId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { addDays, asDay, dayOf, occurredOn } from "#core/time.ts";
import { findPartyByCode, getSecretariatId } from "#store/party.ts";
import { openChain, planOne } from "#test/fixtures/chain.ts";
import { actFor, newMeta, units, type World } from "#test/fixtures/world.ts";
import type { BenchBook } from "./bench-book.ts";

/** How many consignments there are to be. */
export interface Amounts {
  readonly count: number;
  /** That wait to be packed: the newest of all, and as many of the oldest. */
  readonly newest: number;
  readonly oldest: number;
  /** Deliveries recorded as the product does it, of which the others are copies. */
  readonly recorded: number;
}

/** Copies written by one statement. */
const PIECE = 10_000;
/** Days over which the copies were written down. */
const SPAN_DAYS = 700;

/**
 * Fills a book with consignments. Those that wait to be packed, from China to Ethiopia, and some deliveries are written by the
 * use cases that people's work goes through. The rest, at 15 ms each half an hour of it, are copies of these deliveries in the tables: heads,
 * lines, steps and receipts, without their movements; 40 givers, every country, 19 in 20 of them closed.
 */
export async function fillConsignments(
  book: BenchBook,
  { count, newest, oldest, recorded }: Amounts,
): Promise<void> {
  await planWaiting(book, oldest);
  await recordSome(book, recorded);
  await book.owner.query(`update consignment set created_at = created_at - interval '${SPAN_DAYS + 1} days'`);
  await copyDeliveries(book, count - newest - oldest - recorded);
  await planWaiting(book, newest);
  const { rows } = await book.owner.query<{ n: number }>("select count(*)::integer as n from consignment");
  if (rows[0]?.n !== count) throw new Error(`bench: ${rows[0]?.n} consignments are there, not ${count}`);
  await book.owner.query("vacuum (analyze)");
}

async function openBookWorld({ context }: BenchBook): Promise<World> {
  return {
    context,
    owner: context.database,
    secretariatId: await getSecretariatId(context.database),
    setNow: () => undefined,
    drop: async () => undefined,
  };
}

async function getGovernment({ context }: BenchBook, code: string): Promise<Party> {
  const party = await findPartyByCode(context.database, code);
  if (party === undefined) throw new Error(`bench: there is no party ${code}`);
  return party;
}

async function planWaiting(book: BenchBook, count: number): Promise<void> {
  const world = await openBookWorld(book);
  const between = [await getGovernment(book, "CHN"), await getGovernment(book, "ETH")] as const;
  const windowTo = addDays(dayOf(book.context.now()), 60);
  const chain = await openChain(world, { between, windowTo });
  for (let index = 0; index < count; index += 1) await planOne(chain, [[1, 1]]);
}

async function recordSome(book: BenchBook, count: number): Promise<void> {
  const world = await openBookWorld(book);
  const countries = [...book.context.reference.entrySites.keys()];
  const deliveries = Array.from({ length: count }, (_, index) => ({
    id: asId<"command">(v7()),
    giver: { code: "CHN", name: "China", kind: "government", country: "CHN" } as const,
    recipientCountry: countries[(index * 11) % countries.length]!, // within, as a remainder is
    itemId: "medical_mask",
    quantity: units(1000 + index),
    terms: "grant" as const,
    pipeline: null,
    occurred: occurredOn(addDays(asDay("2020-03-01"), index)),
    sourceUrl: "https://example.org/deliveries",
    lotNumber: null,
    expiry: null,
    line: index + 1,
  }));
  const recorded = await recordDeliveries(world.context, newMeta(actFor([world.secretariatId])), {
    deliveries,
  });
  if (!recorded.ok) throw new Error(`bench: ${JSON.stringify(recorded.refusal)}`);
}

async function copyDeliveries({ owner }: BenchBook, count: number): Promise<void> {
  await owner.query(`create temp table original as
    select (row_number() over (order by id) - 1)::integer as i, consignment.* from consignment where agreement_id is null`);
  await owner.query(`create temp table place as
    select (row_number() over (order by country) - 1)::integer as i, id as site_id, party_id from site
    where party_id is not null and un_locode is not null`);
  await owner.query(
    "create temp table copy (i integer, id uuid, receipt_id uuid, number text, created_at timestamptz)",
  );
  await owner.query("analyze original, place");
  for (let start = 0; start < count; start += PIECE) {
    const ids = Array.from({ length: Math.min(PIECE, count - start) }, () => v7());
    await owner.query("truncate copy");
    await owner.query(
      `insert into copy
        select $3 + o - 1, a, b, c, now() - interval '${SPAN_DAYS} days' * (1 - ($3 + o)::float8 / ($4 + 1))
        from unnest($1::uuid[], $2::text[], $5::uuid[]) with ordinality as l (a, c, b, o)`,
      [ids, ids.map(makeConsignmentNumber), start, count, ids.map(() => v7())],
    );
    await owner.query(COPY_SQL);
    console.error(`many-consignments: ${start + ids.length} of ${count} copies`);
  }
}

/** In one statement, so that each copy finds the original from which it is made. */
const COPY_SQL = `
  with made as materialized (
    select copy.*, original.id as original_id, original.source_url, giver.party_id as giver_id, giver.site_id as from_site_id,
      taker.party_id as recipient_id, taker.site_id as to_site_id,
      case copy.i % 100 when 0 then 'in_transit' when 1 then 'in_transit' when 2 then 'arrived' when 3 then 'received' when 4 then 'lost'
        else 'closed' end as status
    from copy
    join original on original.i = copy.i % (select count(*) from original)
    join place as giver on giver.i = (copy.i * 7 % 40) * (select count(*) from place) / 40
    join place as taker on taker.i = copy.i * 13 % (select count(*) from place)
  ), heads as (
    insert into consignment (id, number, giver_id, recipient_id, from_site_id, to_site_id, source_url, status, version, created_at)
    select id, number, giver_id, recipient_id, from_site_id, to_site_id, source_url, status, 1, created_at from made
  ), lines as (
    insert into consignment_line (consignment_id, line_number, supply_id, quantity)
    select made.id, line_number, supply_id, quantity from made join consignment_line as l on l.consignment_id = original_id
  ), steps as (
    insert into consignment_event (consignment_id, sequence, step, site_id, occurred_from, occurred_to, occurred_precision,
      occurred_text, command_id, recorded_at)
    select made.id, sequence, step, to_site_id, occurred_from, occurred_to, occurred_precision, occurred_text, command_id, created_at
    from made join consignment_event as e on e.consignment_id = original_id
  ), receipts as (
    insert into receipt (id, consignment_id, status, counted_text, user_id, version, created_at, count_number)
    select made.receipt_id, made.id, r.status, counted_text, user_id, 1, made.created_at, count_number
    from made join receipt as r on r.consignment_id = original_id
  )
  insert into receipt_line (receipt_id, line_number, supply_id, sent, counted, damaged, count_number)
  select made.receipt_id, l.line_number, l.supply_id, sent, counted, damaged, l.count_number
  from made join receipt as r on r.consignment_id = original_id join receipt_line as l on l.receipt_id = r.id`;
