import { sql } from "kysely";
import type { Call, CallLine, CallStatus } from "#core/call/call.ts";
import { asId, type CallId, type PartyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { isAnyOf, isOneOf, listBatches } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** What a command needs to know of a call before it changes it. */
export interface LockedCall {
  readonly id: CallId;
  readonly partyId: PartyId;
  readonly status: CallStatus;
  readonly version: number;
  readonly scenario: string | null;
}

const LINE_COLUMNS = 12;

/** Writes a new call with its lines. */
export async function insertCall(database: Database, call: Call, createdAt: Instant): Promise<void> {
  const { lines, ...head } = call;
  await database
    .insertInto("call")
    .values({ ...head, version: 1, createdAt })
    .execute();
  const rows = lines.map((line) => ({
    ...line,
    callId: call.id,
    basis: line.basis === null ? null : JSON.stringify(line.basis),
  }));
  for (const batch of listBatches(rows, LINE_COLUMNS)) {
    await database.insertInto("callLine").values(batch).execute();
  }
}

/** The call, locked until the transaction ends; `undefined` where there is none. */
export async function lockCall(database: Database, id: CallId): Promise<LockedCall | undefined> {
  const row = await database
    .selectFrom("call")
    .select(["partyId", "status", "version", "scenario"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // The status is held by the table's CHECK.
  return { ...row, id, partyId: asId(row.partyId), status: row.status as CallStatus };
}

/** Sets a call's status and counts its version up. `confirmed` also moves the day on which it expires. */
export async function updateCall(
  database: Database,
  id: CallId,
  change: { readonly status: CallStatus; readonly confirmedAt?: Instant; readonly expiresOn?: Day },
): Promise<void> {
  await database
    .updateTable("call")
    .set({ ...change, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** Locks the calls of `ids` until the transaction ends, in the order of their ids; those that exist. */
export async function lockCalls(database: Database, ids: readonly CallId[]): Promise<LockedCall[]> {
  if (ids.length === 0) return [];
  const rows = await database
    .selectFrom("call")
    .select(["id", "partyId", "status", "version", "scenario"])
    .where(isOneOf("id", ids))
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    ...row,
    id: asId<"call">(row.id),
    partyId: asId<"party">(row.partyId),
    status: row.status as CallStatus, // held by the table's CHECK
  }));
}

/** A line of a call with the units that agreements have promised to it. */
export interface CallNeed extends Omit<CallLine, "basis"> {
  readonly callId: CallId;
  readonly agreed: number;
}

/** The lines of calls, by call and line, with what is promised to each; `itemIds`: only those that ask for one of these items. */
export async function listCallNeeds(
  database: Database,
  callIds: readonly CallId[],
  itemIds?: readonly string[],
): Promise<CallNeed[]> {
  if (callIds.length === 0) return [];
  let query = database
    .selectFrom("callLine")
    .select([
      "callId",
      "lineNumber",
      "itemId",
      "quantity",
      "windowFrom",
      "windowTo",
      "siteId",
      "severity",
      "smallestUseful",
      "leastShelfLifeDays",
      "leastShelfLifePerCent",
    ])
    .where(isOneOf("callId", callIds));
  if (itemIds !== undefined) query = query.where(isAnyOf("itemId", itemIds));
  const rows = await query.orderBy("callId").orderBy("lineNumber").execute();
  const agreed = await sumAgreed(database, [...new Set(rows.map((row) => asId<"call">(row.callId)))]);
  return rows.map((row) => ({
    ...row,
    callId: asId<"call">(row.callId),
    quantity: asQuantity(row.quantity),
    smallestUseful: asQuantity(row.smallestUseful),
    windowFrom: asDay(row.windowFrom),
    windowTo: asDay(row.windowTo),
    siteId: asId<"site">(row.siteId),
    agreed: agreed.get(lineKey(row.callId, row.lineNumber)) ?? 0,
  }));
}

function lineKey(callId: string, lineNumber: number): string {
  return `${callId}/${lineNumber}`;
}

/**
 * Units promised to each line of calls, by "callId/lineNumber", by agreements that both sides have accepted. Of one that was withdrawn
 * afterwards, what had been dispatched by then still counts. What both sides know will not come does not: lost
 * consignments, differences settled as lost or never sent, and what was redirected. `directOnly`: only those that no round proposed. Cost: linear in the consignments' lines.
 */
export async function sumAgreed(
  database: Database,
  callIds: readonly CallId[],
  { directOnly = false }: { readonly directOnly?: boolean } = {},
): Promise<Map<string, number>> {
  const { rows } = await sql<{ callId: string; callLineNumber: number; units: number }>`
    with promised as (
      select line.*, agreement.status from agreement_line as line
      join agreement on agreement.id = line.agreement_id
      where line.call_id = any(${callIds}::uuid[]) and agreement.status in ('agreed', 'fulfilled', 'withdrawn')
        and (not ${directOnly}::boolean or agreement.round_id is null)
    ),
    carried as (
      select sent.agreement_line_number, c.agreement_id,
        sum(sent.quantity) filter (
          where coalesce(c.held_in_status, c.status) not in ('planned', 'packed', 'cancelled')) as dispatched,
        sum(case when c.status = 'lost' then sent.quantity else coalesce(gone.quantity, 0) end
          + coalesce(onward.redirected_units, 0)) as gone
      from consignment as c
      join consignment_line as sent on sent.consignment_id = c.id
      left join receipt on receipt.consignment_id = c.id
      left join difference as gone on gone.receipt_id = receipt.id and gone.line_number = sent.line_number
        and gone.kind = 'short' and gone.status = 'settled'
        and gone.recipient_reason in ('lost_in_transit', 'never_sent')
      left join difference as onward on onward.receipt_id = receipt.id and onward.line_number = sent.line_number
        and onward.kind = 'short_dated'
      where c.agreement_id in (select agreement_id from promised)
      group by c.agreement_id, sent.agreement_line_number
    )
    select p.call_id as "callId", p.call_line_number as "callLineNumber",
      sum(case when p.status <> 'withdrawn' then p.quantity else coalesce(k.dispatched, 0) end
        - coalesce(k.gone, 0))::bigint as "units"
    from promised as p
    left join carried as k on k.agreement_id = p.agreement_id and k.agreement_line_number = p.line_number
    group by p.call_id, p.call_line_number`.execute(database);
  return new Map(rows.map((row) => [lineKey(row.callId, row.callLineNumber), row.units]));
}

/** Units received so far for each line of a call, by line number, less what went on to another recipient. */
async function sumReceived(database: Database, id: CallId): Promise<Map<number, number>> {
  const rows = await database
    .selectFrom("agreementLine as line")
    .innerJoin("consignment", "consignment.agreementId", "line.agreementId")
    .innerJoin("receipt", "receipt.consignmentId", "consignment.id")
    .innerJoin("consignmentLine as sent", (join) =>
      join
        .onRef("sent.consignmentId", "=", "consignment.id")
        .onRef("sent.agreementLineNumber", "=", "line.lineNumber"),
    )
    .innerJoin("receiptLine as counted", (join) =>
      join
        .onRef("counted.receiptId", "=", "receipt.id")
        .onRef("counted.countNumber", "=", "receipt.countNumber")
        .onRef("counted.lineNumber", "=", "sent.lineNumber"),
    )
    .leftJoin("difference as onward", (join) =>
      join
        .onRef("onward.receiptId", "=", "receipt.id")
        .onRef("onward.lineNumber", "=", "sent.lineNumber")
        .on("onward.kind", "=", "short_dated"),
    )
    .where("line.callId", "=", id)
    .groupBy("line.callLineNumber")
    .select([
      "line.callLineNumber",
      sql<number>`sum(counted.counted - coalesce(onward.redirected_units, 0))::bigint`.as("units"),
    ])
    .execute();
  return new Map(rows.map((row) => [row.callLineNumber, row.units]));
}

/** Calls of the real world that nobody has confirmed again in time, by the day before which they had to. */
export async function listCallsToExpire(database: Database, today: Day): Promise<CallId[]> {
  const rows = await database
    .selectFrom("call")
    .select("id")
    .where("scenario", "is", null)
    .where("status", "in", ["open", "partly_met"])
    .where("expiresOn", "<", today)
    .orderBy("expiresOn")
    .orderBy("id")
    .execute();
  return rows.map((row) => asId<"call">(row.id));
}

/** The head of a call as it is shown, for one or for a list. */
function selectHeads(database: Database) {
  return database
    .selectFrom("call")
    .innerJoin("party", "party.id", "call.partyId")
    .select([
      "call.id",
      "call.partyId",
      "party.code as partyCode",
      "call.emergency",
      "call.scenario",
      "call.confirmedAt",
      "call.expiresOn",
      "call.version",
      "call.createdAt",
    ])
    .select((eb) => eb.ref("call.status").$castTo<CallStatus>().as("status"));
}
export type CallHead = Awaited<ReturnType<typeof findHead>>;

async function findHead(database: Database, id: CallId) {
  return await selectHeads(database).where("call.id", "=", id).executeTakeFirst();
}

/** A call as it is shown, with what has been promised and received line by line; `undefined` where there is none. */
export async function findCall(database: Database, id: CallId) {
  const head = await findHead(database, id);
  if (head === undefined) return undefined;
  const lines = await database
    .selectFrom("callLine")
    .select([
      "lineNumber",
      "itemId",
      "quantity",
      "windowFrom",
      "windowTo",
      "siteId",
      "severity",
      "smallestUseful",
      "leastShelfLifeDays",
      "leastShelfLifePerCent",
      "basis",
    ])
    .where("callId", "=", id)
    .orderBy("lineNumber")
    .execute();
  const agreed = await sumAgreed(database, [id]);
  const received = await sumReceived(database, id);
  return {
    ...head,
    lines: lines.map((line) => ({
      ...line,
      agreed: agreed.get(lineKey(id, line.lineNumber)) ?? 0,
      received: received.get(line.lineNumber) ?? 0,
    })),
  };
}

/** Calls newest first, with the number of their lines. Reads `limit + 1` rows of the index on creation. */
export async function listCalls(
  database: Database,
  filter: {
    readonly partyCode?: string | undefined;
    readonly status?: CallStatus | undefined;
    readonly scenario: string | null;
  },
  page: PageRequest,
): Promise<Page<CallHeadShown>> {
  let query = selectHeads(database)
    .select((eb) =>
      eb
        .selectFrom("callLine")
        .whereRef("callLine.callId", "=", "call.id")
        .select(sql<number>`count(*)::integer`.as("n"))
        .$castTo<{ n: number }>()
        .as("lineCount"),
    )
    .where("call.scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (filter.partyCode !== undefined) query = query.where("party.code", "=", filter.partyCode);
  if (filter.status !== undefined) query = query.where("call.status", "=", filter.status);
  if (page.after !== undefined)
    query = query.where(isOlder({ createdAt: "call.createdAt", id: "call.id" }, page.after));
  const rows = await query
    .orderBy("call.createdAt", "desc")
    .orderBy("call.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(
    rows.map((row) => ({ ...row, lineCount: row.lineCount ?? 0 })),
    page.limit,
  );
}
export type CallHeadShown = NonNullable<CallHead> & { readonly lineCount: number };
