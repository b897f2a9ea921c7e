import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/** Arrives at the site of entry. Moves no units: they are the giver's until import clearance or receipt. Refuses as `beginStep`, then with `step_not_allowed`. */
export async function arriveConsignment(context: AppContext, meta: CommandMeta, command: ConsignmentCommand) {
  return await runCommand(context, meta, { kind: "arrive_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "arrive_consignment", command);
    if (!ready.ok) return ready;
    const { consignment } = ready.value;
    const status = nextStatus(consignment, "arrive");
    if (!status.ok) return status;
    return await finishStep(scope, ready.value, {
      step: "arrive",
      status: status.value,
      siteId: consignment.toSiteId,
    });
  });
}
