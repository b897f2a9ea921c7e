import type { DemandRow, PricedConstraint } from "./files.ts";
import { describeConstraint, findConstraint, type Model } from "./model.ts";
import type { Faults } from "./shape.ts";

/** Prices on constraints, as a certificate lists them. */
export interface Priced {
  /** y, by constraint. */
  readonly price: ReadonlyMap<number, number>;
  /** Capacities of the same, each in the unit of its price. */
  readonly capacity: ReadonlyMap<number, number>;
  /** Σ y · capacity. */
  readonly bound: number;
  /** Demands that the priced constraints touch: the only ones whose λ can be above zero. */
  readonly touched: ReadonlySet<DemandRow>;
}

/** Reads a list of prices; notes constraints that the problem does not have, and such as are priced twice: then there are none. */
export function readPrices(
  model: Model,
  prices: readonly PricedConstraint[],
  { at, faults }: { readonly at: string; readonly faults: Faults },
): Priced | undefined {
  const price = new Map<number, number>();
  const capacity = new Map<number, number>();
  const touched = new Set<DemandRow>();
  let bound = 0;
  let isSound = true;
  for (const name of prices) {
    const found = findConstraint(model, name);
    if (typeof found === "string") {
      faults.add("certificate", at, found, `${describeConstraint(name)} is not a constraint of the problem`);
      isSound = false;
      continue;
    }
    if (price.has(found.constraint)) {
      faults.add("certificate", at, "repeated", `${describeConstraint(name)} is priced twice`);
      isSound = false;
    }
    price.set(found.constraint, name.price);
    capacity.set(found.constraint, found.capacity);
    bound += name.price * found.capacity;
    for (const demand of listTouched(model, name)) touched.add(demand);
  }
  return isSound ? { price, capacity, bound, touched } : undefined;
}

function listTouched(model: Model, name: PricedConstraint): readonly DemandRow[] {
  if (name.kind === "supply") {
    const supply = model.supplies.get(name.supply);
    if (supply === undefined) return [];
    const sites = new Set((model.lanesFrom.get(supply.site) ?? []).map((lane) => lane.to));
    return [...sites].flatMap((site) =>
      (model.demandsAt.get(site) ?? []).filter((demand) => demand.items.includes(supply.item)),
    );
  }
  const site = "lane" in name ? model.lanes.get(name.lane)?.to : model.receiving.get(name.receiving)?.site;
  return site === undefined ? [] : (model.demandsAt.get(site) ?? []);
}
