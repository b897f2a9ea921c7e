import { numberConstraints, type Constraints } from "./constraints.ts";
import type { Binding } from "./plan.ts";
import { UNITS_PER_RATE, type PlanProblem } from "./problem.ts";
import { listRoutes } from "./routes.ts";

/** What prices on constraints come to: Σ λ_d f_d ≤ bound for every plan f. */
export interface Priced {
  /** Demands with λ_d > 0, ascending: λ_d is the least price of a unit over every way to serve d. */
  readonly demands: readonly number[];
  /** Their λ, > 0. */
  readonly lambda: readonly number[];
  /** Σ y · capacity. */
  readonly bound: number;
}

export interface ConstraintPrices {
  /** Cost O(ways of the demands that draw on a priced constraint). */
  apply(prices: readonly Binding[]): Priced;
}

/** All ways to serve each demand and what each draws on, and which demands draw on each constraint. */
interface Draws {
  /** length demands + 1, into `wayStart`. */
  readonly demandStart: Int32Array;
  /** length ways + 1, into the next two. */
  readonly wayStart: Int32Array;
  readonly constraint: Int32Array;
  /** Per unit. */
  readonly rate: Float64Array;
  /** length constraints + 1, into `drawing`. */
  readonly constraintStart: Int32Array;
  readonly drawing: Int32Array;
}

/** Opens a (checked) problem to be priced. O(ways of sending). */
export function openConstraintPrices(problem: PlanProblem): ConstraintPrices {
  const constraints = numberConstraints(problem);
  const draws = listDraws(problem, constraints);
  const price = new Float64Array(constraints.count);
  return {
    apply(bindings) {
      const priced = bindings.map((binding) => constraints.find(binding));
      let bound = 0;
      bindings.forEach((binding, i) => {
        price[priced[i]!] = binding.price;
        bound += binding.price * constraints.capacity(priced[i]!);
      });
      const touched = new Set<number>();
      for (const constraint of priced) {
        const end = draws.constraintStart[constraint + 1]!;
        for (let a = draws.constraintStart[constraint]!; a < end; a++) touched.add(draws.drawing[a]!);
      }
      const demands: number[] = [];
      const lambda: number[] = [];
      for (const d of [...touched].sort((a, b) => a - b)) {
        const least = findLeastPrice(draws, d, price);
        if (least === 0) continue;
        demands.push(d);
        lambda.push(least);
      }
      for (const constraint of priced) price[constraint] = 0;
      return { demands, lambda, bound };
    },
  };
}

function findLeastPrice(draws: Draws, d: number, price: Float64Array): number {
  const { demandStart, wayStart, constraint, rate } = draws;
  let least = Infinity;
  for (let way = demandStart[d]!; way < demandStart[d + 1]!; way++) {
    let sum = 0;
    for (let e = wayStart[way]!; e < wayStart[way + 1]!; e++) sum += price[constraint[e]!]! * rate[e]!;
    if (sum < least) least = sum;
    if (least === 0) break;
  }
  return least;
}

function listDraws(problem: PlanProblem, constraints: Constraints): Draws {
  const routes = listRoutes(problem, Infinity);
  const demandStart = new Int32Array(problem.demands.length + 1);
  const wayStart = new Int32Array(routes.count + 1);
  const constraint: number[] = [];
  const rate: number[] = [];
  const drawers = new Int32Array(constraints.count + 1);
  const lastDemand = new Int32Array(constraints.count).fill(-1);
  for (let way = 0; way < routes.count; way++) {
    const demand = routes.demand[way]!;
    const take = (one: number, perUnit: number) => {
      constraint.push(one);
      rate.push(perUnit);
      if (lastDemand[one] !== demand) drawers[one + 1]!++;
      lastDemand[one] = demand;
    };
    const supply = routes.supply[way]!;
    take(supply, 1);
    const sending = {
      supply,
      lane: routes.lane[way]!,
      depart: routes.depart[way]!,
      arrive: routes.arrive[way]!,
    };
    constraints.eachDraw(sending, (one, perThousand) => take(one, perThousand / UNITS_PER_RATE));
    wayStart[way + 1] = constraint.length;
    demandStart[demand + 1]!++;
  }
  for (let d = 0; d < problem.demands.length; d++) demandStart[d + 1]! += demandStart[d]!;
  for (let one = 0; one < constraints.count; one++) drawers[one + 1]! += drawers[one]!;
  const drawing = new Int32Array(drawers[constraints.count]!);
  const next = drawers.slice(0, constraints.count);
  lastDemand.fill(-1);
  for (let way = 0; way < routes.count; way++) {
    const demand = routes.demand[way]!;
    for (let e = wayStart[way]!; e < wayStart[way + 1]!; e++) {
      const one = constraint[e]!;
      if (lastDemand[one] !== demand) drawing[next[one]!++] = demand;
      lastDemand[one] = demand;
    }
  }
  return {
    demandStart,
    wayStart,
    constraint: Int32Array.from(constraint),
    rate: Float64Array.from(rate),
    constraintStart: drawers,
    drawing,
  };
}
