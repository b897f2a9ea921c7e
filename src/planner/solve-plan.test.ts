import { describe, expect, test } from "vitest";
import { loadLinearSolver, type LinearSolver } from "./highs.ts";
import type { Plan } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { limitsFor, solvePlan } from "./solve-plan.ts";
import {
  makeDemand,
  makeItem,
  makeLane,
  makeProblem,
  makeReceiving,
  makeStages,
  makeSupply,
} from "./testing/problems.ts";

async function solve(part: Partial<PlanProblem>): Promise<Plan> {
  const result = await solvePlan(makeProblem(part));
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result.plan;
}

const given = (plan: Plan) => plan.demands.map((outcome) => outcome.allocated);
const reasons = (plan: Plan) => plan.demands.map((outcome) => outcome.reason.status);

describe("fairness", () => {
  test("two who ask 50 and 100 of 90 get the same part: 30 and 60", async () => {
    const plan = await solve({
      supplies: [makeSupply("s", { quantity: 90 })],
      demands: [makeDemand("a", { quantity: 50 }), makeDemand("b", { quantity: 100, site: 2 })],
    });
    expect(given(plan)).toEqual([30, 60]);
    expect(plan.demands[0]).toMatchObject({ level: 0.6, reason: { status: "bound", bottleneck: 0 } });
    expect(plan.bottlenecks).toEqual([{ prices: [{ kind: "supply", supply: 0, price: 1 }] }]);
    expect(plan.unused).toEqual([]);
  });

  test("with enough for all, all are met and the rest is not needed", async () => {
    const plan = await solve({ supplies: [makeSupply("s", { quantity: 130 })] });
    expect(reasons(plan)).toEqual(["met"]);
    expect(plan.unused).toEqual([{ supply: 0, quantity: 30, reason: "not_needed" }]);
    expect(plan.bottlenecks).toEqual([]);
  });

  test("a line of twice the weight is raised to twice the part, and no further than it asks", async () => {
    const demands = [makeDemand("a"), makeDemand("b", { site: 2, stages: makeStages(2000) })];
    expect(given(await solve({ supplies: [makeSupply("s", { quantity: 90 })], demands }))).toEqual([30, 60]);
    expect(given(await solve({ supplies: [makeSupply("s", { quantity: 180 })], demands }))).toEqual([
      80, 100,
    ]);
  });

  test("one that can be served by a second giver leaves the first to the other", async () => {
    const plan = await solve({
      supplies: [makeSupply("s", { quantity: 60 }), makeSupply("t", { site: 3, quantity: 80 })],
      demands: [makeDemand("a"), makeDemand("b", { site: 2 })],
      lanes: [makeLane("0 1"), makeLane("0 2", { to: 2 }), makeLane("3 2", { from: 3, to: 2 })],
    });
    expect(given(plan)).toEqual([60, 80]);
  });

  test("the starved are raised first: the levels of two bottlenecks differ", async () => {
    const plan = await solve({
      supplies: [makeSupply("s", { quantity: 20 }), makeSupply("t", { site: 3, quantity: 80 })],
      demands: [makeDemand("a"), makeDemand("b"), makeDemand("c", { site: 2 })],
      lanes: [makeLane("0 1"), makeLane("0 2", { to: 2 }), makeLane("3 2", { from: 3, to: 2 })],
    });
    expect(given(plan)).toEqual([10, 10, 80]);
    expect(plan.demands.map((outcome) => outcome.reason)).toEqual([
      { status: "bound", bottleneck: 0 },
      { status: "bound", bottleneck: 0 },
      { status: "bound", bottleneck: 1 },
    ]);
  });

  test("a shared lane is shared fairly, and what it leaves goes to the other", async () => {
    const plan = await solve({
      supplies: [makeSupply("s", { quantity: 1000 })],
      demands: [makeDemand("a"), makeDemand("b"), makeDemand("c", { site: 2 })],
      // 5 g a unit: 10 units a period, in four periods 40.
      lanes: [makeLane("0 1", { massCapacityGrams: 50 }), makeLane("0 2", { to: 2 })],
    });
    expect(given(plan)).toEqual([20, 20, 100]);
    expect(reasons(plan)).toEqual(["bound", "bound", "met"]);
    expect(plan.bottlenecks[0]!.prices.map(({ kind }) => kind)).toEqual(Array(4).fill("lane_mass"));
    for (const { price } of plan.bottlenecks[0]!.prices) expect(price).toBeCloseTo(0.2, 12);
    expect(plan.unused).toEqual([{ supply: 0, quantity: 860, reason: "capacity" }]);
  });

  test("cold volume on a lane and at the airport each bind", async () => {
    const items = [makeItem({ coldVolumePerThousandCubicCentimetres: 10_000 })];
    const lane = await solve({ items, lanes: [makeLane("e", { coldVolumeCapacityCubicCentimetres: 100 })] });
    expect(given(lane)).toEqual([40]);
    const airport = await solve({
      items,
      receiving: [makeReceiving("r", { coldVolumeCapacityCubicCentimetres: 70, fromPeriod: 1 })],
      demands: [makeDemand("d", { windowFrom: 1 })],
    });
    expect(given(airport)).toEqual([21]);
    expect(airport.bottlenecks[0]!.prices).toHaveLength(3);
    expect(airport.bottlenecks[0]!.prices[0]).toMatchObject({ kind: "receiving_cold_volume", receiving: 0 });
    const units = await solve({ receiving: [makeReceiving("r", { unitCapacity: 7 })] });
    expect(given(units)).toEqual([28]);
    expect(units.bottlenecks[0]!.prices[0]).toEqual({
      kind: "receiving_units",
      receiving: 0,
      period: 0,
      price: 1,
    });
  });
});

