import { describe, expect, test } from "vitest";
import { buildArrays } from "../arrays.ts";
import type { Plan } from "../plan.ts";
import type { PlanProblem } from "../problem.ts";
import { solvePlan } from "../solve-plan.ts";
import {
  makeDemand,
  makeItem,
  makeLane,
  makeProblem,
  makeReceiving,
  makeStages,
  makeSupply,
} from "../testing/problems.ts";
import { give, openPackedState } from "./packed-state.ts";
import { readRoundingRules } from "./rules.ts";
import { exchangePacks } from "./settle-shipments.ts";

async function solve(part: Partial<PlanProblem>): Promise<Plan> {
  const result = await solvePlan(makeProblem(part));
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result.plan;
}

const given = (plan: Plan) => plan.demands.map((outcome) => outcome.allocated);
const cost = (plan: Plan) => plan.demands.map(({ lostUnits, roundedBy }) => [lostUnits, ...roundedBy]);

describe("packs", () => {
  test("two who share 130 in packs of 50 get a pack each, and the first the broken pack of 30", async () => {
    const demands = [makeDemand("a"), makeDemand("b", { site: 2 })];
    const plan = await solve({ supplies: [makeSupply("s", { quantity: 130, packUnits: 50 })], demands });
    expect(given(plan)).toEqual([80, 50]);
    expect(cost(plan)).toEqual([[0], [15, "pack"]]);
    expect(plan.demands.map((one) => one.fairShare)).toEqual([65, 65]);
    expect(plan.unrounded.map((one) => one.quantity)).toEqual([65, 65]);
    expect(plan.unused).toEqual([]);
  });

  test("of six packs for fair shares of 86, 111 and 103 the largest remainder gets the one that is left", async () => {
    const demands = [
      makeDemand("a", { quantity: 100 }),
      makeDemand("b", { quantity: 130, site: 2 }),
      makeDemand("c", { quantity: 120, site: 3 }),
    ];
    // Whole packs are 50, 100 and 100; a is owed 36 of a further pack, b 11 and c 3.
    const plan = await solve({ supplies: [makeSupply("s", { quantity: 300, packUnits: 50 })], demands });
    expect(given(plan)).toEqual([100, 100, 100]);
    expect(cost(plan)).toEqual([[0], [11, "pack"], [3, "pack"]]);
  });

  test("a line that asks less than a pack gets nothing but a broken one, and is told why", async () => {
    const few = [makeDemand("few", { quantity: 30 })];
    const none = await solve({ supplies: [makeSupply("s", { packUnits: 50 })], demands: few });
    expect(given(none)).toEqual([0]);
    expect(none.demands[0]).toMatchObject({
      lostUnits: 30,
      roundedBy: ["pack"],
      reason: { status: "rounding" },
    });
    expect(none.unused).toEqual([{ supply: 0, quantity: 100, reason: "rounding" }]);
    const broken = await solve({
      supplies: [makeSupply("s", { quantity: 130, packUnits: 50 })],
      demands: few,
    });
    expect(given(broken)).toEqual([30]);
  });

  test("a pack that a lane cannot take whole is not sent by it, and the next lane takes it", async () => {
    // 5 g a unit: 40 units a period by the narrow lane, which is the earlier one.
    const lanes = [
      makeLane("narrow", { massCapacityGrams: 200 }),
      makeLane("wide", { transitPeriods: 1, massCapacityGrams: 10_000 }),
    ];
    const supplies = [makeSupply("s", { packUnits: 50, availableUntil: 0 })];
    const plan = await solve({ supplies, lanes });
    expect(plan.allocations).toMatchObject([{ lane: 1, quantity: 100 }]);
  });

  test("local repair: a line without another way takes the pack of one that has", () => {
    const problem = makeProblem({
      supplies: [
        makeSupply("s", { quantity: 50, packUnits: 50 }),
        makeSupply("t", { site: 3, quantity: 50, packUnits: 50 }),
      ],
      demands: [makeDemand("a", { quantity: 50 }), makeDemand("b", { quantity: 50, site: 2 })],
      lanes: [makeLane("0 1"), makeLane("0 2", { to: 2 }), makeLane("3 2", { from: 3, to: 2 })],
    });
    const arrays = buildArrays(problem, 100);
    if ("tooMany" in arrays) throw new Error("too many");
    const state = openPackedState(arrays, readRoundingRules(problem));
    // Columns: a from s, b from s, b from t. The pack of s has gone to b.
    give(state, 1, 50);
    exchangePacks(state, Float64Array.of(50, 50), [0, 1]);
    expect([...state.amounts]).toEqual([50, 0, 50]);
    expect([...state.got]).toEqual([50, 50]);
  });

  test("of supplies alike, what expires first is sent first, in packs as well", async () => {
    const supplies = [
      makeSupply("a", { quantity: 100, packUnits: 50 }),
      makeSupply("b", { quantity: 100, packUnits: 50, expiryPeriod: 9 }),
      makeSupply("c", { quantity: 100, packUnits: 50, expiryPeriod: 8 }),
    ];
    const plan = await solve({ supplies, demands: [makeDemand("d", { quantity: 150 })] });
    expect(plan.allocations.map(({ supply, quantity }) => [supply, quantity])).toEqual([
      [1, 50],
      [2, 100],
    ]);
  });

  test("preference among items decides only between equals: time and cost come before it", async () => {
    const items = [makeItem(), makeItem()];
    const demands = [makeDemand("d", { items: [1, 0] })];
    const equal = [makeSupply("a"), makeSupply("b", { item: 1 })];
    expect((await solve({ items, demands, supplies: equal })).allocations).toMatchObject([{ supply: 1 }]);
    const later = [makeSupply("a"), makeSupply("b", { item: 1, availableFrom: 1 })];
    expect((await solve({ items, demands, supplies: later })).allocations).toMatchObject([{ supply: 0 }]);
    const dearer = await solve({
      items,
      demands,
      supplies: [makeSupply("a"), makeSupply("b", { item: 1, site: 2 })],
      lanes: [makeLane("0 1"), makeLane("2 1", { from: 2, costPerTonneMinor: 1 })],
    });
    expect(dearer.allocations).toMatchObject([{ supply: 0 }]);
  });
});

