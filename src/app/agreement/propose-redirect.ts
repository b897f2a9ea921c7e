import { decideProposeRedirect, type ProposeRedirect } from "#core/agreement/propose-redirect.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { insertAgreement } from "#store/agreement.ts";
import { lockConsignment } from "#store/consignment.ts";
import { findParty, getSecretariatId } from "#store/party.ts";
import { findReceiptHead, listDifferences } from "#store/receipt.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showAgreement } from "./begin-agreement.ts";
import { readLineFacts } from "./read-line-facts.ts";

/**
 * Proposes to send units on that came with too little shelf life, instead of having them destroyed: an agreement between their giver
 * and another recipient, both of whom are asked. Nothing moves before both have accepted. Returns the agreement as it is shown.
 *
 * Refuses, in this order, with `not_found` (consignment), `not_permitted` (who has the units proposes, or the secretariat),
 * `not_found` (receipt, recipient, a call), then as `decideProposeRedirect`.
 */
export async function proposeRedirect(context: AppContext, meta: CommandMeta, command: ProposeRedirect) {
  return await runCommand(context, meta, { kind: "propose_redirect", body: command }, async (scope) => {
    const { database, now } = scope;
    const { consignmentId, recipientId } = command;
    const consignment = await lockConsignment(database, consignmentId);
    if (consignment === undefined)
      return refuse({ code: "not_found", noun: "consignment", id: consignmentId });
    const holderId = consignment.recipientId;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "propose_redirect", { self: holderId, secretariat });
    if (!permitted.ok) return permitted;
    const receipt = await findReceiptHead(database, consignmentId);
    if (receipt === undefined) return refuse({ code: "not_found", noun: "receipt", id: consignmentId });
    if ((await findParty(database, recipientId)) === undefined) {
      return refuse({ code: "not_found", noun: "party", id: recipientId });
    }
    const supplyOf = new Map(consignment.lines.map((line) => [line.lineNumber, line.supplyId]));
    const lines = command.lines.flatMap(({ lineNumber, callId }) => {
      const supplyId = supplyOf.get(lineNumber);
      return supplyId === undefined ? [] : [{ supplyId, callId }];
    });
    const facts = await readLineFacts(scope, lines);
    const calls = new Set(facts.calls.map((call) => call.id));
    const unknown = lines.find((line) => !calls.has(line.callId));
    if (unknown !== undefined) return refuse({ code: "not_found", noun: "call", id: unknown.callId });
    const id = asId<"agreement">(context.newId());
    const refused = { ...consignment, differences: await listDifferences(database, receipt.id) };
    const decided = decideProposeRedirect(command, refused, { ...facts, id, now });
    if (!decided.ok) return decided;
    const isHolder = permit(meta.actor, "propose_redirect", { self: holderId }).ok;
    await insertAgreement(database, decided.value, {
      scenario: consignment.scenario,
      event: {
        step: "redirect",
        partyId: isHolder ? holderId : secretariat,
        commandId: meta.commandId,
        recordedAt: now,
      },
    });
    return await showAgreement(database, id);
  });
}
