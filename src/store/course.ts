import { sql } from "kysely";
import type { CarryingConsignment, NamedFlow } from "#core/course/describe-course.ts";
import type { PartyId, SupplyId } from "#core/id.ts";
import { recallOf } from "./recall.ts";
import type { Database } from "./schema.ts";

/** Of which supply something is told. */
interface OfSupply {
  readonly supplyId: string;
}

/**
 * What moved the units of supplies, summed by way, party, consignment and agreement; within one stage left out. A reversal counts against
 * the way that it took back, and a correction with what it corrects. Reads every movement of the supplies.
 */
export async function listCourseFlows(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<readonly (NamedFlow & OfSupply)[]> {
  const { rows } = await sql<NamedFlow & OfSupply>`
    with moved as (
      select m.supply_id, m.kind, m.entry_id, m.consignment_id, m.recipient_id, s.giver_id,
        case when m.reversal then m.to_stage else m.from_stage end as from_stage,
        case when m.reversal then m.from_stage else m.to_stage end as to_stage,
        case when m.reversal then m.to_party_id else m.from_party_id end as from_id,
        case when m.reversal then m.from_party_id else m.to_party_id end as to_id,
        case when m.reversal then -m.quantity else m.quantity end as units
      from movement as m join supply as s on s.supply_id = m.supply_id
      where m.supply_id = any(${supplyIds}::uuid[]) and m.kind not in ('transfer', 'clear_export', 'clear_import')
    ), named as (
      select moved.supply_id, moved.kind, from_stage, to_stage, moved.consignment_id, units,
        case when to_stage = 'quarantined' then to_id = moved.giver_id
          else from_stage = 'quarantined' and from_id = moved.giver_id end as with_giver,
        nullif(case when moved.kind in ('pledge', 'withdraw') then null
          when to_stage in ('received', 'quarantined') then to_id
          when from_stage in ('received', 'quarantined') then from_id
          else moved.recipient_id end, moved.giver_id) as party_id,
        case coalesce(first.kind, entry.kind) when 'account_for_recalled' then 'recall'
          when 'settle_difference' then 'settlement' else 'other' end as cause,
        coalesce(c.agreement_id, case when moved.consignment_id is null and moved.kind in ('reserve', 'release') then
          coalesce(
            (select v.agreement_id from agreement_event as v where v.command_id = moved.entry_id limit 1),
            (select k.agreement_id from difference as d join receipt as r on r.id = d.receipt_id
              join consignment as k on k.id = r.consignment_id where d.entry_id = moved.entry_id limit 1)
          ) end) as agreement_id
      from moved
      join entry on entry.id = moved.entry_id
      left join entry as first on first.id = entry.corrects_id
      left join consignment as c on c.id = moved.consignment_id
    )
    select n.supply_id as "supplyId", n.kind, n.from_stage as "from", n.to_stage as "to", n.with_giver as "withGiver",
      n.cause, party.code as "partyCode", n.consignment_id as "consignmentId", n.agreement_id as "agreementId",
      sum(n.units)::bigint as units
    from named as n left join party on party.id = n.party_id
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    having sum(n.units) <> 0
    order by 1, 2, 7, 8`.execute(database);
  return rows;
}

/** The consignments that carry units of supplies, or are to: those cancelled left out. */
export async function listCarrying(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<readonly (CarryingConsignment & OfSupply)[]> {
  const { rows } = await sql<CarryingConsignment & OfSupply>`
    select line.supply_id as "supplyId", c.id, c.number, c.status, taker.code as "recipientCode",
      c.agreement_id as "agreementId", sum(line.quantity)::bigint as quantity,
      coalesce(c.held_in_status, c.status) not in ('planned', 'packed') as "hasLeft",
      coalesce(sum(short.quantity), 0)::bigint as missing
    from consignment_line as line
    join consignment as c on c.id = line.consignment_id
    join party as taker on taker.id = c.recipient_id
    left join receipt on receipt.consignment_id = c.id
    left join difference as short on short.receipt_id = receipt.id and short.line_number = line.line_number
      and short.kind = 'short' and short.status = 'open'
    where line.supply_id = any(${supplyIds}::uuid[]) and c.status <> 'cancelled'
    group by line.supply_id, c.id, taker.code`.execute(database);
  return rows;
}

/** Units that published plans share out of supplies, by supply and recipient. Cost: allocations of the published rounds. */
export async function listSharedOut(
  database: Database,
  supplyIds: readonly SupplyId[],
): Promise<readonly (OfSupply & { readonly partyCode: string; readonly units: number })[]> {
  const { rows } = await sql<OfSupply & { partyCode: string; units: number }>`
    select one.supply_id as "supplyId", party.code as "partyCode", sum(one.quantity)::bigint as units
    from round join allocation as one on one.round_id = round.id
    join call on call.id = one.call_id
    join party on party.id = call.party_id
    where round.published_at is not null and one.supply_id = any(${supplyIds}::uuid[])
    group by 1, 2
    order by 1, 2`.execute(database);
  return rows;
}

/** Units of a giver's supplies in agreements that wait for an answer, by supply. */
export async function sumProposed(
  database: Database,
  giverId: PartyId,
  supplyIds: readonly SupplyId[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<OfSupply & { units: number }>`
    select line.supply_id as "supplyId", sum(line.quantity)::bigint as units
    from agreement as a join agreement_line as line on line.agreement_id = a.id
    where a.giver_id = ${giverId}::uuid and a.status in ('proposed', 'in_consultation')
      and line.supply_id = any(${supplyIds}::uuid[])
    group by 1`.execute(database);
  return new Map(rows.map(({ supplyId, units }) => [supplyId, units]));
}

/** Doses that parties have reported without a lot and not settled, by item or category and party. */
export async function listDosesWithoutLot(
  database: Database,
  asked: { readonly itemIds: readonly string[]; readonly partyCodes: readonly string[] },
): Promise<readonly { readonly itemId: string; readonly partyCode: string; readonly doses: number }[]> {
  const { rows } = await sql<{ itemId: string; partyCode: string; doses: number }>`
    select u.item_id as "itemId", party.code as "partyCode", sum(u.doses_in - u.doses_out)::bigint as doses
    from party join unsettled_doses as u on u.party_id = party.id
    where party.code = any(${asked.partyCodes}::text[]) and u.item_id = any(${asked.itemIds}::text[])
      and u.doses_in > u.doses_out
    group by 1, 2
    order by 1, 2`.execute(database);
  return rows;
}

/** What supplies are of: item, lot, last day of use, and the recall that withholds them. */
export async function findCourseSupplies(database: Database, supplyIds: readonly SupplyId[]) {
  if (supplyIds.length === 0) return new Map<string, never>();
  const rows = await database
    .selectFrom("supply as s")
    .where("s.supplyId", "in", supplyIds)
    .select(["s.supplyId", "s.itemId", "s.lotNumber", "s.expiry", recallOf("s.supplyId").as("recallId")])
    .execute();
  return new Map(rows.map((row) => [row.supplyId, row]));
}
