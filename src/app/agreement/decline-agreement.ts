import { AGREEMENT_STEPS } from "#core/agreement/agreement.ts";
import { takeStep } from "#core/steps.ts";
import { insertAgreementEvent, updateAgreement } from "#store/agreement.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { type AgreementCommand, beginAgreement, showAgreement } from "./begin-agreement.ts";

/**
 * Declines an agreement for one side: that ends it, and nothing was reserved. Returns the agreement as it is shown.
 * Refuses as `beginAgreement`, then with `step_not_allowed`.
 */
export async function declineAgreement(context: AppContext, meta: CommandMeta, command: AgreementCommand) {
  return await runCommand(context, meta, { kind: "decline_agreement", body: command }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginAgreement(scope, "decline_agreement", command);
    if (!begun.ok) return begun;
    const agreement = begun.value;
    const status = takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step: "decline" });
    if (!status.ok) return status;
    await updateAgreement(database, agreement.id, { status: status.value });
    const { partyId } = command;
    const event = { step: "decline", partyId, commandId: meta.commandId, recordedAt: now };
    await insertAgreementEvent(database, agreement.id, event);
    return await showAgreement(database, agreement.id);
  });
}
