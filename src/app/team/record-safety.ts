import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { checkSafety, type RecordSafety } from "#core/team/safety.ts";
import { findDeployment, lockDeployment } from "#store/deployment.ts";
import { getSecretariatId } from "#store/party.ts";
import { insertSafetyRecord, listSafetyRecords } from "#store/safety-record.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * A team checks in, or reports an incident. Returns all that it has said of its safety, the newest first.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, as `checkSafety`, then `malformed` (when it happened).
 */
export async function recordSafety(context: AppContext, meta: CommandMeta, command: RecordSafety) {
  return await runCommand(context, meta, { kind: "record_safety", body: command }, async (scope) => {
    const { database, now } = scope;
    const { deploymentId, kind, people } = command;
    const deployment = await lockDeployment(database, deploymentId);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id: deploymentId });
    const permitted = permit(meta.actor, "record_safety", { giver: deployment.giverId });
    if (!permitted.ok) return permitted;
    const checked = checkSafety(command, deployment.status);
    if (!checked.ok) return checked;
    const occurred = decideOccurred(command.occurred, { now, previousFrom: null });
    if (!occurred.ok) return occurred;
    const rest = { occurred: occurred.value, commandId: meta.commandId, recordedAt: now };
    await insertSafetyRecord(database, deploymentId, { kind, people, ...rest });
    return accept({ records: await listSafetyRecords(database, deploymentId) });
  });
}

/**
 * What a team has said of its safety, for its party, its host and the secretariat alone: where help is needed, others may be
 * the danger. Refuses with `not_found`, `not_permitted`.
 */
export async function readSafety(context: AppContext, actor: Actor | null, id: DeploymentId) {
  const { database } = context;
  const deployment = await findDeployment(database, id);
  if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id });
  const nobody: Actor = { userId: asId<"user">("00000000-0000-0000-0000-000000000000"), memberships: [] };
  const permitted = permit(actor ?? nobody, "read_team_reports", {
    giver: asId<"party">(deployment.giverId),
    recipient: asId<"party">(deployment.recipientId),
    secretariat: await getSecretariatId(database),
  });
  return permitted.ok ? accept({ records: await listSafetyRecords(database, id) }) : permitted;
}
