import { beforeAll, describe, expect, test } from "vitest";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { type PlanFiles, writePlanFiles } from "#core/allocation/plan-files.ts";
import { loadLinearSolver } from "#planner/highs.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { makeDemand, makeItem, makeLane, makeProblem, makeSupply } from "#planner/testing/problems.ts";
import { add, find, rows } from "./copy.ts";
import { type Copy, findRules, type Row } from "./example.ts";

/**
 * A and B ask 1000 units of 1 kg each, all of which are there. To A leads a flight that takes 300 kg a period and a ship of one
 * period that takes 600 in all of period 0; to B a dear flight of no limit and a ship. All get all: A 300 by air in period 0 and
 * the rest in period 1, by the ship (600) and, dearer, by air (100).
 */
const PROBLEM: PlanProblem = makeProblem({
  periods: 2,
  sites: 3,
  items: [makeItem({ massPerThousandGrams: 1_000_000 })],
  supplies: [makeSupply("s", { quantity: 2000, availableUntil: 1 })],
  demands: [
    makeDemand("A", { quantity: 1000, windowTo: 1, severity: 2 }),
    makeDemand("B", { quantity: 1000, site: 2, windowTo: 1 }),
  ],
  lanes: [
    makeLane("air A", { massCapacityGrams: 300_000, costPerTonneMinor: 90 }),
    makeLane("ship A", { transitPeriods: 1, massCapacityGrams: 600_000, costPerTonneMinor: 10 }),
    makeLane("air B", { to: 2, costPerTonneMinor: 70 }),
    makeLane("ship B", { to: 2, transitPeriods: 1, costPerTonneMinor: 10 }),
  ],
});

let files: PlanFiles;
beforeAll(async () => {
  files = await solve();
});

async function solve(...options: readonly Parameters<typeof solvePlan>[2][]): Promise<PlanFiles> {
  const result = await solvePlan(PROBLEM, undefined, ...options);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return writePlanFiles(PROBLEM, result.plan);
}

function leastOf(copy: Copy, part: "arrival" | "cost"): Row {
  return (copy.certificate["least"] as Row)[part] as Row; // of our own file
}

function allocation(copy: Copy, lane: string, departPeriod: number): Row {
  const row = rows(copy.plan, "allocations").find(
    (one) => one["lane"] === lane && one["departPeriod"] === departPeriod,
  );
  if (row === undefined) throw new Error(`nothing is sent by ${lane} in ${departPeriod}`);
  return row;
}

/** Sends all of B by its ship, a period later and cheaper, and states what follows from it. */
function sendLater(copy: Copy): void {
  Object.assign(allocation(copy, "air B", 0), { lane: "ship B", arrivePeriod: 1 });
  add(leastOf(copy, "arrival"), "gap", 1000);
  // 1000 units later at ρ each, less 60 for each of a thousand kilograms.
  const rho = Number(leastOf(copy, "cost")["arrivalPrice"]);
  add(leastOf(copy, "cost"), "gap", 1000 * rho - 60);
}

