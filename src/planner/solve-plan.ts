import { buildArrays, type PlanArrays } from "./arrays.ts";
import { proveTransport, sumOf } from "./bottlenecks.ts";
import { type CanonicalProblem, orderByKey } from "./canonical-order.ts";
import { checkPlan } from "./check-plan.ts";
import { checkProblem } from "./check-problem.ts";
import { listComponents } from "./components.ts";
import { openDraft, type Draft } from "./draft.ts";
import { loadLinearSolver, type LinearSolver } from "./highs.ts";
import type { Plan, PlanResult } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { findStart, keepEnd, type ArraysStart, type SolvedEnd } from "./plan-start.ts";
import { roundToPacks } from "./rounding/round-to-packs.ts";
import { followUnits, hasRoundingRules, readRoundingRules, type RoundingRules } from "./rounding/rules.ts";
import type { FillProgress } from "./simplex/fill-fairly.ts";
import { solveByHighs, solveShared, solveTransport, type ComponentOutcome } from "./solve-component.ts";
import { findUnmetFloors } from "./unmet-floors.ts";
import { writePlan } from "./write-plan.ts";

/** Bounds on what is attempted, so that a problem beyond this machine is refused and does not fail halfway. */
export interface PlanLimits {
  /** Most sendings that are possible at all. */
  readonly columnsMax: number;
}

/** Arrays, factors and the plan's own check need about so much for a column, on drawn problems. */
const BYTES_PER_COLUMN = 2000;
/** The bounds of a machine with room enough. */
export const PLAN_LIMITS: PlanLimits = { columnsMax: 1_000_000 };

/** Returns the limits of a process that may use so many bytes. */
export function limitsFor(bytes: number): PlanLimits {
  return { columnsMax: Math.floor(bytes / BYTES_PER_COLUMN) };
}

/**
 * Returns the fairest plan of `problem`: weighted lexicographic max-min of the levels f_d / (w_d q_d), stage by stage
 * (`PlanStage`); within that the earliest arrival (units × period × severity), then the least cost, then the preferred item and the supply
 * that expires first, then the first by keys; in whole units (`roundByLargestRemainder`, `roundColumns`), and then
 * in packs, shipments and quantities that are of use, with companions (`roundToPacks`), where the problem asks for that:
 * arrival and cost are then least for the plan in whole units, from which packs move it.
 *
 * Where only supplies bind the whole answer is computed in whole numbers. Where lanes or receiving are shared the
 * fair shares are right to 10^-9 of what a line can reach, and rounding loses less than one unit a sending; where
 * the quantities of one component span more than eight powers of ten, a line may differ from its fair share by up
 * to 10^-6 of the largest quantity, which can be much of a small share.
 * That arrival and then cost are least is proven by prices, but for what rounding costs (`proveLeast`).
 * Every plan is checked (`checkPlan`) before it is returned. The same problem gives the same plan, to the byte,
 * in whatever order its lists are; allocations are in order of keys, and indices those of the given lists.
 *
 * Answers other than `solved`: see {@link PlanResult}. Blocks its thread while it solves.
 * `solver`: plan components that share capacities by that linear solver and cutting planes instead of our own simplex method,
 * to compare the two, and for tests of what happens when it fails. `onProgress` hears of lines that come to rest.
 */
export async function solvePlan(
  problem: PlanProblem,
  limits: PlanLimits = PLAN_LIMITS,
  solver?: LinearSolver,
  onProgress?: FillProgress,
): Promise<PlanResult> {
  return await solveAndCheck(problem, limits, { solver, onProgress, memory: undefined });
}

/** What one solving leaves for the next. */
export interface PlanMemory {
  end?: SolvedEnd | undefined;
}

/**
 * The same for a problem much like the one that was solved last with this memory: it is begun where that ended, and what has
 * changed is mended, in a fraction of the time. Where they are too far apart it is solved from nothing.
 * The shares are the same to the last bits of a double; where those bits decide how a share is rounded, or which of several plans
 * as early and as cheap is taken, the plan may be another than that of `solvePlan`, and is checked like any other.
 * @mutates memory
 */
export async function solvePlanAgain(
  problem: PlanProblem,
  memory: PlanMemory,
  limits: PlanLimits = PLAN_LIMITS,
  onProgress?: FillProgress,
): Promise<PlanResult> {
  return await solveAndCheck(problem, limits, { solver: undefined, onProgress, memory });
}

async function solveAndCheck(problem: PlanProblem, limits: PlanLimits, tools: Tools): Promise<PlanResult> {
  const problems = checkProblem(problem);
  if (problems.length > 0) return { status: "malformed", problems };
  const { memory } = tools;
  const start = memory?.end;
  // Until there is a plan that passes its check, there is nothing to begin the next one with.
  if (memory !== undefined) memory.end = undefined;
  const solved = await solveChecked(problem, limits, { ...tools, start });
  if (solved.status !== "solved") return solved;
  const unmetFloors = await findUnmetFloors(problem, solved.plan, async (part) => {
    const result = await solveChecked(part, limits, { ...tools, onProgress: undefined, start: undefined });
    return result.status === "solved" ? result.plan : undefined;
  });
  const plan = { ...solved.plan, unmetFloors };
  const faults = checkPlan(problem, plan);
  if (faults.length > 0) {
    // The memory is empty now: once more, from nothing.
    if (start !== undefined) return await solveAndCheck(problem, limits, tools);
    return { status: "unsolved", reason: `the plan failed its check: ${faults.slice(0, 5).join("; ")}` };
  }
  if (memory !== undefined) memory.end = solved.end;
  return { status: "solved", plan };
}

