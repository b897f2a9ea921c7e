import { refuseRun } from "#core/equipment/asset.ts";
import { answerRun } from "#core/equipment/can-run.ts";
import { type EquipmentModel, type EquipmentModelId, nameModel } from "#core/equipment/equipment-model.ts";
import { splitByModel } from "#core/equipment/run-place.ts";
import { invariant } from "#core/invariant.ts";
import { accept, refuse } from "#core/result.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { findModels, findSupplyModels } from "#store/equipment.ts";
import { findSupplies } from "#store/ledger.ts";
import { listRunPlaces, listSentModels, lockRunPlace } from "#store/run-place.ts";
import type { CommandScope } from "../run-command.ts";

type Goods = Pick<LockedConsignment, "id" | "lines" | "toSiteId" | "scenario">;

/**
 * Whether equipment of known models runs where a consignment takes it: with what the site has, what stands there and what travels with
 * it, and beside what runs there, waits to be put to work there, is on its way there, and the rest of the consignment. Nobody else sends equipment there
 * until this transaction ends. Refuses with `does_not_run`, which names everything that is missing of every model; what nobody has stated
 * keeps nothing from leaving.
 */
export async function checkRun(scope: CommandScope, consignment: Goods) {
  const { database, context } = scope;
  const { id, lines, toSiteId, scenario } = consignment;
  const travelling = await listTravelling(scope, consignment);
  if (travelling.length === 0) return accept(null);
  await lockRunPlace(database, toSiteId);
  const supplyIds = lines.map(({ supplyId }) => supplyId);
  const supplies = await findSupplies(database, supplyIds);
  const places = await listRunPlaces(database, {
    siteIds: [toSiteId],
    countryPowers: context.reference.countryPowers,
    itemIds: travelling.flatMap(({ model }) => model.consumables ?? []),
    counting: "coming",
    except: id,
    scenario,
  });
  const place = places.get(toSiteId);
  invariant(place !== undefined, "every site that is asked about is answered");
  const itemIds = new Set([
    ...place.itemIds,
    ...supplyIds.flatMap((supplyId) => supplies.get(supplyId)?.itemId ?? []),
  ]);
  const missing = travelling.flatMap(({ model, count: quantity }) => {
    const rest = travelling.filter((one) => one.model !== model);
    const running = [...place.running, ...rest.map((one) => ({ ...one, countSince: one.count }))];
    const aids = [...place.aids, ...travelling];
    const answer = answerRun({ model, quantity, conditions: place.conditions, aids, itemIds, running });
    return answer.missing.map((reason) => ({ ...reason, model: nameModel(model) }));
  });
  return missing.length === 0 ? accept(null) : refuse(refuseRun(toSiteId, missing));
}

/** What of a consignment is of known models: the assets that are sent with it by their own, the other units by what the giver states. */
async function listTravelling({ database }: CommandScope, { id, lines }: Goods) {
  const stated = await findSupplyModels(
    database,
    lines.map(({ supplyId }) => supplyId),
  );
  const sent = await listSentModels(database, [id]);
  const counts = new Map<EquipmentModelId, number>();
  for (const supplyId of new Set(lines.map((line) => line.supplyId))) {
    const own = lines.filter((line) => line.supplyId === supplyId);
    const units = own.reduce((sum, { quantity }) => sum + quantity, 0);
    const assets = sent.filter((one) => one.supplyId === supplyId);
    const split = splitByModel({ units, modelId: stated.get(supplyId)?.id ?? null, assets });
    for (const { modelId, count } of split) counts.set(modelId, (counts.get(modelId) ?? 0) + count);
  }
  const models = await findModels(database, [...counts.keys()]);
  return [...counts].flatMap(
    ([modelId, count]): { readonly model: EquipmentModel; readonly count: number }[] => {
      const model = models.get(modelId);
      return model === undefined ? [] : [{ model, count }];
    },
  );
}
