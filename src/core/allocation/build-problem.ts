import type { ColdVolume } from "#core/cold-chain/cold-volume.ts";
import type { Policy } from "#core/allocation/policy.ts";
import type { Item, ItemPack } from "#core/item/item.ts";
import type { PlanDemand, PlanItem, PlanLane, PlanProblem, PlanSupply } from "#planner/problem.ts";
import { listAnsweringItems } from "./answering-items.ts";
import { compileStages } from "./compile-stages.ts";
import { sortByModel } from "./model-classes.ts";
import { type PlanPeriods, periodFrom, periodUntil } from "./periods.ts";
import { listRoomLimits } from "./room-limits.ts";
import { openEquipment } from "./round-equipment.ts";
import { demandKey, supplyKey } from "./round-keys.ts";
import { listRunLimits } from "./run-limits.ts";
import { sortByShelfLife } from "./shelf-life-classes.ts";
import type { Snapshot, SnapshotLane, SnapshotNeed, SnapshotSupply } from "./snapshot.ts";
import { type DrawnByTeams, openBesideTeams } from "./team-draws.ts";
import type { WeighingFacts } from "./weigh-need.ts";

/** The facts by which a snapshot becomes a problem. */
export interface AllocationFacts extends WeighingFacts {
  readonly items: ReadonlyMap<string, Item>;
  readonly itemPacks: readonly ItemPack[];
  readonly coldVolumes: ReadonlyMap<string, ColdVolume>;
}

/** By what a snapshot becomes a problem. */
export interface ProblemBasis {
  readonly policy: Policy;
  readonly facts: AllocationFacts;
  /** What teams draw of the power and oxygen that equipment would draw on; left out: nothing. */
  readonly drawn?: DrawnByTeams;
}

/** A problem, and what its indices stand for: the needs and supplies that can be planned at all. */
export interface BuiltProblem {
  readonly problem: PlanProblem;
  readonly needs: readonly SnapshotNeed[];
  readonly supplies: readonly SnapshotSupply[];
  readonly lanes: readonly SnapshotLane[];
  /** Needs that are not planned, as what they have been promised reaches their cap. */
  readonly capped: ReadonlySet<SnapshotNeed>;
  /** What the problem's sites and items are, by their index: ids. An item that may take nothing has none of the catalogue. */
  readonly siteIds: readonly string[];
  readonly itemIds: readonly string[];
  /** Needs that are planned, and may take nothing as none of what answers them runs at their site. */
  readonly notRunning: ReadonlySet<SnapshotNeed>;
}

/**
 * The planner's arrays of a snapshot: supplies that can still leave in the plan, needs whose window is not over before
 * it begins, and every lane. Keys decide between equals, so that the order of the snapshot's lists does not matter: they
 * begin with what is the same wherever the same world is built again (codes, items, days), and end with the ids.
 * O(needs × items + supplies + lanes).
 */
