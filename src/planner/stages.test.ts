import { describe, expect, test } from "vitest";
import type { Plan } from "./plan.ts";
import type { PlanProblem, PlanStage } from "./problem.ts";
import { solvePlan } from "./solve-plan.ts";
import { findLimit } from "./stages.ts";
import { makeDemand, makeFloor, makeLane, makeProblem, makeStages, makeSupply } from "./testing/problems.ts";

async function solve(part: Partial<PlanProblem>): Promise<Plan> {
  const result = await solvePlan(makeProblem(part));
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result.plan;
}

const given = (plan: Plan) => plan.demands.map((outcome) => outcome.allocated);
const stageOf = (plan: Plan) => plan.demands.map(({ stage, reason }) => `${reason.status} ${stage}`);

/** A asks 100, B 500, C 1000; a fifth is promised to each, then A weighs twice as much: docs/PLAN-FORMAT.md. */
const FLOORS = [
  makeDemand("A", { quantity: 100, stages: makeFloor(200, 2000) }),
  makeDemand("B", { quantity: 500, site: 2, stages: makeFloor(200) }),
  makeDemand("C", { quantity: 1000, site: 3, stages: makeFloor(200) }),
];
const share = async (quantity: number, demands = FLOORS) =>
  await solve({ supplies: [makeSupply("s", { quantity })], demands });

describe("stages by hand", () => {
  test("what is left beyond the floors goes by weight, and floors are kept", async () => {
    const plan = await share(500);
    expect(given(plan)).toEqual([59, 147, 294]);
    expect(stageOf(plan)).toEqual(["bound 1", "bound 1", "bound 1"]);
    expect(plan.unmetFloors).toEqual([]);
  });

  test("a line that its floor puts above the others waits until they stand as high", async () => {
    const few = [
      makeDemand("a", { quantity: 100, stages: makeFloor(500) }),
      makeDemand("b", { quantity: 100, site: 2, stages: makeFloor(100) }),
    ];
    // 50 and 10 are promised; of the 30 more, all goes to b, which stands at 0.4 then and below a's 0.5.
    expect(given(await share(90, few))).toEqual([50, 40]);
    expect(given(await share(120, few))).toEqual([60, 60]);
  });

  test("floors that cannot be held are kept in proportion, and named as the least that cannot hold together", async () => {
    const plan = await share(300);
    // 20 + 100 + 200 are promised of 300: each gets 300 ÷ 320 of its floor, 18.75, 93.75 and 187.5, in whole units.
    expect(plan.demands.map(({ fairShare }) => fairShare)).toEqual([18.75, 93.75, 187.5]);
    expect(given(plan)).toEqual([19, 94, 187]);
    expect(stageOf(plan)).toEqual(["bound 0", "bound 0", "bound 0"]);
    const prices = [{ kind: "supply", supply: 0, price: 1 }];
    expect(plan.unmetFloors).toEqual([{ stage: 0, demands: [0, 1, 2], prices }]);
    // Of 150, two floors are too much already.
    expect((await share(150)).unmetFloors).toEqual([{ stage: 0, demands: [2], prices }]);
    expect((await share(250)).unmetFloors).toEqual([{ stage: 0, demands: [1, 2], prices }]);
  });

  test("where one floor of a set cannot be held for another reason, that one alone is named", async () => {
    const plan = await solve({
      // A lane of 50 g a period, 5 g a unit, lets a have 40 of 80; the supply holds 90 for a's 80 and b's 70.
      supplies: [makeSupply("s", { quantity: 90 })],
      demands: [
        makeDemand("a", { stages: makeFloor(800) }),
        makeDemand("b", { site: 2, stages: makeFloor(700) }),
      ],
      lanes: [makeLane("to a", { massCapacityGrams: 50 }), makeLane("to b", { to: 2 })],
    });
    expect(given(plan)).toEqual([40, 50]);
    expect(plan.unmetFloors.map(({ demands }) => demands)).toEqual([[0]]);
    expect(plan.unmetFloors[0]!.prices.map(({ kind }) => kind)).toContain("lane_mass");
  });

  test("beside it, those are named who cannot be held even if it got nothing", async () => {
    const plan = await solve({
      // As before, but of 60: b's 70 alone is more than there is.
      supplies: [makeSupply("s", { quantity: 60 })],
      demands: [
        makeDemand("a", { stages: makeFloor(800), quantity: 50 }),
        makeDemand("b", { site: 2, stages: makeFloor(700) }),
      ],
      lanes: [makeLane("to a", { massCapacityGrams: 5 }), makeLane("to b", { to: 2 })],
    });
    // The lane lets a have 4 of 40; b gets the other 56 of 70.
    expect(given(plan)).toEqual([4, 56]);
    expect(plan.unmetFloors.map(({ demands }) => demands)).toEqual([[0], [1]]);
  });

  test("who waits gets what those of the first tier leave", async () => {
    const waits: readonly PlanStage[] = [{ weightPerMille: 1000, uptoPerMille: 0 }, ...makeStages(1000)];
    const first: readonly PlanStage[] = [...makeStages(1000), ...makeStages(1000)];
    const demands = [makeDemand("early", { stages: first }), makeDemand("late", { site: 2, stages: waits })];
    const of = async (quantity: number) => await share(quantity, demands);
    expect(given(await of(90))).toEqual([90, 0]);
    expect(given(await of(130))).toEqual([100, 30]);
    expect(stageOf(await of(130))).toEqual(["met 1", "bound 1"]);
  });

  test("a cap leaves to others what is beyond it, and then unused", async () => {
    const demands = [
      makeDemand("a", { stages: [{ weightPerMille: 3000, uptoPerMille: 405 }], quantity: 101 }),
      makeDemand("b", { site: 2 }),
    ];
    const plan = await share(200, demands);
    // 40.905 of 101 is 40 whole units.
    expect(given(plan)).toEqual([40, 100]);
    expect(stageOf(plan)).toEqual(["capped 0", "met 0"]);
    expect(plan.unused).toEqual([{ supply: 0, quantity: 60, reason: "not_needed" }]);
    // Bound before it is capped: 3 to 1 of 40.
    expect(given(await share(40, demands))).toEqual([30, 10]);
  });
});

describe("the limit of a cap", () => {
  test("is the whole part, at least one, and exact where a product would leave the whole numbers of a double", () => {
    expect(findLimit(3, 200)).toBe(1);
    expect(findLimit(7, 500)).toBe(3);
    const quantity = Number.MAX_SAFE_INTEGER;
    expect(BigInt(findLimit(quantity, 999))).toBe((BigInt(quantity) * 999n) / 1000n);
    expect(findLimit(quantity, 1000)).toBe(quantity);
  });
});
