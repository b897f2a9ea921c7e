import {
  decideProposeAgreement,
  findProposer,
  type ProposeAgreement,
} from "#core/agreement/propose-agreement.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { insertAgreement } from "#store/agreement.ts";
import { findSupplies } from "#store/ledger.ts";
import { findParty, getSecretariatId } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { showAgreement } from "./begin-agreement.ts";
import { readLineFacts } from "./read-line-facts.ts";

/**
 * Proposes a direct answer to calls: by the giver, the recipient or a coordinator. The side that proposes consents by
 * that; nothing is reserved before the other does too. Returns the agreement as it is shown; it belongs to the scenario of
 * its supplies.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (a party, a call), `unknown_supply`, then as
 * `decideProposeAgreement`.
 */
export async function proposeAgreement(context: AppContext, meta: CommandMeta, command: ProposeAgreement) {
  return await runCommand(context, meta, { kind: "propose_agreement", body: command }, async (scope) => {
    const { database, now } = scope;
    const { giverId, recipientId } = command;
    const secretariat = await getSecretariatId(database);
    const standing = { giver: giverId, recipient: recipientId, secretariat };
    const permitted = permit(meta.actor, "propose_agreement", standing);
    if (!permitted.ok) return permitted;
    const facts = await readLineFacts(scope, command.lines);
    const known = await checkKnown(scope, command, new Set(facts.calls.map((call) => call.id)));
    if (!known.ok) return known;
    const proposer = findProposer(meta.actor, command);
    const id = asId<"agreement">(context.newId());
    const decided = decideProposeAgreement(command, { ...facts, id, now, proposer });
    if (!decided.ok) return decided;
    const [call] = facts.calls;
    const partyId = proposer === null ? secretariat : command[`${proposer}Id`];
    await insertAgreement(database, decided.value, {
      scenario: call?.scenario ?? null,
      event: { step: "propose", partyId, commandId: meta.commandId, recordedAt: now },
    });
    return await showAgreement(database, id);
  });
}

async function checkKnown(
  { database }: CommandScope,
  command: ProposeAgreement,
  callIds: ReadonlySet<string>,
) {
  for (const id of [command.giverId, command.recipientId]) {
    if ((await findParty(database, id)) === undefined)
      return refuse({ code: "not_found", noun: "party", id });
  }
  const unknownCall = command.lines.find((line) => !callIds.has(line.callId));
  if (unknownCall !== undefined) return refuse({ code: "not_found", noun: "call", id: unknownCall.callId });
  const asked = [...new Set(command.lines.map((line) => line.supplyId))];
  const supplies = await findSupplies(database, asked);
  const supplyIds = asked.filter((id) => !supplies.has(id));
  if (supplyIds.length > 0) return refuse({ code: "unknown_supply", supplyIds });
  return { ok: true } as const;
}
