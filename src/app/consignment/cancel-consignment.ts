import { deletePackages } from "#store/consignment.ts";
import { lockCarried } from "../agreement/lock-promises.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/**
 * Cancels a consignment that has not left: its units stay reserved, and another consignment of the agreement can carry
 * them; the codes of its packages can be used again. Moves no units. Refuses as `beginStep`, then with
 * `step_not_allowed`.
 */
export async function cancelConsignment(context: AppContext, meta: CommandMeta, command: ConsignmentCommand) {
  return await runCommand(context, meta, { kind: "cancel_consignment", body: command }, async (scope) => {
    const { database } = scope;
    const ready = await beginStep(scope, "cancel_consignment", command);
    if (!ready.ok) return ready;
    const { consignment } = ready.value;
    const status = nextStatus(consignment, "cancel");
    if (!status.ok) return status;
    // Whoever plans or fulfils under this agreement counts what its consignments carry.
    await lockCarried(database, consignment.agreementId);
    await deletePackages(database, consignment.id);
    const { fromSiteId: siteId } = consignment;
    return await finishStep(scope, ready.value, { step: "cancel", status: status.value, siteId });
  });
}
