import type { Photograph } from "#core/receipt/photograph.ts";
import { asId, type ConsignmentId, type PhotographId, type ReceiptId } from "#core/id.ts";
import type { Day, Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Writes a photograph; the database compares its bytes with the digest (SHA-256, 32 bytes). */
export async function insertPhotograph(
  database: Database,
  photograph: Photograph,
  rest: {
    readonly jpeg: Uint8Array;
    readonly digest: Uint8Array;
    readonly userId: string;
    readonly addedAt: Instant;
  },
): Promise<void> {
  const jpeg = Buffer.from(rest.jpeg);
  const digest = Buffer.from(rest.digest);
  await database
    .insertInto("photograph")
    .values({ ...photograph, ...rest, jpeg, digest, takenBackAt: null })
    .execute();
}

/** How many photographs of a line stand: those that were taken back are not counted. */
export async function countPhotographs(
  database: Database,
  receiptId: ReceiptId,
  lineNumber: number,
): Promise<number> {
  const { count } = await database
    .selectFrom("photograph")
    .where("receiptId", "=", receiptId)
    .where("lineNumber", "=", lineNumber)
    .where("takenBackAt", "is", null)
    .select((eb) => eb.cast<number>(eb.fn.countAll(), "integer").as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

function selectPhotographs(database: Database, consignmentId: ConsignmentId) {
  return database
    .selectFrom("photograph")
    .innerJoin("receipt", "receipt.id", "photograph.receiptId")
    .where("receipt.consignmentId", "=", consignmentId);
}

/** A photograph as it is shown: who added it when, and the mark of one that was taken back; without its bytes. */
export interface PhotographShown extends Omit<Photograph, "receiptId"> {
  /** SHA-256 of the JPEG, hexadecimal. */
  readonly sha256: string;
  readonly userId: string;
  /** Name of the account that added it; `null` where there is no such account any more. */
  readonly addedBy: string | null;
  readonly addedAt: string;
  readonly takenBackAt: string | null;
}

/** The photographs of a consignment's receipt, by line and in the order in which they were added; of one id, that one or none. */
export async function listPhotographs(
  database: Database,
  consignmentId: ConsignmentId,
  id?: PhotographId,
): Promise<PhotographShown[]> {
  const rows = await selectPhotographs(database, consignmentId)
    .leftJoin("authUser", "authUser.id", "photograph.userId")
    .$if(id !== undefined, (query) => query.where("photograph.id", "=", id ?? ""))
    .select([
      "photograph.id",
      "photograph.lineNumber",
      "photograph.width",
      "photograph.height",
      "photograph.byteCount",
      "photograph.takenOn",
      "photograph.digest",
      "photograph.userId",
      "authUser.name as addedBy",
      "photograph.addedAt",
      "photograph.takenBackAt",
    ])
    .orderBy("photograph.lineNumber")
    .orderBy("photograph.addedAt")
    .orderBy("photograph.id")
    .execute();
  return rows.map(({ digest, ...row }) => ({
    ...row,
    id: asId(row.id),
    takenOn: row.takenOn as Day, // a column of type date
    sha256: digest.toString("hex"),
  }));
}

/** The bytes of a photograph of a consignment; `undefined` where there is none, or it was taken back. */
export async function findJpeg(
  database: Database,
  consignmentId: ConsignmentId,
  id: PhotographId,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const row = await selectPhotographs(database, consignmentId)
    .where("photograph.id", "=", id)
    .select("photograph.jpeg")
    .executeTakeFirst();
  const jpeg = row?.jpeg ?? null;
  return jpeg === null ? undefined : new Uint8Array(jpeg);
}

/** Takes a photograph back: its bytes go, its row stays. */
export async function takeBackJpeg(database: Database, id: PhotographId, at: Instant): Promise<void> {
  await database
    .updateTable("photograph")
    .set({ jpeg: null, takenBackAt: at })
    .where("id", "=", id)
    .execute();
}
