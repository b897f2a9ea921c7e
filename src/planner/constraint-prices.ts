import type { Binding } from "./plan.ts";
import { UNITS_PER_RATE, type PlanItem, type PlanProblem } from "./problem.ts";
import { listRoutes, type Routes } from "./routes.ts";

/** What prices on constraints come to: Σ λ_d f_d ≤ bound for every plan f. */
export interface Priced {
  /** length demands: λ_d, the least price of a unit over every way to serve d; 0 where there is none. */
  readonly lambda: Float64Array;
  /** Σ y · capacity. */
  readonly bound: number;
}

export interface ConstraintPrices {
  /** Cost O(ways of sending). */
  apply(prices: readonly Binding[]): Priced;
}

/**
 * Opens a (checked) problem to be priced, from its own lists and not from the planner's arrays, so that what is checked
 * by it is not checked by itself.
 */
export function openConstraintPrices(problem: PlanProblem): ConstraintPrices {
  const routes = listRoutes(problem, Infinity);
  const draws = new Map<number, ReturnType<typeof listDraws>>();
  return {
    apply(bindings) {
      const prices = new Map(bindings.map((binding) => [labelOf(binding), binding.price]));
      let bound = 0;
      for (const binding of bindings) bound += binding.price * capacityOf(problem, binding);
      return { lambda: findLambda(problem, { routes, draws }, prices), bound };
    },
  };
}

/** Returns λ_d for each demand: the least price of a unit over every way to serve it; 0 where there is none. */
function findLambda(
  problem: PlanProblem,
  ways: { readonly routes: Routes; readonly draws: Map<number, ReturnType<typeof listDraws>> },
  prices: ReadonlyMap<string, number>,
): Float64Array {
  const { routes, draws } = ways;
  const least = new Float64Array(problem.demands.length).fill(Infinity);
  for (let j = 0; j < routes.count; j++) {
    const supply = routes.supply[j]!;
    let price = prices.get(`supply ${supply}`) ?? 0;
    let drawn = draws.get(j);
    if (drawn === undefined) {
      const way = { supply, lane: routes.lane[j]!, depart: routes.depart[j]!, arrive: routes.arrive[j]! };
      drawn = listDraws(problem, way);
      draws.set(j, drawn);
    }
    for (const draw of drawn) price += ((prices.get(draw.label) ?? 0) * draw.rate) / UNITS_PER_RATE;
    const d = routes.demand[j]!;
    if (price < least[d]!) least[d] = price;
  }
  return least.map((price) => (price < Infinity ? price : 0));
}

/** The name of a constraint as a text. */
function labelOf(binding: Binding): string {
  if (binding.kind === "supply") return `supply ${binding.supply}`;
  if ("lane" in binding) return `${binding.kind} ${binding.lane} ${binding.period}`;
  return `${binding.kind} ${binding.receiving} ${binding.period}`;
}

function capacityOf(problem: PlanProblem, binding: Binding): number {
  if (binding.kind === "supply") return problem.supplies[binding.supply]?.quantity ?? 0;
  const capacities =
    "lane" in binding
      ? lanesCapacities(problem, binding.lane)
      : receivingCapacities(problem, binding.receiving);
  return capacities.find((capacity) => capacity.kind === binding.kind)?.capacity ?? 0;
}

type Rate = (item: PlanItem) => number;
const ofMass: Rate = (item) => item.massPerThousandGrams;
const ofVolume: Rate = (item) => item.volumePerThousandCubicCentimetres;
const ofColdVolume: Rate = (item) => item.coldVolumePerThousandCubicCentimetres;
const ofUnits: Rate = () => UNITS_PER_RATE;

/** Every capacity of a lane, and of a receiving limit, with the rate at which an item draws on it. */
function lanesCapacities(problem: PlanProblem, e: number): readonly Capacity[] {
  const lane = problem.lanes[e]!;
  return [
    { kind: "lane_mass", rate: ofMass, capacity: lane.massCapacityGrams },
    { kind: "lane_volume", rate: ofVolume, capacity: lane.volumeCapacityCubicCentimetres },
    { kind: "lane_cold_volume", rate: ofColdVolume, capacity: lane.coldVolumeCapacityCubicCentimetres },
  ];
}

function receivingCapacities(problem: PlanProblem, i: number): readonly Capacity[] {
  const limit = problem.receiving[i]!;
  return [
    { kind: "receiving_units", rate: ofUnits, capacity: limit.unitCapacity },
    { kind: "receiving_volume", rate: ofVolume, capacity: limit.volumeCapacityCubicCentimetres },
    { kind: "receiving_cold_volume", rate: ofColdVolume, capacity: limit.coldVolumeCapacityCubicCentimetres },
  ];
}

interface Capacity {
  readonly kind: Binding["kind"];
  readonly rate: Rate;
  readonly capacity: number | null;
}

/** What a sending of one unit draws on: label of the constraint, amount per thousand units, capacity. */
export function listDraws(
  problem: PlanProblem,
  way: { readonly supply: number; readonly lane: number; readonly depart: number; readonly arrive: number },
): readonly { readonly label: string; readonly rate: number; readonly capacity: number }[] {
  const item = problem.items[problem.supplies[way.supply]!.item]!;
  const draws: { label: string; rate: number; capacity: number }[] = [];
  const add = (capacities: readonly Capacity[], index: number, period: number) => {
    for (const { kind, rate, capacity } of capacities) {
      if (capacity !== null) draws.push({ label: `${kind} ${index} ${period}`, rate: rate(item), capacity });
    }
  };
  add(lanesCapacities(problem, way.lane), way.lane, way.depart);
  problem.receiving.forEach((limit, i) => {
    const takes = limit.site === problem.lanes[way.lane]!.to;
    if (takes && way.arrive >= limit.fromPeriod && way.arrive <= limit.toPeriod) {
      add(receivingCapacities(problem, i), i, way.arrive);
    }
  });
  return draws;
}
