import { describe, expect, test } from "vitest";
import { findBestJoint, scoreJoint } from "../testing/best-joint.ts";
import { drawJoint, makeAssignment, makeCall, makeRoad, makeUnit } from "../testing/assignments.ts";
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

  test("gives the same plan, by keys, in whatever order the lists are, on 40", async () => {
    let byGoods = 0;
    for (let seed = 501; seed <= 540; seed++) {
      const shape = { units: 5, calls: 4, sites: 2, periods: 3, limited: 0.4 };
      const problem = drawJoint(shape, openRandom(seed));
      const goods = problem.goods!;
      const turned: AssignmentProblem = {
        ...problem,
        facilities: problem.facilities.toReversed(),
        units: problem.units.toReversed(),
        calls: problem.calls.toReversed(),
        lanes: problem.lanes.toReversed(),
        goods: {
          ...goods,
          supplies: goods.supplies.toReversed(),
          demands: goods.demands.toReversed(),
          lanes: goods.lanes.toReversed(),
        },
      };
      const [one, other] = [await solve(problem), await solve(turned)];
      expect(nameByKeys(turned, other), `seed ${seed}`).toEqual(nameByKeys(problem, one));
      byGoods += one.plan.sendings.length;
    }
    expect(byGoods).toBeGreaterThan(20);
  }, 60_000);

  test("with no time at all the lowest call is served first, with what its unit needs, and the gap is stated", async () => {
    let isGap = false;
    for (let seed = 601; seed <= 620; seed++) {
      const problem = drawJoint({ units: 8, calls: 6, sites: 2, periods: 3, limited: 0.4 }, openRandom(seed));
      const result = await planTogether(problem, {
        ...LIMITS,
        units: { ...ASSIGNMENT_LIMITS, secondsMax: 0 },
      });
      if (result.status !== "solved") throw new Error(`seed ${seed}: ${JSON.stringify(result)}`);
      const last = result.plan.stages.at(-1)!;
      if (!result.plan.proven) expect(last.bound).not.toBe(last.value);
      isGap ||= !result.plan.proven && result.plan.needs.length > 0;
    }
    expect(isGap).toBe(true);
  }, 60_000);

  test("a facility is shared in every period of a stay, not at arrival only", async () => {
    const power = {
      kind: 0,
      amount: 2,
      items: [],
      quantity: 0,
      withinPeriods: 0,
      leastShelfLifePeriods: 0,
    };
    const of = (readyFrom: number) =>
      makeUnit(`from ${readyFrom}`, { readyFrom, readyUntil: 2, needs: [power] });
    const sharing = (capacity: number) =>
      makeAssignment({
        periods: 3,
        facilityKinds: 1,
        facilities: [{ key: "f", site: 1, kind: 0, capacity }],
        units: [of(0), of(1)],
        calls: [makeCall("c", { count: 2, windowTo: 1, stayPeriods: 2 })],
        // One leaves in period 0, the other in period 1: both are there in period 1.
        lanes: [makeRoad("r", { unitCapacity: 1 })],
      });
    expect((await solve(sharing(4))).plan.assignments).toHaveLength(2);
    expect((await solve(sharing(3))).plan.assignments).toHaveLength(1);
  });

  test("beds go where there are least, counting those that stand there, and none where they would not count", async () => {
    const beds = (key: string, capacity: number) => makeUnit(key, { capacity });
    const ward = (key: string, site: number, present: number) =>
      makeCall(key, { site, measure: "capacity", wanted: 100, present, count: 9 });
    const problem = makeAssignment({
      units: [beds("forty", 40), beds("twenty", 20), beds("none", 0)],
      calls: [ward("bare", 1, 10), ward("equipped", 2, 60)],
    });
    const { plan } = await solve(problem);
    expect(plan.calls.map(({ got, level }) => [got, level])).toEqual([
      [70, 0.7],
      [60, 0.6],
    ]);
    expect(plan.unused).toEqual([2]);
    // Of 100 wanted 90 are there: one of the two is enough, the dearer stays.
    const full = { ...problem, calls: [ward("full", 1, 90)], lanes: [makeRoad("r", { costMinor: 5 })] };
    expect((await solve(full)).plan.assignments).toHaveLength(1);
  });
});

type Solved = Awaited<ReturnType<typeof solve>>;

function nameByKeys(problem: AssignmentProblem, { plan, goods }: Solved): readonly string[] {
  const units = plan.assignments.map(({ unit, call, lane, departPeriod }) => {
    return `${problem.units[unit]!.key} ${problem.calls[call]!.key} ${problem.lanes[lane]!.key} ${departPeriod}`;
  });
  const needs = plan.needs.map(({ unit, need, by }) => `${problem.units[unit]!.key} ${need} ${by}`);
  const got = goods!.plan.demands.map(({ allocated }, d) => `${goods!.problem.demands[d]!.key} ${allocated}`);
  return [...units, ...needs, ...got].toSorted();
}
