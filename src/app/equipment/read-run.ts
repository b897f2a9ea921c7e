import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { SiteId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { findEquipmentModel } from "#store/equipment.ts";
import { findSiteIds } from "#store/site.ts";
import type { AppContext } from "../context.ts";
import { weighRun } from "./weigh-run.ts";

/** Whether so many of a model run at a site, with what stands there. Refuses with `not_found`: the site, the model. */
export async function readRun(
  context: AppContext,
  { siteId, modelId }: { readonly siteId: SiteId; readonly modelId: EquipmentModelId },
  quantity: number,
) {
  const { database, reference } = context;
  if (!(await findSiteIds(database, [siteId])).has(siteId)) {
    return refuse({ code: "not_found", noun: "site", id: siteId });
  }
  const model = await findEquipmentModel(database, modelId);
  if (model === undefined) return refuse({ code: "not_found", noun: "equipment model", id: modelId });
  return accept(await weighRun(database, reference, siteId, { model, quantity }));
}
