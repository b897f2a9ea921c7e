import { sql } from "kysely";
import type {
  Consignment,
  ConsignmentStatus,
  ConsignmentStep,
  TransportMode,
} from "#core/consignment/consignment.ts";
import {
  type AgreementId,
  asId,
  type CommandId,
  type ConsignmentId,
  type SiteId,
  type SupplyId,
} from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, type Day, type Instant, type Occurred, type Precision } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** What a step needs to know of a consignment before it takes it. */
export interface LockedConsignment extends Omit<Consignment, "mode"> {
  readonly mode: TransportMode | null;
  readonly version: number;
  readonly scenario: string | null;
  readonly heldInStatus: ConsignmentStatus | null;
  /**
   * First day of the newest step's time; `null` before the first. Planning and packing do not count: they may
   * be written down after the goods have left. Nor does a loss: what was counted at the gate was not lost.
   */
  readonly previousFrom: Day | null;
  /** When each step happened that it has taken; of one taken again, the last time. */
  readonly stepTimes: ReadonlyMap<ConsignmentStep, Occurred>;
}

/** A step of a consignment's story. */
export interface ConsignmentEvent {
  readonly step: ConsignmentStep | "plan" | "release";
  readonly siteId: SiteId | null;
  readonly occurred: Occurred;
  readonly commandId: CommandId;
  readonly recordedAt: Instant;
}

/** Writes a new consignment with its lines; `agreementLineNumbers` in the order of the lines, empty where there is no agreement. */
export async function insertConsignment(
  database: Database,
  consignment: Omit<Consignment, "mode"> & { readonly mode: TransportMode | null },
  rest: {
    readonly agreementLineNumbers: readonly number[];
    readonly scenario: string | null;
    readonly sourceUrl: string | null;
    readonly createdAt: Instant;
  },
): Promise<void> {
  const { lines, ...head } = consignment;
  const { scenario, sourceUrl, createdAt } = rest;
  await database
    .insertInto("consignment")
    .values({ ...head, scenario, sourceUrl, createdAt, heldInStatus: null, version: 1 })
    .execute();
  await database
    .insertInto("consignmentLine")
    .values(
      lines.map((line, index) => ({
        ...line,
        consignmentId: consignment.id,
        agreementLineNumber: rest.agreementLineNumbers[index] ?? null,
      })),
    )
    .execute();
}

/** Which line of its agreement a line of a consignment carries out; `null` where it travels without one. */
export async function findAgreementLineNumber(
  database: Database,
  consignmentId: ConsignmentId,
  lineNumber: number,
): Promise<number | null> {
  const row = await database
    .selectFrom("consignmentLine")
    .select("agreementLineNumber")
    .where("consignmentId", "=", consignmentId)
    .where("lineNumber", "=", lineNumber)
    .executeTakeFirstOrThrow();
  return row.agreementLineNumber;
}

/** Steps whose time says nothing about when the next one can have been. */
const UNORDERED_STEPS: readonly string[] = ["plan", "pack", "lose", "recount"];

/** The consignment with its lines, locked until the transaction ends; `undefined` where there is none. */
export async function lockConsignment(
  database: Database,
  id: ConsignmentId,
): Promise<LockedConsignment | undefined> {
  const row = await database
    .selectFrom("consignment")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const lines = await database
    .selectFrom("consignmentLine")
    .select(["lineNumber", "supplyId", "quantity"])
    .where("consignmentId", "=", id)
    .orderBy("lineNumber")
    .execute();
  const events = await database
    .selectFrom("consignmentEvent")
    .select(["step", "occurredFrom", "occurredTo", "occurredPrecision", "occurredText"])
    .where("consignmentId", "=", id)
    .orderBy("sequence")
    .execute();
  const previous = events.findLast((event) => !UNORDERED_STEPS.includes(event.step));
  return {
    id,
    number: row.number,
    agreementId: row.agreementId === null ? null : asId(row.agreementId),
    giverId: asId(row.giverId),
    recipientId: asId(row.recipientId),
    fromSiteId: asId(row.fromSiteId),
    toSiteId: asId(row.toSiteId),
    // The next three are held by the table's CHECKs.
    mode: row.mode as TransportMode | null,
    status: row.status as ConsignmentStatus,
    heldInStatus: row.heldInStatus as ConsignmentStatus | null,
    version: row.version,
    scenario: row.scenario,
    lines: lines.map((line) => ({
      lineNumber: line.lineNumber,
      supplyId: asId(line.supplyId),
      quantity: asQuantity(line.quantity),
    })),
    previousFrom: previous === undefined ? null : asDay(previous.occurredFrom),
    stepTimes: new Map(
      events.map((event) => [
        event.step as ConsignmentStep, // a planning or a release that is read as a step is asked for by nobody
        {
          from: asDay(event.occurredFrom),
          to: asDay(event.occurredTo),
          precision: event.occurredPrecision as Precision, // written by insertConsignmentEvent alone
          text: event.occurredText,
        },
      ]),
    ),
  };
}

