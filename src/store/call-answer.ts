import { sql } from "kysely";
import type { AgreementStatus } from "#core/agreement/agreement.ts";
import type { ConsignmentStatus, TransportMode } from "#core/consignment/consignment.ts";
import type { CallId, PartyId, RoundId } from "#core/id.ts";
import type { Database } from "./schema.ts";

/** What an agreement has for a line of a call; its days are the agreement's, as long as both sides keep them. */
export interface PromisedAnswer {
  readonly callLineNumber: number;
  readonly agreementId: string;
  readonly roundId: string | null;
  readonly status: AgreementStatus;
  readonly giverCode: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly departOn: string;
  readonly arriveOn: string;
}

/** What a consignment carries for a line of a call, and which of its steps have been taken, each as precise as it was recorded. */
export interface CarriedAnswer {
  readonly callLineNumber: number;
  readonly agreementId: string;
  readonly consignmentId: string;
  readonly number: string;
  readonly status: ConsignmentStatus;
  readonly giverCode: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly dispatched: string | null;
  readonly arrived: string | null;
  readonly received: string | null;
  /** Units of it that were counted last; `null` before the count. */
  readonly counted: number | null;
}

/**
 * The agreements that have something for a call, by line and day of arrival. `visibleTo`: only those of which one of these parties is
 * a side, or has the units; `null`: all. O(agreement lines of the call).
 */
export async function listPromised(
  database: Database,
  callId: CallId,
  visibleTo: readonly PartyId[] | null,
): Promise<readonly PromisedAnswer[]> {
  const { rows } = await sql<PromisedAnswer>`
    select line.call_line_number as "callLineNumber", a.id as "agreementId", a.round_id as "roundId", a.status,
      giver.code as "giverCode", supply.item_id as "itemId", line.quantity, line.depart_on as "departOn",
      line.arrive_on as "arriveOn"
    from agreement_line as line
    join agreement as a on a.id = line.agreement_id
    join party as giver on giver.id = a.giver_id
    join supply on supply.supply_id = line.supply_id
    where line.call_id = ${callId}::uuid
      and (${visibleTo === null}::boolean
        or array[a.giver_id, a.recipient_id, a.holder_id] && ${visibleTo ?? []}::uuid[])
    order by line.call_line_number, line.arrive_on, a.id, line.line_number`.execute(database);
  return rows;
}

/** The consignments that carry something for a call, but those cancelled, by line and number. O(their lines and steps). */
export async function listCarried(database: Database, callId: CallId): Promise<readonly CarriedAnswer[]> {
  const stepOf = (step: string) => sql`(select event.occurred_text from consignment_event as event
    where event.consignment_id = c.id and event.step = ${step} order by event.sequence desc limit 1)`;
  const { rows } = await sql<CarriedAnswer>`
    select line.call_line_number as "callLineNumber", line.agreement_id as "agreementId", c.id as "consignmentId",
      c.number, c.status, giver.code as "giverCode", supply.item_id as "itemId", sent.quantity,
      ${stepOf("dispatch")} as dispatched, ${stepOf("arrive")} as arrived, ${stepOf("receive")} as received,
      counted.counted
    from agreement_line as line
    join consignment as c on c.agreement_id = line.agreement_id
    join consignment_line as sent on sent.consignment_id = c.id and sent.agreement_line_number = line.line_number
    join party as giver on giver.id = c.giver_id
    join supply on supply.supply_id = sent.supply_id
    left join receipt on receipt.consignment_id = c.id
    left join receipt_line as counted on counted.receipt_id = receipt.id
      and counted.count_number = receipt.count_number and counted.line_number = sent.line_number
    where line.call_id = ${callId}::uuid and c.status <> 'cancelled'
    order by line.call_line_number, c.number, sent.line_number`.execute(database);
  return rows;
}

/** One of the allocations of a round, with what it is called by. */
export interface NamedAllocation {
  readonly lineNumber: number;
  readonly callId: string;
  readonly callLineNumber: number;
  readonly itemId: string;
  readonly giverCode: string;
  readonly quantity: number;
  readonly fromSite: { readonly id: string; readonly name: string };
  readonly toSite: { readonly id: string; readonly name: string };
  readonly mode: TransportMode;
  readonly departOn: string;
  readonly arriveOn: string;
}

/** The allocations of a round to the calls of a party, in the order of the plan; of a draft those of its newest plan. */
export async function listAllocationsTo(
  database: Database,
  roundId: RoundId,
  partyCode: string,
): Promise<readonly NamedAllocation[]> {
  const { rows } = await sql<NamedAllocation>`
    select one.line_number as "lineNumber", one.call_id as "callId", one.call_line_number as "callLineNumber",
      supply.item_id as "itemId", giver.code as "giverCode", one.quantity,
      jsonb_build_object('id', origin.id, 'name', origin.name) as "fromSite",
      jsonb_build_object('id', destination.id, 'name', destination.name) as "toSite",
      lane.mode, one.depart_on as "departOn", one.arrive_on as "arriveOn"
    from allocation as one
    join call on call.id = one.call_id
    join party on party.id = call.party_id
    join supply on supply.supply_id = one.supply_id
    join party as giver on giver.id = supply.giver_id
    join lane on lane.id = one.lane_id
    join site as origin on origin.id = lane.from_site_id
    join site as destination on destination.id = lane.to_site_id
    where one.round_id = ${roundId}::uuid and party.code = ${partyCode}
    order by one.line_number`.execute(database);
  return rows;
}