describe("the least of arrival and cost", () => {
  test("is that of the example by hand, by our own method and by HiGHS", async () => {
    const solver = await loadLinearSolver();
    for (const { plan, certificate, problem } of [files, await solve(solver)]) {
      const { arrival, cost } = certificate.least;
      // 700 of A wait for a period, at severity 2.
      expect(arrival.bound).toBeCloseTo(1400, 6);
      expect(arrival.gap).toBeCloseTo(0, 6);
      // 400 by air at 90, 600 by ship at 10, 1000 by air at 70 a tonne; and arrivals at their price.
      expect(cost.bound - 1400 * cost.arrivalPrice).toBeCloseTo(36 + 6 + 70, 6);
      expect(cost.gap).toBeCloseTo(0, 6);
      // B's ship saves 0.06 a unit and is a period later.
      expect(cost.arrivalPrice).toBeGreaterThanOrEqual(0.06);
      // One unit more by air to A in period 0 saves two; of a gram, a thousandth of that.
      expect(arrival.prices).toEqual([
        { kind: "lane_mass", lane: "air A", period: 0, price: expect.closeTo(0.002) },
      ]);
      expect(checkCertificate(problem, plan, certificate)).toMatchObject({ accepted: true });
    }
  });

  test.each<readonly [string, string, (copy: Copy) => void]>([
    [
      "another bound of arrival",
      "certificate wrong_sum",
      (copy) => add(leastOf(copy, "arrival"), "bound", 1),
    ],
    ["another bound of cost", "certificate wrong_sum", (copy) => add(leastOf(copy, "cost"), "bound", 1)],
    ["another gap of arrival", "certificate wrong_sum", (copy) => add(leastOf(copy, "arrival"), "gap", 1)],
    ["another gap of cost", "certificate wrong_sum", (copy) => add(leastOf(copy, "cost"), "gap", 1)],
    [
      "a price of arrival that is too low",
      "certificate wrong_sum",
      (copy) => add(rows(leastOf(copy, "arrival"), "prices")[0]!, "price", -0.001),
    ],
    [
      "a price of cost that is too high",
      "certificate wrong_sum",
      (copy) => add(rows(leastOf(copy, "cost"), "prices")[0]!, "price", 0.001),
    ],
    [
      "a price that is left out",
      "certificate wrong_sum",
      (copy) => rows(leastOf(copy, "arrival"), "prices").pop(),
    ],
    [
      "a price on a lane that is not there",
      "certificate unknown_key",
      (copy) => (rows(leastOf(copy, "arrival"), "prices")[0]!["lane"] = "no lane"),
    ],
    [
      "a price on a capacity that is not stated",
      "certificate not_limited",
      (copy) => (rows(leastOf(copy, "arrival"), "prices")[0]!["lane"] = "air B"),
    ],
    [
      "a constraint that is priced twice",
      "certificate repeated",
      (copy) => {
        const prices = rows(leastOf(copy, "cost"), "prices");
        prices.push({ ...prices[0]! });
      },
    ],
    [
      "a price below zero",
      "certificate out_of_range",
      (copy) => (rows(leastOf(copy, "cost"), "prices")[0]!["price"] = -1),
    ],
    [
      "another price of arrival in the cost",
      "certificate wrong_sum",
      (copy) => add(leastOf(copy, "cost"), "arrivalPrice", 0.5),
    ],
    ["no proof at all", "certificate missing", (copy) => delete copy.certificate["least"]],
    [
      "a proof that a file of version 1 cannot have",
      "certificate unknown_field",
      (copy) => (copy.certificate["version"] = 1),
    ],
    ["a plan that arrives later, and says so", "certificate far_from_least", sendLater],
    [
      "a plan that is dearer, and says so",
      "certificate far_from_least",
      (copy) => {
        // 200 of A by air in period 1 and not by ship.
        add(allocation(copy, "air A", 1), "quantity", 200);
        add(allocation(copy, "ship A", 0), "quantity", -200);
        add(leastOf(copy, "cost"), "gap", 200 * 0.08);
      },
    ],
  ])("%s is refused", (_, rule, damage) => {
    expect(findRules(files, damage)).toContain(rule);
  });

  test("may be proven by other prices: a price of arrival that is higher proves it too", () => {
    const scale = (copy: Copy) => {
      const cost = leastOf(copy, "cost");
      const more = 1;
      // ρ + 1: all that arrival counts and is priced at is added once more.
      add(cost, "arrivalPrice", more);
      add(cost, "bound", more * 1400);
      for (const price of rows(leastOf(copy, "arrival"), "prices")) {
        const same = rows(cost, "prices").find(
          (one) => one["lane"] === price["lane"] && one["period"] === price["period"],
        );
        if (same === undefined) rows(cost, "prices").push({ ...price });
        else add(same, "price", more * Number(price["price"]));
      }
    };
    expect(findRules(files, scale)).toEqual([]);
  });
});

/** Adds a price to both proofs, all else as stated. */
function price(copy: Copy, row: Row): void {
  for (const part of ["arrival", "cost"] as const) rows(leastOf(copy, part), "prices").push({ ...row });
}

/** The problem again, with more lanes, or with another part. */
async function solveWith(part: Partial<PlanProblem>): Promise<PlanFiles> {
  const problem = { ...PROBLEM, ...part };
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return writePlanFiles(problem, result.plan);
}

