import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { type Asset, findSerialProblems, type RegisterAssets } from "#core/equipment/asset.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";
import {
  checkAssets,
  countStanding,
  findSerialNumbers,
  insertAssets,
  listStandingUnits,
  lockAssetsOf,
} from "#store/asset.ts";
import { findSupplyModels } from "#store/equipment.ts";
import { findSupplies } from "#store/ledger.ts";
import { lockAccounts } from "#store/recall.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";
import { findModelOf, refuseModel, writeSupplyModel } from "./state-supply-model.ts";

/**
 * Registers assets by their serial numbers: units of a supply that stand at a site in the party's hands. Returns them.
 *
 * Refuses, in this order, with `not_permitted`, `unknown_supply`, `not_found` (the model), `malformed` (a model of another item, or
 * another one than the giver states; numbers as `findSerialProblems`), `assets_outnumber_units`.
 */
export async function registerAssets(context: AppContext, meta: CommandMeta, command: RegisterAssets) {
  return await runTogether(context, meta, async (scope) => await registerAssetsWithin(scope, command));
}

/** {@link registerAssets} within a transaction that is under way, where a refusal ends it. */
export async function registerAssetsWithin(within: CommandScope, command: RegisterAssets) {
  const { meta } = within;
  return await runWithin(within, { kind: "register_assets", body: command }, async (scope) => {
    const { database, now } = scope;
    const { partyId, supplyId } = command;
    const permitted = permit(meta.actor, "register_assets", { self: partyId });
    if (!permitted.ok) return permitted;
    const supply = (await findSupplies(database, [supplyId])).get(supplyId);
    if (supply === undefined) return refuse({ code: "unknown_supply", supplyIds: [supplyId] });
    const { itemId, giverId } = supply;
    const occurred = decideOccurred(command.occurred, { now, previousFrom: null });
    if (!occurred.ok) return occurred;
    return await insertAssetsOf(scope, command, {
      itemId,
      occurred: occurred.value,
      isGivers: giverId === partyId,
    });
  });
}

/**
 * Writes assets of a supply where its units stand; refuses as {@link registerAssets}, but for who may. Where it is the giver who names the model
 * (`isGivers`), it is that of the whole supply; what a recipient names is of these assets alone.
 */
export async function insertAssetsOf(
  scope: CommandScope,
  command: Omit<RegisterAssets, "occurred">,
  {
    itemId,
    occurred,
    isGivers,
  }: { readonly itemId: string; readonly occurred: Occurred; readonly isGivers: boolean },
) {
  const { database, meta, now, context } = scope;
  const { modelId, supplyId, serialNumbers, partyId, siteId } = command;
  const model = await findModelOf(scope, modelId, itemId);
  if (!model.ok) return model;
  await lockAssetsOf(database, [supplyId]);
  const stated = (await findSupplyModels(database, [supplyId])).get(supplyId);
  if (stated !== undefined && stated.id !== modelId) {
    return refuseModel(modelId, "model_stated_otherwise", { stated: stated.id });
  }
  if (isGivers) await writeSupplyModel(scope, { supplyId, modelId });
  const taken = await findSerialNumbers(database, modelId, serialNumbers);
  const problems = findSerialProblems(serialNumbers, taken);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const room = await checkRoom(scope, command);
  if (!room.ok) return room;
  const assets = serialNumbers.map(
    (serialNumber): Asset => ({
      id: asId(context.newId()),
      modelId,
      serialNumber,
      supplyId,
      partyId,
      siteId,
      status: "registered",
      consignmentId: null,
      commissionedOn: null,
      maintainedOn: null,
    }),
  );
  if (assets.length === 0) return accept({ assets });
  const { commandId } = meta;
  const event = {
    step: "register",
    reason: null,
    entryId: null,
    occurred,
    commandId,
    recordedAt: now,
  } as const;
  await insertAssets(database, assets, event);
  await checkAssets(database, [supplyId]);
  return accept({ assets });
}

/** Locks the accounts of the supply: whoever takes units of it waits, and then sees the assets. */
export async function checkRoom(
  { database }: CommandScope,
  {
    supplyId,
    partyId,
    siteId,
    serialNumbers,
  }: Pick<RegisterAssets, "supplyId" | "partyId" | "siteId" | "serialNumbers">,
) {
  await lockAssetsOf(database, [supplyId]);
  await lockAccounts(database, [supplyId]);
  const isHere = (one: Pick<RegisterAssets, "partyId" | "siteId">) =>
    one.partyId === partyId && one.siteId === siteId;
  const units = (await listStandingUnits(database, [supplyId])).find(isHere)?.units ?? 0;
  const there = (await countStanding(database, [supplyId], { partyId, siteId })).get(supplyId) ?? 0;
  const assets = there + serialNumbers.length;
  if (assets <= units) return accept(null);
  return refuse({ code: "assets_outnumber_units", supplyId, partyId, siteId, units, assets });
}
