import { checkCertificate } from "#certificate/check-certificate.ts";
import { type PlanFile, type PlanFiles, writePlanFiles } from "#core/allocation/plan-files.ts";
import type { PlanNotFoundRefusal } from "#core/allocation/round.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { type PlanLimits, type PlanMemory, solvePlanAgain } from "#planner/solve-plan.ts";
import type { Change } from "./change.ts";
import { changePolicy, type RoundBasis } from "./change-policy.ts";
import { changeProblem } from "./change-problem.ts";
import { comparePlans, type PlanDifference } from "./compare-plans.ts";

/** What is tried: a problem, its plan where there is one already, what is changed, and the round where it is a round's. */
export interface TrialTask {
  readonly problem: PlanProblem;
  readonly plan: PlanFile | null;
  readonly changes: readonly Change[];
  readonly round?: RoundBasis | undefined;
}

/** What is attempted, where it is not what the planner attempts by itself, and who hears of lines that come to rest. */
export interface TrialMeans {
  readonly limits?: PlanLimits | undefined;
  readonly onProgress?: ((settled: number, lines: number) => void) | undefined;
  /** What was solved last: the next is begun there. */
  readonly memory?: PlanMemory;
}

/** What came of a trial: the problem as it was changed, its plan and proof, and what differs from the plan as it was. */
export interface Trial {
  readonly difference: PlanDifference;
  readonly files: PlanFiles;
}

/**
 * Solves a problem with changes and says what differs. Nothing is written, and the plan as it was stays as it was. The new plan
 * passes the planner's own check (amounts, capacities and the bottlenecks that bind lines); as it is not published, the
 * independent checker is spared. Solves once, from where
 * `memory` ended if that is near, and once more before where the problem has no plan yet.
 *
 * Refuses with `malformed` (everything that is wrong with the changes), then with `plan_not_found`.
 */
export async function tryChanges(
  task: TrialTask,
  given: TrialMeans = {},
): Promise<Result<Trial, MalformedRefusal | PlanNotFoundRefusal>> {
  const changed = applyChanges(task);
  if (!changed.ok) return changed;
  const means = { memory: {}, ...given };
  const before = task.plan === null ? await solveProven(task.problem, means) : accept({ plan: task.plan });
  if (!before.ok) return before;
  const after = await solveFiles(changed.value, means);
  if (!after.ok) return after;
  const difference = comparePlans(
    { problem: task.problem, plan: before.value.plan },
    { problem: changed.value, plan: after.value.plan },
  );
  return accept({ difference, files: after.value });
}

/** The problem shared out by the policy that was changed, if any, and then changed; what is wrong with either, at once. */
function applyChanges({ problem, changes, round }: TrialTask): Result<PlanProblem, MalformedRefusal> {
  const weighed = changePolicy(problem, changes, round);
  const changed = changeProblem(weighed.ok ? weighed.value : problem, changes);
  if (weighed.ok) return changed;
  const others = changed.ok ? [] : changed.refusal.problems;
  return refuse({ code: "malformed", problems: [...weighed.refusal.problems, ...others] });
}

/** A problem solved and held to its certificate: its files. Refuses with `malformed`, then with `plan_not_found`. */
export async function solveProven(
  problem: PlanProblem,
  means: TrialMeans = {},
): Promise<Result<PlanFiles, MalformedRefusal | PlanNotFoundRefusal>> {
  const solved = await solveFiles(problem, means);
  if (!solved.ok) return solved;
  const files = solved.value;
  const verdict = checkCertificate(files.problem, files.plan, files.certificate);
  if (verdict.accepted) return accept(files);
  const [first] = verdict.faults;
  const reason = `the plan failed its check: ${first?.at} ${first?.rule}: ${first?.reason}`;
  return refuse({ code: "plan_not_found", reason });
}

async function solveFiles(
  problem: PlanProblem,
  { limits, onProgress, memory = {} }: TrialMeans,
): Promise<Result<PlanFiles, MalformedRefusal | PlanNotFoundRefusal>> {
  const result = await solvePlanAgain(problem, memory, limits, onProgress);
  switch (result.status) {
    case "malformed":
      return refuse({ code: "malformed", problems: result.problems });
    case "too_large": {
      const reason = `${result.columns} or more possible sendings, at most ${result.limit}`;
      return refuse({ code: "plan_not_found", reason });
    }
    case "unsolved":
      return refuse({ code: "plan_not_found", reason: result.reason });
    case "solved":
      return accept(writePlanFiles(problem, result.plan));
  }
}