describe("why a line got nothing", () => {
  test("no item answers, no lane, no time, no shelf life", async () => {
    const plan = await solve({
      items: [makeItem(), makeItem()],
      supplies: [makeSupply("s", { quantity: 1000, expiryPeriod: 5 })],
      demands: [
        makeDemand("item", { items: [1] }),
        makeDemand("lane", { site: 0 }),
        makeDemand("time", { windowTo: 0, site: 2 }),
        makeDemand("life", { leastShelfLifePeriods: 6 }),
        makeDemand("just", { leastShelfLifePeriods: 5 }),
      ],
      lanes: [makeLane("1"), makeLane("2", { to: 2, transitPeriods: 1 })],
    });
    expect(reasons(plan)).toEqual(["no_supply", "unreachable", "window", "shelf_life", "met"]);
    expect(given(plan)).toEqual([0, 0, 0, 0, 100]);
  });

  test("a supply that reaches nobody says how far it got", async () => {
    const plan = await solve({
      items: [makeItem(), makeItem()],
      supplies: [
        makeSupply("item", { item: 1 }),
        makeSupply("lane", { site: 3 }),
        makeSupply("life", { expiryPeriod: 0 }),
        makeSupply("time", { availableFrom: 3 }),
      ],
      demands: [makeDemand("d", { windowTo: 2, leastShelfLifePeriods: 1 })],
    });
    expect(plan.unused.map(({ reason }) => reason)).toEqual([
      "no_demand",
      "unreachable",
      "shelf_life",
      "window",
    ]);
  });

  test("no demand and no supply are plans too", async () => {
    expect(await solve({ demands: [] })).toMatchObject({ demands: [], unused: [{ reason: "no_demand" }] });
    expect(reasons(await solve({ supplies: [] }))).toEqual(["no_supply"]);
  });
});

describe("among equally fair plans", () => {
  test("the graver line gets the earlier supply", async () => {
    const plan = await solve({
      supplies: [makeSupply("now"), makeSupply("later", { availableFrom: 2 })],
      demands: [makeDemand("a"), makeDemand("b", { site: 2, severity: 5 })],
    });
    expect(plan.allocations).toMatchObject([
      { demand: 0, supply: 1, arrivePeriod: 2, quantity: 100 },
      { demand: 1, supply: 0, arrivePeriod: 0, quantity: 100 },
    ]);
  });

  test("at the same time the cheaper lane is taken", async () => {
    const lanes = [
      makeLane("a dear", { costPerTonneMinor: 9 }),
      makeLane("b cheap", { costPerTonneMinor: 1 }),
    ];
    expect((await solve({ lanes })).allocations).toMatchObject([{ lane: 1, quantity: 100 }]);
  });

  test("the preferred item, then what expires first, is sent", async () => {
    const items = [makeItem(), makeItem()];
    const demands = [makeDemand("d", { items: [1, 0] })];
    const preferred = await solve({
      items,
      demands,
      supplies: [makeSupply("a"), makeSupply("b", { item: 1 })],
    });
    expect(preferred.allocations).toMatchObject([{ supply: 1 }]);
    const supplies = [
      makeSupply("a"),
      makeSupply("b", { expiryPeriod: 9 }),
      makeSupply("c", { expiryPeriod: 8 }),
    ];
    expect((await solve({ supplies })).allocations).toMatchObject([{ supply: 2 }]);
  });
});

