import {
  advanceOnce,
  readRollUpState,
  resetRollUp,
  ROLL_UP_BOUNDS,
  type RollUpBounds,
} from "#store/roll-up.ts";
import type { AppContext } from "../context.ts";

/**
 * Transactions of one call at most: two million movements. A book from before there was a roll-up gets it from house-keeping bit
 * by bit, which goes on with everything else meanwhile.
 */
const BATCHES = 40;

export interface RollUpOptions {
  /** Transactions at most. */
  readonly batches?: number | undefined;
  readonly bounds?: RollUpBounds | undefined;
  /** Told after each transaction: positions rolled up since the call, and how many there were to roll up when it began. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Rolls up the positions that have been given since the last time, and returns how far that has come. One worker at a time; may be
 * cut off anywhere and called at any time. Statements do not wait for it: what it does not have yet is read from the movements.
 */
export async function advanceRollUp(context: AppContext, options: RollUpOptions = {}): Promise<number> {
  const { database } = context;
  const { batches = BATCHES, bounds = ROLL_UP_BOUNDS, onProgress } = options;
  const { rolledUp: before, position } = await readRollUpState(database);
  let rolledUp = before;
  for (let batch = 0; batch < batches && rolledUp < position; batch += 1) {
    const next = await advanceOnce(database, bounds);
    // It stops before a position that is missing, which only the owner's hand can make.
    if (next <= rolledUp) break;
    rolledUp = next;
    onProgress?.(rolledUp - before, position - before);
  }
  return rolledUp;
}

/** Empties the roll-up and makes it again from the movements, however long that takes; returns how far it has come. */
export async function rebuildRollUp(
  context: AppContext,
  options: Omit<RollUpOptions, "batches"> = {},
): Promise<number> {
  await resetRollUp(context.database);
  return await advanceRollUp(context, { ...options, batches: Number.MAX_SAFE_INTEGER });
}
