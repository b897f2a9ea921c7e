import { type ConstraintPrices, openConstraintPrices, type Priced } from "./constraint-prices.ts";
import { numberConstraints } from "./constraints.ts";
import type { Plan, PlanAllocation, UnmetFloor } from "./plan.ts";
import { UNITS_PER_RATE, type PlanProblem } from "./problem.ts";
import { checkPackedPlan } from "./rounding/check-packed-plan.ts";
import { capOf, gainOf, limitOf } from "./stages.ts";

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
 * of each supply are as stated; packs, shipments, least quantities and companions are kept. Checked to rounding: each
 * demand that is `bound` has the bottleneck it names (Σ λ f reaches Σ y · capacity, and no line with λ > 0 stands
 * higher), and each set of unmet floors is one.
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
    const last = demand.stages.length - 1;
    const isMet = outcome.reason.status === "met";
    const isCapped = outcome.reason.status === "capped";
    const isFull = given[d] === limitOf(demand);
    if (outcome.quantity !== demand.quantity) faults.push(`demand ${d} states another quantity`);
    if (outcome.allocated !== given[d]) faults.push(`demand ${d} states another sum than its allocations`);
    if (given[d]! > demand.quantity) faults.push(`demand ${d} gets more than it asked`);
    else if (given[d]! > limitOf(demand)) faults.push(`demand ${d} gets more than its last stage allows`);
    if (outcome.level !== outcome.allocated / gainOf(demand, last))
      faults.push(`demand ${d} states another level`);
    if (isMet !== (given[d] === demand.quantity) || isCapped !== (isFull && !isMet))
      faults.push(`demand ${d} is met or not, against its reason`);
    if (!isOfStage(demand, outcome.stage, isFull ? limitOf(demand) : outcome.fairShare))
      faults.push(`demand ${d} states another stage`);
  });
  for (const rest of plan.unused) left[rest.supply]! -= rest.quantity;
  left.forEach((rest, s) => {
    if (rest !== 0)
      faults.push(`supply ${s} is ${rest < 0 ? "overdrawn" : "not accounted for"} by ${Math.abs(rest)}`);
  });
  return faults;
}

/** Whether `units` fill the stages before `stage` and not more than it, but for a unit and the tolerance. */
function isOfStage(demand: PlanProblem["demands"][number], stage: number, units: number): boolean {
  const allowance = 1 + PROOF_TOLERANCE * demand.quantity;
  return (
    demand.stages[stage] !== undefined &&
    units + allowance >= capOf(demand, stage - 1) &&
    units - allowance <= capOf(demand, stage)
  );
}

function checkCapacities(problem: PlanProblem, plan: Plan): readonly string[] {
  const constraints = numberConstraints(problem);
  const use = new Map<number, number>();
  for (const { supply, lane, departPeriod, arrivePeriod, quantity } of plan.allocations) {
    if (problem.lanes[lane] === undefined || problem.supplies[supply] === undefined) continue;
    const way = { supply, lane, depart: departPeriod, arrive: arrivePeriod };
    constraints.eachDraw(way, (constraint, perThousand) => {
      use.set(constraint, (use.get(constraint) ?? 0) + perThousand * quantity);
    });
  }
  return [...use]
    .filter(([constraint, sum]) => sum > constraints.capacity(constraint) * UNITS_PER_RATE)
    .map(([constraint]) => `${constraints.describe(constraint)} is overdrawn`);
}

function checkBottlenecks(problem: PlanProblem, plan: Plan): readonly string[] {
  if (plan.bottlenecks.length === 0 && plan.unmetFloors.length === 0) return [];
  const constraintPrices = openConstraintPrices(problem);
  const faults: string[] = [];
  const boundBy = groupByBottleneck(plan);
  plan.bottlenecks.forEach((bottleneck, b) => {
    if (bottleneck.prices.some((binding) => !(binding.price > 0)))
      faults.push(`bottleneck ${b} has no price > 0`);
    const priced = constraintPrices.apply(bottleneck.prices);
    const { bound } = priced;
    let reached = 0;
    let rounding = 0;
    priced.demands.forEach((d, i) => {
      reached += priced.lambda[i]! * (plan.demands[d]?.fairShare ?? 0);
      rounding += priced.lambda[i]!;
    });
    if (Math.abs(bound - reached) > rounding + PROOF_TOLERANCE * bound) {
      faults.push(`bottleneck ${b} is not reached: ${reached} of ${bound}`);
    }
    const parts = new Set(priced.demands);
    const highest = new Map<number, number>();
    for (const d of boundBy.get(b) ?? []) {
      const { stage, fairShare } = plan.demands[d]!;
      const most = highest.get(stage) ?? findHighest(problem, plan, { stage, priced });
      highest.set(stage, most);
      const own = (fairShare + 1) / gainOf(problem.demands[d]!, stage);
      if (!parts.has(d)) faults.push(`demand ${d} has no part in bottleneck ${b}`);
      if (own * (1 + PROOF_TOLERANCE) < most)
        faults.push(`demand ${d} stands below others of bottleneck ${b}`);
    }
  });
  return [
    ...faults,
    ...plan.unmetFloors.flatMap((one, i) => checkUnmetFloor(problem, one, i, constraintPrices)),
  ];
}

/**
 * Returns the highest level in `stage` of the demands with λ > 0, of what they have beyond the stages before; Infinity
 * where one has more than the stage gives. A unit each is put down to rounding.
 */
function findHighest(
  problem: PlanProblem,
  plan: Plan,
  { stage, priced }: { readonly stage: number; readonly priced: Priced },
): number {
  let highest = -Infinity;
  for (const d of priced.demands) {
    const fairShare = plan.demands[d]?.fairShare ?? 0;
    const demand = problem.demands[d]!;
    const units = fairShare - 1;
    if (units <= capOf(demand, stage - 1) * (1 + PROOF_TOLERANCE)) continue;
    const isBeyond = units > capOf(demand, stage) * (1 + PROOF_TOLERANCE);
    highest = Math.max(highest, isBeyond ? Infinity : units / gainOf(demand, stage));
  }
  return highest;
}

/** The demands that each bottleneck binds. */
function groupByBottleneck(plan: Plan): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  plan.demands.forEach(({ reason }, d) => {
    if (reason.status !== "bound") return;
    const known = groups.get(reason.bottleneck);
    if (known === undefined) groups.set(reason.bottleneck, [d]);
    else known.push(d);
  });
  return groups;
}

function checkUnmetFloor(
  problem: PlanProblem,
  { stage, demands, prices }: UnmetFloor,
  index: number,
  constraintPrices: ConstraintPrices,
): readonly string[] {
  const priced = constraintPrices.apply(prices);
  const { bound } = priced;
  const lambda = new Map(priced.demands.map((d, i) => [d, priced.lambda[i]!]));
  const parts = demands.map((d) => (lambda.get(d) ?? 0) * capOf(problem.demands[d]!, stage));
  const sum = parts.reduce((total, part) => total + part, 0);
  const least = parts.reduce((smallest, part) => Math.min(smallest, part), Infinity);
  if (!(sum > bound)) return [`unmet floors ${index} can be met: ${sum} of ${bound}`];
  const isLeast = sum - least <= bound * (1 + PROOF_TOLERANCE);
  return isLeast ? [] : [`unmet floors ${index} are not a least set`];
}
