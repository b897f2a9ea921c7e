import { listStepMovements } from "#core/consignment/step-movements.ts";
import { accept, refuse } from "#core/result.ts";
import { lockAgreement } from "#store/agreement.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { checkRoom } from "../cold-chain/check-room.ts";
import { checkRun } from "../equipment/check-run.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { checkExpiry } from "./read-expired.ts";
import { checkDispatch } from "./short-dated.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus } from "./take-step.ts";

/**
 * Sends a packed consignment on its way: its units leave `reserved` and enter `in_transit`. Refuses as
 * `beginStep`, then with `step_not_allowed`, then with `agreement_not_concluded` (its agreement has been withdrawn, and its
 * units released), with `expired`, with `shelf_life_too_short` (it would arrive with less than was asked), with `no_cold_room` (the
 * site it goes to cannot hold it in its temperature class), with `does_not_run` (equipment that would not run there), then as `postEntry`.
 */
export async function dispatchConsignment(
  context: AppContext,
  meta: CommandMeta,
  command: ConsignmentCommand,
) {
  return await runCommand(context, meta, { kind: "dispatch_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "dispatch_consignment", command);
    if (!ready.ok) return ready;
    const { consignment, occurred } = ready.value;
    const status = nextStatus(consignment, "dispatch");
    if (!status.ok) return status;
    const concluded = await checkConcluded(scope, consignment);
    if (!concluded.ok) return concluded;
    const usable = await checkExpiry(scope.database, consignment, occurred);
    if (!usable.ok) return usable;
    const inTime = await checkDispatch(scope.database, consignment, { occurred, now: scope.now });
    if (!inTime.ok) return inTime;
    const room = await checkRoom(scope, consignment);
    if (!room.ok) return room;
    const runs = await checkRun(scope, consignment);
    if (!runs.ok) return runs;
    const movements = listStepMovements(consignment, consignment.status, "dispatch", occurred);
    const posted = await postMovements(scope, "dispatch_consignment", movements);
    if (!posted.ok) return posted;
    return await finishStep(scope, ready.value, {
      step: "dispatch",
      status: status.value,
      siteId: consignment.fromSiteId,
    });
  });
}

/** The agreement stays as it is while the goods leave: it is locked. */
async function checkConcluded({ database }: CommandScope, { agreementId }: LockedConsignment) {
  if (agreementId === null) return accept(null);
  const agreement = await lockAgreement(database, agreementId);
  if (agreement === undefined || agreement.status === "agreed") return accept(null);
  return refuse({ code: "agreement_not_concluded", agreementId, status: agreement.status });
}
