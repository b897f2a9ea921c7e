/** Every rule that can be broken. Names are stable. */
export type FaultRule =
  // What was downloaded
  | "file_missing"
  | "file_unreadable"
  // Signatures
  | "note_malformed"
  | "checkpoint_malformed"
  | "key_malformed"
  | "wrong_key"
  | "wrong_origin"
  | "wrong_signature"
  | "key_not_vouched"
  | "key_replaced"
  // History
  | "shrunk"
  | "forked"
  // The tree
  | "bundle_truncated"
  | "bundle_too_long"
  | "tile_length"
  | "tile_differs"
  | "leaf_differs"
  | "root_differs"
  // Leaves
  | "leaf_malformed"
  | "position_differs"
  | "entry_repeated"
  | "time_reversed"
  | "body_differs"
  | "opening_differs"
  // The book
  | "unknown_correction"
  | "movement_malformed"
  | "stage_not_reachable"
  | "supply_unknown"
  | "supply_changed"
  | "supplies_differ"
  | "below_zero"
  | "reversal_unfounded";

/** The first thing that does not fit. */
export interface Fault {
  readonly rule: FaultRule;
  /** The file it was found in: a path below the log's prefix; `--since/…` of the earlier log, `--key` of what was given. */
  readonly path: string;
  /** Position of the first entry that does not fit; `null` where no entry can be named. */
  readonly position: number | null;
  /** That entry's id, where it could be read. */
  readonly entry: string | null;
  /** A sentence with the facts. */
  readonly reason: string;
}

/** Carries the first fault out of a check. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** A fault; without a position where no entry can be named. */
export function makeFault(
  rule: FaultRule,
  path: string,
  reason: string,
  at: { readonly position?: number | null; readonly entry?: string | null } = {},
): Fault {
  return { rule, path, reason, position: at.position ?? null, entry: at.entry ?? null };
}

/** Ends the check with a fault. */
export function fail(...fault: Parameters<typeof makeFault>): never {
  throw new FaultError(makeFault(...fault));
}