/** Solves a problem that has been found sound. The plan has not been checked, and names no unmet floors yet. */
async function solveChecked(
  problem: PlanProblem,
  limits: PlanLimits,
  tools: Tools & { readonly start: SolvedEnd | undefined },
): Promise<SolvedPlan | Exclude<PlanResult, { readonly status: "solved" }>> {
  const canonical = orderByKey(problem);
  const arrays = buildArrays(canonical.problem, limits.columnsMax);
  if ("tooMany" in arrays) return { status: "too_large", columns: arrays.tooMany, limit: limits.columnsMax };
  const start = tools.start && findStart(canonical.problem, arrays, tools.start);
  const solved = await solveComponents(arrays, tools, start);
  if (solved.status !== "solved") return solved;
  const end = tools.memory && keepEnd(canonical.problem, arrays, solved.draft);
  const plan = hasRoundingRules(canonical.problem)
    ? await planPacked(canonical, arrays, { draft: solved.draft, tools })
    : writePlan(canonical, arrays, solved.draft);
  if ("status" in plan) return plan;
  return { status: "solved", plan, end };
}

interface SolvedPlan {
  readonly status: "solved";
  readonly plan: Plan;
  readonly end: SolvedEnd | undefined;
}

type Unsolved = Extract<PlanResult, { readonly status: "too_large" | "unsolved" }>;
type SolvedDraft = { readonly status: "solved"; readonly draft: Draft } | Unsolved;

/** What components are planned by: see {@link solvePlan}. */
interface Tools {
  readonly solver: LinearSolver | undefined;
  readonly onProgress: FillProgress | undefined;
  readonly memory: PlanMemory | undefined;
}

/** Plans every component to whole units. */
async function solveComponents(
  arrays: PlanArrays,
  { solver, onProgress }: Tools,
  start?: ArraysStart,
): Promise<SolvedDraft> {
  const draft = openDraft(arrays);
  for (const component of listComponents(arrays)) {
    let outcome: ComponentOutcome;
    if (component.onlySupplies) {
      outcome = solveTransport(arrays, component, draft);
      if (outcome.status === "solved") proveTransport(arrays, component, draft);
    } else {
      outcome =
        solver === undefined
          ? solveShared(arrays, component, { solver: await loadLinearSolver(), draft, onProgress, start })
          : solveByHighs(arrays, component, { solver, draft });
    }
    if (outcome.status === "failed") return { status: "unsolved", reason: outcome.reason };
  }
  return { status: "solved", draft };
}

/**
 * Rounds a draft to packs, least quantities and companions. Where a companion got more than its principal calls for,
 * everything is planned again, the companions asking no more than that: what they leave is shared fairly. A principal may gain
 * by it; then its companions ask as much more, and so on until each may have what is called for, or a bottleneck stops it.
 */
async function planPacked(
  canonical: CanonicalProblem,
  arrays: PlanArrays,
  first: { readonly draft: Draft; readonly tools: Tools },
): Promise<Plan | Unsolved> {
  const rules = readRoundingRules(canonical.problem);
  let { draft } = first;
  let quantity = limitCompanions(arrays, rules, draft);
  for (let pass = 2; quantity !== undefined; pass++) {
    const asked = quantity;
    const stages = arrays.stages.map(({ gain, cap }) => ({
      gain,
      cap: cap.map((units, d) => Math.min(units, asked[d]!)),
    }));
    const again = await solveComponents({ ...arrays, quantity: asked, stages }, first.tools);
    if (again.status !== "solved") return again;
    draft = again.draft;
    quantity = raiseCompanions(arrays, rules, draft, { asked, isLast: pass >= STEPWISE_PASSES });
  }
  const packed = roundToPacks(arrays, rules, draft);
  return writePlan(canonical, arrays, { ...draft, amounts: packed.amounts }, { rules, packed });
}

/** So often companions are given what is called for; once more, all of them all that they ask, and that is the end. */
const STEPWISE_PASSES = 5;

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

/**
 * The same, raised for companions that got all they asked and are called on for more; `undefined` where there are none. Never
 * lowered, so this ends: what a companion has beyond what is called for, rounding takes back.
 */
function raiseCompanions(
  arrays: PlanArrays,
  rules: RoundingRules,
  draft: Draft,
  { asked, isLast }: { readonly asked: Float64Array; readonly isLast: boolean },
): Float64Array | undefined {
  const quantity = asked.slice();
  let isRaised = false;
  rules.principal.forEach((principal, d) => {
    if (principal < 0 || draft.proofOf[d]! >= 0) return;
    const follows = followUnits(sumOf(arrays, principal, draft.amounts), rules.perThousand[d]!);
    const called = Math.min(arrays.quantity[d]!, follows);
    if (called <= asked[d]!) return;
    quantity[d] = called;
    isRaised = true;
  });
  if (!isRaised) return undefined;
  if (isLast) {
    rules.principal.forEach((principal, d) => {
      if (principal >= 0) quantity[d] = arrays.quantity[d]!;
    });
  }
  return quantity;
}
