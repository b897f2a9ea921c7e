import type { PartyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { listApprovalProblems, type VaccineApproval } from "#core/session/vaccine-approval.ts";
import { findParty } from "#store/party.ts";
import { insertApproval } from "#store/vaccine-approval.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * States what a government's authority has decided on a vaccine for its country; what was stated before stays on record. Returns it.
 * Refuses, in this order, with `not_permitted`, `not_found` (party), `malformed` as `listApprovalProblems` says.
 */
export async function stateApproval(
  context: AppContext,
  meta: CommandMeta,
  command: VaccineApproval & { readonly partyId: PartyId },
) {
  return await runCommand(context, meta, { kind: "state_vaccine_approval", body: command }, async (scope) => {
    const { database, now } = scope;
    const { partyId, ...approval } = command;
    const permitted = permit(meta.actor, "state_vaccine_approval", { self: partyId });
    if (!permitted.ok) return permitted;
    const party = await findParty(database, partyId);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
    const isGovernment = party.kind === "government" && party.country !== null;
    const { items } = context.reference;
    const problems = listApprovalProblems(approval, { now, isGovernment, items });
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    const by = { userId: meta.actor.userId, statedAt: now };
    await insertApproval(database, { ...approval, id: meta.commandId, partyId }, by);
    return accept(approval);
  });
}
