import { type ConstraintPrices, openConstraintPrices, type Priced } from "./constraint-prices.ts";
import type { Plan, UnmetFloor } from "./plan.ts";
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

/** The rest of a stage's demands is looked at again while it is of at most so many, and so often. */
const REST_MAX = 300;
const PASSES_MAX = 4;

/**
 * Returns the floors of `problem` that cannot hold together: what a stage before the last promises (its caps), as least sets of
 * demands. Empty where every line of `plan` is stopped in the last stage alone.
 *
 * Method: for each bottleneck that keeps a line from its cap, of the demands with λ > 0 those with the greatest λ · cap until
 * they exceed its bound: no set with fewer demands does, and any of them left out, the inequality holds. Then each is left out
 * in turn, and where the rest cannot be held for another reason, that smaller set is taken, with its own prices
 * (deletion filter of Chinneck and Dravnieks 1991); only up to {@link TRIED_MAX} demands, beyond that the set is
 * least for its inequality alone. Last, the demands of those bottlenecks that no set names are planned by themselves, and what keeps them from
 * their caps is named in the same way, until they can be held ({@link PASSES_MAX} times, up to {@link REST_MAX} demands).
 *
 * A set that holds one named before, of its stage or an earlier one, is left out: what an earlier stage promises is promised by every
 * later one. In the order of stage, then of bottlenecks. Cost: a pass over the ways of sending for each bottleneck, and plans of as
 * many demands as a set has.
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
  const note = async (floor: UnmetFloor) => {
    const least = await leaveOut(problem, floor, solve);
    if (found.some((one) => one.demands.every((d) => least.demands.includes(d)))) return;
    found.push(scalePrices(least, constraintPrices));
  };
  for (const stage of new Set(missed.map((one) => one.stage))) {
    const involved = new Set<number>();
    for (const { bottleneck } of missed.filter((one) => one.stage === stage)) {
      const { prices } = plan.bottlenecks[bottleneck]!;
      const priced = constraintPrices.apply(prices);
      priced.demands.forEach((d, i) => {
        if (priced.lambda[i]! > 0 && capOf(problem.demands[d]!, stage) > 0) involved.add(d);
      });
      const demands = chooseFewest(problem, stage, priced);
      if (demands !== undefined) await note({ stage, demands, prices });
    }
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      for (const { demands } of found) for (const d of demands) involved.delete(d);
      if (involved.size === 0 || involved.size > REST_MAX) break;
      const rest = [...involved].sort((a, b) => a - b);
      const broken = await listBroken(problem, { stage, demands: rest }, solve);
      if (broken.length === 0) break;
      for (const floor of broken) await note(floor);
    }
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
    const [broken] = await listBroken(problem, { stage: floor.stage, demands: without }, solve);
    if (broken !== undefined) least = broken;
  }
  return least;
}

/** Where the caps of `demands` alone cannot be held: for each bottleneck, the fewest that exceed it, with its prices. */
async function listBroken(
  problem: PlanProblem,
  { stage, demands }: Pick<UnmetFloor, "stage" | "demands">,
  solve: Solve,
): Promise<readonly UnmetFloor[]> {
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
  if (plan === undefined) return [];
  const constraintPrices = openConstraintPrices(part);
  return listMissed(part, plan)
    .filter((one) => one.stage === 0)
    .flatMap(({ bottleneck }) => {
      const { prices } = plan.bottlenecks[bottleneck]!;
      const chosen = chooseFewest(part, 0, constraintPrices.apply(prices));
      return chosen === undefined ? [] : [{ stage, demands: chosen.map((i) => demands[i]!), prices }];
    });
}
