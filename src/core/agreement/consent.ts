import { AGREEMENT_STEPS, type Agreement, type AgreementStatus } from "#core/agreement/agreement.ts";
import type { PartyId } from "#core/id.ts";
import { accept, type Result } from "#core/result.ts";
import { type StepNotAllowedRefusal, takeStep } from "#core/steps.ts";

/** The sides of an agreement. */
export type Side = "giver" | "recipient";

/** The side that a party is of an agreement; `undefined` for a party that is neither. */
export function findSide(
  agreement: Pick<Agreement, "giverId" | "recipientId">,
  partyId: PartyId,
): Side | undefined {
  if (partyId === agreement.giverId) return "giver";
  return partyId === agreement.recipientId ? "recipient" : undefined;
}

/** An agreement's state after one side has accepted. */
export interface Consent {
  readonly status: AgreementStatus;
  readonly giverConsents: boolean;
  readonly recipientConsents: boolean;
  /** True when both sides now consent: the units are reserved. */
  readonly concludes: boolean;
}

/** What one side's acceptance makes of an agreement. Refuses with `step_not_allowed`. */
export function decideConsent(
  agreement: Pick<Agreement, "status" | "giverConsents" | "recipientConsents">,
  side: Side,
): Result<Consent, StepNotAllowedRefusal> {
  const giverConsents = agreement.giverConsents || side === "giver";
  const recipientConsents = agreement.recipientConsents || side === "recipient";
  const concludes = giverConsents && recipientConsents;
  const step = concludes ? "conclude" : "consent";
  const status = takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step });
  return status.ok ? accept({ status: status.value, giverConsents, recipientConsents, concludes }) : status;
}
