import type { IntegerSolver } from "../integer-program.ts";
import type { Plan } from "../plan.ts";
import type { PlanProblem } from "../problem.ts";
import { type PlanLimits, solvePlan } from "../solve-plan.ts";
import { addNeeds, nameNeed } from "./add-needs.ts";
import { type AssignmentLimits, assignUnits } from "./assign-units.ts";
import type { AssignmentPlan, AssignmentProblem, AssignmentResult, NeedSending } from "./problem.ts";

/** Goods as they were shared out: the problem with what units need first, and its plan. */
export interface SharedGoods {
  readonly problem: PlanProblem;
  readonly plan: Plan;
  /** Sendings for needs that are held as the assignment found them. */
  readonly fixed: readonly NeedSending[];
}

/** One plan for both, or why there is none. */
export type JointResult =
  | { readonly status: "solved"; readonly plan: AssignmentPlan; readonly goods: SharedGoods | null }
  | Unsolved;
type Unsolved = Exclude<AssignmentResult, { readonly status: "solved" }>;

/** Bounds on what is attempted for units and for goods. */
export interface JointLimits {
  readonly units: AssignmentLimits;
  readonly goods: PlanLimits;
}

/** So often the needs that rounding left short are held fast, and all is shared out again; once more, with all of them held. */
const PARTLY_FIXED_PASSES = 4;

/**
 * Returns the plan of a checked problem in which teams' needs come first: the best assignment of its units (`assignUnits`), which can have what
 * they need there, and within that the fairest plan of its goods (`solvePlan`), in which what the units need is met in full before
 * anything else (`addNeeds`). By which ways it comes is settled with all other goods: of all that meet it, those that leave
 * the others' shares the fairest. A need that rounding to whole units would leave short comes by the ways that the
 * assignment found for it, and the shares are the fairest beside those; that leaves the others' needs as feasible as they were.
 * Not solved: as `assignUnits` and `solvePlan`.
 */
export async function planTogether(
  problem: AssignmentProblem,
  limits: JointLimits,
  solver?: IntegerSolver,
): Promise<JointResult> {
  const assigned = await assignUnits(problem, limits.units, solver);
  if (assigned.status !== "solved") return assigned;
  const { goods } = problem;
  if (goods === null) return { ...assigned, goods: null };
  const shared = await shareOut({ ...problem, goods }, assigned.plan, limits.goods);
  return "status" in shared ? shared : { ...assigned, goods: shared };
}

async function shareOut(
  problem: AssignmentProblem & { readonly goods: PlanProblem },
  assigned: AssignmentPlan,
  limits: PlanLimits,
): Promise<SharedGoods | Unsolved> {
  const all = new Set(assigned.sendings.map(nameNeed));
  const own = problem.goods.demands.length;
  let fixed: ReadonlySet<string> = new Set();
  for (let pass = 0; ; pass++) {
    const added = addNeeds(problem, assigned, fixed);
    const result = await solvePlan(added.problem, limits);
    switch (result.status) {
      case "malformed":
        return {
          status: "unsolved",
          reason: `goods: ${result.problems[0]?.field} ${result.problems[0]?.rule}`,
        };
      case "too_large":
        return { status: "too_large", of: "goods", count: result.columns, limit: result.limit };
      case "unsolved":
        return result;
      case "solved":
        break;
    }
    const { plan } = result;
    const outcomes = plan.demands.slice(own);
    const short = added.needOf.filter((_, d) => outcomes[d]!.allocated < outcomes[d]!.quantity);
    if (short.length === 0) {
      return {
        problem: added.problem,
        plan,
        fixed: assigned.sendings.filter((one) => fixed.has(nameNeed(one))),
      };
    }
    if (fixed.size === all.size) {
      return { status: "unsolved", reason: `rounding left ${short.length} needs short of whole units` };
    }
    fixed = pass < PARTLY_FIXED_PASSES ? new Set([...fixed, ...short]) : all;
  }
}
