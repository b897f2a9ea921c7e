import { findTransitStatus, listStepMovements } from "#core/consignment/step-movements.ts";
import { fulfilAgreement } from "../agreement/fulfil-agreement.ts";
import { lockPromises, refreshPromises } from "../agreement/lock-promises.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/**
 * Records that a consignment is lost on its way: every unit of it enters `lost`, the calls need them again, and an
 * agreement of which this was the last is fulfilled. What is found after all can still be received. Refuses as
 * `beginStep`, then with `step_not_allowed`, then as `postEntry`.
 */
export async function loseConsignment(context: AppContext, meta: CommandMeta, command: ConsignmentCommand) {
  return await runCommand(context, meta, { kind: "lose_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "lose_consignment", command);
    if (!ready.ok) return ready;
    const { consignment, occurred } = ready.value;
    const status = nextStatus(consignment, "lose");
    if (!status.ok) return status;
    const promises = await lockPromises(scope.database, consignment.agreementId);
    const stoodIn = findTransitStatus(consignment.stepTimes);
    const movements = listStepMovements(consignment, stoodIn, "lose", occurred);
    const posted = await postMovements(scope, "lose_consignment", movements);
    if (!posted.ok) return posted;
    const siteId = stoodIn === "dispatched" ? consignment.fromSiteId : consignment.toSiteId;
    const lost = await finishStep(scope, ready.value, { step: "lose", status: status.value, siteId });
    await fulfilAgreement(scope.database, promises.agreement);
    await refreshPromises(scope.database, promises);
    return lost;
  });
}
