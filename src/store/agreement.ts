import { sql } from "kysely";
import type { Agreement, AgreementLine, AgreementStatus } from "#core/agreement/agreement.ts";
import {
  type AgreementId,
  asId,
  type CallId,
  type CommandId,
  type PartyId,
  type RoundId,
  type SupplyId,
} from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import type { ShelfLifeAsker } from "#core/shelf-life/shelf-life.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** What a command needs to know of an agreement before it changes it. */
export interface LockedAgreement extends Agreement {
  readonly version: number;
  readonly scenario: string | null;
}

/** What was said in consultation, by whom. */
export interface AgreementEvent {
  readonly step: string;
  readonly partyId: PartyId;
  readonly reason?: string | undefined;
  readonly lines?: unknown;
  readonly commandId: CommandId;
  readonly recordedAt: Instant;
}

/** Rows in one statement: bounded so that parameters stay below PostgreSQL's 65,535. */
const ROWS_PER_STATEMENT = 5000;

/** Writes a new agreement with its lines and its first event. */
export async function insertAgreement(
  database: Database,
  agreement: Agreement,
  { scenario, event }: { readonly scenario: string | null; readonly event: AgreementEvent },
): Promise<void> {
  const { lines, ...head } = agreement;
  await database
    .insertInto("agreement")
    .values({ ...head, scenario, version: 1, createdAt: event.recordedAt })
    .execute();
  await insertLines(database, agreement.id, lines);
  await insertAgreementEvent(database, agreement.id, event);
}

async function insertLines(
  database: Database,
  agreementId: AgreementId,
  lines: readonly AgreementLine[],
): Promise<void> {
  for (let start = 0; start < lines.length; start += ROWS_PER_STATEMENT) {
    const rows = lines.slice(start, start + ROWS_PER_STATEMENT);
    await database
      .insertInto("agreementLine")
      .values(rows.map((line) => ({ ...line, agreementId })))
      .execute();
  }
}

/** Writes one event after the ones there are. The agreement must be new or locked. */
export async function insertAgreementEvent(
  database: Database,
  id: AgreementId,
  event: AgreementEvent,
): Promise<void> {
  await database
    .insertInto("agreementEvent")
    .values((eb) => ({
      agreementId: id,
      sequence: eb
        .selectFrom("agreementEvent")
        .where("agreementId", "=", id)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
      step: event.step,
      partyId: event.partyId,
      reason: event.reason ?? null,
      lines: event.lines === undefined ? null : JSON.stringify(event.lines),
      commandId: event.commandId,
      recordedAt: event.recordedAt,
    }))
    .execute();
}

/** The agreement with its lines, locked until the transaction ends; `undefined` where there is none. */
export async function lockAgreement(
  database: Database,
  id: AgreementId,
): Promise<LockedAgreement | undefined> {
  const row = await database
    .selectFrom("agreement")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const lines = await database
    .selectFrom("agreementLine")
    .selectAll()
    .where("agreementId", "=", id)
    .orderBy("lineNumber")
    .execute();
  return {
    id,
    giverId: asId(row.giverId),
    recipientId: asId(row.recipientId),
    roundId: row.roundId === null ? null : asId(row.roundId),
    redirectsConsignmentId: row.redirectsConsignmentId === null ? null : asId(row.redirectsConsignmentId),
    holderId: row.holderId === null ? null : asId(row.holderId),
    status: row.status as AgreementStatus, // held by the table's CHECK
    giverConsents: row.giverConsents,
    recipientConsents: row.recipientConsents,
    version: row.version,
    scenario: row.scenario,
    lines: lines.map(({ agreementId: _id, ...line }) => ({
      lineNumber: line.lineNumber,
      supplyId: asId(line.supplyId),
      callId: asId(line.callId),
      callLineNumber: line.callLineNumber,
      quantity: asQuantity(line.quantity),
      fromSiteId: asId(line.fromSiteId),
      toSiteId: asId(line.toSiteId),
      departOn: asDay(line.departOn),
      arriveOn: asDay(line.arriveOn),
      redirectsLineNumber: line.redirectsLineNumber,
      askedShelfLifeDays: line.askedShelfLifeDays,
      shelfLifeAskedBy: line.shelfLifeAskedBy as ShelfLifeAsker | null, // held by the table's CHECK
      agreedShelfLifeDays: line.agreedShelfLifeDays,
    })),
  };
}

