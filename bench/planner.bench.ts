import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { checkPlan } from "#planner/check-plan.ts";
import { loadLinearSolver } from "#planner/highs.ts";
import type { Plan } from "#planner/plan.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { findOracleShares } from "#planner/testing/oracle.ts";
import { drawProblem, openRandom, type DrawnShape } from "#planner/testing/problems.ts";

/**
 * How long does a plan take, by size and by whether capacities are shared, and against successive linear programs
 * put together from HiGHS alone (`findOracleShares`; fair shares only, the plan is given its whole work)?
 * Every plan is checked, and its shares compared with the baseline's where that is run, before times are printed.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const RUNS = IS_SMOKE ? 1 : 5;
const SEED = 2020;

interface Case {
  /** Lines x supplies. */
  readonly name: string;
  readonly shape: DrawnShape;
  /** The baseline solves a program for each line and level: minutes beyond some dozens of lines. */
  readonly hasBaseline: boolean;
}

const shared = { items: 2, periods: 8, quantityMax: 1_000_000, limited: 0.7, demandsPerSite: 5 };
const suppliesOnly = { ...shared, limited: 0 };

const SMOKE: readonly Case[] = [
  { name: "shared10x4", shape: { ...shared, demands: 10, supplies: 4 }, hasBaseline: true },
  {
    name: "supplies100x10",
    shape: { ...suppliesOnly, demands: 100, supplies: 10 },
    hasBaseline: false,
  },
];

const FULL: readonly Case[] = [
  ...SMOKE,
  { name: "shared40x8", shape: { ...shared, demands: 40, supplies: 8 }, hasBaseline: true },
  { name: "shared120x14", shape: { ...shared, demands: 120, supplies: 14 }, hasBaseline: false },
  {
    name: "shared250x20",
    shape: { ...shared, demands: 250, supplies: 20, periods: 16 },
    hasBaseline: false,
  },
  {
    name: "supplies250x20",
    shape: { ...suppliesOnly, demands: 250, supplies: 20 },
    hasBaseline: false,
  },
  {
    name: "supplies1000x20",
    shape: { ...suppliesOnly, demands: 1000, supplies: 20 },
    hasBaseline: false,
  },
  {
    name: "supplies3000x20",
    shape: { ...suppliesOnly, demands: 3000, supplies: 20 },
    hasBaseline: false,
  },
];

async function solve(problem: PlanProblem): Promise<Plan> {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(`bench: ${JSON.stringify(result).slice(0, 500)}`);
  return result.plan;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** Runs each in turn, so that what else the machine does meets both alike. */
async function timeInTurn(works: readonly (() => unknown)[]): Promise<readonly number[][]> {
  const times = works.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, work] of works.entries()) {
      const start = performance.now();
      await work();
      times[i]!.push(performance.now() - start);
    }
  }
  return times;
}

const answers = createHash("sha256");
const figures: Record<string, number> = {};
const solver = await loadLinearSolver();
for (const { name, shape, hasBaseline } of IS_SMOKE ? SMOKE : FULL) {
  console.error(`planner: ${name}`);
  const problem = drawProblem(shape, openRandom(SEED));
  const plan = await solve(problem);
  const faults = checkPlan(problem, plan);
  if (faults.length > 0) throw new Error(`bench: ${name}: ${faults[0]}`);
  answers.update(JSON.stringify(plan));
  const works: (() => unknown)[] = [() => solve(problem)];
  if (hasBaseline) {
    const shares = findOracleShares(problem, solver);
    plan.demands.forEach((outcome, d) => {
      const difference = Math.abs(outcome.fairShare / outcome.quantity - shares[d]!);
      if (!(difference < 1e-6)) throw new Error(`bench: ${name}: demand ${d} differs by ${difference}`);
    });
    works.push(() => findOracleShares(problem, solver));
  }
  const [own, baseline] = await timeInTurn(works);
  figures[`${name}PlanMilliseconds`] = median(own!);
  if (baseline !== undefined) figures[`${name}BaselineMilliseconds`] = median(baseline);
  figures[`${name}Bottlenecks`] = plan.bottlenecks.length;
  figures[`${name}Allocations`] = plan.allocations.length;
}
console.log(JSON.stringify({ ...figures, hash: answers.digest("hex") }));
