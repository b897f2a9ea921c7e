import { describe, expect, test } from "vitest";
import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import { ASSIGNMENT_LIMITS } from "#planner/indivisible/assign-units.ts";
import { planTogether } from "#planner/indivisible/plan-together.ts";
import type { AssignmentProblem } from "#planner/indivisible/problem.ts";
import { drawJoint } from "#planner/testing/assignments.ts";
import { openRandom } from "#planner/testing/problems.ts";
import {
  type AssignmentPlanFile,
  readAssignmentFile,
  writeAssignmentFile,
  writeAssignmentPlan,
} from "./assignment-files.ts";

const LIMITS = { units: ASSIGNMENT_LIMITS, goods: { columnsMax: 100_000 } };

/** A drawn problem, as parsed from its file, and its plan as a file. */
async function solve(
  seed: number,
): Promise<{ problem: AssignmentProblem; file: object; plan: AssignmentPlanFile }> {
  const random = openRandom(seed);
  const units = 2 + Math.floor(random() * 3);
  const problem = drawJoint({ units, calls: 3, sites: 2, periods: 3, limited: 0.3 }, random);
  const result = await planTogether(problem, LIMITS);
  if (result.status !== "solved") throw new Error(`seed ${seed}: ${JSON.stringify(result)}`);
  const plan = writeAssignmentPlan(problem, result.plan, result.goods);
  // The JSON of our own file.
  return { problem, file: JSON.parse(JSON.stringify(writeAssignmentFile(problem))) as object, plan };
}

describe("plans of teams and goods", () => {
  test("can be carried out, say the checker that shares no code, on 103 drawn problems, and read back as they were", async () => {
    const kinds = { facility: 0, goods: 0, fixed: 0 };
    // Of the last three rounding to whole units would leave a need short, so that its sendings are held fast.
    const seeds = [...Array.from({ length: 100 }, (_, i) => 1001 + i), 649, 789, 2092];
    for (const seed of seeds) {
      const { problem, file, plan } = await solve(seed);
      expect(readAssignmentFile(file)).toEqual({ ok: true, value: problem });
      expect(checkJointPlan(file, plan), `seed ${seed}`).toMatchObject({ accepted: true });
      for (const { by } of plan.needs) kinds[by]++;
      kinds.fixed += plan.goods?.fixed.length ?? 0;
    }
    expect(Math.min(kinds.facility, kinds.goods)).toBeGreaterThan(20);
    expect(kinds.fixed).toBeGreaterThan(0);
  }, 120_000);

  test("are found out, whatever of them is damaged", async () => {
    const counts = new Map<string, number>();
    for (let seed = 1001; seed <= 1060; seed++) {
      const { problem, file, plan } = await solve(seed);
      for (const [name, damaged] of listDamages(problem, plan)) {
        const verdict = checkJointPlan(damaged.file ?? file, damaged.plan ?? plan);
        expect(verdict.accepted, `seed ${seed}: ${name}`).toBe(false);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    expect([...counts.keys()].toSorted()).toEqual(
      [
        "call",
        "facility gone",
        "goods withheld",
        "language",
        "level",
        "need left out",
        "twice",
        "unready",
      ].toSorted(),
    );
  }, 60_000);
});

type Damage = readonly [string, { readonly file?: object; readonly plan?: object }];

/** One damage of each kind that the plan has room for. */
function listDamages(problem: AssignmentProblem, plan: AssignmentPlanFile): readonly Damage[] {
  const damages: Damage[] = [];
  const [first] = plan.assignments;
  const change = (part: Partial<AssignmentProblem>) => writeAssignmentFile({ ...problem, ...part });
  damages.push([
    "level",
    { plan: { ...plan, calls: plan.calls.map((row) => ({ ...row, level: row.level + 0.1 })) } },
  ]);
  if (first !== undefined) {
    damages.push(["twice", { plan: { ...plan, assignments: [...plan.assignments, first] } }]);
    const elsewhere = problem.calls.find((call) => call.key !== first.call);
    if (elsewhere !== undefined) {
      const moved = { ...first, call: elsewhere.key };
      damages.push(["call", { plan: { ...plan, assignments: [moved, ...plan.assignments.slice(1)] } }]);
    }
    const late = problem.units.map((unit) =>
      unit.key === first.unit ? { ...unit, readyFrom: first.departPeriod + 1, readyUntil: 99 } : unit,
    );
    damages.push(["unready", { file: change({ units: late }) }]);
    const mute = problem.units.map((unit) => (unit.key === first.unit ? { ...unit, languages: [] } : unit));
    const call = problem.calls.find(({ key }) => key === first.call);
    if ((call?.languages.length ?? 0) > 0) damages.push(["language", { file: change({ units: mute }) }]);
  }
  const byFacility = plan.needs.find(({ by }) => by === "facility");
  if (byFacility !== undefined) damages.push(["facility gone", { file: change({ facilities: [] }) }]);
  const byGoods = plan.needs.some(({ by }) => by === "goods");
  if (byGoods) {
    damages.push([
      "need left out",
      { plan: { ...plan, needs: plan.needs.filter(({ by }) => by === "facility") } },
    ]);
  }
  const goods = plan.goods;
  if (byGoods && goods !== null) {
    // The plan without what is sent for needs.
    const allocations = goods.plan.allocations.filter(({ demand }) => !demand.startsWith("need "));
    damages.push([
      "goods withheld",
      { plan: { ...plan, goods: { ...goods, plan: { ...goods.plan, allocations } } } },
    ]);
  }
  return damages;
}
