import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import {
  ASSET_STEPS,
  type AssetCommand,
  checkAssetCommand,
  END_MOVEMENTS,
  refuseRun,
} from "#core/equipment/asset.ts";
import { nameModel } from "#core/equipment/equipment-model.ts";
import { invariant } from "#core/invariant.ts";
import { MOVEMENTS, type Movement } from "#core/ledger/movement.ts";
import { permit } from "#core/permission.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import type { Occurred } from "#core/time.ts";
import {
  countCommissioned,
  type LockedAsset,
  lockAsset,
  lockAssetsOf,
  recordAssetStep,
} from "#store/asset.ts";
import { findAsset } from "#store/asset-view.ts";
import { findEquipmentModel } from "#store/equipment.ts";
import { listStageUnits } from "#store/stage-units.ts";
import { findSites } from "#store/site.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";
import { showAsset } from "./read-assets.ts";
import { checkRoom } from "./register-assets.ts";
import { weighRun } from "./weigh-run.ts";

/**
 * Takes a step of an asset: commissions it, reports a fault, sends it to repair, returns it to work, maintains it, brings it to another
 * site of the same party, takes it out of use, reports it lost, or puts such a record right. What moves its unit posts the entry with
 * it, under the command's id. Returns the asset as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `malformed` (reason, site, when it happened),
 * `step_not_allowed`; what is put to work with `asset_not_received` and `does_not_run`; what is reinstated with
 * `assets_outnumber_units`; and as `postMovements`.
 */
export async function takeAssetStep(context: AppContext, meta: CommandMeta, command: AssetCommand) {
  return await runTogether(context, meta, async (scope) => await takeAssetStepWithin(scope, command));
}

/** {@link takeAssetStep} within a transaction that is under way, where a refusal ends it. */
export async function takeAssetStepWithin(within: CommandScope, command: AssetCommand) {
  const { meta } = within;
  return await runWithin(within, { kind: "change_asset", body: command }, async (scope) => {
    const ready = await beginStep(scope, command);
    if (!ready.ok) return ready;
    const { asset, occurred, status } = ready.value;
    const { step, reason = null, toSiteId } = command;
    const able = await checkAble(scope, asset, command);
    if (!able.ok) return able;
    const movement = await findMovement(scope, asset, command, occurred);
    const siteId = toSiteId ?? asset.siteId;
    const begins = step === "commission" || (step === "return_to_work" && asset.commissionedOn === null);
    const isGone = step === "transfer" || step === "retire" || step === "lose" || step === "remove";
    await recordAssetStep(
      scope.database,
      asset.id,
      {
        status,
        siteId,
        ...(begins ? { commissionedOn: occurred.to } : {}),
        ...(step === "commission" || step === "maintain" ? { maintainedOn: occurred.to } : {}),
        ...(isGone ? { consignmentId: null, commissionedOn: null } : {}),
      },
      {
        step,
        reason,
        status,
        partyId: asset.partyId,
        siteId,
        entryId: movement === null ? null : meta.commandId,
        occurred,
        commandId: meta.commandId,
        recordedAt: scope.now,
      },
    );
    if (movement !== null) {
      const posted = await postMovements(scope, "change_asset", [movement]);
      if (!posted.ok) return posted;
    }
    return await showAsset(scope.database, asset.id);
  });
}

