import { answerRun, type RunQuestion } from "#core/equipment/can-run.ts";
import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import { takeFrom } from "#core/equipment/left-over.ts";
import type { Aid, RunAnswer } from "#core/equipment/run-answer.ts";
import { describeConditions } from "#core/equipment/site-readiness.ts";
import type { SiteId } from "#core/id.ts";
import type { Reference } from "#core/reference.ts";
import { findSupplyModels, listSiteReadiness } from "#store/equipment.ts";
import { listAidSupplies, listItemsAt, sumTaken } from "#store/run-place.ts";
import type { Database } from "#store/schema.ts";
import { findSites } from "#store/site.ts";

/** What is to run, and what comes with it. */
export interface RunLoad {
  readonly model: EquipmentModel;
  readonly quantity: number;
  readonly aids: readonly Aid[];
  /** Items that come with it. */
  readonly itemIds: readonly string[];
}

/**
 * Whether equipment runs at a site: with what was stated of the site last, less what has been put to work there since, with what stands
 * there, and with what comes with it.
 */
export async function weighRun(
  database: Database,
  reference: Pick<Reference, "countryPowers">,
  siteId: SiteId,
  load: RunLoad,
): Promise<RunAnswer> {
  const place = await loadRunPlace(database, reference, siteId, load.model);
  return answerRun({
    model: load.model,
    quantity: load.quantity,
    conditions: place.conditions,
    aids: [...place.aids, ...load.aids],
    itemIds: new Set([...place.itemIds, ...load.itemIds]),
  });
}

/** What a model finds at a site, by what was stated last, what runs there since, and what stands there. */
export async function loadRunPlace(
  database: Database,
  { countryPowers }: Pick<Reference, "countryPowers">,
  siteId: SiteId,
  model: EquipmentModel,
): Promise<Omit<RunQuestion, "model" | "quantity">> {
  const site = (await findSites(database, [siteId])).get(siteId);
  const [stated] = await listSiteReadiness(database, siteId);
  const conditions = describeConditions(stated, countryPowers.get(site?.country ?? ""));
  const left =
    stated === undefined ? conditions : takeFrom(conditions, await sumTaken(database, siteId, stated.day));
  const there = await listAidSupplies(database, siteId);
  const models = await findSupplyModels(
    database,
    there.map(({ supplyId }) => supplyId),
  );
  const aids = there.flatMap(({ supplyId, units }): Aid[] => {
    const aid = models.get(supplyId);
    return aid === undefined ? [] : [{ model: aid, count: units }];
  });
  const items = await listItemsAt(database, siteId, model.consumables ?? []);
  return { conditions: left, aids, itemIds: new Set(items) };
}
