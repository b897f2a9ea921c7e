import { buildArrays, type PlanArrays } from "./arrays.ts";
import { proveTransport, sumOf } from "./bottlenecks.ts";
import { type CanonicalProblem, orderByKey } from "./canonical-order.ts";
import { checkPlan } from "./check-plan.ts";
import { checkProblem } from "./check-problem.ts";
import { listComponents } from "./components.ts";
import { loadLinearSolver, type LinearSolver } from "./highs.ts";
import type { Plan, PlanResult } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { roundToPacks } from "./rounding/round-to-packs.ts";
import { followUnits, hasRoundingRules, readRoundingRules, type RoundingRules } from "./rounding/rules.ts";
import { solveShared, solveTransport, type ComponentOutcome, type Draft } from "./solve-component.ts";
import { writePlan } from "./write-plan.ts";

/** Bounds on what is attempted, so that a problem beyond this machine is refused and does not fail halfway. */
export interface PlanLimits {
  /** Most sendings that are possible at all. */
  readonly columnsMax: number;
  /** Most columns of one component that shares capacities: the linear solver's part. */
  readonly sharedColumnsMax: number;
}

/** A million columns is some 300 MB of arrays; the linear solver takes minutes beyond 100,000. */
const PLAN_LIMITS: PlanLimits = { columnsMax: 1_000_000, sharedColumnsMax: 100_000 };

/**
 * Returns the fairest plan of `problem`: weighted lexicographic max-min of the levels f_d / (w_d q_d); within that
 * the earliest arrival (units × period × severity), then the least cost, then the preferred item and the supply
 * that expires first, then the first by keys; in whole units (`roundByLargestRemainder`, `roundColumns`), and then
 * in packs, shipments and quantities that are of use, with companions (`roundToPacks`), where the problem asks for that:
 * arrival and cost are then least for the plan in whole units, from which packs move it.
 *
 * Where only supplies bind the whole answer is computed in whole numbers. Where lanes or receiving are shared the
 * fair shares are right to 10^-9 of what a line can reach, and rounding loses less than one unit a sending; where
 * the quantities of one component span more than eight powers of ten, a line may differ from its fair share by up
 * to 10^-6 of the largest quantity, which can be much of a small share.
 * Every plan is checked (`checkPlan`) before it is returned. The same problem gives the same plan, to the byte,
 * in whatever order its lists are; allocations are in order of keys, and indices those of the given lists.
 *
 * Answers other than `solved`: see {@link PlanResult}. Blocks its thread while it solves.
 * `solver` replaces the linear solver; for tests of what happens when it fails.
 */
export async function solvePlan(
  problem: PlanProblem,
  limits: PlanLimits = PLAN_LIMITS,
  solver?: LinearSolver,
): Promise<PlanResult> {
  const problems = checkProblem(problem);
  if (problems.length > 0) return { status: "malformed", problems };
  const canonical = orderByKey(problem);
  const arrays = buildArrays(canonical.problem, limits.columnsMax);
  if ("tooMany" in arrays) return { status: "too_large", columns: arrays.tooMany, limit: limits.columnsMax };
  const solved = await solveComponents(arrays, limits, solver);
  if (solved.status !== "solved") return solved;
  const plan = hasRoundingRules(canonical.problem)
    ? await planPacked(canonical, arrays, { draft: solved.draft, limits, solver })
    : writePlan(canonical, arrays, solved.draft);
  if ("status" in plan) return plan;
  const faults = checkPlan(problem, plan);
  if (faults.length > 0) {
    return { status: "unsolved", reason: `the plan failed its check: ${faults.slice(0, 5).join("; ")}` };
  }
  return { status: "solved", plan };
}

type Unsolved = Extract<PlanResult, { readonly status: "too_large" | "unsolved" }>;
type SolvedDraft = { readonly status: "solved"; readonly draft: Draft } | Unsolved;

/** Plans every component to whole units. */
async function solveComponents(
  arrays: PlanArrays,
  limits: PlanLimits,
  solver: LinearSolver | undefined,
): Promise<SolvedDraft> {
  const draft = openDraft(arrays);
  for (const component of listComponents(arrays)) {
    let outcome: ComponentOutcome;
    if (component.onlySupplies) {
      outcome = solveTransport(arrays, component, draft);
      if (outcome.status === "solved") proveTransport(arrays, component, draft);
    } else {
      const columns = countColumns(arrays, component.demands);
      const limit = limits.sharedColumnsMax;
      if (columns > limit) return { status: "too_large", columns, limit };
      outcome = solveShared(arrays, component, { solver: solver ?? (await loadLinearSolver()), draft });
    }
    if (outcome.status === "failed") return { status: "unsolved", reason: outcome.reason };
  }
  return { status: "solved", draft };
}

/**
 * Rounds a draft to packs, least quantities and companions. Where a companion got more than its principal calls for,
 * everything is planned once more, the companions asking no more than that: what they leave is shared fairly. Twice
 * and no oftener: what a principal gains by it lets its companion rise again, and rounding sees to that.
 */
async function planPacked(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  first: {
    readonly draft: Draft;
    readonly limits: PlanLimits;
    readonly solver: LinearSolver | undefined;
  },
): Promise<Plan | Unsolved> {
  const rules = readRoundingRules(canonical.problem);
  let { draft } = first;
  const quantity = limitCompanions(arrays, rules, draft);
  if (quantity !== undefined) {
    const again = await solveComponents({ ...arrays, quantity }, first.limits, first.solver);
    if (again.status !== "solved") return again;
    draft = again.draft;
  }
  const packed = roundToPacks(arrays, rules, draft);
  return writePlan(canonical, arrays, { ...draft, amounts: packed.amounts }, { rules, packed });
}

/**
 * What each demand may get once companions follow what their principals got in `draft`, a unit at least (a demand for
 * nothing is none; rounding takes the unit back); `undefined` where none has more than that.
 */
function limitCompanions(arrays: PlanArrays, rules: RoundingRules, draft: Draft): Float64Array | undefined {
  const quantity = arrays.quantity.slice();
  let isOver = false;
  rules.principal.forEach((principal, d) => {
    if (principal < 0) return;
    const follows = followUnits(sumOf(arrays, principal, draft.amounts), rules.perThousand[d]!);
    quantity[d] = Math.max(1, Math.min(quantity[d]!, follows));
    if (sumOf(arrays, d, draft.amounts) > follows) isOver = true;
  });
  return isOver ? quantity : undefined;
}

function openDraft(arrays: PlanArrays): Draft {
  return {
    amounts: new Float64Array(arrays.columnCount),
    fairShare: new Float64Array(arrays.demandCount),
    proofOf: new Int32Array(arrays.demandCount).fill(-1),
    proofs: [],
  };
}

function countColumns(arrays: PlanArrays, demands: readonly number[]): number {
  return demands.reduce((sum, d) => sum + arrays.demandStart[d + 1]! - arrays.demandStart[d]!, 0);
}