describe("least shipments", () => {
  const demands = [makeDemand("a", { quantity: 60 }), makeDemand("b", { quantity: 60 })];

  test("two lines at one site make up a shipment together", async () => {
    const supplies = [makeSupply("s", { quantity: 200, leastShipmentUnits: 100 })];
    const plan = await solve({ supplies, demands });
    expect(given(plan)).toEqual([60, 60]);
    expect(cost(plan)).toEqual([[0], [0]]);
  });

  test("what is too little for a shipment is not sent, and the supply is told it", async () => {
    const supplies = [makeSupply("s", { quantity: 200, leastShipmentUnits: 121 })];
    const plan = await solve({ supplies, demands });
    expect(given(plan)).toEqual([0, 0]);
    expect(cost(plan)).toEqual([
      [60, "least_shipment"],
      [60, "least_shipment"],
    ]);
    expect(plan.unused).toEqual([{ supply: 0, quantity: 200, reason: "rounding" }]);
  });

  test("shipments of several periods that are too small go together", async () => {
    // The lane takes 100 units a period, the site 40; the early windows end apart, so each period carries its own.
    const supplies = [makeSupply("s", { quantity: 200, leastShipmentUnits: 80 })];
    const plan = await solve({
      supplies,
      demands: [
        makeDemand("a", { quantity: 90, windowTo: 1 }),
        makeDemand("b", { quantity: 60, windowFrom: 1 }),
      ],
      receiving: [makeReceiving("r", { unitCapacity: 70, toPeriod: 0 })],
    });
    expect(given(plan)).toEqual([90, 60]);
    expect(new Set(plan.allocations.map((one) => one.departPeriod))).toEqual(new Set([1]));
  });
});

describe("the least that is of use", () => {
  test("who would get less gets nothing, and it goes to the lowest", async () => {
    const plan = await solve({
      supplies: [makeSupply("s", { quantity: 120 })],
      demands: [
        makeDemand("a", { leastUnits: 50 }),
        makeDemand("b", { site: 2, leastUnits: 40 }),
        makeDemand("c", { site: 3 }),
      ],
    });
    expect(given(plan)).toEqual([0, 60, 60]);
    expect(cost(plan)).toEqual([[40, "least_units"], [0], [0]]);
    expect(plan.demands[0]!.reason).toMatchObject({ status: "bound" });
  });

  test("one that is let go lifts another over its bound", async () => {
    const demands = ["a", "b", "c", "d"].map((key) => makeDemand(key, { leastUnits: 60 }));
    const plan = await solve({ supplies: [makeSupply("s")], demands });
    expect(given(plan).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 100]);
  });
});