/** Writes a step's event, sets the status and counts the version up. */
export async function recordConsignmentStep(
  database: Database,
  id: ConsignmentId,
  status: ConsignmentStatus,
  {
    event,
    heldInStatus = null,
  }: { readonly event: ConsignmentEvent; readonly heldInStatus?: ConsignmentStatus | null },
): Promise<void> {
  await database
    .updateTable("consignment")
    .set({ status, heldInStatus, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  await insertConsignmentEvent(database, id, event);
}

/** Writes one event after the ones there are. The consignment must be new or locked. */
export async function insertConsignmentEvent(
  database: Database,
  id: ConsignmentId,
  event: ConsignmentEvent,
): Promise<void> {
  await database
    .insertInto("consignmentEvent")
    .values((eb) => ({
      consignmentId: id,
      sequence: eb
        .selectFrom("consignmentEvent")
        .where("consignmentId", "=", id)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
      step: event.step,
      siteId: event.siteId,
      occurredFrom: event.occurred.from,
      occurredTo: event.occurred.to,
      occurredPrecision: event.occurred.precision,
      occurredText: event.occurred.text,
      commandId: event.commandId,
      recordedAt: event.recordedAt,
    }))
    .execute();
}

/** The entry that a step of a consignment posted; `null` where it moved no units. */
export async function findConsignmentEntry(
  database: Database,
  id: ConsignmentId,
  step: ConsignmentStep,
): Promise<CommandId | null> {
  const row = await database
    .selectFrom("consignmentEvent as event")
    .innerJoin("entry", "entry.id", "event.commandId")
    .where("event.consignmentId", "=", id)
    .where("event.step", "=", step)
    .select("entry.id")
    .executeTakeFirst();
  return row === undefined ? null : asId<"command">(row.id);
}

/** Writes the packages of a packed consignment, numbered in the order given. */
export async function insertPackages(
  database: Database,
  id: ConsignmentId,
  ssccs: readonly string[],
): Promise<void> {
  if (ssccs.length === 0) return;
  await database
    .insertInto("consignmentPackage")
    .values(ssccs.map((sscc, index) => ({ consignmentId: id, packageNumber: index + 1, sscc })))
    .execute();
}

/** Frees the codes of a consignment's packages. */
export async function deletePackages(database: Database, id: ConsignmentId): Promise<void> {
  await database.deleteFrom("consignmentPackage").where("consignmentId", "=", id).execute();
}

/** Those of the codes that another consignment has already. */
export async function findUsedSsccs(database: Database, ssccs: readonly string[]): Promise<string[]> {
  if (ssccs.length === 0) return [];
  const rows = await database
    .selectFrom("consignmentPackage")
    .select("sscc")
    .where("sscc", "in", ssccs)
    .execute();
  return rows.map((row) => row.sscc);
}

/** Writes a customs declaration. */
export async function insertDeclaration(
  database: Database,
  declaration: {
    readonly consignmentId: ConsignmentId;
    readonly kind: "export" | "import";
    readonly number: string | null;
    readonly hsEdition: number;
    readonly lines: readonly { readonly lineNumber: number; readonly hsCode: string }[];
    readonly recordedAt: Instant;
  },
): Promise<void> {
  await database
    .insertInto("declaration")
    .values({ ...declaration, lines: JSON.stringify(declaration.lines) })
    .execute();
}

/**
 * Units of each line of an agreement that its consignments carry or have carried: agreement line → units. Those
 * of a lost consignment count: its goods are gone, and so is what was reserved for it. Those of a cancelled one do not.
 */
export async function sumPlanned(database: Database, agreementId: AgreementId): Promise<Map<number, number>> {
  const rows = await database
    .selectFrom("consignmentLine as line")
    .innerJoin("consignment", "consignment.id", "line.consignmentId")
    .where("consignment.agreementId", "=", agreementId)
    .where("line.agreementLineNumber", "is not", null)
    .where("consignment.status", "<>", "cancelled")
    .groupBy("line.agreementLineNumber")
    .select(["line.agreementLineNumber", sql<number>`sum(line.quantity)::bigint`.as("units")])
    .execute();
  return new Map(rows.map((row) => [row.agreementLineNumber ?? 0, row.units]));
}

/** How many consignments of an agreement are under way or still to leave. */
export async function countOpenConsignments(database: Database, agreementId: AgreementId): Promise<number> {
  const row = await database
    .selectFrom("consignment")
    .where("agreementId", "=", agreementId)
    .where("status", "not in", ["closed", "lost", "cancelled"])
    .select(sql<number>`count(*)::integer`.as("open"))
    .executeTakeFirstOrThrow();
  return row.open;
}

/** Whose the consignments are. */
export async function findConsignmentParties(database: Database, ids: readonly ConsignmentId[]) {
  if (ids.length === 0) return [];
  return await database
    .selectFrom("consignment")
    .select(["id", "giverId", "recipientId"])
    .where("id", "in", ids)
    .execute();
}

/** Those of the consignments that are in one of the statuses. */
export async function findConsignmentsIn(
  database: Database,
  ids: readonly ConsignmentId[],
  statuses: readonly ConsignmentStatus[],
): Promise<ReadonlySet<ConsignmentId>> {
  const rows = await database
    .selectFrom("consignment")
    .select("id")
    .where(isOneOf("id", ids))
    .where("status", "in", statuses)
    .execute();
  return new Set(rows.map(({ id }) => asId<"consignment">(id)));
}

/**
 * Units of a supply that a consignment has on its way, or has lost there, with who they go to and where; `undefined` where it has not left, has come, or
 * does not carry it.
 */
export async function findTravelling(database: Database, id: ConsignmentId, supplyId: SupplyId) {
  const row = await database
    .selectFrom("consignment as c")
    .innerJoin("consignmentLine as l", "l.consignmentId", "c.id")
    .where("c.id", "=", id)
    .where("l.supplyId", "=", supplyId)
    .where("c.status", "in", [
      "dispatched",
      "export_cleared",
      "in_transit",
      "arrived",
      "import_cleared",
      "held",
      // What has been given up can be found, and counted, after all.
      "lost",
    ])
    .groupBy("c.id")
    .select(["c.recipientId as partyId", "c.toSiteId as siteId"])
    .select(sql<number>`sum(l.quantity)::bigint`.as("quantity"))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { partyId, siteId, quantity } = row;
  return {
    consignmentId: id,
    partyId: asId<"party">(partyId),
    siteId: asId<"site">(siteId),
    quantity,
  };
}
