import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { makeConsignmentNumber } from "#core/consignment/number.ts";
import { listDeliveryMovements } from "#core/consignment/record-delivery.ts";
import { checkHandoverStep, type DecideHandover, HANDOVER_STEPS } from "#core/equipment/hand-over.ts";
import { asId, type ConsignmentId, type SupplyId } from "#core/id.ts";
import type { Supply } from "#core/ledger/supply.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import type { Occurred } from "#core/time.ts";
import { type LockedDeployment, lockDeployment } from "#store/deployment.ts";
import {
  decideHandover as writeDecision,
  insertHandover,
  type LockedHandover,
  lockHandover,
} from "#store/equipment-handover.ts";
import { insertSupplies } from "#store/ledger.ts";
import { checkVersion } from "../check-version.ts";
import { writePapers } from "../consignment/record-deliveries.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { showHandovers } from "./hand-over-equipment.ts";
import { insertAssetsOf } from "./register-assets.ts";

const ACTIONS = {
  accept: "accept_handover",
  decline: "decline_handover",
  withdraw: "withdraw_handover",
} as const;

/**
 * The host accepts or declines what a team would leave to it, or the team takes it back. Accepted, each line becomes a supply of the
 * team's party that the host has received at the site of the deployment, by one consignment and one entry, which has the command's id;
 * assets of it are registered there. Returns what was left and what is proposed.
 *
 * Refuses, in this order, with `not_found` (the deployment, the hand-over), `not_permitted`, `version_changed`, `malformed` (the reason),
 * `step_not_allowed` (it has been answered), `malformed` (when it was; as `registerAssets`).
 */
export async function decideHandover(context: AppContext, meta: CommandMeta, command: DecideHandover) {
  return await runCommand(context, meta, { kind: ACTIONS[command.step], body: command }, async (scope) => {
    const { database, now } = scope;
    const { deploymentId, handoverId, step, reason = null } = command;
    const deployment = await lockDeployment(database, deploymentId);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id: deploymentId });
    const handover = await lockHandover(database, command);
    if (handover === undefined) return refuse({ code: "not_found", noun: "handover", id: handoverId });
    const { giverId: giver, recipientId: recipient } = deployment;
    const permitted = permit(meta.actor, ACTIONS[step], { giver, recipient });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "handover", handover);
    if (!unchanged.ok) return unchanged;
    const stated = checkHandoverStep(command);
    if (!stated.ok) return stated;
    const status = takeStep("handover", HANDOVER_STEPS, { status: handover.status, step });
    if (!status.ok) return status;
    const taken = step === "accept" ? await receiveAll(scope, handover, deployment) : accept(null);
    if (!taken.ok) return taken;
    await writeDecision(database, handoverId, {
      status: status.value,
      reason,
      consignmentId: taken.value,
      decidedAt: now,
      decidedBy: meta.actor.userId,
    });
    return accept(await showHandovers(database, deploymentId));
  });
}

/** Writes what the host has received, in the papers, the ledger and as assets. Returns the consignment. */
async function receiveAll(scope: CommandScope, handover: LockedHandover, deployment: LockedDeployment) {
  const { database, context, now } = scope;
  const { lines, terms, deploymentId } = handover;
  const { giverId, recipientId, siteId, emergency, registeredFrom } = deployment;
  const occurred = decideOccurred(handover.occurred, { now, previousFrom: registeredFrom });
  if (!occurred.ok) return occurred;
  const supplies = lines.map(
    ({ itemId }): Supply => ({
      id: asId(context.newId()),
      itemId,
      giverId,
      terms,
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
  const consignmentId = asId<"consignment">(context.newId());
  const route = { giverId, recipientId, siteId, consignmentId };
  const goods = lines.map(({ quantity }, index) => ({
    lineNumber: index + 1,
    supplyId: idOf(supplies, index),
    quantity,
  }));
  const number = makeConsignmentNumber(consignmentId);
  const papers = { lines: goods, number, occurred: occurred.value, sent: null, sourceUrl: null };
  await writePapers(scope, papers, route);
  await insertHandover(database, { deploymentId, consignmentId, recordedAt: now });
  const movements = goods.flatMap(({ supplyId, quantity }) =>
    listDeliveryMovements({ quantity, occurred: occurred.value, sent: null }, { ...route, supplyId }),
  );
  const posted = await postMovements(scope, "hand_over_equipment", movements);
  if (!posted.ok) return posted;
  return await registerAll(scope, {
    handover,
    supplies,
    occurred: occurred.value,
    consignmentId,
    deployment,
  });
}

async function registerAll(
  scope: CommandScope,
  {
    handover,
    supplies,
    occurred,
    consignmentId,
    deployment,
  }: {
    readonly handover: LockedHandover;
    readonly supplies: readonly Supply[];
    readonly occurred: Occurred;
    readonly consignmentId: ConsignmentId;
    readonly deployment: LockedDeployment;
  },
) {
  const { recipientId: partyId, siteId } = deployment;
  for (const [index, { itemId, modelId, serialNumbers = [] }] of handover.lines.entries()) {
    if (modelId === undefined) continue;
    const own = { partyId, siteId, supplyId: idOf(supplies, index), modelId, serialNumbers };
    const registered = await insertAssetsOf(scope, own, { itemId, occurred, isGivers: true });
    if (!registered.ok) return registered;
  }
  return accept(consignmentId);
}

function idOf(supplies: readonly Supply[], index: number): SupplyId {
  return supplies[index]?.id ?? asId("");
}