describe("companions", () => {
  const items = [makeItem(), makeItem({ massPerThousandGrams: 1000 })];
  const doses = makeDemand("doses", { quantity: 1000 });
  const syringes = makeDemand("syringes", { quantity: 1100, items: [1] });
  const companions = [{ principal: "doses", companion: "syringes", unitsPerThousand: 1100 }];

  test("syringes follow doses, and the rest of them goes to who asks for syringes alone", async () => {
    const plan = await solve({
      items,
      companions,
      supplies: [makeSupply("d", { quantity: 333 }), makeSupply("s", { item: 1, quantity: 1000 })],
      demands: [doses, syringes, makeDemand("else", { site: 2, items: [1], quantity: 900 })],
    });
    // 333 × 1.1 = 366.3: a syringe for the last part of a dose too.
    expect(given(plan)).toEqual([333, 367, 633]);
    expect(plan.demands[1]).toMatchObject({ reason: { status: "follows" }, roundedBy: ["companion"] });
    expect(plan.demands[2]!.level).toBeGreaterThan(plan.demands[1]!.level);
  });

  test("where no dose arrives, no syringe is sent, and none is not needed by a line that is met", async () => {
    const plan = await solve({
      items,
      companions,
      supplies: [makeSupply("s", { item: 1, quantity: 2000 })],
      demands: [doses, syringes],
    });
    expect(given(plan)).toEqual([0, 0]);
    expect(plan.demands.map(({ reason }) => reason.status)).toEqual(["no_supply", "follows"]);
    expect(plan.unused).toEqual([{ supply: 0, quantity: 2000, reason: "not_needed" }]);
  });

  test("on one lane doses and syringes are raised together", async () => {
    const plan = await solve({
      items,
      companions,
      supplies: [makeSupply("d", { quantity: 1000 }), makeSupply("s", { item: 1, quantity: 2000 })],
      demands: [doses, syringes],
      // A dose and its 1.1 syringes are 6.1 g: 100 such sets a period.
      lanes: [makeLane("e", { massCapacityGrams: 610 })],
    });
    expect(given(plan)[0]).toBeGreaterThanOrEqual(398);
    expect(given(plan)[1]).toBeGreaterThanOrEqual(438);
    expect(given(plan)[1]).toBeLessThanOrEqual(Math.ceil(given(plan)[0]! * 1.1));
  });

  test("a principal that gains by what its companion leaves takes it along", async () => {
    // 100 of both together. At first 50 each; then the companion asks 25, and its principal would have 75, which call for
    // 38: with these it has 62, which call for 31, and the 7 that are cut go to the doses.
    const plan = await solve({
      items: [makeItem(), makeItem()],
      companions: [{ principal: "doses", companion: "syringes", unitsPerThousand: 500 }],
      supplies: [makeSupply("d", { quantity: 100 }), makeSupply("s", { item: 1, quantity: 100 })],
      demands: [
        makeDemand("doses", { quantity: 100, windowTo: 0 }),
        makeDemand("syringes", { quantity: 100, items: [1], windowTo: 0 }),
      ],
      lanes: [makeLane("e", { massCapacityGrams: 500 })],
    });
    expect(plan.unrounded.map(({ quantity }) => quantity)).toEqual([62, 38]);
    expect(given(plan)).toEqual([69, 31]);
    expect(plan.demands[1]!.reason).toEqual({ status: "follows", bottleneck: null });
  });
});

test("what a closed line leaves goes to the others by their weights: 800 and 100 of 900 at 8 to 1", async () => {
  const demands = ["a", "b", "c"].map((key, i) =>
    makeDemand(key, {
      site: i + 1,
      quantity: 1000,
      stages: makeStages(key === "b" ? 1000 : 8000),
      leastUnits: key === "c" ? 900 : 0,
    }),
  );
  const plan = await solve({ supplies: [makeSupply("s", { quantity: 900 })], demands });
  expect(given(plan)).toEqual([800, 100, 0]);
  expect(cost(plan)[2]).toEqual([423, "least_units"]);
});
