import { decideRegisterModel, type RegisterEquipmentModel } from "#core/equipment/equipment-model.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { insertEquipmentModel, listEquipmentModels } from "#store/equipment.ts";
import type { PageRequest } from "#store/page.ts";
import { findParty, getSecretariatId } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";

/**
 * Registers a model of equipment, and what one of it needs to run, and returns it.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (the party), `malformed` (as `decideRegisterModel`),
 * `equipment_model_exists`.
 */
export async function registerModel(context: AppContext, meta: CommandMeta, command: RegisterEquipmentModel) {
  return await runTogether(context, meta, async (scope) => await registerModelWithin(scope, command));
}

/** {@link registerModel} within a transaction that is under way, where a refusal ends it. */
export async function registerModelWithin(within: CommandScope, command: RegisterEquipmentModel) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "register_equipment_model", body: command }, async (scope) => {
    const { database, now } = scope;
    const secretariat = await getSecretariatId(database);
    const standing = { self: command.partyId, secretariat };
    const permitted = permit(meta.actor, "register_equipment_model", standing);
    if (!permitted.ok) return permitted;
    const party = await findParty(database, command.partyId);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: command.partyId });
    const id = asId<"equipment model">(context.newId());
    const decided = decideRegisterModel(command, { id, items: context.reference.items });
    if (!decided.ok) return decided;
    if (!(await insertEquipmentModel(database, decided.value, now))) {
      const { maker, name } = command;
      return refuse({ code: "equipment_model_exists", maker, name });
    }
    return accept(decided.value);
  });
}

/** A page of models, the newest first: what makers publish of them is public. */
export async function readModels(
  context: AppContext,
  filter: { readonly itemId?: string | undefined },
  page: PageRequest,
) {
  return await listEquipmentModels(context.database, filter, page);
}