export function buildProblem(
  snapshot: Snapshot,
  periods: PlanPeriods,
  { policy, facts, drawn = new Map() }: ProblemBasis,
): BuiltProblem {
  const supplies = snapshot.supplies.filter((supply) => isPlannable(supply, periods));
  const inTime = snapshot.needs.filter((need) => hasWindow(need, periods));
  const { lanes } = snapshot;
  const siteIndex = indexSites([...supplies, ...inTime], lanes);
  const offered = new Set(supplies.map((supply) => supply.itemId));
  const answering = new Map(
    inTime.map(({ itemId: id }) => [
      id,
      listAnsweringItems(id, facts.items).filter((answer) => offered.has(answer)),
    ]),
  );
  const held = sumUnits(supplies);
  const unitsFor = (need: SnapshotNeed) =>
    (answering.get(need.itemId) ?? []).reduce((units, id) => units + (held.get(id) ?? 0), 0);
  const compiled = compileStages(inTime, policy, { facts, unitsFor });
  const planned = inTime.flatMap((need, i) => {
    const stages = compiled[i] ?? null;
    return stages === null ? [] : [{ need, stages }];
  });
  const needs = planned.map(({ need }) => need);
  const rules = { answering, policyDays: policy.leastShelfLifeDays, catalogue: facts.items };
  const equipment = openEquipment(snapshot);
  const lots = sortByShelfLife(snapshot, { needs, supplies }, rules);
  const classes = sortByModel(lots, { needs, supplies }, equipment);
  const answers = needs.map((need, i) => listAnswers(need, classes.terms[i]?.classKeys ?? [], offered));
  const rows = [...supplies.map(classes.keyOf), ...inTime.map(({ itemId }) => itemId), ...answers.flat()];
  const itemKeys = [...new Set(rows)].toSorted();
  const itemIndex = indexOf(itemKeys);
  const itemIds = itemKeys.map((key) => classes.itemIdOf.get(key) ?? key);
  const problem: PlanProblem = {
    periods: periods.count,
    sites: siteIndex.size,
    items: itemIds.map((id) => measureItem(id, facts)),
    supplies: supplies.map((supply) =>
      toSupply(supply, periods, {
        item: itemIndex.get(classes.keyOf(supply)) ?? 0,
        site: siteIndex.get(supply.siteId) ?? 0,
      }),
    ),
    demands: planned.map(({ need, stages }, i) =>
      toDemand(need, periods, {
        site: siteIndex.get(need.siteId) ?? 0,
        items: (answers[i] ?? []).map((key) => itemIndex.get(key) ?? 0),
        stages,
        severity: policy.severityFirst ? need.severity : 1,
        leastShelfLifePeriods: Math.ceil((classes.terms[i]?.leastDays ?? 0) / periods.days),
      }),
    ),
    lanes: lanes.map((lane) => toLane(lane, periods, siteIndex)),
    receiving: [
      ...listRoomLimits(snapshot, periods, { itemIds, siteIndex, coldVolumes: facts.coldVolumes }),
      ...listRunLimits(classes, openBesideTeams(snapshot, drawn), periods, {
        needs,
        supplies,
        itemIndex,
        siteIndex,
      }),
    ],
    // The catalogue names no companions yet.
    companions: [],
  };
  const capped = new Set(inTime.filter((_, i) => compiled[i] === null));
  const { notRunning } = classes;
  return { problem, needs, supplies, lanes, capped, siteIds: [...siteIndex.keys()], itemIds, notRunning };
}

/** The sites of the problem, by their ids' order. */
function indexSites(
  stock: readonly { readonly siteId: string }[],
  lanes: Snapshot["lanes"],
): ReadonlyMap<string, number> {
  const siteIds = new Set(stock.map(({ siteId }) => siteId));
  for (const lane of lanes) siteIds.add(lane.fromSiteId).add(lane.toSiteId);
  return indexOf([...siteIds].toSorted());
}

/**
 * The planner's items that a need takes. One that nothing offered answers keeps its own item, so that it is told why it got nothing;
 * one that may take nothing of what is offered has an item of its own, of which there is nothing.
 */
function listAnswers(
  need: SnapshotNeed,
  classKeys: readonly string[],
  offered: ReadonlySet<string>,
): readonly string[] {
  if (!offered.has(need.itemId)) return [...classKeys, need.itemId];
  return classKeys.length === 0 ? [`${need.itemId}/none`] : classKeys;
}

/** Units of each item. */
function sumUnits(supplies: readonly SnapshotSupply[]): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { itemId, quantity } of supplies) held.set(itemId, (held.get(itemId) ?? 0) + quantity);
  return held;
}

type Index = ReadonlyMap<string, number>;

function indexOf(ids: readonly string[]): Index {
  return new Map(ids.map((id, index) => [id, index]));
}

