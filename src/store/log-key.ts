import { sql } from "kysely";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A public key that signs the log, or has signed it. */
export interface LogKey {
  /** 1 for the first. */
  readonly number: number;
  readonly origin: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Entries in the log when it took over. */
  readonly sinceSize: number;
  /** The note by which the key before says that this one follows. */
  readonly statement: string | null;
}

/** Every key, the newest last. */
export async function listLogKeys(database: Database): Promise<LogKey[]> {
  return await database
    .selectFrom("logKey")
    .select(["number", "origin", "publicKey", "sinceSize", "statement"])
    .orderBy("number")
    .execute();
}

/** The key that signs now; `undefined` before the first. */
export async function findNewestLogKey(database: Database): Promise<LogKey | undefined> {
  return (await listLogKeys(database)).at(-1);
}

/** Writes a further key. */
export async function insertLogKey(database: Database, key: LogKey, madeAt: Instant): Promise<void> {
  const { publicKey, ...rest } = key;
  await database
    .insertInto("logKey")
    .values({ ...rest, publicKey: Buffer.from(publicKey), madeAt })
    .execute();
}

/** A checkpoint: the signed note, and how many entries it covers. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly keyNumber: number;
  readonly note: string;
}

/** The newest checkpoint of the newest key that has signed one; of `size` entries where that is given. */
export async function findCheckpoint(
  database: Database,
  size?: number,
): Promise<SignedCheckpoint | undefined> {
  let query = database.selectFrom("logCheckpoint").select(["size", "keyNumber", "note"]);
  if (size !== undefined) query = query.where("size", "=", size);
  return await query.orderBy("keyNumber", "desc").orderBy("size", "desc").limit(1).executeTakeFirst();
}

/** Writes a checkpoint; one of that size by that key is there already where another worker was faster, and says the same. */
export async function insertCheckpoint(
  database: Database,
  { size, keyNumber, note }: SignedCheckpoint,
  signedAt: Instant,
): Promise<void> {
  await sql`insert into log_checkpoint (size, key_number, note, signed_at)
    values (${size}, ${keyNumber}, ${note}, ${signedAt}) on conflict do nothing`.execute(database);
}
