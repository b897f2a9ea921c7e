import { numberConstraints, type Constraints } from "./constraints.ts";
import type { Binding } from "./plan.ts";
import { type IndexByNumber, indexByNumber } from "./index-by-number.ts";
import { UNITS_PER_RATE, type PlanProblem } from "./problem.ts";
import { listRoutes } from "./routes.ts";
import { appendEntry, createEntries } from "./simplex/growing-lists.ts";

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
  /** length ways + 1, into the next two, which may be longer: places of constraints, and what a unit takes. */
  readonly wayStart: Int32Array;
  readonly constraint: Int32Array;
  /** Per unit. */
  readonly rate: Float64Array;
  /** The place of each constraint that some way draws on, by its number. */
  readonly placeOf: IndexByNumber;
  readonly placeCount: number;
  /** length places + 1, into `drawing`. */
  readonly constraintStart: Int32Array;
  readonly drawing: Int32Array;
}

/** Opens a (checked) problem to be priced. O(ways of sending). */
export function openConstraintPrices(problem: PlanProblem): ConstraintPrices {
  const constraints = numberConstraints(problem);
  const draws = listDraws(problem, constraints);
  const price = new Float64Array(draws.placeCount);
  /** By demand, the last application that it had a part in. */
  const touchedBy = new Int32Array(problem.demands.length);
  let applications = 0;
  return {
    apply(bindings) {
      let bound = 0;
      const priced: number[] = [];
      for (const binding of bindings) {
        const constraint = constraints.find(binding);
        bound += binding.price * constraints.capacity(constraint);
        const place = draws.placeOf.get(constraint);
        // What nothing draws on costs nobody anything.
        if (!(place >= 0)) continue;
        priced.push(place);
        price[place] = binding.price;
      }
      applications++;
      const touched: number[] = [];
      for (const place of priced) {
        const end = draws.constraintStart[place + 1]!;
        for (let a = draws.constraintStart[place]!; a < end; a++) {
          const d = draws.drawing[a]!;
          if (touchedBy[d] === applications) continue;
          touchedBy[d] = applications;
          touched.push(d);
        }
      }
      const demands: number[] = [];
      const lambda: number[] = [];
      for (const d of touched.sort((a, b) => a - b)) {
        const least = findLeastPrice(draws, d, price);
        if (least === 0) continue;
        demands.push(d);
        lambda.push(least);
      }
      for (const place of priced) price[place] = 0;
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
  const entries = createEntries(4 * routes.count);
  const placeOf = indexByNumber(constraints.count, routes.count);
  const drawers: number[] = [];
  const lastDemand: number[] = [];
  for (let way = 0; way < routes.count; way++) {
    const demand = routes.demand[way]!;
    const take = (number: number, perUnit: number) => {
      let place = placeOf.get(number);
      if (place < 0) {
        place = drawers.length;
        placeOf.set(number, place);
        drawers.push(0);
        lastDemand.push(-1);
      }
      appendEntry(entries, place, perUnit);
      if (lastDemand[place] !== demand) drawers[place]!++;
      lastDemand[place] = demand;
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
    wayStart[way + 1] = entries.length;
    demandStart[demand + 1]!++;
  }
  for (let d = 0; d < problem.demands.length; d++) demandStart[d + 1]! += demandStart[d]!;
  const constraintStart = new Int32Array(drawers.length + 1);
  drawers.forEach((count, place) => {
    constraintStart[place + 1] = constraintStart[place]! + count;
  });
  const drawing = new Int32Array(constraintStart[drawers.length]!);
  const next = constraintStart.slice(0, drawers.length);
  lastDemand.fill(-1);
  for (let way = 0; way < routes.count; way++) {
    const demand = routes.demand[way]!;
    for (let e = wayStart[way]!; e < wayStart[way + 1]!; e++) {
      const one = entries.index[e]!;
      if (lastDemand[one] !== demand) drawing[next[one]!++] = demand;
      lastDemand[one] = demand;
    }
  }
  return {
    demandStart,
    wayStart,
    constraint: entries.index,
    rate: entries.value,
    placeOf,
    placeCount: drawers.length,
    constraintStart,
    drawing,
  };
}
