import { listReservations } from "#core/agreement/agreement-movements.ts";
import { checkNeeds } from "#core/agreement/check-lines.ts";
import { askAnew } from "#core/agreement/line-shelf-life.ts";
import { type Consent, decideConsent, findSide } from "#core/agreement/consent.ts";
import { invariant } from "#core/invariant.ts";
import { accept, refuse } from "#core/result.ts";
import { checkArrival, isWaiver } from "#core/shelf-life/agreed-shelf-life.ts";
import { type Occurred, occurredAt } from "#core/time.ts";
import {
  insertAgreementEvent,
  type LockedAgreement,
  updateAgreement,
  updateAgreementLines,
} from "#store/agreement.ts";
import { refreshCalls } from "../call/refresh-calls.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { refreshOffers } from "../offer/refresh-offers.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { type AgreementCommand, beginAgreement, showAgreement } from "./begin-agreement.ts";
import { readLineFacts } from "./read-line-facts.ts";
import { lockRedirected } from "./lock-promises.ts";
import { postRedirect } from "./post-redirect.ts";

/** One side's acceptance. */
export interface AcceptAgreement extends AgreementCommand {
  /** A recipient says expressly that it takes less shelf life on arrival than its rules ask, where lines say so. */
  readonly waivesShelfLife?: boolean | undefined;
}

/**
 * Accepts an agreement for one side. When the other has accepted as well, the units of every line are reserved for the
 * recipient, at `occurred` (left out: now), and the statuses of calls and offers follow. A side that accepts again changes
 * nothing. Returns the agreement as it is shown.
 *
 * Refuses as `beginAgreement`, then with `step_not_allowed`, for a recipient that does not say that it takes less shelf life than
 * its rules ask with `shelf_life_not_waived`, and when the agreement would be concluded with `call_not_open`,
 * `more_than_needed`, `shelf_life_too_short` (by the rules as they are then), `not_enough_units`, in this order.
 */
export async function acceptAgreement(
  context: AppContext,
  meta: CommandMeta,
  command: AcceptAgreement,
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
    const waived = side === "giver" ? accept(null) : checkWaived(agreement, command);
    if (!waived.ok) return waived;
    if (agreement[`${side}Consents`]) return await showAgreement(database, agreement.id);
    if (!concludes) await updateAgreement(database, agreement.id, change);
    else {
      const concluded = await conclude(scope, agreement, { change, occurred: options.occurred });
      if (!concluded.ok) return concluded;
    }
    const { partyId } = command;
    const waives = agreement.lines.filter(isWaiver).map(({ lineNumber, agreedShelfLifeDays }) => {
      return { lineNumber, agreedShelfLifeDays };
    });
    const event = {
      step: "accept",
      partyId,
      // What the recipient takes expressly stands in the history.
      lines: side === "recipient" && waives.length > 0 ? waives : undefined,
      commandId: meta.commandId,
      recordedAt: now,
    };
    await insertAgreementEvent(database, agreement.id, event);
    return await showAgreement(database, agreement.id);
  });
}

function checkWaived({ lines }: LockedAgreement, { waivesShelfLife = false }: AcceptAgreement) {
  const lineNumbers = lines.filter(isWaiver).map(({ lineNumber }) => lineNumber);
  if (waivesShelfLife || lineNumbers.length === 0) return accept(null);
  return refuse({ code: "shelf_life_not_waived", lineNumbers });
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
  const redirected = await lockRedirected(database, agreement);
  const facts = await readLineFacts(scope, [...agreement.lines, ...(redirected?.agreement?.lines ?? [])]);
  const fits = checkNeeds(agreement.lines, facts.needs);
  if (!fits.ok) return fits;
  const lines = agreement.lines.map((line) => askAnew(line, facts));
  for (const line of lines) {
    const lot = facts.supplies.get(line.supplyId) ?? { expiry: null };
    const inTime = checkArrival(line, lot, line.arriveOn);
    if (!inTime.ok) return inTime;
  }
  await updateAgreementLines(database, agreement.id, lines);
  const posted =
    redirected === null
      ? await postMovements(scope, "accept_agreement", listReservations(agreement, lines, occurred))
      : await postRedirect(scope, { ...agreement, lines }, { redirected, occurred });
  if (!posted.ok) return posted;
  await updateAgreement(database, agreement.id, change);
  await refreshCalls(database, facts.calls);
  await refreshOffers(database, facts.offers);
  return accept(null);
}
