import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import {
  type AssignmentPlanFile,
  writeAssignmentFile,
  writeAssignmentPlan,
} from "#core/allocation/assignment-files.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { addNeeds, nameNeed } from "#planner/indivisible/add-needs.ts";
import { ASSIGNMENT_LIMITS } from "#planner/indivisible/assign-units.ts";
import { checkAssignmentProblem } from "#planner/indivisible/check-assignment-problem.ts";
import { planTogether, type SharedGoods } from "#planner/indivisible/plan-together.ts";
import type { AssignmentPlan } from "#planner/indivisible/problem.ts";
import { PLAN_LIMITS, solvePlan } from "#planner/solve-plan.ts";
import { type AllocationFacts, type BuiltProblem, buildProblem, type ProblemBasis } from "./build-problem.ts";
import { type BuiltTeamProblem, buildTeamProblem } from "./build-team-problem.ts";
import { choosePeriods } from "./periods.ts";
import type { PlanNotFoundRefusal } from "./round.ts";
import { type PlanFiles, writePlanFiles } from "./plan-files.ts";
import type { Policy } from "./policy.ts";
import { type ReadPlan, readPlan } from "./read-plan.ts";
import { readTeamPlan, type TeamOutcome } from "./read-team-plan.ts";
import type { Snapshot } from "./snapshot.ts";
import { type DrawnByTeams, isWithin, joinDraws, listMostDraws, listTeamDraws } from "./team-draws.ts";
import type { SnapshotTeams } from "./team-snapshot.ts";

/** Problem and plan of teams and goods together: docs/ASSIGNMENT-FORMAT.md. */
export interface AssignmentFiles {
  readonly problem: object;
  readonly plan: AssignmentPlanFile;
}

/** A snapshot with teams. */
export type TeamSnapshot = Snapshot & { readonly teams: SnapshotTeams };

/** A plan of teams and goods in the words of the field; `assigned` and `shared` are the planner's. */
export interface ProvenTeamPlan extends ReadPlan {
  readonly files: PlanFiles;
  readonly teams: TeamOutcome;
  readonly assignment: AssignmentFiles;
  readonly assigned: AssignmentPlan;
}

/** So often the goods are shared out again beside what the teams draw; once more, beside what all of them together would draw anywhere. */
const DRAWING_PASSES = 3;

/**
 * Teams first, each with what it needs, then the goods (decision 0030), of a snapshot under a policy. Where equipment would draw on the
 * power or oxygen that the teams draw on, all is planned again with that taken off the limits of the equipment (decision 0034). The independent checker has accepted
 * the plan. The same snapshot gives the same plan, unless the minute of the assignment runs out: its stages say so, with their bounds.
 * Refuses with `plan_not_found`.
 */
export async function solveTeams(
  snapshot: TeamSnapshot,
  policy: Policy,
  facts: AllocationFacts,
): Promise<Result<ProvenTeamPlan, PlanNotFoundRefusal>> {
  let drawn: DrawnByTeams = new Map();
  for (let pass = 1; ; pass++) {
    const built = buildTogether(snapshot, { policy, facts, drawn });
    const solved = await solveTogether(snapshot, built);
    if (!solved.ok) return solved;
    const own = listTeamDraws(snapshot.teams, solved.value.assigned);
    if (isWithin(own, drawn)) return solved;
    drawn = pass < DRAWING_PASSES ? joinDraws(drawn, own) : listMostDraws(snapshot.teams);
    const beside = buildTogether(snapshot, { policy, facts, drawn });
    // No equipment draws on what the teams draw on.
    if (canonicalJson(beside.problem.goods) === canonicalJson(built.problem.goods)) return solved;
  }
}

/** One plan of teams and goods, checked. */
async function solveTogether(
  snapshot: TeamSnapshot,
  { problem, built }: BuiltTeamProblem,
): Promise<Result<ProvenTeamPlan, PlanNotFoundRefusal>> {
  const periods = choosePeriods(snapshot);
  const [fault] = checkAssignmentProblem(problem);
  if (fault !== undefined) return refuseFor(`${fault.field} ${fault.rule} ${fault.value}`);
  const result = await planTogether(problem, { units: ASSIGNMENT_LIMITS, goods: PLAN_LIMITS });
  if (result.status === "unsolved") return refuseFor(result.reason);
  if (result.status === "too_large") {
    return refuseFor(`${result.count} ${result.of}, at most ${result.limit}`);
  }
  const { plan, goods } = result;
  if (goods === null) return refuseFor("a round has goods, if none of them");
  const files = writePlanFiles(goods.problem, goods.plan);
  const assignment = {
    problem: writeAssignmentFile(problem),
    plan: writeAssignmentPlan(problem, plan, goods),
  };
  const verdict = checkJointPlan(assignment.problem, assignment.plan);
  if (!verdict.accepted) {
    const [first] = verdict.faults;
    return refuseFor(`the plan failed its check: ${first?.at} ${first?.rule}: ${first?.reason}`);
  }
  const shared = followSupplies(built, goods);
  return accept({
    ...readPlan(snapshot, shared, goods.plan, periods),
    files,
    assignment,
    assigned: plan,
    teams: readTeamPlan(snapshot, { problem, plan, goods, shared }, periods),
  });
}

/**
 * The goods of a snapshot under another policy, beside the same assignment of its teams, whose goods come as the assignment has found them: for
 * comparison. Refuses with `plan_not_found`.
 */
export async function solveBesideTeams(
  snapshot: TeamSnapshot,
  policy: Policy,
  { facts, assigned }: { readonly facts: AllocationFacts; readonly assigned: AssignmentPlan },
): Promise<Result<ReadPlan, PlanNotFoundRefusal>> {
  const drawn = listTeamDraws(snapshot.teams, assigned);
  const { problem, built } = buildTogether(snapshot, { policy, facts, drawn });
  const added = addNeeds(problem, assigned, new Set(assigned.sendings.map(nameNeed)));
  const result = await solvePlan(added.problem);
  if (result.status !== "solved") return refuseFor(`goods beside teams: ${result.status}`);
  const goods = { problem: added.problem, plan: result.plan, fixed: assigned.sendings };
  return accept(readPlan(snapshot, followSupplies(built, goods), result.plan, choosePeriods(snapshot)));
}

function buildTogether(snapshot: TeamSnapshot, basis: ProblemBasis): BuiltTeamProblem {
  const periods = choosePeriods(snapshot);
  return buildTeamProblem(snapshot.teams, buildProblem(snapshot, periods, basis), periods, basis);
}

/** What the goods' rows stand for where needs are among them: a supply that was parted for a need stands for the whole. */
function followSupplies(built: BuiltProblem, { problem, fixed }: SharedGoods): BuiltProblem {
  const byKey = new Map(built.problem.supplies.map(({ key }, s) => [key, built.supplies[s]]));
  const pieces = problem.supplies.length - fixed.length;
  const supplies = problem.supplies.map(({ key }, s) =>
    s < pieces ? byKey.get(key) : built.supplies[fixed[s - pieces]?.supply ?? -1],
  );
  return { ...built, problem, supplies: supplies.filter((supply) => supply !== undefined) };
}

function refuseFor(reason: string) {
  return refuse({ code: "plan_not_found", reason } satisfies PlanNotFoundRefusal);
}
