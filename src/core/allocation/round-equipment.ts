import type { EquipmentModel, EquipmentModelId } from "#core/equipment/equipment-model.ts";
import { planRun, type RunPlan } from "#core/equipment/run-draws.ts";
import type { RunPlace } from "#core/equipment/run-place.ts";
import type { SiteId, SupplyId } from "#core/id.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a round knows of equipment: models of supplies, and what they find at the sites of needs. */
export interface RoundEquipment {
  /** `undefined`: not stated. */
  readonly modelOf: (supplyId: SupplyId) => EquipmentModel | undefined;
  /** Whether one of a model runs at a site, and what each would draw on; `undefined`: nothing is known of the site. */
  readonly planAt: (siteId: SiteId, model: EquipmentModel) => RunPlan | undefined;
  readonly placeOf: (siteId: SiteId) => RunPlace | undefined;
}

/** The equipment of a snapshot; `null` where no supply's model is stated. Each model is asked about once at each site. */
export function openEquipment({ equipment }: Pick<Snapshot, "equipment">): RoundEquipment | null {
  if (equipment === undefined) return null;
  const models = new Map(equipment.models.map((model) => [model.id, model]));
  const modelIds = new Map(equipment.supplies.map((one) => [one.supplyId, one.modelId]));
  const named = <Row extends { readonly modelId: EquipmentModelId }>(rows: readonly Row[]) =>
    rows.flatMap(({ modelId, ...rest }) => {
      const model = models.get(modelId);
      return model === undefined ? [] : [{ model, ...rest }];
    });
  const places = new Map(
    equipment.places.map(({ siteId, conditions, itemIds, aids, running }): [SiteId, RunPlace] => [
      siteId,
      { conditions, itemIds, aids: named(aids), running: named(running) },
    ]),
  );
  const plans = new Map<string, RunPlan>();
  return {
    modelOf: (supplyId) => {
      const modelId = modelIds.get(supplyId);
      return modelId === undefined ? undefined : models.get(modelId);
    },
    placeOf: (siteId) => places.get(siteId),
    planAt: (siteId, model) => {
      const place = places.get(siteId);
      if (place === undefined) return undefined;
      const key = `${siteId}/${model.id}`;
      const known = plans.get(key) ?? planRun({ ...place, model, itemIds: new Set(place.itemIds) });
      plans.set(key, known);
      return known;
    },
  };
}
