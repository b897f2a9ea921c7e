import { CALL_STEPS, type CallStatus, type CallStep } from "#core/call/call.ts";

/** What a line asks for, and how much of it agreements have promised. */
export interface MetLine {
  readonly quantity: number;
  readonly agreed: number;
}

/**
 * The status that a call has by what agreements promise to its lines: `met` when every line is promised in full,
 * `partly_met` when something is promised, `open` when nothing is. A withdrawn or an expired call stays what
 * it is: the table of steps has no way out of those by an agreement.
 */
export function findMetStatus(status: CallStatus, lines: readonly MetLine[]): CallStatus {
  return CALL_STEPS[status][findMetStep(lines)] ?? status;
}

function findMetStep(lines: readonly MetLine[]): CallStep {
  if (lines.every((line) => line.agreed >= line.quantity)) return "meet";
  return lines.some((line) => line.agreed > 0) ? "meet_part" : "reopen";
}

/** True while help can be promised to the call. */
export function isCallOpen(status: CallStatus): boolean {
  return status === "open" || status === "partly_met";
}
