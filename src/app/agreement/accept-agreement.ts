import { listReservations } from "#core/agreement/agreement-movements.ts";
import { checkNeeds } from "#core/agreement/check-lines.ts";
import { type Consent, decideConsent, findSide } from "#core/agreement/consent.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import { type Occurred, occurredAt } from "#core/time.ts";
import { insertAgreementEvent, type LockedAgreement, updateAgreement } from "#store/agreement.ts";
import { refreshCalls } from "../call/refresh-calls.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { refreshOffers } from "../offer/refresh-offers.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { type AgreementCommand, beginAgreement, showAgreement } from "./begin-agreement.ts";
import { readLineFacts } from "./read-line-facts.ts";

/**
 * Accepts an agreement for one side. When the other has accepted as well, the units of every line are reserved for the
 * recipient, at `occurred` (left out: now), and the statuses of calls and offers follow. A side that accepts again changes
 * nothing. Returns the agreement as it is shown.
 *
 * Refuses as `beginAgreement`, then with `step_not_allowed`, and when the agreement would be concluded with
 * `call_not_open`, `more_than_needed`, `not_enough_units`, in this order.
 */
export async function acceptAgreement(
  context: AppContext,
  meta: CommandMeta,
  command: AgreementCommand,
  options: { readonly occurred?: Occurred | undefined } = {},
) {
  const body = { ...command, ...options };
  return await runCommand(context, meta, { kind: "accept_agreement", body }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginAgreement(scope, "accept_agreement", command);
    if (!begun.ok) return begun;
    const agreement = begun.value;
    const side = findSide(agreement, command.partyId);
    invariant(side !== undefined, "only a side is permitted to accept");
    const consent = decideConsent(agreement, side);
    if (!consent.ok) return consent;
    const { concludes, ...change } = consent.value;
    if (agreement[`${side}Consents`]) return await showAgreement(database, agreement.id);
    if (!concludes) await updateAgreement(database, agreement.id, change);
    else {
      const concluded = await conclude(scope, agreement, { change, occurred: options.occurred });
      if (!concluded.ok) return concluded;
    }
    const { partyId } = command;
    const event = { step: "accept", partyId, commandId: meta.commandId, recordedAt: now };
    await insertAgreementEvent(database, agreement.id, event);
    return await showAgreement(database, agreement.id);
  });
}

/** Reserves the units and sets the agreement's state, on which the calls' statuses then rest. */
async function conclude(
  scope: CommandScope,
  agreement: LockedAgreement,
  {
    change,
    occurred = occurredAt(scope.now),
  }: { readonly change: Omit<Consent, "concludes">; readonly occurred: Occurred | undefined },
) {
  const { database } = scope;
  const { calls, offers, needs } = await readLineFacts(scope, agreement.lines);
  const fits = checkNeeds(agreement.lines, needs);
  if (!fits.ok) return fits;
  const movements = listReservations(agreement, agreement.lines, occurred);
  const posted = await postMovements(scope, "accept_agreement", movements);
  if (!posted.ok) return posted;
  await updateAgreement(database, agreement.id, change);
  await refreshCalls(database, calls);
  await refreshOffers(database, offers);
  return accept(null);
}
