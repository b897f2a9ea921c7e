import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { decideHandOver, type HandOverEquipment, HANDING_STATUSES } from "#core/equipment/hand-over.ts";
import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { findDeployment, lockDeployment } from "#store/deployment.ts";
import { insertHandoverProposal, listHandoverProposals, listHandovers } from "#store/equipment-handover.ts";
import { getSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { findModelOf } from "./state-supply-model.ts";

/**
 * A team proposes to leave equipment to its host. Nothing of it is in the ledger before the host accepts it (`decideHandover`). Returns what
 * was left and what is proposed.
 *
 * Refuses, in this order, with `not_found` (the deployment), `not_permitted`, `step_not_allowed` (the team is not there yet), `malformed` (as
 * `decideHandOver`; when it was), `not_found` (a model), `malformed` (a model of another item).
 */
export async function handOverEquipment(context: AppContext, meta: CommandMeta, command: HandOverEquipment) {
  return await runCommand(context, meta, { kind: "hand_over_equipment", body: command }, async (scope) => {
    const { database, now } = scope;
    const { deploymentId, terms = "grant", occurred, lines } = command;
    const deployment = await lockDeployment(database, deploymentId);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id: deploymentId });
    const permitted = permit(meta.actor, "hand_over_equipment", { giver: deployment.giverId });
    if (!permitted.ok) return permitted;
    const { status, registeredFrom } = deployment;
    if (!HANDING_STATUSES.includes(status)) {
      const step = "hand_over_equipment";
      return refuse({ code: "step_not_allowed", noun: "deployment", status, step, allowed: [] });
    }
    const decided = decideHandOver(command, context.reference.items);
    if (!decided.ok) return decided;
    const stated = decideOccurred(occurred, { now, previousFrom: registeredFrom });
    if (!stated.ok) return stated;
    const models = await checkModels(scope, command);
    if (!models.ok) return models;
    const id = asId<"handover">(context.newId());
    await insertHandoverProposal(database, { id, deploymentId, terms, occurred, lines }, now);
    return accept(await showHandovers(database, deploymentId));
  });
}

async function checkModels(scope: CommandScope, { lines }: HandOverEquipment) {
  for (const { itemId, modelId } of lines) {
    if (modelId === undefined) continue;
    const model = await findModelOf(scope, modelId, itemId);
    if (!model.ok) return model;
  }
  return accept(null);
}

/** What a team has left to its host, and what it would. */
export async function showHandovers(database: Database, deploymentId: DeploymentId) {
  return {
    handovers: await listHandovers(database, deploymentId),
    proposals: await listHandoverProposals(database, deploymentId),
  };
}

/**
 * What a team has left to its host, for everybody; and what it has proposed to leave, for its party, its host and the secretariat. Empty where
 * there is no such deployment.
 */
export async function readHandovers(
  { database }: AppContext,
  actor: Actor | null | undefined,
  deploymentId: DeploymentId,
) {
  const shown = await showHandovers(database, deploymentId);
  const deployment = await findDeployment(database, deploymentId);
  if (deployment === undefined || actor === null || actor === undefined) return { ...shown, proposals: [] };
  const permitted = permit(actor, "read_unpublished", {
    giver: asId<"party">(deployment.giverId),
    recipient: asId<"party">(deployment.recipientId),
    secretariat: await getSecretariatId(database),
  });
  return permitted.ok ? shown : { ...shown, proposals: [] };
}
