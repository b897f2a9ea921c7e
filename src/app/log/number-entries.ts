import { randomBytes } from "node:crypto";
import { lockLog, numberSome, readLogState } from "#store/log.ts";
import type { AppContext } from "../context.ts";
import { appendMissing } from "./append-missing.ts";

/** Entries numbered in one transaction at most, so that none takes long and one that is cut off loses little. */
const BATCH = 2048;

export interface NumberingOptions {
  /** Told after each transaction: entries logged since the call, and how many there were to log when it began. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** 32 bytes nobody can guess, new for each entry. */
  readonly newSecret?: (() => Uint8Array) | undefined;
}

/**
 * Numbers the committed entries that have no position yet and appends the leaf of each to the log, in one transaction for both:
 * there is no position without its leaf. Entries that were numbered before there was a log are appended first. Returns the
 * newest position (0 when none).
 *
 * One worker at a time: others wait, then find it done. Where nothing waits, one look. May be cut off anywhere.
 */
export async function numberEntries(context: AppContext, options: NumberingOptions = {}): Promise<number> {
  const { database } = context;
  const { onProgress, newSecret = () => randomBytes(32) } = options;
  const first = await readLogState(database);
  let logged = 0;
  for (;;) {
    const { waits, position, size } = await readLogState(database);
    if (!waits && size >= position) return position;
    const appended = await database.transaction().execute(async (transaction) => {
      await lockLog(transaction);
      const locked = await readLogState(transaction);
      // Nothing further is numbered before all that has a number has its leaf.
      if (locked.size >= locked.position) await numberSome(transaction, context.now(), BATCH);
      return await appendMissing(transaction, { most: BATCH, newSecret });
    });
    logged += appended;
    onProgress?.(logged, Math.max(logged, first.position - first.size));
    // Only a full batch can have left something that was there when it began.
    if (appended < BATCH) return (await readLogState(database)).position;
  }
}

/**
 * The same for who reads and cannot wait for the log of a large book from before there was one: while that is being built,
 * what was numbered before counts, and what was posted since gets its number when it is done.
 */
export async function numberForReading(context: AppContext): Promise<number> {
  const { position, size } = await readLogState(context.database);
  return size < position ? position : await numberEntries(context);
}
