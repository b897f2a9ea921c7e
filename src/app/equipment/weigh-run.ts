import { answerRun, type RunQuestion } from "#core/equipment/can-run.ts";
import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import type { RunAnswer } from "#core/equipment/run-answer.ts";
import type { RunPlace } from "#core/equipment/run-place.ts";
import { invariant } from "#core/invariant.ts";
import type { SiteId } from "#core/id.ts";
import type { Reference } from "#core/reference.ts";
import { listRunPlaces } from "#store/run-place.ts";
import type { Database } from "#store/schema.ts";

/**
 * Whether so many of a model run at a site: with what was stated of the site last, with what stands there, and beside what is at work there
 * already.
 */
export async function weighRun(
  database: Database,
  reference: Pick<Reference, "countryPowers">,
  siteId: SiteId,
  { model, quantity }: Pick<RunQuestion, "model" | "quantity">,
): Promise<RunAnswer> {
  const place = await loadRunPlace(database, reference, siteId, model);
  return answerRun({ ...place, itemIds: new Set(place.itemIds), model, quantity });
}

/** What a model finds at a site. */
export async function loadRunPlace(
  database: Database,
  { countryPowers }: Pick<Reference, "countryPowers">,
  siteId: SiteId,
  model: EquipmentModel,
): Promise<RunPlace> {
  const itemIds = model.consumables ?? [];
  const asked = { siteIds: [siteId], countryPowers, itemIds, counting: "working" } as const;
  const place = (await listRunPlaces(database, asked)).get(siteId);
  invariant(place !== undefined, "every site that is asked about is answered");
  return place;
}
