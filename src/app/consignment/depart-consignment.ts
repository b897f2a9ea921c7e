import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/** Leaves the giver's country. Moves no units: they crossed the book's border at export clearance. Refuses as `beginStep`, then with `step_not_allowed`. */
export async function departConsignment(context: AppContext, meta: CommandMeta, command: ConsignmentCommand) {
  return await runCommand(context, meta, { kind: "depart_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "depart_consignment", command);
    if (!ready.ok) return ready;
    const { consignment } = ready.value;
    const status = nextStatus(consignment, "depart");
    if (!status.ok) return status;
    return await finishStep(scope, ready.value, {
      step: "depart",
      status: status.value,
      siteId: consignment.fromSiteId,
    });
  });
}
