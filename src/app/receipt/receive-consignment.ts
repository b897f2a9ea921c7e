import { findTransitStatus } from "#core/consignment/step-movements.ts";
import { asId } from "#core/id.ts";
import { decideReceipt, type ReceiveLine } from "#core/receipt/receive-consignment.ts";
import { refuse } from "#core/result.ts";
import { findReceiptHead, insertReceipt } from "#store/receipt.ts";
import { lockCarried, lockPromises, refreshPromises } from "../agreement/lock-promises.ts";
import { readExpired } from "../consignment/read-expired.ts";
import { readShortDated } from "../consignment/short-dated.ts";
import {
  checkReady,
  type ConsignmentCommand,
  finishStep,
  lockPermitted,
  nextStatus,
} from "../consignment/take-step.ts";
import { findRoomless } from "../cold-chain/check-room.ts";
import { holdUnits } from "../cold-chain/withhold-cold.ts";
import { listUnmonitored } from "../cold-chain/list-unmonitored.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { runCommand } from "../run-command.ts";
import { closeConsignment } from "./close-consignment.ts";

/** A count on arrival, line by line. */
export interface ReceiveConsignment extends ConsignmentCommand {
  readonly lines: readonly ReceiveLine[];
}

/**
 * Receives a consignment: counts stand against the document, differences wait for both sides. With no
 * difference the receipt is settled and the consignment closed at once. What is held can be received, and what had
 * been given up as lost: the loss is then taken back. A lot that has expired goes to quarantine, and so does one with
 * less shelf life than its agreement holds it to, and what is past the discard point of its vial monitors; both sides say why. What the
 * site has no cold room for goes there too, on hold, until somebody decides.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `already_received` (who counts second is told when the
 * first did, and not that the version or the time no longer fits), `version_changed`, `malformed` (the time),
 * `step_not_allowed`, `malformed` (the count), then as `postEntry`.
 */
export async function receiveConsignment(
  context: AppContext,
  meta: CommandMeta,
  command: ReceiveConsignment,
) {
  return await runCommand(context, meta, { kind: "receive_consignment", body: command }, async (scope) => {
    const { database, now } = scope;
    const locked = await lockPermitted(scope, "receive_consignment", command.consignmentId);
    if (!locked.ok) return locked;
    const earlier = await findReceiptHead(database, command.consignmentId);
    if (earlier !== undefined) {
      return refuse({ code: "already_received", receiptId: earlier.id, receivedAt: earlier.createdAt });
    }
    const ready = checkReady(scope, locked.value, command);
    if (!ready.ok) return ready;
    const { consignment, occurred } = ready.value;
    const status = nextStatus(consignment, "receive");
    if (!status.ok) return status;
    // What was given up as lost and is there after all is promised again.
    const isFound = consignment.status === "lost";
    const { agreementId } = consignment;
    const promises = isFound ? await lockPromises(database, agreementId) : null;
    const agreement = promises === null ? await lockCarried(database, agreementId) : promises.agreement;
    const { stepTimes } = consignment;
    const lostAt = isFound ? (stepTimes.get("lose") ?? null) : null;
    const expired = new Set((await readExpired(database, consignment, occurred)).map((one) => one.supplyId));
    const shortDated = await readShortDated(database, consignment, { occurred, now });
    const unmonitored = await listUnmonitored(scope, consignment);
    const transitStatus = findTransitStatus(stepTimes);
    const facts = { transitStatus, lostAt, expired, shortDated, occurred, unmonitored };
    const decided = decideReceipt(command.lines, consignment, facts);
    if (!decided.ok) return decided;
    const { lines, differences } = decided.value;
    const roomless = await findRoomless(scope, consignment, decided.value);
    const movements = [...decided.value.movements, ...roomless.movements];
    if (movements.length > 0) {
      const posted = await postMovements(scope, "receive_consignment", movements);
      if (!posted.ok) return posted;
    }
    for (const hold of roomless.holds) await holdUnits(scope, hold, { kind: "no_room", id: consignment.id });
    const id = asId<"receipt">(context.newId());
    const settled = differences.length === 0;
    await insertReceipt(
      database,
      { id, consignmentId: consignment.id, status: settled ? "settled" : "disputed", lines, differences },
      { countedText: occurred.text, userId: meta.actor.userId, createdAt: now },
    );
    const change = { step: "receive", status: status.value, siteId: consignment.toSiteId } as const;
    const received = await finishStep(scope, ready.value, change);
    if (promises !== null) await refreshPromises(database, promises);
    if (!settled) return received;
    return await closeConsignment(scope, { ...consignment, status: status.value }, { occurred, agreement });
  });
}
