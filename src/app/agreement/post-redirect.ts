import type { Agreement } from "#core/agreement/agreement.ts";
import { listRedirectMovements, listRestorations } from "#core/agreement/redirect-movements.ts";
import type { Movement } from "#core/ledger/movement.ts";
import type { Difference } from "#core/receipt/receipt.ts";
import type { Occurred } from "#core/time.ts";
import type { LockedAgreement } from "#store/agreement.ts";
import { listDifferences, updateDifference, updateReceipt } from "#store/receipt.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { closeConsignment } from "../receipt/close-consignment.ts";
import type { CommandScope } from "../run-command.ts";
import type { Redirected } from "./lock-promises.ts";

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

/**
 * Opens the difference again, unless both sides had left it aside, that units of a redirect were which fell through; returns what brings
 * them back into quarantine, to be posted with whatever else moves them. They are to be promised still: see `listRestorations`.
 */
export async function restoreRedirected(
  scope: CommandScope,
  agreement: LockedAgreement,
  {
    redirected,
    lines,
    occurred,
  }: {
    readonly redirected: Redirected;
    /** The agreement's lines, with the units that come back. */
    readonly lines: Agreement["lines"];
    readonly occurred: Occurred;
  },
): Promise<Movement[]> {
  const { consignment } = redirected;
  const openCount = await countRedirected(scope, lines, redirected, -1);
  if (openCount > 0) await updateReceipt(scope.database, redirected.receiptId, "disputed");
  return listRestorations(agreement, lines, {
    route: consignment,
    stepTimes: consignment.stepTimes,
    occurred,
  });
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
    const { lineNumber, kind } = difference;
    if (kind !== "short_dated") continue;
    const units = lines
      .filter((line) => line.redirectsLineNumber === lineNumber)
      .reduce((sum, line) => sum + line.quantity, 0);
    if (units === 0) continue;
    const { quantity, ...counted } = countDifference(difference, sign * units);
    const entryId = counted.giverReason === "redirected" ? meta.commandId : null;
    const change = counted.status === difference.status ? {} : { entryId };
    await updateDifference(database, { receiptId, lineNumber, kind }, { quantity, ...counted, ...change });
  }
  return (await listDifferences(database, receiptId)).filter(({ status }) => status === "open").length;
}

type Counted = Pick<
  Difference,
  "quantity" | "redirectedUnits" | "giverReason" | "recipientReason" | "status"
>;

/**
 * A difference of which so many units more (below 0: fewer) have gone on. What comes back is asked anew; the rest, that both sides took
 * after all, is then no longer part of it. What they left aside stays so, in quarantine.
 */
function countDifference(difference: Difference, units: number): Counted {
  const { quantity, giverReason, recipientReason, status } = difference;
  // More than waits is refused by the book, or by the table; here it must not seem to be.
  const redirectedUnits = Math.min(quantity, difference.redirectedUnits + units);
  if (redirectedUnits === quantity) {
    const reason = "redirected" as const;
    return { quantity, redirectedUnits, giverReason: reason, recipientReason: reason, status: "settled" };
  }
  const anew = { redirectedUnits, giverReason: null, recipientReason: null, status: "open" } as const;
  if (difference.redirectedUnits === quantity) return { quantity, ...anew };
  if (units < 0 && status === "settled" && giverReason === "taken_after_all") {
    return { quantity: difference.redirectedUnits, ...anew };
  }
  return { quantity, redirectedUnits, giverReason, recipientReason, status };
}
