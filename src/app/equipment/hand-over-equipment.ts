import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { makeConsignmentNumber } from "#core/consignment/number.ts";
import { listDeliveryMovements } from "#core/consignment/record-delivery.ts";
import { decideHandOver, type HandOverEquipment, HANDING_STATUSES } from "#core/equipment/hand-over.ts";
import { asId, type SupplyId } from "#core/id.ts";
import type { Supply } from "#core/ledger/supply.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { Occurred } from "#core/time.ts";
import { type LockedDeployment, lockDeployment } from "#store/deployment.ts";
import { insertHandover, listHandovers } from "#store/equipment-handover.ts";
import { insertSupplies } from "#store/ledger.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { writePapers } from "../consignment/record-deliveries.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { insertAssetsOf } from "./register-assets.ts";

/**
 * A team leaves equipment to its host: each line becomes a supply of the team's party that the host has received at the site of the
 * deployment, by one consignment and one entry, which has the command's id. Assets of it are registered there. Returns what was handed over.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `step_not_allowed` (the team is not there yet), `malformed` (as `decideHandOver`; when it was;
 * as `registerAssets`).
 */
export async function handOverEquipment(context: AppContext, meta: CommandMeta, command: HandOverEquipment) {
  return await runCommand(context, meta, { kind: "hand_over_equipment", body: command }, async (scope) => {
    const { database, now } = scope;
    const { deploymentId } = command;
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
    const occurred = decideOccurred(command.occurred, { now, previousFrom: registeredFrom });
    if (!occurred.ok) return occurred;
    const done = await write(scope, command, { deployment, occurred: occurred.value });
    return done.ok ? accept({ handovers: await listHandovers(database, deploymentId) }) : done;
  });
}

/** What a team has left to its host. Empty where there is no such deployment. */
export async function readHandovers(context: AppContext, deploymentId: DeploymentId) {
  return { handovers: await listHandovers(context.database, deploymentId) };
}

async function write(
  scope: CommandScope,
  { deploymentId, lines, terms }: HandOverEquipment,
  { deployment, occurred }: { readonly deployment: LockedDeployment; readonly occurred: Occurred },
) {
  const { database, context, now, meta } = scope;
  const { giverId, recipientId, siteId, emergency } = deployment;
  const supplies = lines.map(
    ({ itemId }): Supply => ({
      id: asId(context.newId()),
      itemId,
      giverId,
      terms: terms ?? "grant",
      offerId: null,
      gtin: null,
      lotNumber: null,
      expiry: null,
      pipeline: null,
      emergency,
      scenario: null,
    }),
  );
  await insertSupplies(database, supplies, now);
  const idOf = (index: number): SupplyId => supplies[index]?.id ?? asId("");
  const consignmentId = asId<"consignment">(context.newId());
  const route = { giverId, recipientId, siteId, consignmentId };
  const goods = lines.map(({ quantity }, index) => ({
    lineNumber: index + 1,
    supplyId: idOf(index),
    quantity,
  }));
  const number = makeConsignmentNumber(consignmentId);
  await writePapers(scope, { lines: goods, number, occurred, sent: null, sourceUrl: null }, route);
  await insertHandover(database, { deploymentId, consignmentId, recordedAt: now });
  const movements = goods.flatMap(({ supplyId, quantity }) =>
    listDeliveryMovements({ quantity, occurred, sent: null }, { ...route, supplyId }),
  );
  const posted = await postMovements(scope, "hand_over_equipment", movements);
  if (!posted.ok) return posted;
  for (const [index, { modelId, serialNumbers = [] }] of lines.entries()) {
    if (modelId === undefined) continue;
    const own = { partyId: recipientId, siteId, supplyId: idOf(index), modelId, serialNumbers };
    const registered = await insertAssetsOf(scope, own, {
      itemId: lines[index]?.itemId ?? "",
      occurred,
      isGivers: true,
    });
    if (!registered.ok) return registered;
  }
  return accept(meta.commandId);
}