/** Sets what is given of an agreement's state and counts its version up. */
export async function updateAgreement(
  database: Database,
  id: AgreementId,
  change: {
    readonly status: AgreementStatus;
    readonly giverConsents?: boolean;
    readonly recipientConsents?: boolean;
  },
): Promise<void> {
  await database
    .updateTable("agreement")
    .set({ ...change, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** Sets quantity, days and shelf life of an agreement's lines. The agreement must be locked. */
export async function updateAgreementLines(
  database: Database,
  id: AgreementId,
  lines: readonly AgreementLine[],
): Promise<void> {
  for (const line of lines) {
    const { lineNumber, quantity, departOn, arriveOn } = line;
    const { askedShelfLifeDays, shelfLifeAskedBy, agreedShelfLifeDays } = line;
    await database
      .updateTable("agreementLine")
      .set({ quantity, departOn, arriveOn, askedShelfLifeDays, shelfLifeAskedBy, agreedShelfLifeDays })
      .where("agreementId", "=", id)
      .where("lineNumber", "=", lineNumber)
      .execute();
  }
}

/** Units of each line of an agreement that have left: line → units. What is planned, packed or cancelled has not. */
export async function sumDispatched(
  database: Database,
  id: AgreementId,
): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom("consignmentLine as sent")
    .innerJoin("consignment", "consignment.id", "sent.consignmentId")
    .where("consignment.agreementId", "=", id)
    .where("sent.agreementLineNumber", "is not", null)
    .where(sql<string>`coalesce(consignment.held_in_status, consignment.status)`, "not in", [
      "planned",
      "packed",
      "cancelled",
    ])
    .groupBy("sent.agreementLineNumber")
    .select(["sent.agreementLineNumber", sql<number>`sum(sent.quantity)::bigint`.as("units")])
    .execute();
  return new Map(rows.map((row) => [row.agreementLineNumber ?? 0, row.units]));
}

/**
 * Units that agreements of one world promise while they wait for an answer: by supply, and by call and line
 * (`call/line`), each in the stage before they are reserved.
 *
 * Those of a round count on both sides. A direct answer counts against the supply once its giver has consented, and
 * against the need once its recipient has: nobody can keep another's goods, or another's need, out of a round by a
 * proposal. What should have left before `from` counts no more. `callIds`: only what these calls are promised.
 */
export async function sumPending(
  database: Database,
  {
    scenario,
    from,
    callIds,
  }: { readonly scenario: string | null; readonly from: Day | null; readonly callIds?: readonly CallId[] },
): Promise<{
  readonly supplies: ReadonlyMap<SupplyId, number>;
  readonly needs: ReadonlyMap<string, number>;
  /** Of `needs`, what direct answers promise. */
  readonly directNeeds: ReadonlyMap<string, number>;
}> {
  let query = database
    .selectFrom("agreementLine as line")
    .innerJoin("agreement", "agreement.id", "line.agreementId")
    .where("agreement.scenario", scenario === null ? "is" : "=", scenario)
    .where("agreement.status", "in", ["proposed", "in_consultation"])
    .select([
      "line.supplyId",
      "line.callId",
      "line.callLineNumber",
      "line.quantity",
      "agreement.roundId",
      "agreement.giverConsents",
      "agreement.recipientConsents",
    ]);
  if (from !== null) query = query.where("line.departOn", ">=", from);
  if (callIds !== undefined) query = query.where(isOneOf("line.callId", callIds));
  const supplies = new Map<SupplyId, number>();
  const needs = new Map<string, number>();
  const directNeeds = new Map<string, number>();
  for (const line of await query.execute()) {
    const supplyId = asId<"supply">(line.supplyId);
    const need = `${line.callId}/${line.callLineNumber}`;
    if (line.roundId !== null || line.giverConsents) {
      supplies.set(supplyId, (supplies.get(supplyId) ?? 0) + line.quantity);
    }
    if (line.roundId !== null || line.recipientConsents) {
      needs.set(need, (needs.get(need) ?? 0) + line.quantity);
      if (line.roundId === null) directNeeds.set(need, (directNeeds.get(need) ?? 0) + line.quantity);
    }
  }
  return { supplies, needs, directNeeds };
}

/** The agreements that a round has proposed, by id. */
export async function listRoundAgreements(database: Database, roundId: RoundId) {
  const rows = await database
    .selectFrom("agreement")
    .select(["id", "giverId", "recipientId"])
    .select((eb) => eb.ref("status").$castTo<AgreementStatus>().as("status"))
    .where("roundId", "=", roundId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: asId<"agreement">(row.id),
    giverId: asId<"party">(row.giverId),
    recipientId: asId<"party">(row.recipientId),
    status: row.status,
  }));
}

