import { refuseRun } from "#core/equipment/asset.ts";
import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import { nameModel } from "#core/equipment/run-power.ts";
import { accept, refuse } from "#core/result.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { findSupplyModels } from "#store/equipment.ts";
import { findSupplies } from "#store/ledger.ts";
import type { CommandScope } from "../run-command.ts";
import { weighRun } from "./weigh-run.ts";

/**
 * Whether equipment of known models runs where a consignment takes it: with what the site has, what stands there and what travels with
 * it. Each model is asked about by itself, all of its units at once. Refuses with `does_not_run`, which names everything that is missing
 * of every model; what nobody has stated keeps nothing from leaving.
 */
export async function checkRun(
  { database, context }: CommandScope,
  { lines, toSiteId }: Pick<LockedConsignment, "lines" | "toSiteId">,
) {
  const supplyIds = lines.map(({ supplyId }) => supplyId);
  const models = await findSupplyModels(database, supplyIds);
  if (models.size === 0) return accept(null);
  const supplies = await findSupplies(database, supplyIds);
  const itemIds = supplyIds.flatMap((id) => supplies.get(id)?.itemId ?? []);
  const travelling = lines.flatMap(({ supplyId, quantity }) => {
    const model = models.get(supplyId);
    return model === undefined ? [] : [{ model, count: quantity }];
  });
  const counts = new Map<string, { readonly model: EquipmentModel; count: number }>();
  for (const { model, count } of travelling) {
    const known = counts.get(model.id);
    if (known === undefined) counts.set(model.id, { model, count });
    else known.count += count;
  }
  const missing = [];
  for (const { model, count: quantity } of counts.values()) {
    const load = { model, quantity, aids: travelling, itemIds };
    const answer = await weighRun(database, context.reference, toSiteId, load);
    if (answer.answer !== "no") continue;
    missing.push(...answer.missing.map((reason) => ({ ...reason, model: nameModel(model) })));
  }
  return missing.length === 0 ? accept(null) : refuse(refuseRun(toSiteId, missing));
}