describe("whole units", () => {
  test("three who share 100 get 34, 33 and 33", async () => {
    const demands = ["a", "b", "c"].map((key) => makeDemand(key));
    expect(given(await solve({ demands }))).toEqual([34, 33, 33]);
  });

  test("a thousand billion are shared to the unit", async () => {
    const quantity = 1_000_000_000_000;
    const demands = Array.from({ length: 7 }, (_, i) => makeDemand(`d${i}`, { quantity: quantity - i }));
    const plan = await solve({ supplies: [makeSupply("s", { quantity })], demands });
    expect(given(plan).reduce((sum, units) => sum + units, 0)).toBe(quantity);
    expect(plan.unused).toEqual([]);
  });

  test("a thousand billion through a shared lane stay whole, within it, and lose next to nothing", async () => {
    const quantity = 1_000_000_000_000;
    const plan = await solve({
      items: [makeItem({ massPerThousandGrams: 3000 })],
      supplies: [makeSupply("s", { quantity, availableUntil: 0 })],
      demands: [
        makeDemand("a", { quantity }),
        makeDemand("b", { quantity: 10 }),
        makeDemand("c", { quantity: 777_777 }),
      ],
      lanes: [makeLane("e", { massCapacityGrams: 1_000_000_000_000 })],
    });
    const sum = given(plan).reduce((total, units) => total + units, 0);
    expect(sum * 3).toBeLessThanOrEqual(1_000_000_000_000);
    expect(sum).toBeGreaterThan(333_333_333_333 - 10);
    expect(given(plan)[1]).toBeGreaterThanOrEqual(3);
  });
});

test("capacities of 10,000 periods of 20,000 lanes are no more than those that something draws on", async () => {
  const lanes = Array.from({ length: 20_000 }, (_, i) => {
    return makeLane(`l${i}`, {
      to: i === 0 ? 1 : 2,
      massCapacityGrams: 1000,
      volumeCapacityCubicCentimetres: 1_000_000,
    });
  });
  const result = await solvePlan(
    makeProblem({
      periods: 10_000,
      items: [makeItem({ massPerThousandGrams: 100_000 })],
      supplies: [makeSupply("s", { quantity: 30, availableUntil: 9999 })],
      demands: [makeDemand("d", { quantity: 50, windowFrom: 9998, windowTo: 9999 })],
      lanes,
    }),
  );
  // 10 in each period that is in time.
  expect(result).toMatchObject({ status: "solved", plan: { demands: [{ allocated: 20 }] } });
});

describe("no plan", () => {
  test("malformed problems are listed, not solved", async () => {
    const result = await solvePlan(makeProblem({ demands: [makeDemand("d", { site: 9, quantity: 0 })] }));
    expect(result).toEqual({
      status: "malformed",
      problems: [
        { field: "demands.0.site", value: "9", rule: "index_out_of_range" },
        { field: "demands.0.quantity", value: "0", rule: "too_small" },
      ],
    });
  });

  test("too many columns are counted and refused", async () => {
    const refused = { status: "too_large", columns: 4, limit: 3 };
    expect(await solvePlan(makeProblem(), { columnsMax: 3 })).toEqual(refused);
    expect(await solvePlan(makeProblem(), { columnsMax: 4 })).toMatchObject({ status: "solved" });
  });

  test("a million ways of sending are refused where there are 512 megabytes, and not attempted", async () => {
    const limits = limitsFor(512 * 1024 * 1024);
    expect(limits.columnsMax).toBeLessThan(300_000);
    const problem = makeProblem({
      periods: 1000,
      demands: Array.from({ length: 1000 }, (_, i) => makeDemand(`d${i}`, { windowTo: 999 })),
      supplies: [makeSupply("s", { availableUntil: 999 })],
    });
    const result = await solvePlan(problem, limits);
    expect(result).toMatchObject({ status: "too_large", limit: limits.columnsMax });
  });

  test("when the linear solver stops at any solve, there is no plan but its reason, and its memory is freed", async () => {
    const real = await loadLinearSolver();
    for (const failAt of [1, 2, 3]) {
      let solves = 0;
      let open = 0;
      const failing: LinearSolver = {
        open(program) {
          const model = real.open(program);
          open++;
          return {
            ...model,
            solve: () => (++solves >= failAt ? { status: "failed", reason: "timeLimit" } : model.solve()),
            close() {
              open--;
              model.close();
            },
          };
        },
      };
      const problem = makeProblem({
        lanes: [makeLane("e", { massCapacityGrams: 50, costPerTonneMinor: 3 })],
      });
      expect(await solvePlan(problem, undefined, failing)).toEqual({
        status: "unsolved",
        reason: "timeLimit",
      });
      expect(open).toBe(0);
    }
  });
});
