import { type ConstraintPrices, openConstraintPrices, type Priced } from "./constraint-prices.ts";
import type { Binding, Plan, UnmetFloor } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { capOf } from "./stages.ts";

/** Up to so many demands, one after another is left out to see whether the others can be held: a plan each. */
const TRIED_MAX = 40;

/** Of the bound: what is over by less is the last bits of its sum. */
const EXCESS_TOLERANCE = 1e-9;
/** Of a cap: what is missing of it by less is the tolerance of the fair shares. */
const MISSING_TOLERANCE = 1e-6;

/** Solves a problem, without looking for unmet floors; `undefined` where it could not. */
type Solve = (problem: PlanProblem) => Promise<Pick<Plan, "demands" | "bottlenecks"> | undefined>;

/**
 * Returns the floors of `problem` that cannot hold together: what a stage before the last promises (its caps), for each
 * bottleneck that keeps a line of `plan` from it, as a least set of demands.
 *
 * Method: of the demands with λ > 0 in the bottleneck, those with the greatest λ · cap until they exceed its bound:
 * no set with fewer demands does, and any of them left out, the inequality holds. Then each is left out in turn, and where
 * the rest cannot be held for another reason, that smaller set is taken, with its own prices (deletion filter of
 * Chinneck and Dravnieks 1991); only up to {@link TRIED_MAX} demands, beyond that the set is least for its inequality alone.
 * In the order of stage, then of bottlenecks; a set that holds one named before, of its stage or an earlier one, is left out. Cost: a pass over the ways of sending for each bottleneck,
 * and plans of as many demands as a set has.
 */
export async function findUnmetFloors(
  problem: PlanProblem,
  plan: Pick<Plan, "demands" | "bottlenecks">,
  solve: Solve,
): Promise<readonly UnmetFloor[]> {
  const missed = listMissed(problem, plan);
  if (missed.length === 0) return [];
  const constraintPrices = openConstraintPrices(problem);
  const found: UnmetFloor[] = [];
  for (const { stage, bottleneck } of missed) {
    const { prices } = plan.bottlenecks[bottleneck]!;
    const demands = chooseFewest(problem, stage, constraintPrices.apply(prices));
    if (demands === undefined) continue;
    const floor = await leaveOut(problem, { stage, demands, prices }, solve);
    // What an earlier stage promises is promised by every later one.
    const isKnown = found.some((one) => one.demands.every((d) => floor.demands.includes(d)));
    if (!isKnown) found.push(scalePrices(floor, constraintPrices));
  }
  return found;
}

/** The same floors with prices by which the greatest λ of their demands is 1. */
function scalePrices(floor: UnmetFloor, constraintPrices: ConstraintPrices): UnmetFloor {
  const { demands, lambda } = constraintPrices.apply(floor.prices);
  const own = new Set(floor.demands);
  const greatest = lambda.reduce((most, one, i) => (own.has(demands[i]!) ? Math.max(most, one) : most), 0);
  return { ...floor, prices: floor.prices.map((one) => ({ ...one, price: one.price / greatest })) };
}

/** The bottlenecks that keep a line from the cap of a stage before the last, with that stage, each pair once. */
function listMissed(
  problem: PlanProblem,
  plan: Pick<Plan, "demands">,
): readonly { readonly stage: number; readonly bottleneck: number }[] {
  const missed = new Map<string, { stage: number; bottleneck: number }>();
  plan.demands.forEach(({ stage, fairShare, reason }, d) => {
    const demand = problem.demands[d]!;
    if (reason.status !== "bound" || stage >= demand.stages.length - 1) return;
    if (fairShare >= capOf(demand, stage) * (1 - MISSING_TOLERANCE)) return;
    missed.set(`${stage} ${reason.bottleneck}`, { stage, bottleneck: reason.bottleneck });
  });
  return [...missed.values()].sort((a, b) => a.stage - b.stage || a.bottleneck - b.bottleneck);
}

/** The fewest demands whose caps exceed the bound together, by index; `undefined` if all of them do not. */
function chooseFewest(
  problem: PlanProblem,
  stage: number,
  { demands, lambda, bound }: Priced,
): readonly number[] | undefined {
  const part = new Map(demands.map((d, i) => [d, lambda[i]! * capOf(problem.demands[d]!, stage)]));
  const partOf = (d: number) => part.get(d) ?? 0;
  const keyOf = (d: number) => problem.demands[d]!.key;
  const order = demands
    .filter((d) => partOf(d) > 0)
    .sort((a, b) => partOf(b) - partOf(a) || (keyOf(a) < keyOf(b) ? -1 : 1));
  const chosen: number[] = [];
  let sum = 0;
  for (const d of order) {
    chosen.push(d);
    sum += partOf(d);
    if (sum > bound * (1 + EXCESS_TOLERANCE)) return chosen.sort((a, b) => a - b);
  }
  return undefined;
}

/** The same floors, or fewer of them that cannot be held either. */
async function leaveOut(problem: PlanProblem, floor: UnmetFloor, solve: Solve): Promise<UnmetFloor> {
  if (floor.demands.length > TRIED_MAX) return floor;
  let least = floor;
  const keyOf = (d: number) => problem.demands[d]!.key;
  for (const d of [...floor.demands].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    if (!least.demands.includes(d)) continue;
    const without = least.demands.filter((other) => other !== d);
    const broken = await findBroken(problem, { stage: floor.stage, demands: without }, solve);
    if (broken !== undefined) least = broken;
  }
  return least;
}

/** Where the caps of `demands` alone cannot be held: those of one bottleneck, with its prices. */
async function findBroken(
  problem: PlanProblem,
  { stage, demands }: Pick<UnmetFloor, "stage" | "demands">,
  solve: Solve,
): Promise<UnmetFloor | undefined> {
  const part: PlanProblem = {
    ...problem,
    demands: demands.map((d) => {
      const { stages, ...demand } = problem.demands[d]!;
      const { uptoPerMille } = stages[stage]!;
      const alike = { weightPerMille: 1000 };
      return {
        ...demand,
        stages: [
          { ...alike, uptoPerMille },
          { ...alike, uptoPerMille: 1000 },
        ],
      };
    }),
  };
  const plan = await solve(part);
  if (plan === undefined) return undefined;
  for (const { bottleneck } of listMissed(part, plan).filter((one) => one.stage === 0)) {
    const prices: readonly Binding[] = plan.bottlenecks[bottleneck]!.prices;
    const chosen = chooseFewest(part, 0, openConstraintPrices(part).apply(prices));
    if (chosen !== undefined) return { stage, demands: chosen.map((i) => demands[i]!), prices };
  }
  return undefined;
}
