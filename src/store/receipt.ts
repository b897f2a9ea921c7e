import { sql } from "kysely";
import { asId, type CommandId, type ConsignmentId, type ReceiptId, type SupplyId } from "#core/id.ts";
import { type Hold, HOLDING_KINDS } from "#core/receipt/held-units.ts";
import type { DecidedReceipt } from "#core/receipt/receive-consignment.ts";
import type {
  Difference,
  DifferenceKind,
  DifferenceReason,
  Receipt,
  ReceiptLine,
  ReceiptStatus,
  VvmStage,
} from "#core/receipt/receipt.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Writes a receipt with its lines and differences. */
export async function insertReceipt(
  database: Database,
  receipt: Receipt & {
    readonly differences: readonly Pick<Difference, "lineNumber" | "kind" | "quantity">[];
  },
  rest: { readonly countedText: string; readonly userId: string; readonly createdAt: Instant },
): Promise<void> {
  const { id, consignmentId, status, lines, differences } = receipt;
  await database
    .insertInto("receipt")
    .values({ id, consignmentId, status, version: 1, countNumber: 1, ...rest })
    .execute();
  await database
    .insertInto("receiptLine")
    .values(lines.map((line) => ({ ...line, receiptId: id, countNumber: 1 })))
    .execute();
  await insertDifferences(database, id, differences);
}

/**
 * Writes a further count of a receipt beside those there are, and its differences in place of the open ones: the receipt
 * is disputed, or settled where there are none.
 */
