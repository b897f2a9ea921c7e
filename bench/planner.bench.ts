import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { writePlanFiles } from "#core/allocation/plan-files.ts";
import type { Change } from "#core/what-if/change.ts";
import { tryChanges } from "#core/what-if/try-changes.ts";
import { buildArrays } from "#planner/arrays.ts";
import { checkPlan } from "#planner/check-plan.ts";
import { generateProblem, PROBLEM_PRESETS, type ProblemSize } from "#planner/generate-problem.ts";
import { loadLinearSolver } from "#planner/highs.ts";
import type { Plan } from "#planner/plan.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { type PlanMemory, solvePlan, solvePlanAgain } from "#planner/solve-plan.ts";
import { findOracleShares } from "#planner/testing/oracle.ts";

/**
 * How long does a whole plan take (reading no file, writing none; its own check included), how does that grow with the
 * number of ways of sending, and how does it compare, in the same run and interleaved, with what can be put together
 * from HiGHS: the same planner with cutting planes and HiGHS as the oracle, and successive linear programs (fair
 * shares only)?
 *
 * And how long does a trial of a change take (what-if), begun where another problem ended and from nothing?
 *
 * Every plan is checked, and its fair shares compared with the baselines', before anything is timed.
 * On the preset country the HiGHS oracle is given ORACLE_TIMES as long as our own planner took, and then stopped: what is
 * printed is how many times as long it took at least. The presets world and facilities are solved once. Memory is the process's greatest until then.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const RUNS = IS_SMOKE ? 1 : 5;
const SEED = 2020;
const ORACLE_TIMES = 110;

interface Case {
  readonly name: string;
  readonly size: ProblemSize;
  readonly oracle: boolean;
  readonly successive: boolean;
  /** Solved this often instead of RUNS times. */
  readonly runs?: number;
}

const { country, small, world, facilities } = PROBLEM_PRESETS;
const countryOf = (recipients: number): ProblemSize => ({ ...country, recipients });

const SMOKE: readonly Case[] = [
  { name: "recipients2", size: countryOf(2), oracle: true, successive: true },
  { name: "recipients8", size: countryOf(8), oracle: true, successive: false },
];

const FULL: readonly Case[] = [
  ...SMOKE,
  { name: "small", size: small, oracle: true, successive: false },
  { name: "recipients25", size: countryOf(25), oracle: true, successive: false },
  { name: "recipients50", size: countryOf(50), oracle: false, successive: false },
  { name: "recipients100", size: countryOf(100), oracle: false, successive: false },
  { name: "country", size: country, oracle: false, successive: false },
  { name: "world", size: world, oracle: false, successive: false, runs: 1 },
  { name: "facilities", size: facilities, oracle: false, successive: false, runs: 1 },
];

/** Enough for the largest preset: what is measured here is time, not what a small machine refuses. */
const LIMITS = { columnsMax: 20_000_000 };

const solver = await loadLinearSolver();

async function solve(problem: PlanProblem, by?: typeof solver): Promise<Plan> {
  const result = await solvePlan(problem, LIMITS, by);
  if (result.status !== "solved") throw new Error(`bench: ${JSON.stringify(result).slice(0, 500)}`);
  return result.plan;
}

