import { type EquipmentModelId, isModelOf } from "#core/equipment/equipment-model.ts";
import type { SupplyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { listStandingModels, lockAssetsOf } from "#store/asset.ts";
import { findEquipmentModel, findSupplyModels, insertSupplyModel } from "#store/equipment.ts";
import { findSupplies } from "#store/ledger.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";

/** A giver states of which model the units of an offer line are. */
export interface StateSupplyModel {
  readonly supplyId: SupplyId;
  readonly modelId: EquipmentModelId;
}

/**
 * States the model of a supply, so that it is sent only where it can run; stated again, it takes the place of what was stated before. Returns
 * both, and the assets of the supply that are of other models (`others`): their plates say another thing than the giver.
 * Refuses, in this order, with `unknown_supply`, `not_permitted`, then as {@link findModelOf}.
 */
export async function stateSupplyModel(context: AppContext, meta: CommandMeta, command: StateSupplyModel) {
  return await runCommand(context, meta, { kind: "state_supply_model", body: command }, async (scope) => {
    const { database } = scope;
    const { supplyId, modelId } = command;
    const supply = (await findSupplies(database, [supplyId])).get(supplyId);
    if (supply === undefined) return refuse({ code: "unknown_supply", supplyIds: [supplyId] });
    const permitted = permit(meta.actor, "state_supply_model", { giver: supply.giverId });
    if (!permitted.ok) return permitted;
    const model = await findModelOf(scope, modelId, supply.itemId);
    if (!model.ok) return model;
    await lockAssetsOf(database, [supplyId]);
    await writeSupplyModel(scope, command);
    const others = (await listStandingModels(database, supplyId)).filter((one) => one.modelId !== modelId);
    return accept({ ...command, itemId: supply.itemId, others });
  });
}

/** Writes the model of a supply, unless it is stated already. The assets of the supply must be locked. */
export async function writeSupplyModel(
  { database, meta, now }: CommandScope,
  { supplyId, modelId }: StateSupplyModel,
): Promise<void> {
  const stated = (await findSupplyModels(database, [supplyId])).get(supplyId);
  if (stated?.id === modelId) return;
  await insertSupplyModel(database, { supplyId, modelId, commandId: meta.commandId, recordedAt: now });
}

/** A model that units of an item can be of. Refuses with `not_found` (the model), then with `malformed`: `model_of_another_item`. */
export async function findModelOf(
  { database, context }: CommandScope,
  modelId: EquipmentModelId,
  itemId: string,
) {
  const model = await findEquipmentModel(database, modelId);
  if (model === undefined) return refuse({ code: "not_found", noun: "equipment model", id: modelId });
  if (isModelOf(model.itemId, itemId, context.reference.items)) return accept(model);
  return refuseModel(modelId, "model_of_another_item", { model: model.itemId, supply: itemId });
}

/** The refusal of a model that is named. */
export function refuseModel(
  modelId: EquipmentModelId,
  rule: string,
  facts: Exclude<Problem["facts"], undefined>,
) {
  return refuse({ code: "malformed", problems: [{ field: "modelId", value: modelId, rule, facts }] });
}
