import { findTransitStatus } from "#core/consignment/step-movements.ts";
import type { ConsignmentId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { decideRecount } from "#core/receipt/recount-consignment.ts";
import type { ReceiveLine } from "#core/receipt/receive-consignment.ts";
import { accept, refuse } from "#core/result.ts";
import { findConsignmentEntry, type LockedConsignment } from "#store/consignment.ts";
import { findReceiptHead, listDifferences, listReceiptLines, recountReceipt } from "#store/receipt.ts";
import { lockCarried } from "../agreement/lock-promises.ts";
import { listUnmonitored } from "../cold-chain/list-unmonitored.ts";
import { readExpired } from "../consignment/read-expired.ts";
import { checkReady, finishStep, lockPermitted, nextStatus } from "../consignment/take-step.ts";
import { readShortDated } from "../consignment/short-dated.ts";
import { asInstant } from "#core/time.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { closeConsignment } from "./close-consignment.ts";

/** A better count of what has been received, line by line. */
export interface RecountConsignment {
  readonly consignmentId: ConsignmentId;
  readonly lines: readonly ReceiveLine[];
}

/**
 * Corrects a receipt's count before any of its differences is settled, also one that agreed with the document: the first
 * count stays on record, a further entry moves what lies between them, and both sides are asked anew. Where count and
 * document then agree, the consignment is closed.
 *
 * Refuses, in this order, with `not_found` (consignment), `not_permitted`, `version_changed`, `step_not_allowed` (not
 * received, recorded afterwards, a difference settled), `malformed` (the count), then as `postMovements`: units that have been used
 * are not taken back.
 */
export async function recountConsignment(
  context: AppContext,
  meta: CommandMeta,
  command: RecountConsignment,
) {
  return await runCommand(context, meta, { kind: "recount_consignment", body: command }, async (scope) => {
    const { database } = scope;
    const locked = await lockPermitted(scope, "recount_consignment", command.consignmentId);
    if (!locked.ok) return locked;
    const ready = checkReady(scope, locked.value, {});
    if (!ready.ok) return ready;
    const { consignment, occurred } = ready.value;
    const status = nextStatus(consignment, "recount");
    if (!status.ok) return status;
    // A delivery recorded afterwards was counted by nobody here: its entry is corrected, by the secretariat.
    if (consignment.agreementId === null) {
      const noun = "consignment";
      return refuse({
        code: "step_not_allowed",
        noun,
        status: consignment.status,
        step: "recount",
        allowed: [],
      });
    }
    const agreement = await lockCarried(database, consignment.agreementId);
    const recounted = await recount(scope, consignment, command.lines);
    if (!recounted.ok) return recounted;
    const siteId = consignment.toSiteId;
    const shown = await finishStep(scope, ready.value, { step: "recount", status: status.value, siteId });
    if (recounted.value.length > 0) return shown;
    return await closeConsignment(scope, consignment, { occurred, agreement });
  });
}

async function recount(scope: CommandScope, consignment: LockedConsignment, counts: readonly ReceiveLine[]) {
  const { database } = scope;
  const { id, stepTimes } = consignment;
  const receipt = await findReceiptHead(database, id);
  const occurred = stepTimes.get("receive");
  invariant(receipt !== undefined && occurred !== undefined, "a received consignment has its receipt");
  const differences = await listDifferences(database, receipt.id);
  const lines = await listReceiptLines(database, receipt.id);
  const expired = new Set((await readExpired(database, consignment, occurred)).map((one) => one.supplyId));
  // As it was when it was counted first.
  const now = asInstant(receipt.createdAt);
  const shortDated = await readShortDated(database, consignment, { occurred, now });
  const facts = {
    route: consignment,
    transitStatus: findTransitStatus(stepTimes),
    lostAt: stepTimes.get("lose") ?? null,
    expired,
    shortDated,
    occurred,
    unmonitored: await listUnmonitored(scope, consignment),
  };
  const decided = decideRecount(counts, { lines, differences }, facts);
  if (!decided.ok) return decided;
  // The differences first: they say how many units have to stay in quarantine.
  await recountReceipt(database, receipt.id, decided.value);
  if (decided.value.movements.length > 0) {
    const corrects = await findConsignmentEntry(database, id, "receive");
    const origin = { reason: "count_error", corrects } as const;
    const posted = await postMovements(scope, "recount_consignment", decided.value.movements, origin);
    if (!posted.ok) return posted;
  }
  return accept(decided.value.differences);
}