export async function recountReceipt(
  database: Database,
  id: ReceiptId,
  { lines, differences }: Pick<DecidedReceipt, "lines" | "differences">,
): Promise<void> {
  const { countNumber } = await database
    .updateTable("receipt")
    .set({
      status: (differences.length === 0 ? "settled" : "disputed") satisfies ReceiptStatus,
      countNumber: sql`count_number + 1`,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .returning("countNumber")
    .executeTakeFirstOrThrow();
  await database
    .insertInto("receiptLine")
    .values(lines.map((line) => ({ ...line, receiptId: id, countNumber })))
    .execute();
  await database.deleteFrom("difference").where("receiptId", "=", id).execute();
  await insertDifferences(database, id, differences);
}

/** The lines of a receipt by its newest count. */
export async function listReceiptLines(database: Database, id: ReceiptId): Promise<ReceiptLine[]> {
  const rows = await selectNewestCount(database)
    .where("line.receiptId", "=", id)
    .select([
      "line.lineNumber",
      "line.supplyId",
      "line.sent",
      "line.counted",
      "line.damaged",
      "line.vvmStage",
    ])
    .orderBy("line.lineNumber")
    .execute();
  // The stage is held by the table's CHECK.
  return rows.map((row) => ({
    ...row,
    supplyId: asId<"supply">(row.supplyId),
    vvmStage: row.vvmStage as VvmStage | null,
  }));
}

function selectNewestCount(database: Database) {
  return database
    .selectFrom("receiptLine as line")
    .innerJoin("receipt", (join) =>
      join.onRef("receipt.id", "=", "line.receiptId").onRef("receipt.countNumber", "=", "line.countNumber"),
    );
}

/** Writes differences that are still open. */
async function insertDifferences(
  database: Database,
  receiptId: ReceiptId,
  differences: readonly Pick<Difference, "lineNumber" | "kind" | "quantity">[],
): Promise<void> {
  if (differences.length === 0) return;
  await database
    .insertInto("difference")
    .values(
      differences.map((difference) => ({
        ...difference,
        receiptId,
        giverReason: null,
        recipientReason: null,
        status: "open",
        entryId: null,
        redirectedUnits: 0,
      })),
    )
    .execute();
}

/** The receipt of a consignment: its id, status and when it was made; `undefined` where there is none yet. */
export async function findReceiptHead(
  database: Database,
  consignmentId: ConsignmentId,
): Promise<{ id: ReceiptId; status: ReceiptStatus; createdAt: string } | undefined> {
  const row = await database
    .selectFrom("receipt")
    .select(["id", "status", "createdAt"])
    .where("consignmentId", "=", consignmentId)
    .executeTakeFirst();
  // The status is held by the table's CHECK.
  return row && { id: asId(row.id), status: row.status as ReceiptStatus, createdAt: row.createdAt };
}

/** The differences of a receipt, in the order of its lines. */
export async function listDifferences(database: Database, receiptId: ReceiptId): Promise<Difference[]> {
  const rows = await database
    .selectFrom("difference")
    .select(["lineNumber", "kind", "quantity", "giverReason", "recipientReason", "status", "redirectedUnits"])
    .where("receiptId", "=", receiptId)
    .orderBy("lineNumber")
    .orderBy("kind")
    .execute();
  return rows.map((row) => ({
    ...row,
    // Kind and status are held by CHECKs, the reasons written by updateDifference alone.
    kind: row.kind as DifferenceKind,
    giverReason: row.giverReason as DifferenceReason | null,
    recipientReason: row.recipientReason as DifferenceReason | null,
    status: row.status as "open" | "settled",
  }));
}

/** Records what a side says of a difference, and the entry that settled it (left out: as it was); or what of it was redirected. */
export async function updateDifference(
  database: Database,
  key: { readonly receiptId: ReceiptId; readonly lineNumber: number; readonly kind: DifferenceKind },
  change: Pick<Difference, "giverReason" | "recipientReason" | "status"> & {
    readonly entryId?: CommandId | null;
    readonly redirectedUnits?: number;
    readonly quantity?: number;
  },
): Promise<void> {
  await database
    .updateTable("difference")
    .set(change)
    .where("receiptId", "=", key.receiptId)
    .where("lineNumber", "=", key.lineNumber)
    .where("kind", "=", key.kind)
    .execute();
}

/**
 * The open differences whose units wait in quarantine, of the supplies given, locked until the transaction ends: nobody
 * settles them or recounts meanwhile. They are locked before any account is.
 */
export async function lockHolds(database: Database, supplyIds: readonly SupplyId[]): Promise<Hold[]> {
  const rows = await database
    .selectFrom("difference")
    .innerJoin("receipt", "receipt.id", "difference.receiptId")
    .innerJoin("consignment", "consignment.id", "receipt.consignmentId")
    .innerJoin("consignmentLine as line", (join) =>
      join
        .onRef("line.consignmentId", "=", "consignment.id")
        .onRef("line.lineNumber", "=", "difference.lineNumber"),
    )
    .where("line.supplyId", "in", supplyIds)
    .where("difference.status", "=", "open")
    .where("difference.kind", "in", HOLDING_KINDS)
    .select([
      "line.supplyId",
      "consignment.recipientId as partyId",
      "consignment.toSiteId as siteId",
      "consignment.id as consignmentId",
      "consignment.number as consignmentNumber",
      "difference.lineNumber",
      "difference.kind",
    ])
    // What has been redirected is no longer there.
    .select(sql<number>`difference.quantity - difference.redirected_units`.as("quantity"))
    .orderBy("difference.receiptId")
    .orderBy("difference.lineNumber")
    .forUpdate("difference")
    .execute();
  return rows.map((row) => ({
    ...row,
    supplyId: asId(row.supplyId),
    partyId: asId(row.partyId),
    siteId: asId(row.siteId),
    consignmentId: asId(row.consignmentId),
    kind: row.kind as DifferenceKind, // held by the table's CHECK
  }));
}

/** Sets a receipt's status. */
export async function updateReceipt(database: Database, id: ReceiptId, status: ReceiptStatus): Promise<void> {
  await database
    .updateTable("receipt")
    .set({ status, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** A consignment's receipt as it is shown, with its lines and differences. */
export async function findReceipt(database: Database, consignmentId: ConsignmentId) {
  const row = await database
    .selectFrom("receipt")
    .select(["id", "countedText"])
    .select((eb) => eb.ref("status").$castTo<ReceiptStatus>().as("status"))
    .where("consignmentId", "=", consignmentId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const lines = await selectNewestCount(database)
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("line.receiptId", "=", row.id)
    .select([
      "line.lineNumber",
      "line.supplyId",
      "supply.itemId",
      "line.sent",
      "line.counted",
      "line.damaged",
    ])
    .select((eb) => eb.ref("line.vvmStage").$castTo<VvmStage | null>().as("vvmStage"))
    .orderBy("line.lineNumber")
    .execute();
  const { countedText, ...head } = row;
  return { ...head, counted: countedText, lines, differences: await listDifferences(database, asId(row.id)) };
}
