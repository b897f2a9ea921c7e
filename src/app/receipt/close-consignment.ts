import type { Occurred } from "#core/time.ts";
import type { LockedAgreement } from "#store/agreement.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { fulfilAgreement } from "../agreement/fulfil-agreement.ts";
import { finishStep, nextStatus } from "../consignment/take-step.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * Closes a received consignment whose receipt is settled; when it was the last of an agreement whose every unit
 * has travelled, the agreement (locked before) is fulfilled. Refuses with `step_not_allowed`.
 */
export async function closeConsignment(
  scope: CommandScope,
  consignment: LockedConsignment,
  { occurred, agreement }: { readonly occurred: Occurred; readonly agreement: LockedAgreement | null },
) {
  const status = nextStatus(consignment, "close");
  if (!status.ok) return status;
  const change = { step: "close", status: status.value, siteId: consignment.toSiteId } as const;
  const shown = await finishStep(scope, { consignment, occurred }, change);
  await fulfilAgreement(scope.database, agreement);
  return shown;
}
