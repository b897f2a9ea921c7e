import { type EquipmentModelId, isModelOf } from "#core/equipment/equipment-model.ts";
import type { SupplyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
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
 * States the model of a supply, so that it is sent only where it can run. Returns both. Refuses, in this order, with
 * `unknown_supply`, `not_permitted`, then as {@link stateModelWithin}.
 */
export async function stateSupplyModel(context: AppContext, meta: CommandMeta, command: StateSupplyModel) {
  return await runCommand(context, meta, { kind: "state_supply_model", body: command }, async (scope) => {
    const supply = (await findSupplies(scope.database, [command.supplyId])).get(command.supplyId);
    if (supply === undefined) return refuse({ code: "unknown_supply", supplyIds: [command.supplyId] });
    const permitted = permit(meta.actor, "state_supply_model", { giver: supply.giverId });
    if (!permitted.ok) return permitted;
    const stated = await stateModelWithin(scope, command, supply.itemId);
    return stated.ok ? accept({ ...command, itemId: supply.itemId }) : stated;
  });
}

/**
 * Writes the model of a supply down where it is not known yet. Refuses with `not_found` (the model), then with `malformed`:
 * `model_of_another_item`, and `model_stated_otherwise` where another one is stated.
 */
export async function stateModelWithin(
  { database, meta, now, context }: CommandScope,
  { supplyId, modelId }: StateSupplyModel,
  itemId: string,
) {
  const model = await findEquipmentModel(database, modelId);
  if (model === undefined) return refuse({ code: "not_found", noun: "equipment model", id: modelId });
  const problem = (rule: string, facts: Problem["facts"]) =>
    refuse({
      code: "malformed",
      problems: [{ field: "modelId", value: modelId, rule, ...(facts === undefined ? {} : { facts }) }],
    });
  if (!isModelOf(model.itemId, itemId, context.reference.items)) {
    return problem("model_of_another_item", { model: model.itemId, supply: itemId });
  }
  await insertSupplyModel(database, { supplyId, modelId, commandId: meta.commandId, recordedAt: now });
  const stated = (await findSupplyModels(database, [supplyId])).get(supplyId);
  if (stated?.id === modelId) return accept(model);
  return problem("model_stated_otherwise", { stated: stated?.id ?? "" });
}
