import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import type { RoundEquipment } from "./round-equipment.ts";
import type { ShelfLifeClasses } from "./shelf-life-classes.ts";
import type { SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

/** Classes of lots that also tell models apart, where it matters where they run. */
export interface ModelClasses extends ShelfLifeClasses {
  /** The models that are items of their own, each with the planner's items of it. */
  readonly itemsOf: ReadonlyMap<EquipmentModel, readonly string[]>;
  /** Needs that would take something, were it not that none of it runs at their site. */
  readonly notRunning: ReadonlySet<SnapshotNeed>;
}

/**
 * Models as the planner knows them: a model that does not run at the site of a need that takes it, or draws there on what others
 * draw on, is an item of its own, and each need takes those that run at its site. Supplies of other models, or of none, stay as they
 * were. Where nothing is known of equipment, nothing is changed.
 *
 * Worked example: ventilators of 230 V and of 110 V, of one item; the site of a need has 110 V: it takes the second alone.
 *
 * O(supplies + needs × models that answer).
 */
export function sortByModel(
  classes: ShelfLifeClasses,
  {
    needs,
    supplies,
  }: { readonly needs: readonly SnapshotNeed[]; readonly supplies: readonly SnapshotSupply[] },
  equipment: RoundEquipment | null,
): ModelClasses {
  if (equipment === null) return { ...classes, itemsOf: new Map(), notRunning: new Set() };
  const byClass = groupByClass(classes, supplies, equipment);
  const bound = new Set<EquipmentModel>();
  needs.forEach(({ siteId }, i) => {
    for (const key of classes.terms[i]?.classKeys ?? []) {
      for (const model of byClass.get(key)?.models ?? []) {
        const plan = equipment.planAt(siteId, model);
        if (plan !== undefined && (plan.answer.answer === "no" || plan.draws.length > 0)) bound.add(model);
      }
    }
  });
  const nameOf = (key: string, model: EquipmentModel | undefined) =>
    model === undefined || !bound.has(model) ? key : `${key}/model ${model.maker} ${model.name}`;
  const named = [...byClass].flatMap(([key, { models, hasOthers }]) => [
    ...(hasOthers || models.some((model) => !bound.has(model)) ? [{ key, base: key, model: undefined }] : []),
    ...models
      .filter((model) => bound.has(model))
      .map((model) => ({ key: nameOf(key, model), base: key, model })),
  ]);
  const itemsOf = new Map(
    [...bound].map((model) => [model, named.filter((one) => one.model === model).map(({ key }) => key)]),
  );
  const terms = needs.map(({ siteId }, i) => {
    const { classKeys = [], leastDays = 0 } = classes.terms[i] ?? {};
    const own = classKeys.flatMap((base) => named.filter((one) => one.base === base));
    const running = own.filter(
      ({ model }) => model === undefined || equipment.planAt(siteId, model)?.answer.answer !== "no",
    );
    return {
      classKeys: running.map(({ key }) => key),
      leastDays,
      isKept: own.length > 0 && running.length === 0,
    };
  });
  return {
    keyOf: (supply) => nameOf(classes.keyOf(supply), equipment.modelOf(supply.supplyId)),
    itemIdOf: new Map([
      ...classes.itemIdOf,
      ...named.map(({ key, base }) => [key, classes.itemIdOf.get(base) ?? base] as const),
    ]),
    terms,
    itemsOf,
    notRunning: new Set(needs.filter((_, i) => terms[i]?.isKept === true)),
  };
}

interface ClassModels {
  /** In the order of their makers and names. */
  readonly models: readonly EquipmentModel[];
  /** Whether some of its supplies are of no stated model. */
  readonly hasOthers: boolean;
}

function groupByClass(
  { keyOf }: ShelfLifeClasses,
  supplies: readonly SnapshotSupply[],
  { modelOf }: RoundEquipment,
): ReadonlyMap<string, ClassModels> {
  const found = new Map<string, { readonly models: Set<EquipmentModel>; hasOthers: boolean }>();
  for (const supply of supplies) {
    const key = keyOf(supply);
    const one = found.get(key) ?? { models: new Set(), hasOthers: false };
    found.set(key, one);
    const model = modelOf(supply.supplyId);
    if (model === undefined) one.hasOthers = true;
    else one.models.add(model);
  }
  const nameOf = ({ maker, name }: EquipmentModel) => `${maker} ${name}`;
  return new Map(
    [...found].map(([key, { models, hasOthers }]) => [
      key,
      { models: [...models].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)), hasOthers },
    ]),
  );
}