function selectHeads(database: Database) {
  return database
    .selectFrom("agreement")
    .innerJoin("party as giver", "giver.id", "agreement.giverId")
    .innerJoin("party as recipient", "recipient.id", "agreement.recipientId")
    .leftJoin("party as holder", "holder.id", "agreement.holderId")
    .select([
      "agreement.id",
      "agreement.giverId",
      "giver.code as giverCode",
      "agreement.recipientId",
      "recipient.code as recipientCode",
      "agreement.roundId",
      "agreement.redirectsConsignmentId",
      "agreement.holderId",
      "holder.code as holderCode",
      "agreement.scenario",
      "agreement.giverConsents",
      "agreement.recipientConsents",
      "agreement.version",
      "agreement.createdAt",
    ])
    .select((eb) => eb.ref("agreement.status").$castTo<AgreementStatus>().as("status"));
}

async function findHead(database: Database, id: AgreementId) {
  return await selectHeads(database).where("agreement.id", "=", id).executeTakeFirst();
}
type AgreementHead = NonNullable<Awaited<ReturnType<typeof findHead>>>;

/** An agreement as it is shown, with its lines and its consultation; `undefined` where there is none. */
export async function findAgreement(database: Database, id: AgreementId) {
  const head = await findHead(database, id);
  if (head === undefined) return undefined;
  const lines = await database
    .selectFrom("agreementLine as line")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("line.agreementId", "=", id)
    .select([
      "line.lineNumber",
      "line.supplyId",
      "supply.itemId",
      "supply.terms",
      "line.callId",
      "line.callLineNumber",
      "line.quantity",
      "line.fromSiteId",
      "line.toSiteId",
      "line.departOn",
      "line.arriveOn",
      "line.redirectsLineNumber",
      "supply.expiry",
      "line.askedShelfLifeDays",
      "line.agreedShelfLifeDays",
    ])
    .select((eb) => eb.ref("line.shelfLifeAskedBy").$castTo<ShelfLifeAsker | null>().as("shelfLifeAskedBy"))
    .orderBy("line.lineNumber")
    .execute();
  const events = await database
    .selectFrom("agreementEvent as event")
    .innerJoin("party", "party.id", "event.partyId")
    .where("event.agreementId", "=", id)
    .select([
      "event.sequence",
      "event.step",
      "party.code as partyCode",
      "event.reason",
      "event.lines",
      "event.recordedAt",
    ])
    .orderBy("event.sequence")
    .execute();
  return { ...head, lines, events };
}
export type AgreementHeadShown = AgreementHead & { readonly lineCount: number };

/**
 * Agreements newest first, with the number of their lines. `visibleTo`: only those of which one of these parties is a
 * side; `null`: all.
 */
export async function listAgreements(
  database: Database,
  filter: {
    readonly partyCode?: string | undefined;
    readonly status?: AgreementStatus | undefined;
    readonly scenario: string | null;
    readonly visibleTo: readonly PartyId[] | null;
  },
  page: PageRequest,
): Promise<Page<AgreementHeadShown>> {
  const { partyCode, status, visibleTo } = filter;
  if (visibleTo?.length === 0) return { items: [], next: null };
  let query = selectHeads(database)
    .select((eb) =>
      eb
        .selectFrom("agreementLine")
        .whereRef("agreementLine.agreementId", "=", "agreement.id")
        .select(sql<number>`count(*)::integer`.as("n"))
        .$asScalar()
        .$notNull()
        .as("lineCount"),
    )
    .where("agreement.scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (partyCode !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb("giver.code", "=", partyCode),
        eb("recipient.code", "=", partyCode),
        eb("holder.code", "=", partyCode),
      ]),
    );
  }
  if (visibleTo !== null) {
    query = query.where((eb) =>
      eb.or([
        eb("agreement.giverId", "in", visibleTo),
        eb("agreement.recipientId", "in", visibleTo),
        eb("agreement.holderId", "in", visibleTo),
      ]),
    );
  }
  if (status !== undefined) query = query.where("agreement.status", "=", status);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "agreement.createdAt", id: "agreement.id" }, page.after));
  }
  const rows = await query
    .orderBy("agreement.createdAt", "desc")
    .orderBy("agreement.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(rows, page.limit);
}
