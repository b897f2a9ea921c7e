import type { Binding, Plan, PlanAllocation } from "./plan.ts";
import { UNITS_PER_RATE, type PlanItem, type PlanProblem } from "./problem.ts";
import { checkPackedPlan } from "./rounding/check-packed-plan.ts";
import { listRoutes, type Routes } from "./routes.ts";

/**
 * Of a proof's own size: prices come from a solver of relative precision 10^-9 and are summed over thousands.
 * What is finer than this is not a difference that anybody is owed.
 */
const PROOF_TOLERANCE = 1e-6;

/**
 * Returns what is wrong with `plan` as an answer to the (checked) `problem`, in words; the empty list when it is
 * a plan that can be carried out and is fair.
 *
 * Checked exactly: every allocation answers its need, leaves while the supply is there, arrives in the window with
 * enough shelf life; supplies, lanes, receiving and asked quantities are kept; the sums of each demand and the rest
 * of each supply are as stated; packs, shipments, least quantities and companions are kept. Checked to rounding: each demand that is `bound` has the bottleneck it names
 * (Σ λ f reaches Σ y · capacity, and no line with λ > 0 stands higher).
 * Not checked: that arrival and cost are least. Cost O(allocations + bottlenecks × routes).
 */
export function checkPlan(problem: PlanProblem, plan: Plan): readonly string[] {
  return [
    ...plan.allocations.flatMap((allocation, i) => checkAllocation(problem, allocation, i)),
    ...checkSums(problem, plan),
    ...checkCapacities(problem, plan),
    ...checkBottlenecks(problem, plan),
    ...checkPackedPlan(problem, plan),
  ];
}

function checkAllocation(problem: PlanProblem, allocation: PlanAllocation, index: number): readonly string[] {
  const supply = problem.supplies[allocation.supply];
  const demand = problem.demands[allocation.demand];
  const lane = problem.lanes[allocation.lane];
  if (supply === undefined || demand === undefined || lane === undefined) {
    return [`allocation ${index} names a supply, demand or lane that is not there`];
  }
  const { departPeriod, arrivePeriod, quantity } = allocation;
  const left = supply.expiryPeriod === null ? Infinity : supply.expiryPeriod - arrivePeriod;
  const rules: readonly (readonly [boolean, string])[] = [
    [Number.isSafeInteger(quantity) && quantity >= 1, "is not of whole units"],
    [demand.items.includes(supply.item), "sends an item that does not answer the need"],
    [lane.from === supply.site && lane.to === demand.site, "goes by a lane between other sites"],
    [arrivePeriod === departPeriod + lane.transitPeriods, "arrives at another time than its lane takes"],
    [arrivePeriod < problem.periods, "arrives after the plan ends"],
    [
      departPeriod >= supply.availableFrom && departPeriod <= supply.availableUntil,
      "leaves when the supply is not there",
    ],
    [arrivePeriod >= demand.windowFrom && arrivePeriod <= demand.windowTo, "arrives outside the window"],
    [left >= demand.leastShelfLifePeriods, "arrives with too little shelf life"],
  ];
  return rules.filter(([holds]) => !holds).map(([, what]) => `allocation ${index} ${what}`);
}

function checkSums(problem: PlanProblem, plan: Plan): readonly string[] {
  const faults: string[] = [];
  const given = new Float64Array(problem.demands.length);
  const left = Float64Array.from(problem.supplies, (supply) => supply.quantity);
  for (const { supply, demand, quantity } of plan.allocations) {
    given[demand]! += quantity;
    left[supply]! -= quantity;
  }
  if (plan.demands.length !== problem.demands.length) faults.push("not one outcome for each demand");
  plan.demands.forEach((outcome, d) => {
    const demand = problem.demands[d];
    if (demand === undefined) return;
    const gain = (demand.weightPerMille / 1000) * demand.quantity;
    const isMet = outcome.reason.status === "met";
    if (outcome.quantity !== demand.quantity) faults.push(`demand ${d} states another quantity`);
    if (outcome.allocated !== given[d]) faults.push(`demand ${d} states another sum than its allocations`);
    if (given[d]! > demand.quantity) faults.push(`demand ${d} gets more than it asked`);
    if (outcome.level !== outcome.allocated / gain) faults.push(`demand ${d} states another level`);
    if (isMet !== (given[d] === demand.quantity))
      faults.push(`demand ${d} is met or not, against its reason`);
  });
  for (const rest of plan.unused) left[rest.supply]! -= rest.quantity;
  left.forEach((rest, s) => {
    if (rest !== 0)
      faults.push(`supply ${s} is ${rest < 0 ? "overdrawn" : "not accounted for"} by ${Math.abs(rest)}`);
  });
  return faults;
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
function listDraws(
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

function checkCapacities(problem: PlanProblem, plan: Plan): readonly string[] {
  const use = new Map<string, { sum: number; most: number }>();
  for (const { supply, lane, departPeriod, arrivePeriod, quantity } of plan.allocations) {
    if (problem.lanes[lane] === undefined || problem.supplies[supply] === undefined) continue;
    const way = { supply, lane, depart: departPeriod, arrive: arrivePeriod };
    for (const { label, rate, capacity } of listDraws(problem, way)) {
      const known = use.get(label) ?? { sum: 0, most: capacity * UNITS_PER_RATE };
      known.sum += rate * quantity;
      use.set(label, known);
    }
  }
  return [...use].filter(([, { sum, most }]) => sum > most).map(([label]) => `${label} is overdrawn`);
}

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

function checkBottlenecks(problem: PlanProblem, plan: Plan): readonly string[] {
  if (plan.bottlenecks.length === 0) return [];
  const routes = listRoutes(problem, Infinity);
  const draws = new Map<number, ReturnType<typeof listDraws>>();
  const faults: string[] = [];
  plan.bottlenecks.forEach((bottleneck, b) => {
    const prices = new Map(bottleneck.prices.map((binding) => [labelOf(binding), binding.price]));
    if (bottleneck.prices.some((binding) => !(binding.price > 0)))
      faults.push(`bottleneck ${b} has no price > 0`);
    const lambda = findLambda(problem, { routes, draws }, prices);
    let most = 0;
    for (const binding of bottleneck.prices) most += binding.price * capacityOf(problem, binding);
    let reached = 0;
    let rounding = 0;
    let highest = -Infinity;
    plan.demands.forEach((outcome, d) => {
      if (lambda[d] === 0) return;
      const gain = (problem.demands[d]!.weightPerMille / 1000) * outcome.quantity;
      reached += lambda[d]! * outcome.fairShare;
      rounding += lambda[d]!;
      highest = Math.max(highest, (outcome.fairShare - 1) / gain);
    });
    if (Math.abs(most - reached) > rounding + PROOF_TOLERANCE * most) {
      faults.push(`bottleneck ${b} is not reached: ${reached} of ${most}`);
    }
    plan.demands.forEach((outcome, d) => {
      if (outcome.reason.status !== "bound" || outcome.reason.bottleneck !== b) return;
      const gain = (problem.demands[d]!.weightPerMille / 1000) * outcome.quantity;
      const own = (outcome.fairShare + 1) / gain;
      if (lambda[d] === 0) faults.push(`demand ${d} has no part in bottleneck ${b}`);
      if (own * (1 + PROOF_TOLERANCE) < highest)
        faults.push(`demand ${d} stands below others of bottleneck ${b}`);
    });
  });
  return faults;
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
