import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import type { RunDraw } from "#core/equipment/run-draws.ts";
import type { SiteId } from "#core/id.ts";
import type { PlanReceiving } from "#planner/problem.ts";
import type { ModelClasses } from "./model-classes.ts";
import type { PlanPeriods } from "./periods.ts";
import type { RoundEquipment } from "./round-equipment.ts";
import { runKey } from "./round-keys.ts";
import type { SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

/** What the rows refer to. */
interface RunFacts {
  readonly needs: readonly SnapshotNeed[];
  readonly supplies: readonly SnapshotSupply[];
  readonly itemIndex: ReadonlyMap<string, number>;
  readonly siteIndex: ReadonlyMap<string, number>;
}

/** A draw of one model. */
interface ModelDraw extends RunDraw {
  readonly model: EquipmentModel;
}

/**
 * The receiving limits that equipment comes to: of every site of a need, what it has left of each resource that models draw on there, over
 * the whole plan together, as what is put to work stays. Where all draw alike, it is so many pieces; else each takes its watts or litres.
 * Limits that all there is together does not reach are left out. O(sites × models).
 */
export function listRunLimits(
  classes: ModelClasses,
  equipment: RoundEquipment | null,
  periods: PlanPeriods,
  facts: RunFacts,
): readonly PlanReceiving[] {
  if (equipment === null || classes.itemsOf.size === 0) return [];
  const held = new Map<EquipmentModel, number>();
  for (const { supplyId, quantity } of facts.supplies) {
    const model = equipment.modelOf(supplyId);
    if (model !== undefined) held.set(model, (held.get(model) ?? 0) + quantity);
  }
  const siteIds = [...new Set(facts.needs.map(({ siteId }) => siteId))].toSorted();
  return siteIds.flatMap((siteId) => {
    const site = facts.siteIndex.get(siteId);
    if (site === undefined) return [];
    return groupDraws(siteId, classes, equipment).flatMap(([key, draws]): PlanReceiving[] => {
      const left = Math.min(...draws.map((draw) => draw.left));
      const most = draws.reduce((sum, { model, perPiece }) => sum + perPiece * (held.get(model) ?? 0), 0);
      const items = draws.flatMap(({ model, perPiece }) =>
        (classes.itemsOf.get(model) ?? []).flatMap((name) => {
          const item = facts.itemIndex.get(name);
          return item === undefined ? [] : [{ item, perPiece }];
        }),
      );
      if (most <= left || items.length === 0) return [];
      return [
        {
          key,
          site,
          fromPeriod: 0,
          toPeriod: periods.count - 1,
          ...countTogether(items, left),
          together: true,
          volumeCapacityCubicCentimetres: null,
          coldVolumeCapacityCubicCentimetres: null,
        },
      ];
    });
  });
}

function groupDraws(
  siteId: SiteId,
  { itemsOf }: ModelClasses,
  equipment: RoundEquipment,
): readonly (readonly [string, readonly ModelDraw[]])[] {
  const byResource = new Map<string, ModelDraw[]>();
  for (const model of itemsOf.keys()) {
    for (const draw of equipment.planAt(siteId, model)?.draws ?? []) {
      const key = runKey(siteId, draw);
      byResource.set(key, [...(byResource.get(key) ?? []), { ...draw, model }]);
    }
  }
  return [...byResource].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** So many pieces where all take the same; else each takes its own. */
function countTogether(
  items: readonly { readonly item: number; readonly perPiece: number }[],
  left: number,
): Pick<PlanReceiving, "items" | "unitsPerThousand" | "unitCapacity"> {
  const ordered = items.toSorted((a, b) => a.item - b.item);
  const indices = ordered.map(({ item }) => item);
  const [first] = ordered;
  if (first !== undefined && ordered.every(({ perPiece }) => perPiece === first.perPiece)) {
    return { items: indices, unitCapacity: Math.floor(left / first.perPiece) };
  }
  return {
    items: indices,
    unitsPerThousand: ordered.map(({ perPiece }) => perPiece * 1000),
    unitCapacity: Math.floor(left),
  };
}
