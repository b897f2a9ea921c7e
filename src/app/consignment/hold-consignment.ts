import { invariant } from "#core/invariant.ts";
import { refuse } from "#core/result.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/** Holds a consignment where it is, for instance at customs. Refuses as `beginStep`, then with `step_not_allowed`. */
export async function holdConsignment(context: AppContext, meta: CommandMeta, command: ConsignmentCommand) {
  return await runCommand(context, meta, { kind: "hold_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "hold_consignment", command);
    if (!ready.ok) return ready;
    const { consignment } = ready.value;
    const status = nextStatus(consignment, "hold");
    if (!status.ok) return status;
    return await finishStep(scope, ready.value, {
      step: "hold",
      status: status.value,
      siteId: consignment.status === "dispatched" ? consignment.fromSiteId : consignment.toSiteId,
      heldInStatus: consignment.status,
    });
  });
}

/** Lets a held consignment go on: it is again in the status in which it was held. Refuses as {@link holdConsignment}. */
export async function releaseConsignment(
  context: AppContext,
  meta: CommandMeta,
  command: ConsignmentCommand,
) {
  return await runCommand(context, meta, { kind: "release_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "release_consignment", command);
    if (!ready.ok) return ready;
    const { consignment } = ready.value;
    if (consignment.status !== "held") {
      return refuse({
        code: "step_not_allowed",
        noun: "consignment",
        status: consignment.status,
        step: "release",
        allowed: [],
      });
    }
    const status = consignment.heldInStatus;
    invariant(status !== null, "a held consignment knows the status it was held in");
    const siteId = status === "dispatched" ? consignment.fromSiteId : consignment.toSiteId;
    return await finishStep(scope, ready.value, { step: "release", status, siteId });
  });
}
