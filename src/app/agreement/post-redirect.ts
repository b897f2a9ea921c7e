import type { Agreement } from "#core/agreement/agreement.ts";
import { listRedirectMovements, listRestorations } from "#core/agreement/redirect-movements.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";
import type { LockedAgreement } from "#store/agreement.ts";
import { lockConsignment } from "#store/consignment.ts";
import { findReceiptHead, listDifferences, updateDifference, updateReceipt } from "#store/receipt.ts";
import type { Database } from "#store/schema.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { closeConsignment } from "../receipt/close-consignment.ts";
import type { CommandScope } from "../run-command.ts";
import { lockCarried } from "./lock-promises.ts";

/** The consignment whose units a redirect takes, with the agreement that it carried and its receipt, locked. */
export type Redirected = NonNullable<Awaited<ReturnType<typeof lockRedirected>>>;

/** Locks what a redirect takes from, after the redirect's own agreement and before calls; `null` where it redirects nothing. */
export async function lockRedirected(database: Database, { redirectsConsignmentId: id }: Agreement) {
  if (id === null) return null;
  const consignment = await lockConsignment(database, id);
  invariant(consignment !== undefined, "a redirect's consignment exists");
  const agreement = await lockCarried(database, consignment.agreementId);
  const receipt = await findReceiptHead(database, id);
  invariant(receipt !== undefined, "a redirected consignment has its receipt");
  return { consignment, agreement, receiptId: receipt.id };
}

/**
 * Posts what a redirect moves when both sides have agreed, and settles the difference that its units were: see
 * `listRedirectMovements`. The first consignment is closed when that was the last of its differences. Refuses as `postMovements`
 * does, where fewer units wait than were agreed on.
 */
export async function postRedirect(
  scope: CommandScope,
  agreement: Agreement,
  { redirected, occurred }: { readonly redirected: Redirected; readonly occurred: Occurred },
) {
  const { consignment } = redirected;
  // The differences first: they say how many units have to stay in quarantine.
  const openCount = await countRedirected(scope, agreement.lines, redirected, 1);
  const facts = { route: consignment, stepTimes: consignment.stepTimes, occurred };
  const movements = listRedirectMovements(agreement, agreement.lines, facts);
  const posted = await postMovements(scope, "accept_agreement", movements);
  if (!posted.ok || openCount > 0) return posted;
  await updateReceipt(scope.database, redirected.receiptId, "settled");
  if (consignment.status === "received") {
    const closed = await closeConsignment(scope, consignment, { occurred, agreement: redirected.agreement });
    if (!closed.ok) return closed;
  }
  return posted;
}

/** Posts what brings undispatched units of a redirect that fell through back into quarantine, and opens its difference again. */
export async function postRestoration(
  scope: CommandScope,
  agreement: LockedAgreement,
  {
    redirected,
    lines,
    occurred,
  }: {
    readonly redirected: Redirected;
    /** The agreement's lines, with the units that have not left. */
    readonly lines: Agreement["lines"];
    readonly occurred: Occurred;
  },
) {
  const { consignment } = redirected;
  await countRedirected(scope, lines, redirected, -1);
  await updateReceipt(scope.database, redirected.receiptId, "disputed");
  const facts = { route: consignment, stepTimes: consignment.stepTimes, occurred };
  const posted = await postMovements(scope, "withdraw_agreement", listRestorations(agreement, lines, facts));
  return posted.ok ? accept(null) : posted;
}

/** Counts units as redirected (sign 1) or no more (sign −1); returns how many differences of the receipt are then open. */
async function countRedirected(
  scope: CommandScope,
  lines: Agreement["lines"],
  { receiptId }: Redirected,
  sign: 1 | -1,
): Promise<number> {
  const { database, meta } = scope;
  for (const difference of await listDifferences(database, receiptId)) {
    const { lineNumber, kind, quantity } = difference;
    if (kind !== "short_dated") continue;
    const units = lines
      .filter((line) => line.redirectsLineNumber === lineNumber)
      .reduce((sum, line) => sum + line.quantity, 0);
    if (units === 0) continue;
    // More than waits is refused by the book, or by the table; here it must not seem to be.
    const redirectedUnits = Math.min(quantity, difference.redirectedUnits + sign * units);
    const isAll = redirectedUnits === quantity;
    const wasAll = difference.redirectedUnits === quantity;
    const reason = isAll ? ("redirected" as const) : null;
    const change =
      isAll || wasAll
        ? {
            giverReason: reason,
            recipientReason: reason,
            status: isAll ? ("settled" as const) : ("open" as const),
            entryId: isAll ? meta.commandId : null,
          }
        : { ...difference, entryId: null };
    const { giverReason, recipientReason, status, entryId } = change;
    await updateDifference(
      database,
      { receiptId, lineNumber, kind },
      { giverReason, recipientReason, status, entryId, redirectedUnits },
    );
  }
  return (await listDifferences(database, receiptId)).filter(({ status }) => status === "open").length;
}
