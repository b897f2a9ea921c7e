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

/** Writes a further key. Throws unless it is the next, and takes over the log as it is. */
export async function insertLogKey(database: Database, key: LogKey, madeAt: Instant): Promise<void> {
  const { number, origin, publicKey, sinceSize, statement } = key;
  await sql`select add_log_key(row(${number}::integer, ${origin}::text, ${Buffer.from(publicKey)}::bytea,
    ${sinceSize}::bigint, ${statement}::text, ${madeAt}::timestamptz)::log_key)`.execute(database);
}

/** A checkpoint: the signed note, and how many entries it covers. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly keyNumber: number;
  readonly note: string;
}

/** The newest checkpoint of the newest key that has signed one. */
export async function findCheckpoint(database: Database): Promise<SignedCheckpoint | undefined> {
  return await database
    .selectFrom("logCheckpoint")
    .select(["size", "keyNumber", "note"])
    .orderBy("keyNumber", "desc")
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
}

/**
 * Writes a checkpoint; one of that size by that key is there already where another worker was faster, and says the same.
 * Throws unless the newest key signs what is there.
 */
export async function insertCheckpoint(
  database: Database,
  { size, keyNumber, note }: SignedCheckpoint,
  signedAt: Instant,
): Promise<void> {
  await sql`select add_log_checkpoint(row(${size}::bigint, ${keyNumber}::integer, ${note}::text,
    ${signedAt}::timestamptz)::log_checkpoint)`.execute(database);
}