async function beginStep(scope: CommandScope, command: AssetCommand) {
  const { database, meta, now } = scope;
  const known = await findAsset(database, command.assetId);
  if (known === undefined) return refuse({ code: "not_found", noun: "asset", id: command.assetId });
  // Before the asset itself, as whoever moves units does.
  await lockAssetsOf(database, [known.supplyId as LockedAsset["supplyId"]]); // as the table has it
  const asset = await lockAsset(database, command.assetId);
  invariant(asset !== undefined, "assets are never deleted");
  const permitted = permit(meta.actor, "change_asset", { self: asset.partyId });
  if (!permitted.ok) return permitted;
  const unchanged = checkVersion(meta, "asset", asset);
  if (!unchanged.ok) return unchanged;
  const stated = checkAssetCommand(command, asset);
  if (!stated.ok) return stated;
  const site = await checkSite(scope, asset, command);
  if (!site.ok) return site;
  const occurred = decideOccurred(command.occurred, { now, previousFrom: asset.previousFrom });
  if (!occurred.ok) return occurred;
  const status = takeStep("asset", ASSET_STEPS, { status: asset.status, step: command.step });
  if (!status.ok) return status;
  return accept({ asset, occurred: occurred.value, status: status.value });
}

/** An asset is brought to a site of who has it, or to one that all use. */
async function checkSite({ database }: CommandScope, { partyId }: LockedAsset, { toSiteId }: AssetCommand) {
  if (toSiteId === undefined) return accept(null);
  const site = (await findSites(database, [toSiteId])).get(toSiteId);
  if (site !== undefined && (site.partyId === null || site.partyId === partyId)) return accept(null);
  const rule = site === undefined ? "unknown_site" : "site_of_another_party";
  const problems: Problem[] = [{ field: "toSiteId", value: toSiteId, rule }];
  return refuse({ code: "malformed", problems });
}

async function checkAble(scope: CommandScope, asset: LockedAsset, { step }: AssetCommand) {
  if (step === "reinstate") return await checkRoom(scope, { ...asset, serialNumbers: [asset.serialNumber] });
  if (step !== "commission" && step !== "return_to_work") return accept(null);
  const { database, context } = scope;
  const received = (await listStageUnits(database, asset)).get("received") ?? 0;
  // What is faulty is counted among them. What has been recalled, or is held, is in quarantine, and not put to work there again.
  const commissioned = (await countCommissioned(database, asset)) - (step === "commission" ? 0 : 1);
  if (commissioned >= received) {
    return refuse({ code: "asset_not_received", assetId: asset.id, received, commissioned });
  }
  // What stands there in repair has been counted as running all the time.
  if (step === "return_to_work" && asset.commissionedOn !== null) return accept(null);
  const model = await findEquipmentModel(database, asset.modelId);
  invariant(model !== undefined, "models are never deleted");
  const asked = { model, quantity: 1 };
  const { answer, missing } = await weighRun(database, context.reference, asset.siteId, asked);
  if (answer !== "no") return accept(null);
  const named = missing.map((reason) => ({ ...reason, model: nameModel(model) }));
  return refuse(refuseRun(asset.siteId, named));
}

/** The movement of the unit, where the step moves one: out of `received`, or else out of quarantine. */
async function findMovement(
  { database }: CommandScope,
  asset: LockedAsset,
  { step, reason, toSiteId }: AssetCommand,
  occurred: Occurred,
): Promise<Movement | null> {
  const { supplyId, partyId, siteId } = asset;
  const move = (kind: Movement["kind"], from: Movement["from"], to: Movement["to"]): Movement => ({
    kind,
    reversal: false,
    supplyId,
    from,
    to,
    quantity: asQuantity(1),
    recipientId: partyId,
    consignmentId: null,
    occurred,
  });
  const received = { partyId, siteId, stage: "received" } as const;
  if (step === "transfer" && toSiteId !== undefined) {
    return move("transfer", received, { ...received, siteId: toSiteId });
  }
  if ((step !== "retire" && step !== "lose") || reason === undefined || !(reason in END_MOVEMENTS))
    return null;
  const kind = END_MOVEMENTS[reason as keyof typeof END_MOVEMENTS]; // checked by `in`
  const isReceived = ((await listStageUnits(database, asset)).get("received") ?? 0) > 0;
  const from = isReceived || kind === "use" ? received : { ...received, stage: "quarantined" as const };
  return move(kind, from, { ...received, stage: MOVEMENTS[kind].to[0] });
}
