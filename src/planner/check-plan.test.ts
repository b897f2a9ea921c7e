import { beforeAll, describe, expect, test } from "vitest";
import { checkPlan } from "./check-plan.ts";
import type { Plan, PlanAllocation } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { solvePlan } from "./solve-plan.ts";
import {
  makeDemand,
  makeItem,
  makeLane,
  makeProblem,
  makeReceiving,
  makeSupply,
} from "./testing/problems.ts";

/** Two lines share the lane to site 1, one has its own lane; the supply is not exhausted, the lane is. */
const problem: PlanProblem = makeProblem({
  items: [makeItem(), makeItem()],
  supplies: [
    makeSupply("s", { quantity: 1000, availableUntil: 2, expiryPeriod: 4 }),
    makeSupply("t", { item: 1, quantity: 30 }),
  ],
  demands: [
    makeDemand("a", { windowTo: 2, leastShelfLifePeriods: 1 }),
    makeDemand("b", { windowTo: 2 }),
    makeDemand("c", { site: 2, windowTo: 2 }),
    makeDemand("e", { site: 2, items: [1] }),
    makeDemand("f", { site: 2, items: [1] }),
  ],
  lanes: [makeLane("1", { massCapacityGrams: 100 }), makeLane("2", { to: 2 }), makeLane("3", { to: 3 })],
  receiving: [makeReceiving("r", { site: 2, unitCapacity: 500 })],
});
let plan: Plan;

beforeAll(async () => {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  plan = result.plan;
});

function changeFirst(change: Partial<PlanAllocation>): Plan {
  return { ...plan, allocations: plan.allocations.map((row, i) => (i === 0 ? { ...row, ...change } : row)) };
}

function changeDemand(index: number, change: Partial<Plan["demands"][number]>): Plan {
  return { ...plan, demands: plan.demands.map((row, i) => (i === index ? { ...row, ...change } : row)) };
}

describe("checkPlan", () => {
  test("finds nothing wrong with the planner's answer, which is not a trivial one", () => {
    expect(checkPlan(problem, plan)).toEqual([]);
    expect(plan.demands.map((outcome) => outcome.allocated)).toEqual([30, 30, 100, 15, 15]);
    expect(plan.bottlenecks).toHaveLength(2);
  });

  const damages: readonly (readonly [string, () => Plan, RegExp])[] = [
    ["half a unit", () => changeFirst({ quantity: 0.5 }), /whole units/],
    ["another item", () => changeFirst({ supply: 1 }), /does not answer/],
    ["another lane", () => changeFirst({ lane: 1 }), /other sites/],
    ["a lane that is not there", () => changeFirst({ lane: 8 }), /not there/],
    ["an arrival too soon", () => changeFirst({ departPeriod: 1, arrivePeriod: 0 }), /another time/],
    ["a departure too late", () => changeFirst({ departPeriod: 3, arrivePeriod: 3 }), /supply is not there/],
    [
      "an arrival out of the window",
      () => changeFirst({ departPeriod: 3, arrivePeriod: 3 }),
      /outside the window/,
    ],
    [
      "an arrival after the end",
      () => changeFirst({ departPeriod: 4, arrivePeriod: 4 }),
      /after the plan ends/,
    ],
    ["too little shelf life", () => changeFirst({ departPeriod: 4, arrivePeriod: 4 }), /shelf life/],
    [
      "one unit more than the lane takes",
      () => changeFirst({ quantity: plan.allocations[0]!.quantity + 100 }),
      /lane_mass 0 \d is overdrawn/,
    ],
    ["a sum that is not", () => changeDemand(1, { allocated: 29 }), /another sum/],
    ["a quantity that is not", () => changeDemand(1, { quantity: 99 }), /another quantity/],
    ["a level that is not", () => changeDemand(1, { level: 0.5 }), /another level/],
    ["met when it is not", () => changeDemand(1, { reason: { status: "met" } }), /met or not/],
    ["a demand left out", () => ({ ...plan, demands: plan.demands.slice(1) }), /one outcome/],
    ["a rest kept quiet", () => ({ ...plan, unused: [] }), /not accounted for by 840/],
    [
      "another's bottleneck",
      () => changeDemand(1, { reason: { status: "bound", bottleneck: 1 } }),
      /no part in/,
    ],
    ["an unfair share", () => changeDemand(0, { fairShare: 20 }), /stands below/],
    ["a bottleneck that is not reached", () => changeDemand(1, { fairShare: 20 }), /not reached/],
    [
      "a price too high",
      () => ({
        ...plan,
        bottlenecks: plan.bottlenecks.map(({ prices }) => ({
          prices: [...prices, { kind: "supply", supply: 0, price: 1 } as const],
        })),
      }),
      /not reached/,
    ],
    [
      "a price below zero",
      () => ({
        ...plan,
        bottlenecks: plan.bottlenecks.map(({ prices }) => ({
          prices: prices.map((row) => ({ ...row, price: -row.price })),
        })),
      }),
      /no price > 0/,
    ],
  ];

  test.each(damages)("sees %s", (_, damage, fault) => {
    expect(checkPlan(problem, damage()).join("\n")).toMatch(fault);
  });

  test("sees a supply overdrawn and a receiving site overfilled", () => {
    const more = plan.allocations.map((row) => (row.demand === 2 ? { ...row, quantity: 1000 } : row));
    const faults = checkPlan(problem, { ...plan, allocations: more }).join("\n");
    expect(faults).toMatch(/supply 0 is overdrawn/);
    expect(faults).toMatch(/receiving_units 0 0 is overdrawn/);
    expect(faults).toMatch(/more than it asked/);
  });
});
