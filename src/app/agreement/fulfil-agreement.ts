import { AGREEMENT_STEPS } from "#core/agreement/agreement.ts";
import { takeStep } from "#core/steps.ts";
import { type LockedAgreement, updateAgreement } from "#store/agreement.ts";
import { countOpenConsignments, sumPlanned } from "#store/consignment.ts";
import type { Database } from "#store/schema.ts";

/**
 * Fulfils a locked agreement when its every unit has travelled and no consignment of it is under way any more: each is
 * closed, or lost. `null`: goods without an agreement.
 */
export async function fulfilAgreement(database: Database, agreement: LockedAgreement | null): Promise<void> {
  if (agreement === null) return;
  const next = takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step: "fulfil" });
  if (!next.ok) return;
  const planned = await sumPlanned(database, agreement.id);
  const allSent = agreement.lines.every((line) => (planned.get(line.lineNumber) ?? 0) >= line.quantity);
  if (!allSent || (await countOpenConsignments(database, agreement.id)) > 0) return;
  await updateAgreement(database, agreement.id, { status: next.value });
}
