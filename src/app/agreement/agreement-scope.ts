import { AGREEMENT_STEPS, type AgreementStep } from "#core/agreement/agreement.ts";
import type { Side } from "#core/agreement/agreement-movements.ts";
import type { AgreementId, PartyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { type Action, permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { insertAgreementEvent, type LockedAgreement, lockAgreement } from "#store/agreement.ts";
import { findAgreement } from "#store/agreement-view.ts";
import { checkVersion } from "../check-version.ts";
import type { CommandScope } from "../run-command.ts";

/** A step of one side of an agreement. */
export interface AgreementCommand {
  readonly agreementId: AgreementId;
  /** The side that speaks: giver or recipient. */
  readonly partyId: PartyId;
}

/** An agreement that is locked and may be acted on, and for which side. */
export interface AgreementReady {
  readonly agreement: LockedAgreement;
  readonly side: Side;
}

/**
 * Locks the agreement and checks, in this order: that it exists (`not_found`), that the sender may act for this side
 * (`not_permitted`; a party that is neither side has none), and that it is as the sender saw it (`version_changed`).
 */
export async function beginAgreementStep(scope: CommandScope, action: Action, command: AgreementCommand) {
  const agreement = await lockAgreement(scope.database, command.agreementId);
  if (agreement === undefined)
    return refuse({ code: "not_found", noun: "agreement", id: command.agreementId });
  const side: Side = command.partyId === agreement.giverId ? "giver" : "recipient";
  const isSide = command.partyId === agreement.giverId || command.partyId === agreement.recipientId;
  const permitted = permit(scope.meta.actor, action, isSide ? { [side]: command.partyId } : {});
  if (!permitted.ok) return permitted;
  const unchanged = checkVersion(scope.meta, "agreement", agreement);
  if (!unchanged.ok) return unchanged;
  return accept<AgreementReady>({ agreement, side });
}

/** The status after a step from the table, or `step_not_allowed`. */
export function nextAgreementStatus(agreement: LockedAgreement, step: AgreementStep) {
  return takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step });
}

/** Writes what a side said or did. */
export async function recordAgreementEvent(
  scope: CommandScope,
  command: AgreementCommand,
  event: { readonly step: AgreementStep | "propose"; readonly reason?: string; readonly lines?: unknown },
): Promise<void> {
  await insertAgreementEvent(scope.database, command.agreementId, {
    step: event.step,
    partyId: command.partyId,
    reason: event.reason ?? null,
    lines: event.lines ?? null,
    commandId: scope.meta.commandId,
    recordedAt: scope.now,
  });
}

/** The agreement as it is shown, within the command that has just written it. */
export async function showAgreement(scope: CommandScope, id: AgreementId) {
  const shown = await findAgreement(scope.database, id);
  invariant(shown !== undefined, "an agreement just written can be read");
  return accept(shown);
}
