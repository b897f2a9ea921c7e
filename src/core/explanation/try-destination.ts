import type { AssignmentPlanFile } from "#core/allocation/assignment-files.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { PlanNotFoundRefusal } from "#core/allocation/round.ts";
import { type AssignmentLimits, assignUnits } from "#planner/indivisible/assign-units.ts";
import type { AssignmentPlan, AssignmentProblem, AssignmentStage } from "#planner/indivisible/problem.ts";

/** What would come of it if a unit could go to one call alone. */
export interface DestinationTrial {
  readonly call: string;
  /** Whether it goes there then; it may rather stay. */
  readonly goes: boolean;
  /** The first objective that comes out otherwise; `null`: none does. */
  readonly difference: {
    readonly objective: AssignmentStage["objective"];
    readonly level: number | null;
    readonly before: number;
    readonly after: number;
  } | null;
  /** Whether both plans are proven: only then is the difference certain. */
  readonly proven: boolean;
}

/**
 * Assigns everything again, the unit held to the call: it goes there, or stays. Refuses with `plan_not_found`. Both keys are the problem's.
 * Cost: that of `assignUnits`.
 */
export async function tryDestination(
  problem: AssignmentProblem,
  plan: AssignmentPlanFile,
  held: { readonly unit: string; readonly call: string; readonly limits: AssignmentLimits },
): Promise<Result<DestinationTrial, PlanNotFoundRefusal>> {
  // A type that only this unit is of, and only that call asks for.
  const type = problem.types;
  const changed: AssignmentProblem = {
    ...problem,
    types: type + 1,
    units: problem.units.map((unit) => (unit.key === held.unit ? { ...unit, type } : unit)),
    calls: problem.calls.map((call) => {
      const isAsked = problem.units.some((unit) => unit.key === held.unit && call.types.includes(unit.type));
      return call.key === held.call && isAsked ? { ...call, types: [...call.types, type] } : call;
    }),
  };
  const tried = await assignUnits(changed, held.limits);
  if (tried.status !== "solved") {
    const reason =
      tried.status === "unsolved" ? tried.reason : `${tried.count} ${tried.of}, at most ${tried.limit}`;
    return refuse({ code: "plan_not_found", reason });
  }
  const goes = tried.plan.assignments.some(({ unit }) => problem.units[unit]?.key === held.unit);
  return accept({
    call: held.call,
    goes,
    difference: findDifference(plan, tried.plan),
    proven: plan.proven && tried.plan.proven,
  });
}

/** The first level that other numbers of calls reach; else the first of the other objectives that differs. */
function findDifference(before: AssignmentPlanFile, after: AssignmentPlan): DestinationTrial["difference"] {
  const levels = [...before.calls, ...after.calls].map(({ level }) => level);
  for (const level of [...new Set(levels)].sort((a, b) => a - b)) {
    const reach = (calls: readonly { readonly level: number }[]) =>
      calls.filter((one) => one.level >= level).length;
    const [was, is] = [reach(before.calls), reach(after.calls)];
    if (was !== is) return { objective: "reach_level", level, before: was, after: is };
  }
  for (const { objective, value } of before.stages) {
    if (objective === "reach_level") continue;
    const is = after.stages.find((stage) => stage.objective === objective)?.value;
    if (is !== undefined && is !== value) return { objective, level: null, before: value, after: is };
  }
  return null;
}