/** Whether some period of a plan lies in the window of a need. */
export function hasWindow(
  need: Pick<SnapshotNeed, "windowFrom" | "windowTo">,
  periods: PlanPeriods,
): boolean {
  const first = periodFrom(periods, need.windowFrom);
  return periodUntil(periods, need.windowTo) >= first && first < periods.count;
}

function isPlannable(supply: SnapshotSupply, periods: PlanPeriods): boolean {
  // What has expired before the plan begins could arrive nowhere in time.
  if (supply.expiry !== null && supply.expiry < periods.start) return false;
  const first = periodFrom(periods, supply.availableFrom);
  return first < periods.count && first <= lastDeparture(supply, periods);
}

function lastDeparture(supply: SnapshotSupply, periods: PlanPeriods): number {
  const last = periods.count - 1;
  return supply.availableUntil === null ? last : Math.min(last, periodUntil(periods, supply.availableUntil));
}

function toSupply(
  supply: SnapshotSupply,
  periods: PlanPeriods,
  place: Pick<PlanSupply, "item" | "site">,
): PlanSupply {
  return {
    key: supplyKey(supply),
    ...place,
    quantity: supply.quantity,
    availableFrom: periodFrom(periods, supply.availableFrom),
    availableUntil: lastDeparture(supply, periods),
    // Rounded down: from the first day of that period on, so many whole periods are left at the least.
    expiryPeriod: supply.expiry === null ? null : periodUntil(periods, supply.expiry),
    packUnits: supply.packUnits,
    leastShipmentUnits: supply.leastShipmentUnits,
  };
}

function toDemand(
  need: SnapshotNeed,
  periods: PlanPeriods,
  rest: Pick<PlanDemand, "site" | "items" | "stages" | "severity" | "leastShelfLifePeriods">,
): PlanDemand {
  return {
    key: demandKey(need),
    quantity: need.quantity,
    windowFrom: periodFrom(periods, need.windowFrom),
    windowTo: Math.min(periods.count - 1, periodUntil(periods, need.windowTo)),
    leastUnits: need.smallestUseful,
    ...rest,
  };
}

/** Goods that are on the way for part of a period arrive with the beginning of the next. Capacities are of a whole period. */
function toLane(lane: SnapshotLane, periods: PlanPeriods, siteIndex: Index): PlanLane {
  const ofPeriod = (perDay: number | null): number | null => (perDay === null ? null : perDay * periods.days);
  return {
    key: lane.laneId,
    from: siteIndex.get(lane.fromSiteId) ?? 0,
    to: siteIndex.get(lane.toSiteId) ?? 0,
    transitPeriods: Math.ceil(lane.transitDays / periods.days),
    massCapacityGrams: ofPeriod(lane.massGramsPerDay),
    volumeCapacityCubicCentimetres: ofPeriod(lane.volumeCubicCentimetresPerDay),
    coldVolumeCapacityCubicCentimetres: ofPeriod(lane.coldVolumeCubicCentimetresPerDay),
    costPerTonneMinor: lane.costCentsPerTonne ?? 0,
  };
}

/** What a thousand units weigh and fill in their largest pack, and in cold storage; nothing where no pack is known and none is needed. */
export function measureItem(id: string, { itemPacks, coldVolumes }: AllocationFacts): PlanItem {
  const cold = coldVolumes.get(id)?.perThousandCubicCentimetres ?? 0;
  const [pack] = itemPacks.filter((one) => one.itemId === id).toSorted((a, b) => b.quantity - a.quantity);
  if (pack === undefined) {
    return {
      massPerThousandGrams: 0,
      volumePerThousandCubicCentimetres: cold,
      coldVolumePerThousandCubicCentimetres: cold,
    };
  }
  const perThousand = (amount: number): number => Math.ceil((amount * 1000) / pack.quantity);
  const volume = perThousand(pack.volumeCubicCentimetres);
  return {
    massPerThousandGrams: perThousand(pack.massGrams),
    volumePerThousandCubicCentimetres: volume,
    coldVolumePerThousandCubicCentimetres: cold,
  };
}
