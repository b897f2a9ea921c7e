import { AGREEMENT_STEPS } from "#core/agreement/agreement.ts";
import { listReleases } from "#core/agreement/agreement-movements.ts";
import { accept } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { type Occurred, occurredAt } from "#core/time.ts";
import {
  insertAgreementEvent,
  type LockedAgreement,
  sumDispatched,
  updateAgreement,
} from "#store/agreement.ts";
import { refreshCalls } from "../call/refresh-calls.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { refreshOffers } from "../offer/refresh-offers.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { restoreRedirected } from "./post-redirect.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Database } from "#store/schema.ts";
import { type AgreementCommand, beginAgreement, showAgreement } from "./begin-agreement.ts";
import { listEnded, lockRedirected } from "./lock-promises.ts";
import { readLineFacts } from "./read-line-facts.ts";

/**
 * Withdraws an agreement, for either side or for the secretariat. Of one that was concluded, the units that have not been
 * dispatched are released, at `occurred` (left out: now), and the calls need them again; what is on its way goes on. Units of a
 * redirect go back into the quarantine that they came from, and their difference is open again.
 * Returns the agreement as it is shown.
 *
 * Refuses as `beginAgreement`, then with `step_not_allowed`.
 */
export async function withdrawAgreement(
  context: AppContext,
  meta: CommandMeta,
  command: AgreementCommand,
  options: { readonly occurred?: Occurred | undefined } = {},
) {
  const body = { ...command, ...options };
  return await runCommand(context, meta, { kind: "withdraw_agreement", body }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginAgreement(scope, "withdraw_agreement", command);
    if (!begun.ok) return begun;
    const agreement = begun.value;
    const status = takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step: "withdraw" });
    if (!status.ok) return status;
    await updateAgreement(database, agreement.id, { status: status.value });
    const { partyId } = command;
    const event = { step: "withdraw", partyId, commandId: meta.commandId, recordedAt: now };
    await insertAgreementEvent(database, agreement.id, event);
    if (agreement.status === "agreed") {
      const released = await release(scope, agreement, options.occurred ?? occurredAt(now));
      if (!released.ok) return released;
    }
    return await showAgreement(database, agreement.id);
  });
}

/** The lines of an agreement with the units that have not left, those of which all has left out. */
async function listUndispatched(database: Database, { id, lines }: LockedAgreement) {
  const dispatched = await sumDispatched(database, id);
  return lines.flatMap((line) => {
    const left = line.quantity - (dispatched.get(line.lineNumber) ?? 0);
    return left > 0 ? [{ ...line, quantity: asQuantity(left) }] : [];
  });
}

async function release(scope: CommandScope, agreement: LockedAgreement, occurred: Occurred) {
  const { database } = scope;
  const redirected = await lockRedirected(database, agreement);
  const all = [...agreement.lines, ...(redirected?.agreement?.lines ?? [])];
  const { calls, offers, supplies } = await readLineFacts(scope, all);
  if (redirected !== null) {
    const left = await listUndispatched(database, agreement);
    if (left.length > 0) {
      const movements = await restoreRedirected(scope, agreement, { redirected, lines: left, occurred });
      const posted = await postMovements(scope, "withdraw_agreement", movements);
      if (!posted.ok) return posted;
    }
    await refreshCalls(database, calls);
    return accept(null);
  }
  const ended = listEnded(supplies, offers);
  const dispatched = await sumDispatched(database, agreement.id);
  const movements = listReleases(agreement, { dispatched, ended, occurred });
  if (movements.length > 0) {
    const posted = await postMovements(scope, "withdraw_agreement", movements);
    if (!posted.ok) return posted;
  }
  await refreshCalls(database, calls);
  await refreshOffers(database, offers);
  return accept(null);
}
