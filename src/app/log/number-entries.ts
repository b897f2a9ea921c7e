import { randomBytes } from "node:crypto";
import { lockLog, numberSome, readLogState } from "#store/log.ts";
import type { AppContext } from "../context.ts";
import { appendMissing } from "./append-missing.ts";
import { decideMissing } from "./decide-missing.ts";

/** Entries numbered in one transaction at most, so that none takes long and one that is cut off loses little. */
const BATCH = 2048;

/** Leaves from before of which it is said in one transaction what they hide. */
const DECIDED = 256;

export interface NumberingOptions {
  /** Told after each transaction: entries logged since the call, and how many there were to log when it began. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** 32 bytes nobody can guess, new for each entry. */
  readonly newSecret?: (() => Uint8Array) | undefined;
}

/**
 * Numbers the committed entries that have no position yet and appends the leaf of each to the log, in one transaction for both:
 * there is no position without its leaf. Entries that were numbered before there was a log are appended first, and leaves from
 * before what they hide was kept get that. Returns the newest position (0 when none).
 *
 * One worker at a time: others wait, then find it done. Where nothing waits, one look. May be cut off anywhere.
 */
export async function numberEntries(context: AppContext, options: NumberingOptions = {}): Promise<number> {
  const { onProgress, newSecret = newRandomSecret } = options;
  const first = await readLogState(context.database);
  let logged = 0;
  for (;;) {
    const { waits, position, size, isUndecided } = await readLogState(context.database);
    if (isUndecided) {
      await decideBatch(context);
      continue;
    }
    if (!waits && size >= position) return position;
    const { appended, isCurrent } = await numberBatch(context, newSecret);
    logged += appended;
    onProgress?.(logged, Math.max(logged, first.position - first.size));
    // Only a full batch, or one of what had its number before, can have left something that was there when it began.
    if (isCurrent && appended < BATCH) return (await readLogState(context.database)).position;
  }
}

/**
 * The same for who reads and cannot wait long: one batch at most. What waits beyond it gets its number from the
 * house-keeping; so does all that waits while the log of a large book from before there was one is being built.
 */
export async function numberForReading(context: AppContext): Promise<number> {
  const { waits, position, size } = await readLogState(context.database);
  if (!waits || size < position) return position;
  await numberBatch(context, newRandomSecret);
  return (await readLogState(context.database)).position;
}

const newRandomSecret = (): Uint8Array => randomBytes(32);

/** Says of one batch of leaves from before what they hide. */
async function decideBatch(context: AppContext): Promise<void> {
  await context.database.transaction().execute(async (transaction) => {
    await lockLog(transaction);
    await decideMissing(transaction, DECIDED);
  });
}

/** Logs one batch; returns how many entries, and whether the log had all that is numbered, so that they are new ones. */
async function numberBatch(context: AppContext, newSecret: () => Uint8Array) {
  return await context.database.transaction().execute(async (transaction) => {
    await lockLog(transaction);
    const locked = await readLogState(transaction);
    // Nothing further is numbered before all that has a number has its leaf.
    const isCurrent = locked.size >= locked.position;
    if (isCurrent) await numberSome(transaction, context.now(), BATCH);
    return { isCurrent, appended: await appendMissing(transaction, { most: BATCH, newSecret }) };
  });
}
