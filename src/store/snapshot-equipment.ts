import type {
  SnapshotEquipment,
  SnapshotNeed,
  SnapshotPieces,
  SnapshotSupply,
} from "#core/allocation/snapshot.ts";
import type { EquipmentModel, EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { CountryPower } from "#core/equipment/power.ts";
import { takeFrom } from "#core/equipment/left-over.ts";
import type { Aid } from "#core/equipment/run-answer.ts";
import { findSupplyModels } from "./equipment.ts";
import { listRunPlaces } from "./run-place.ts";
import type { Day } from "#core/time.ts";
import type { Database } from "./schema.ts";
import { listPromised, listPromisedDraws } from "./team-snapshot.ts";

/**
 * What a round has to know of equipment: the models that givers state of its supplies, and what they find at the sites of its needs, where
 * what is on its way and promised counts as running, and what promised teams draw is taken off. `undefined` where no supply's model is stated: then nothing else is looked at.
 */
export async function readEquipment(
  database: Database,
  {
    needs,
    supplies,
  }: { readonly needs: readonly SnapshotNeed[]; readonly supplies: readonly SnapshotSupply[] },
  {
    countryPowers,
    scenario,
    today,
  }: {
    readonly countryPowers: ReadonlyMap<string, CountryPower>;
    readonly scenario: string | null;
    readonly today: Day;
  },
): Promise<SnapshotEquipment | undefined> {
  const stated = await findSupplyModels(
    database,
    supplies.map(({ supplyId }) => supplyId),
  );
  if (stated.size === 0) return undefined;
  const places = await listRunPlaces(database, {
    siteIds: needs.map(({ siteId }) => siteId),
    countryPowers,
    itemIds: [...stated.values()].flatMap(({ consumables }) => consumables ?? []),
    counting: "promised",
    scenario,
  });
  // A scenario has no teams.
  const promised = scenario === null ? await listPromised(database, today) : [];
  const drawn = await listPromisedDraws(database, [...places.keys()], promised);
  const models = new Map<EquipmentModelId, EquipmentModel>();
  const keep = ({ model, count, countSince = count }: Aid): SnapshotPieces => {
    models.set(model.id, model);
    return { modelId: model.id, count, countSince };
  };
  for (const model of stated.values()) models.set(model.id, model);
  const kept = [...places].map(([siteId, { conditions, aids, itemIds, running }]) => {
    const taken = drawn.get(siteId);
    return {
      siteId,
      conditions: taken === undefined ? conditions : takeFrom(conditions, taken),
      aids: aids.map(keep),
      itemIds,
      running: running.map(keep),
    };
  });
  return {
    models: [...models.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    supplies: [...stated]
      .map(([supplyId, { id }]) => ({ supplyId, modelId: id }))
      .toSorted((a, b) => (a.supplyId < b.supplyId ? -1 : 1)),
    places: kept,
  };
}
