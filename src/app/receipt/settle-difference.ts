import { CONSIGNMENT_STEPS } from "#core/consignment/consignment.ts";
import type { ConsignmentId, PartyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { permit } from "#core/permission.ts";
import {
  DIFFERENCE_REASONS,
  type Difference,
  type DifferenceKind,
  type DifferenceReason,
} from "#core/receipt/receipt.ts";
import { listSettlementMovements, listUndoneSteps } from "#core/receipt/settle-difference.ts";
import { asQuantity } from "#core/quantity.ts";
import { refuse } from "#core/result.ts";
import { type Occurred, occurredAt } from "#core/time.ts";
import { findAgreementLineNumber, type LockedConsignment, lockConsignment } from "#store/consignment.ts";
import { findReceiptHead, listDifferences, updateDifference, updateReceipt } from "#store/receipt.ts";
import { lockPromises, type Promises, refreshPromises } from "../agreement/lock-promises.ts";
import { restoreRedirected } from "../agreement/post-redirect.ts";
import { holdLeftAside } from "../cold-chain/withhold-cold.ts";
import { checkExpiry } from "../consignment/read-expired.ts";
import { showConsignment } from "../consignment/take-step.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { closeConsignment } from "./close-consignment.ts";

/** What one side says of a difference. */
export interface SettleDifference {
  readonly consignmentId: ConsignmentId;
  readonly partyId: PartyId;
  readonly lineNumber: number;
  readonly kind: DifferenceKind;
  readonly reason: DifferenceReason;
}

/**
 * Names the reason of a difference for one side. When both sides name the same, it enters the book; when the
 * last one of a receipt is settled, the consignment is closed.
 *
 * Refuses, in this order, with `not_found` (consignment, receipt, difference), `not_permitted`, `malformed` (a
 * reason that cannot explain this kind), `step_not_allowed` (settled already), `expired` (short-dated units that can be used no more), then as `postEntry`.
 */
export async function settleDifference(context: AppContext, meta: CommandMeta, command: SettleDifference) {
  return await runCommand(context, meta, { kind: "settle_difference", body: command }, async (scope) => {
    const found = await findDifference(scope, command);
    if (!found.ok) return found;
    const { consignment, receiptId, difference } = found.value;
    const standing = sideOf(consignment, command.partyId);
    const permitted = permit(meta.actor, "settle_difference", standing);
    if (!permitted.ok) return permitted;
    const kinds: readonly DifferenceKind[] = DIFFERENCE_REASONS[command.reason];
    if (!kinds.includes(command.kind)) {
      const facts = { explains: kinds.join(" ") };
      const problem = { field: "reason", value: command.reason, rule: "reason_of_another_kind", facts };
      return refuse({ code: "malformed", problems: [problem] });
    }
    if (difference.status === "settled") {
      return refuse({
        code: "step_not_allowed",
        noun: "difference",
        status: "settled",
        step: "settle",
        allowed: [],
      });
    }
    const said = sayReason(difference, standing.giver !== undefined, command.reason);
    if (said.giverReason !== said.recipientReason) {
      await updateDifference(
        scope.database,
        { ...command, receiptId },
        { ...said, status: "open", entryId: null },
      );
      return await showConsignment(scope, consignment.id);
    }
    return await settle(scope, { ...found.value, said }, command);
  });
}

async function findDifference(scope: CommandScope, command: SettleDifference) {
  const { database } = scope;
  const consignment = await lockConsignment(database, command.consignmentId);
  if (consignment === undefined) {
    return refuse({ code: "not_found", noun: "consignment", id: command.consignmentId });
  }
  const receipt = await findReceiptHead(database, consignment.id);
  if (receipt === undefined) return refuse({ code: "not_found", noun: "receipt", id: consignment.id });
  const differences = await listDifferences(database, receipt.id);
  const difference = differences.find(
    (one) => one.lineNumber === command.lineNumber && one.kind === command.kind,
  );
  if (difference === undefined) {
    return refuse({ code: "not_found", noun: "difference", id: `${command.lineNumber}/${command.kind}` });
  }
  const openCount = differences.filter((one) => one.status === "open").length;
  return { ok: true, value: { consignment, receiptId: receipt.id, difference, openCount } } as const;
}

/** The standing of the side that speaks: only as giver or only as recipient, whichever the party is. */
function sideOf(consignment: LockedConsignment, partyId: PartyId): { giver?: PartyId; recipient?: PartyId } {
  if (partyId === consignment.giverId) return { giver: partyId };
  return partyId === consignment.recipientId ? { recipient: partyId } : {};
}

function sayReason(difference: Difference, asGiver: boolean, reason: DifferenceReason) {
  const { giverReason, recipientReason } = difference;
  return asGiver ? { giverReason: reason, recipientReason } : { giverReason, recipientReason: reason };
}

async function settle(
  scope: CommandScope,
  found: {
    readonly consignment: LockedConsignment;
    readonly receiptId: Parameters<typeof updateReceipt>[1];
    readonly difference: Difference;
    readonly openCount: number;
    readonly said: {
      readonly giverReason: DifferenceReason | null;
      readonly recipientReason: DifferenceReason | null;
    };
  },
  command: SettleDifference,
) {
  const { consignment, receiptId, difference, said } = found;
  const line = consignment.lines.find((one) => one.lineNumber === difference.lineNumber);
  invariant(line !== undefined, "a difference is of a received line");
  const occurred = occurredAt(scope.now);
  if (command.reason === "taken_after_all") {
    const usable = await checkExpiry(scope.database, { lines: [line] }, occurred);
    if (!usable.ok) return usable;
  }
  const promises = await lockPromises(scope.database, consignment.agreementId);
  const quantity = difference.quantity - difference.redirectedUnits;
  const open = { ...difference, quantity: asQuantity(quantity), supplyId: line.supplyId };
  const facts = {
    route: consignment,
    stepTimes: consignment.stepTimes,
    isOfferEnded: promises.ended.has(line.supplyId),
    occurred,
  };
  const movements =
    command.reason === "never_sent" && promises.redirected !== null
      ? [
          ...listUndoneSteps(open, facts),
          ...(await restoreUnsent(scope, promises, { ...open, consignmentId: consignment.id }, occurred)),
        ]
      : listSettlementMovements(open, command.reason, facts);
  const entryId = movements.length === 0 ? null : scope.meta.commandId;
  const change = { ...said, status: "settled", entryId } as const;
  await updateDifference(scope.database, { ...command, receiptId }, change);
  // Units that both sides leave aside stay where they are.
  if (movements.length > 0) {
    const origin = { reason: "settlement", corrects: null } as const;
    const posted = await postMovements(scope, "settle_difference", movements, origin);
    if (!posted.ok) return posted;
  } else {
    const { recipientId: partyId, toSiteId: siteId } = consignment;
    await holdLeftAside(scope, { supplyId: line.supplyId, partyId, siteId }, quantity);
  }
  await refreshPromises(scope.database, promises);
  if (found.openCount > 1) return await showConsignment(scope, consignment.id);
  await updateReceipt(scope.database, receiptId, "settled");
  if (CONSIGNMENT_STEPS[consignment.status].close === undefined) {
    return await showConsignment(scope, consignment.id);
  }
  return await closeConsignment(scope, consignment, { occurred, agreement: promises.agreement });
}

/** What brings units of a redirect that were never sent back to where they waited: see `restoreRedirected`. */
async function restoreUnsent(
  scope: CommandScope,
  { agreement, redirected }: Promises,
  unsent: Pick<Difference, "lineNumber" | "quantity"> & { readonly consignmentId: ConsignmentId },
  occurred: Occurred,
) {
  invariant(agreement !== null && redirected !== null, "units of a redirect travel by its agreement");
  const carried = await findAgreementLineNumber(scope.database, unsent.consignmentId, unsent.lineNumber);
  const lines = agreement.lines
    .filter((line) => line.lineNumber === carried)
    .map((line) => ({ ...line, quantity: asQuantity(unsent.quantity) }));
  return await restoreRedirected(scope, agreement, { redirected, lines, occurred });
}