describe("what only the certificate says does not widen what rounding explains", () => {
  test.each<readonly [string, string, (copy: Copy) => void]>([
    ...[1e9, 1e20, 1e306, Number.MAX_VALUE].map(
      (high) =>
        [
          `prices of ${high} on a supply that is used up`,
          "certificate out_of_range",
          (copy: Copy) => {
            Object.assign(allocation(copy, "air B", 0), { lane: "ship B", arrivePeriod: 1 });
            price(copy, { kind: "supply", supply: "s", price: high });
          },
        ] as const,
    ),
    [
      "a bound that only the digits lost to a great price leave room for",
      "certificate out_of_range",
      (copy) => {
        price(copy, { kind: "supply", supply: "s", price: 1e20 });
        add(leastOf(copy, "arrival"), "bound", 1000);
      },
    ],
    [
      "prices that are not beyond all, on a supply that is used up",
      "certificate far_from_least",
      (copy) => {
        sendLater(copy);
        price(copy, { kind: "supply", supply: "s", price: 1000 });
      },
    ],
    [
      "a fair share of nothing for a line that is met",
      "certificate far_from_least",
      (copy) => {
        sendLater(copy);
        find(copy.certificate, "lines", "demand", "B")["fairShare"] = 0;
      },
    ],
    [
      "a price of arrival beyond what any saving is worth",
      "certificate out_of_range",
      (copy) => (leastOf(copy, "cost")["arrivalPrice"] = 1e15),
    ],
  ])("%s: is refused", (_, rule, damage) => {
    expect(findRules(files, damage)).toContain(rule);
  });

  test.each([10, 1e300])("a price of %f on a lane that carries nothing: is refused", async (high) => {
    const closed = makeLane("closed B", { to: 2, massCapacityGrams: 0, costPerTonneMinor: 1 });
    const honest = await solveWith({ lanes: [...PROBLEM.lanes, closed] });
    expect(findRules(honest, () => {})).toEqual([]);
    const later = (copy: Copy) => {
      sendLater(copy);
      price(copy, { kind: "lane_mass", lane: "closed B", period: 0, price: high });
      price(copy, { kind: "lane_mass", lane: "closed B", period: 1, price: high });
    };
    expect(findRules(honest, later)).toContain("certificate far_from_least");
  });

  test("a price of arrival does not hide the cost where only supplies bind", async () => {
    const honest = await solveWith({
      supplies: [makeSupply("s", { quantity: 1000, availableUntil: 1 })],
      demands: [makeDemand("A", { quantity: 900, windowTo: 1 })],
      lanes: [
        makeLane("cheap", { transitPeriods: 1, costPerTonneMinor: 10 }),
        makeLane("dear", { transitPeriods: 1, costPerTonneMinor: 1_000_000 }),
      ],
    });
    expect(findRules(honest, () => {})).toEqual([]);
    const dearer = (arrivalPrice: number, gap: number) => (copy: Copy) => {
      allocation(copy, "cheap", 0)["lane"] = "dear";
      Object.assign(leastOf(copy, "cost"), { arrivalPrice, gap, bound: 900 * (arrivalPrice + 0.01) });
    };
    expect(findRules(honest, dearer(1e15, 0))).toContain("certificate out_of_range");
    // Within what is allowed of ρ, with the gap stated and not.
    expect(findRules(honest, dearer(1e6, 900 * (1000 - 0.01)))).toContain("certificate far_from_least");
    expect(findRules(honest, dearer(1e6, 0))).toContain("certificate wrong_sum");
  });

  test("a part where only supplies bind has no use of what rounding explains elsewhere", async () => {
    const item = makeItem({ massPerThousandGrams: 1_000_000 });
    const honest = await solveWith({
      sites: 4,
      items: [item, item],
      supplies: [...PROBLEM.supplies, makeSupply("e", { item: 1, quantity: 3, availableUntil: 1 })],
      demands: [...PROBLEM.demands, makeDemand("E", { site: 3, items: [1], quantity: 3, windowTo: 1 })],
      lanes: [...PROBLEM.lanes, makeLane("to E", { to: 3 })],
    });
    expect(findRules(honest, () => {})).toEqual([]);
    const later = (copy: Copy) => {
      Object.assign(allocation(copy, "to E", 0), { departPeriod: 1, arrivePeriod: 1 });
      add(leastOf(copy, "arrival"), "gap", 3);
      add(leastOf(copy, "cost"), "gap", 3 * Number(leastOf(copy, "cost")["arrivalPrice"]));
    };
    expect(findRules(honest, later)).toEqual(["certificate far_from_least"]);
  });
});
