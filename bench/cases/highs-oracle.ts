/** The program of a thread that plans a drawn problem by cutting planes with HiGHS as the oracle, and tells when. */
import { parentPort, workerData } from "node:worker_threads";
import { generateProblem, type ProblemSize } from "#planner/generate-problem.ts";
import { loadLinearSolver } from "#planner/highs.ts";
import { solvePlan } from "#planner/solve-plan.ts";

const { size, seed } = workerData as { readonly size: ProblemSize; readonly seed: number };
const solver = await loadLinearSolver();
const problem = generateProblem(size, seed);
parentPort?.postMessage("began");
const result = await solvePlan(problem, { columnsMax: 20_000_000 }, solver);
if (result.status !== "solved") throw new Error(`bench: ${result.status}`);
parentPort?.postMessage("ended");
