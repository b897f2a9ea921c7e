import { sql } from "kysely";
import type { Call, CallStatus } from "#core/call/call.ts";
import { asId, type CallId, type PartyId } from "#core/id.ts";
import type { Instant } from "#core/time.ts";
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

/** Writes a new call with its lines. */
export async function insertCall(database: Database, call: Call, createdAt: Instant): Promise<void> {
  const { lines, ...head } = call;
  await database
    .insertInto("call")
    .values({ ...head, version: 1, createdAt })
    .execute();
  await database
    .insertInto("callLine")
    .values(
      lines.map((line) => ({
        ...line,
        callId: call.id,
        basis: line.basis === null ? null : JSON.stringify(line.basis),
      })),
    )
    .execute();
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
  change: { readonly status: CallStatus; readonly confirmedAt?: Instant; readonly expiresOn?: string },
): Promise<void> {
  await database
    .updateTable("call")
    .set({ ...change, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** Units promised and received for each line of a call, by line number. */
async function sumLines(
  database: Database,
  id: CallId,
): Promise<Map<number, { agreed: number; received: number }>> {
  const rows = await database
    .selectFrom("agreementLine as line")
    .innerJoin("agreement", "agreement.id", "line.agreementId")
    .leftJoin("consignment", "consignment.agreementId", "agreement.id")
    .leftJoin("receipt", "receipt.consignmentId", "consignment.id")
    .leftJoin("consignmentLine as sent", (join) =>
      join
        .onRef("sent.consignmentId", "=", "consignment.id")
        .onRef("sent.agreementLineNumber", "=", "line.lineNumber"),
    )
    .leftJoin("receiptLine as counted", (join) =>
      join.onRef("counted.receiptId", "=", "receipt.id").onRef("counted.lineNumber", "=", "sent.lineNumber"),
    )
    .where("line.callId", "=", id)
    .where("agreement.status", "in", ["agreed", "fulfilled"])
    .groupBy(["line.agreementId", "line.lineNumber", "line.callLineNumber", "line.quantity"])
    .select([
      "line.callLineNumber",
      "line.quantity",
      sql<number>`coalesce(sum(counted.counted), 0)::bigint`.as("received"),
    ])
    .execute();
  const sums = new Map<number, { agreed: number; received: number }>();
  for (const row of rows) {
    const sum = sums.get(row.callLineNumber) ?? { agreed: 0, received: 0 };
    sums.set(row.callLineNumber, {
      agreed: sum.agreed + row.quantity,
      received: sum.received + row.received,
    });
  }
  return sums;
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
      "basis",
    ])
    .where("callId", "=", id)
    .orderBy("lineNumber")
    .execute();
  const sums = await sumLines(database, id);
  return {
    ...head,
    lines: lines.map((line) => ({ ...line, ...(sums.get(line.lineNumber) ?? { agreed: 0, received: 0 }) })),
  };
}
export type CallShown = NonNullable<Awaited<ReturnType<typeof findCall>>>;

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
