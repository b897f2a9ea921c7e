import { type EquipmentModelId, isModelOf } from "#core/equipment/equipment-model.ts";
import { permit } from "#core/permission.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findEquipmentModel } from "#store/equipment.ts";
import { listModelUnits } from "#store/model-units.ts";
import { findPartyByCode, getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/** One model, with what one of it needs to run: public. Refuses with `not_found`. */
export async function readModel({ database }: AppContext, id: EquipmentModelId) {
  const model = await findEquipmentModel(database, id);
  return model === undefined ? refuse({ code: "not_found", noun: "equipment model", id }) : accept(model);
}

/**
 * Where a party has units that are of a model, or could be because no other model is stated of their supply, and how many of them are
 * registered as assets: what there is to choose from when serial numbers are registered. Refuses with `not_found` (the model, the party),
 * `not_permitted`.
 */
export async function readModelUnits(
  { database, reference }: AppContext,
  actor: Actor,
  { modelId, partyCode }: { readonly modelId: EquipmentModelId; readonly partyCode: string },
) {
  const model = await findEquipmentModel(database, modelId);
  if (model === undefined) return refuse({ code: "not_found", noun: "equipment model", id: modelId });
  const party = await findPartyByCode(database, partyCode);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyCode });
  const secretariat = await getSecretariatId(database);
  const permitted = permit(actor, "read_unpublished", { self: party.id, secretariat });
  if (!permitted.ok) return permitted;
  const itemIds = [...reference.items.keys()].filter((id) => isModelOf(model.itemId, id, reference.items));
  return accept({ units: await listModelUnits(database, { modelId, partyId: party.id, itemIds }) });
}