function compareShares(name: string, plan: Plan, shares: ArrayLike<number>): void {
  plan.demands.forEach(({ fairShare, quantity }, d) => {
    const difference = Math.abs(fairShare / quantity - shares[d]!);
    if (!(difference < 1e-6)) throw new Error(`bench: ${name}: demand ${d} differs by ${difference}`);
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The slope of a straight line through the logarithms: time grows as columns to this power. */
function fitExponent(points: readonly { readonly columns: number; readonly milliseconds: number }[]): number {
  const x = points.map(({ columns }) => Math.log(columns));
  const y = points.map(({ milliseconds }) => Math.log(milliseconds));
  const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const [mx, my] = [mean(x), mean(y)];
  const over = x.reduce((sum, one, i) => sum + (one - mx) * (y[i]! - my), 0);
  return over / x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
}

/** How many columns the planner works with. */
function countColumns(problem: PlanProblem): number {
  const arrays = buildArrays(problem, LIMITS.columnsMax);
  if ("tooMany" in arrays) throw new Error("bench: too many columns");
  return arrays.columnCount;
}

/** How long the HiGHS oracle works on a drawn problem, in milliseconds, and whether it ended before it was stopped. */
async function timeOracle(
  size: ProblemSize,
  atMost: number,
): Promise<{ readonly milliseconds: number; readonly ended: boolean }> {
  const worker = new Worker(new URL("cases/highs-oracle.ts", import.meta.url), {
    workerData: { size, seed: SEED },
  });
  return new Promise((resolve, reject) => {
    let began = performance.now();
    const stop = (ended: boolean) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve({ milliseconds: performance.now() - began, ended });
    };
    const timer = setTimeout(() => stop(false), atMost);
    worker.on("message", (message: "began" | "ended") => {
      if (message === "began") began = performance.now();
      else stop(true);
    });
    worker.on("error", reject);
  });
}

/** A fifth less of a supply, half of a lane: what people try. */
function listTrials({ supplies, lanes }: PlanProblem): readonly (readonly Change[])[] {
  const supply = supplies[7 % supplies.length]!;
  const lane = lanes[11 % lanes.length]!;
  const quantity = Math.ceil(supply.quantity * 0.8);
  const massCapacityGrams = Math.ceil((lane.massCapacityGrams ?? 1_000_000) / 2);
  return [
    [{ change: "supply", key: supply.key, set: { quantity } }],
    [{ change: "lane", key: lane.key, set: { massCapacityGrams } }],
  ];
}

/**
 * What a trial of a change takes where something like it has been solved before, in milliseconds, and how many times as long
 * the same trial takes from nothing. The two say the same before they are timed, but for rounding.
 */
async function timeTrials(problem: PlanProblem, plan: Plan) {
  const { plan: planFile } = writePlanFiles(problem, plan);
  const memory: PlanMemory = {};
  await solvePlanAgain(problem, memory, LIMITS);
  const attempt = async (changes: readonly Change[], from: PlanMemory) => {
    const tried = await tryChanges({ problem, plan: planFile, changes }, { limits: LIMITS, memory: from });
    if (!tried.ok) throw new Error(`bench: ${JSON.stringify(tried.refusal).slice(0, 500)}`);
    return tried.value.files.certificate.lines.map(({ fairShare }) => fairShare);
  };
  const milliseconds: number[] = [];
  const ratios: number[] = [];
  for (const changes of listTrials(problem)) {
    const near = await attempt(changes, memory);
    const far = await attempt(changes, {});
    near.forEach((share, i) => {
      const asked = planFile.demands[i]!.asked;
      if (!(Math.abs(share - far[i]!) < 1e-6 * asked)) throw new Error(`bench: a trial's line ${i} differs`);
    });
  }
  for (let run = 0; run < RUNS; run++) {
    for (const changes of listTrials(problem)) {
      milliseconds.push(await time(() => attempt(changes, memory)));
      ratios.push((await time(() => attempt(changes, {}))) / milliseconds.at(-1)!);
    }
  }
  return { milliseconds: median(milliseconds), fromNothing: median(ratios) };
}

const answers = createHash("sha256");
const figures: Record<string, number> = {};
const growth: { columns: number; milliseconds: number }[] = [];
for (const { name, size, oracle, successive, runs = RUNS } of IS_SMOKE ? SMOKE : FULL) {
  console.error(`planner: ${name}`);
  const problem = generateProblem(size, SEED);
  const plan = await solve(problem);
  const faults = checkPlan(problem, plan);
  if (faults.length > 0) throw new Error(`bench: ${name}: ${faults[0]}`);
  // In parts: the whole of a large plan is longer than a text may be.
  for (const part of [plan.allocations, plan.demands, plan.unused, plan.least, ...plan.bottlenecks])
    answers.update(JSON.stringify(part));
  const works: { readonly label: string; readonly run: () => unknown }[] = [];
  if (oracle) {
    const other = await solve(problem, solver);
    compareShares(
      name,
      plan,
      other.demands.map(({ fairShare, quantity }) => fairShare / quantity),
    );
    works.push({ label: "HighsOracle", run: () => solve(problem, solver) });
  }
  if (successive) {
    compareShares(name, plan, findOracleShares(problem, solver));
    works.push({ label: "SuccessivePrograms", run: () => findOracleShares(problem, solver) });
  }
  const own: number[] = [];
  const ratios = works.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    own.push(await time(() => solve(problem)));
    for (const [i, { run: work }] of works.entries()) ratios[i]!.push((await time(work)) / own.at(-1)!);
  }
  const columns = countColumns(problem);
  figures[`${name}Columns`] = columns;
  figures[`${name}Milliseconds`] = median(own);
  figures[`${name}FastestMilliseconds`] = Math.min(...own);
  works.forEach(({ label }, i) => {
    figures[`${name}${label}TimesAsLong`] = median(ratios[i]!);
  });
  figures[`${name}Bottlenecks`] = plan.bottlenecks.length;
  figures[`${name}PeakMegabytes`] = process.resourceUsage().maxRSS / 1024;
  if (IS_SMOKE || name === "small" || name === "country") {
    const trials = await timeTrials(problem, plan);
    figures[`${name}TrialMilliseconds`] = trials.milliseconds;
    figures[`${name}TrialFromNothingTimesAsLong`] = trials.fromNothing;
  }
  if (size.recipients >= 25) growth.push({ columns, milliseconds: median(own) });
}
if (!IS_SMOKE) {
  console.error("planner: country by the HiGHS oracle");
  const ownMilliseconds = figures["countryMilliseconds"]!;
  const { milliseconds, ended } = await timeOracle(country, ORACLE_TIMES * ownMilliseconds);
  const label = ended ? "countryHighsOracleTimesAsLong" : "countryHighsOracleTimesAsLongAtLeast";
  figures[label] = milliseconds / ownMilliseconds;
}
if (growth.length > 1) figures["growthExponent"] = fitExponent(growth);
figures["peakMegabytes"] = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ...figures, hash: answers.digest("hex") }));
