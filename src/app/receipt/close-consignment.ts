import { AGREEMENT_STEPS } from "#core/agreement/agreement.ts";
import { takeStep } from "#core/steps.ts";
import type { Occurred } from "#core/time.ts";
import { lockAgreement, updateAgreement } from "#store/agreement.ts";
import { countOpenConsignments, type LockedConsignment, sumPlanned } from "#store/consignment.ts";
import { finishStep, nextStatus } from "../consignment/take-step.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * Closes a received consignment whose receipt is settled; when it was the last of an agreement whose every unit
 * has travelled, the agreement is fulfilled. Refuses with `step_not_allowed`.
 */
export async function closeConsignment(
  scope: CommandScope,
  consignment: LockedConsignment,
  occurred: Occurred,
) {
  const status = nextStatus(consignment, "close");
  if (!status.ok) return status;
  const change = { step: "close", status: status.value, siteId: consignment.toSiteId } as const;
  const shown = await finishStep(scope, { consignment, occurred }, change);
  await fulfilAgreement(scope, consignment);
  return shown;
}

async function fulfilAgreement(scope: CommandScope, consignment: LockedConsignment): Promise<void> {
  const { database } = scope;
  if (consignment.agreementId === null) return;
  const agreement = await lockAgreement(database, consignment.agreementId);
  if (agreement === undefined) return;
  const planned = await sumPlanned(database, agreement.id);
  const allSent = agreement.lines.every((line) => (planned.get(line.lineNumber) ?? 0) >= line.quantity);
  if (!allSent || (await countOpenConsignments(database, agreement.id)) > 0) return;
  const next = takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step: "fulfil" });
  if (next.ok) await updateAgreement(database, agreement.id, { status: next.value });
}
