import { AGREEMENT_STEPS } from "#core/agreement/agreement.ts";
import { type ConsultAgreement, decideConsultAgreement } from "#core/agreement/consult-agreement.ts";
import { takeStep } from "#core/steps.ts";
import { insertAgreementEvent, updateAgreement, updateAgreementLines } from "#store/agreement.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginAgreement, showAgreement } from "./begin-agreement.ts";
import { readLineFacts } from "./read-line-facts.ts";

/**
 * Asks, for one side, for other quantities or days: the agreement has them from then on, and both sides are asked again.
 * Returns the agreement as it is shown.
 *
 * Refuses as `beginAgreement`, then with `step_not_allowed`, then as `decideConsultAgreement`.
 */
export async function consultAgreement(context: AppContext, meta: CommandMeta, command: ConsultAgreement) {
  return await runCommand(context, meta, { kind: "consult_agreement", body: command }, async (scope) => {
    const { database, now } = scope;
    const begun = await beginAgreement(scope, "consult_agreement", command);
    if (!begun.ok) return begun;
    const agreement = begun.value;
    const status = takeStep("agreement", AGREEMENT_STEPS, { status: agreement.status, step: "consult" });
    if (!status.ok) return status;
    const facts = await readLineFacts(scope, agreement.lines);
    const decided = decideConsultAgreement(command, agreement, { ...facts, now });
    if (!decided.ok) return decided;
    const asked = new Set(command.lines.map((line) => line.lineNumber));
    const changed = decided.value.filter((line) => asked.has(line.lineNumber));
    await updateAgreementLines(database, agreement.id, changed);
    const consents = { giverConsents: false, recipientConsents: false };
    await updateAgreement(database, agreement.id, { status: status.value, ...consents });
    const { partyId, reason, lines } = command;
    const event = { step: "consult", partyId, reason, lines, commandId: meta.commandId, recordedAt: now };
    await insertAgreementEvent(database, agreement.id, event);
    return await showAgreement(database, agreement.id);
  });
}
