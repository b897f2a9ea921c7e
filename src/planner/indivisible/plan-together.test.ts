import { describe, expect, test } from "vitest";
import { findBestJoint, scoreJoint } from "../testing/best-joint.ts";
import { drawJoint } from "../testing/assignments.ts";
import { openRandom } from "../testing/problems.ts";
import { ASSIGNMENT_LIMITS } from "./assign-units.ts";
import { checkAssignmentProblem } from "./check-assignment-problem.ts";
import { planTogether } from "./plan-together.ts";
import type { AssignmentProblem } from "./problem.ts";

const LIMITS = { units: ASSIGNMENT_LIMITS, goods: { columnsMax: 100_000 } };

async function solve(problem: AssignmentProblem) {
  const result = await planTogether(problem, LIMITS);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result;
}

describe("planTogether", () => {
  test("is as good as the best of all assignments whose needs can be met, on 250 small problems", async () => {
    let [sent, byGoods, byFacility] = [0, 0, 0];
    for (let seed = 1; seed <= 250; seed++) {
      const random = openRandom(seed);
      const below = (count: number) => Math.floor(random() * count);
      const shape = {
        units: 1 + below(4),
        calls: 1 + below(3),
        sites: 2,
        periods: 2 + below(2),
        limited: 0.3,
      };
      const problem = drawJoint(shape, random);
      expect(checkAssignmentProblem(problem), `seed ${seed}`).toEqual([]);
      const { plan } = await solve(problem);
      expect(plan.proven).toBe(true);
      expect(scoreJoint(problem, plan.assignments), `seed ${seed}`).toEqual(findBestJoint(problem));
      sent += plan.assignments.length;
      byGoods += plan.needs.filter(({ by }) => by === "goods").length;
      byFacility += plan.needs.filter(({ by }) => by === "facility").length;
    }
    expect(Math.min(sent / 100, byGoods / 30, byFacility / 30)).toBeGreaterThan(1);
  }, 240_000);
});
