import type { CommandId } from "#core/id.ts";
import type { CorrectionReason } from "#core/ledger/correct-entry.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { listDoseMovements, type RecordSession, type SettledDoses, sumUnsettled } from "./decide-session.ts";
import type { SessionReport } from "./session-report.ts";

/** A session report put right: all of it as it should have been, and why. */
export interface CorrectSession extends RecordSession {
  readonly reportId: CommandId;
  readonly reason: CorrectionReason;
}

/** The report has been corrected before: the further report stands in its place, and is the one to correct. */
export interface SessionCorrectedRefusal {
  readonly code: "session_corrected";
  readonly reportId: CommandId;
  readonly correctedBy: CommandId;
}

/**
 * The movements that bring the book from the report that stands to the further one: what it has posted and what was settled of
 * it is taken back, and the new doses of known lots are posted; what is the same in both cancels out. `fewer` are the doses of the
 * earlier report that were still without a lot.
 */
export function decideSessionCorrection(
  before: SessionReport,
  settled: readonly Omit<SettledDoses, "day">[],
  after: Pick<SessionReport, "lines" | "heldOn" | "partyId" | "siteId">,
): { readonly movements: Movement[]; readonly fewer: number } {
  const named = (report: Pick<SessionReport, "lines" | "heldOn">): SettledDoses[] =>
    report.lines.flatMap(({ outcome, supplyId, quantity }) =>
      supplyId === null ? [] : [{ outcome, supplyId, quantity, day: report.heldOn }],
    );
  const posted = [...named(before), ...settled.map((one) => ({ ...one, day: before.heldOn }))];
  const takenBack = posted.map((one) => ({ ...one, quantity: 0 - one.quantity }));
  const settledSum = settled.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    movements: listDoseMovements([...takenBack, ...named(after)], after),
    fewer: sumUnsettled(before.lines) - settledSum,
  };
}
