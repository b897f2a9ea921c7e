import type { SiteId, SupplyId } from "#core/id.ts";
import type { EquipmentModel, EquipmentModelId } from "./equipment-model.ts";
import type { Aid } from "./run-answer.ts";
import type { Running } from "./running.ts";
import type { RunConditions } from "./site-readiness.ts";

/** What equipment finds at a site. */
export interface RunPlace {
  readonly conditions: RunConditions;
  /** What stands there and lets other equipment run. */
  readonly aids: readonly Aid[];
  /** Items of which units stand there. */
  readonly itemIds: readonly string[];
  readonly running: readonly Running[];
}

/** Units of a supply that a site has received; `since`: those that came on the day of its newest statement or later. */
export interface ReceivedUnits {
  readonly siteId: SiteId;
  readonly supplyId: SupplyId;
  /** As its giver states; `null`: not stated. */
  readonly modelId: EquipmentModelId | null;
  readonly units: number;
  readonly since: number;
}

/** Assets of a supply and model that stand at a site. */
export interface AssetsAtSite {
  readonly siteId: SiteId;
  readonly supplyId: SupplyId;
  readonly modelId: EquipmentModelId;
  readonly commissioned: number;
  readonly commissionedSince: number;
  /** Not put to work there. */
  readonly idle: number;
}

/** Units that come to a site, or are promised there. */
export interface ExpectedUnits extends Omit<ReceivedUnits, "since"> {
  /** Which of them are known to be of which model, as they are assets that are sent with them. */
  readonly assets: readonly ModelCount[];
}

interface ModelCount {
  readonly modelId: EquipmentModelId;
  readonly count: number;
}

/** Units of a model at a site. */
export interface ModelUnits {
  readonly received: number;
  readonly receivedSince: number;
  readonly commissioned: number;
  readonly commissionedSince: number;
}

/** Units by the model that they are of: of assets their own, of the others what the giver states. Of which nobody knows it, they are left out. */
export function splitByModel({
  units,
  modelId,
  assets,
}: Pick<ExpectedUnits, "units" | "modelId" | "assets">): readonly ModelCount[] {
  let open = units;
  const own = assets.flatMap(({ modelId: known, count }) => {
    const some = Math.min(open, count);
    open -= some;
    return some > 0 ? [{ modelId: known, count: some }] : [];
  });
  return modelId === null || open <= 0 ? own : [...own, { modelId, count: open }];
}

/** The units of each site by model, with how many of them are at work there. O(rows). */
export function countByModel(
  received: readonly ReceivedUnits[],
  assets: readonly AssetsAtSite[],
): ReadonlyMap<SiteId, ReadonlyMap<EquipmentModelId, ModelUnits>> {
  const sites = new Map<SiteId, Map<EquipmentModelId, ModelUnits>>();
  const assetsOf = new Map<string, AssetsAtSite[]>();
  for (const one of assets) {
    const key = `${one.siteId}/${one.supplyId}`;
    assetsOf.set(key, [...(assetsOf.get(key) ?? []), one]);
  }
  for (const { siteId, supplyId, modelId, units, since } of received) {
    const own = assetsOf.get(`${siteId}/${supplyId}`) ?? [];
    const working = own.reduce((sum, { commissioned }) => sum + commissioned, 0);
    // What is at work has been received; of the rest that stands there, some may not have been.
    const idle = own.map((one) => ({ modelId: one.modelId, count: one.idle }));
    const counts = [
      ...own.map((one) => ({ modelId: one.modelId, count: one.commissioned })),
      ...splitByModel({ units: units - working, modelId, assets: idle }),
    ];
    const models = sites.get(siteId) ?? new Map<EquipmentModelId, ModelUnits>();
    sites.set(siteId, models);
    for (const id of new Set(counts.map((one) => one.modelId))) {
      const count = counts.filter((one) => one.modelId === id).reduce((sum, one) => sum + one.count, 0);
      const asset = own.find((one) => one.modelId === id);
      models.set(id, addUnits(models.get(id), { count, since, asset }));
    }
  }
  return sites;
}

function addUnits(
  known: ModelUnits | undefined,
  {
    count,
    since,
    asset,
  }: { readonly count: number; readonly since: number; readonly asset: AssetsAtSite | undefined },
): ModelUnits {
  return {
    received: (known?.received ?? 0) + count,
    receivedSince: (known?.receivedSince ?? 0) + Math.min(count, Math.max(0, since)),
    commissioned: (known?.commissioned ?? 0) + (asset?.commissioned ?? 0),
    commissionedSince: (known?.commissionedSince ?? 0) + (asset?.commissionedSince ?? 0),
  };
}

/** What of a site's units lets other equipment run. */
export function listAids(
  units: ReadonlyMap<EquipmentModelId, ModelUnits>,
  models: ReadonlyMap<EquipmentModelId, EquipmentModel>,
): readonly Aid[] {
  return [...units]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, { received, receivedSince }]): Aid[] => {
      const model = models.get(id);
      if (model === undefined || received <= 0 || !isAid(model)) return [];
      return [{ model, count: received, countSince: receivedSince }];
    });
}

function isAid({ provides }: EquipmentModel): boolean {
  return provides.power !== null || provides.oxygen !== null || provides.skills.length > 0;
}

/** What runs at a site: what is at work there; with `waiting`, also what has been received and is not yet, and what is `expected`. */
export function listRunning(
  units: ReadonlyMap<EquipmentModelId, ModelUnits>,
  models: ReadonlyMap<EquipmentModelId, EquipmentModel>,
  more: { readonly withWaiting: boolean; readonly expected: readonly ModelCount[] },
): readonly Running[] {
  const ids = [...new Set([...units.keys(), ...more.expected.map(({ modelId }) => modelId)])].toSorted();
  return ids.flatMap((id): Running[] => {
    const model = models.get(id);
    const own = units.get(id) ?? { received: 0, receivedSince: 0, commissioned: 0, commissionedSince: 0 };
    const waiting = more.withWaiting ? own.received - own.commissioned : 0;
    const since = Math.min(waiting, Math.max(0, own.receivedSince - own.commissionedSince));
    const expected = more.expected.filter(({ modelId }) => modelId === id);
    const coming = expected.reduce((sum, { count }) => sum + count, 0);
    const count = own.commissioned + waiting + coming;
    if (model === undefined || count <= 0) return [];
    return [{ model, count, countSince: own.commissionedSince + (more.withWaiting ? since : 0) + coming }];
  });
}
