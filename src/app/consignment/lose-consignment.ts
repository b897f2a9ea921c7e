import { listStepMovements } from "#core/consignment/step-movements.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/**
 * Records that a consignment is lost on its way: every unit of it enters `lost`. Refuses as `beginStep`, then
 * with `step_not_allowed`, then as `postEntry`.
 */
export async function loseConsignment(context: AppContext, meta: CommandMeta, command: ConsignmentCommand) {
  return await runCommand(context, meta, { kind: "lose_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "lose_consignment", command);
    if (!ready.ok) return ready;
    const { consignment, occurred } = ready.value;
    const status = nextStatus(consignment, "lose");
    if (!status.ok) return status;
    const stoodIn = consignment.heldInStatus ?? consignment.status;
    const movements = listStepMovements(consignment, stoodIn, "lose", occurred);
    const posted = await postMovements(scope, "lose_consignment", movements);
    if (!posted.ok) return posted;
    const siteId = stoodIn === "dispatched" ? consignment.fromSiteId : consignment.toSiteId;
    return await finishStep(scope, ready.value, { step: "lose", status: status.value, siteId });
  });
}
