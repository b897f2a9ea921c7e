import { beforeAll, describe, expect, test } from "vitest";
import type { PlanFiles } from "#core/allocation/plan-files.ts";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { writePlanFiles } from "#core/allocation/plan-files.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { makeDemand, makeLane, makeProblem, makeSupply } from "#planner/testing/problems.ts";
import { add, allocation, bottleneckOf, find, line, outcome, rows } from "./copy.ts";
import { type Copy, findRules, solveExample } from "./example.ts";

let files: PlanFiles;
beforeAll(async () => {
  files = await solveExample();
});

/** Moves units from one demand to another, with sums and levels made to fit: a plan that is right but for fairness. */
function move(copy: Copy, from: string, to: string, units: number): void {
  for (const [demand, more] of [
    [from, -units],
    [to, units],
  ] as const) {
    add(allocation(copy, demand), "quantity", more);
    const row = outcome(copy, demand);
    add(row, "allocated", more);
    const stages = rows(find(copy.problem, "demands", "key", demand), "stages");
    const weight = Number(stages.at(-1)?.["weightPerMille"]) / 1000;
    row["level"] = Number(row["allocated"]) / (weight * Number(row["asked"]));
  }
}

const DAMAGES: readonly (readonly [string, string, (copy: Copy) => void])[] = [
  [
    "an allocation of an item that does not answer",
    "plan wrong_item",
    (copy) => {
      allocation(copy, "rich")["supply"] = "vaccine";
    },
  ],
  [
    "an allocation by a lane that leads elsewhere",
    "plan wrong_lane",
    (copy) => {
      allocation(copy, "rich")["lane"] = "to 2";
    },
  ],
  [
    "an arrival that the lane does not allow",
    "plan wrong_arrival",
    (copy) => {
      add(allocation(copy, "poor"), "arrivePeriod", 1);
    },
  ],
  [
    "a departure before the supply is there",
    "plan outside_availability",
    (copy) => {
      find(copy.problem, "supplies", "key", "masks")["availableFrom"] = 1;
    },
  ],
  [
    "an arrival after the window",
    "plan outside_window",
    (copy) => {
      const row = allocation(copy, "port");
      row["departPeriod"] = 1;
      row["arrivePeriod"] = 2;
    },
  ],
  [
    "an arrival with too little shelf life",
    "plan shelf_life",
    (copy) => {
      find(copy.problem, "demands", "key", "cold")["leastShelfLifePeriods"] = 6;
    },
  ],
  [
    "half a unit",
    "plan wrong_type",
    (copy) => {
      add(allocation(copy, "poor"), "quantity", 0.5);
    },
  ],
  [
    "no units at all",
    "plan out_of_range",
    (copy) => {
      allocation(copy, "poor")["quantity"] = 0;
    },
  ],
  [
    "more units than a supply has",
    "plan overdrawn",
    (copy) => {
      add(allocation(copy, "poor"), "quantity", 1);
    },
  ],
  [
    "one unit more than a lane carries",
    "plan overdrawn",
    (copy) => {
      add(allocation(copy, "port"), "quantity", 1);
    },
  ],
  [
    "one unit more than a site can keep cold",
    "plan overdrawn",
    (copy) => {
      add(allocation(copy, "cold"), "quantity", 1);
    },
  ],
  [
    "more than was asked",
    "plan overdrawn",
    (copy) => {
      add(allocation(copy, "small"), "quantity", 1);
    },
  ],
  [
    "sums whose doubles agree and whose units do not",
    "plan overdrawn",
    (copy) => {
      // 2^53 and 2^53 + 1 are the same double: here whole numbers of any size are needed.
      find(copy.problem, "supplies", "key", "gloves")["quantity"] = Number.MAX_SAFE_INTEGER;
      const glove = { supply: "gloves", demand: "none", lane: "to 1", departPeriod: 0, arrivePeriod: 1 };
      rows(copy.plan, "allocations").push({ ...glove, quantity: Number.MAX_SAFE_INTEGER });
      rows(copy.plan, "allocations").push({ ...glove, departPeriod: 1, arrivePeriod: 2, quantity: 1 });
    },
  ],
  [
    "the same sending twice",
    "plan repeated",
    (copy) => {
      rows(copy.plan, "allocations").push({ ...allocation(copy, "port") });
    },
  ],
  [
    "an allocation that is left out",
    "plan wrong_sum",
    (copy) => {
      rows(copy.plan, "allocations").pop();
    },
  ],
  [
    "another quantity asked",
    "plan wrong_quantity",
    (copy) => {
      add(outcome(copy, "rich"), "asked", 1);
    },
  ],
  [
    "another level",
    "plan wrong_level",
    (copy) => {
      add(outcome(copy, "rich"), "level", 1e-9);
    },
  ],
  [
    "a line said to be met that is not",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "rich")["met"] = true;
    },
  ],
  [
    "a line said to be unreachable that is not",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "rich")["status"] = "unreachable";
      line(copy, "rich")["reason"] = { status: "unreachable" };
    },
  ],
  [
    "a line said to have no supply that is only far away",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "far")["status"] = "no_supply";
      line(copy, "far")["reason"] = { status: "no_supply" };
    },
  ],
  [
    "a line without an outcome",
    "plan missing",
    (copy) => {
      rows(copy.plan, "demands").pop();
    },
  ],
  [
    "a rest that is kept quiet",
    "plan unaccounted",
    (copy) => {
      rows(copy.plan, "unused").pop();
    },
  ],
  [
    "a rest with a reason that is not true",
    "plan wrong_reason",
    (copy) => {
      find(copy.plan, "unused", "supply", "gloves")["reason"] = "shelf_life";
    },
  ],
  [
    "units withheld from a line",
    "plan withheld",
    (copy) => {
      const row = allocation(copy, "port");
      add(row, "quantity", -1);
      add(outcome(copy, "port"), "allocated", -1);
      outcome(copy, "port")["level"] = Number(row["quantity"]) / 60_000;
      rows(copy.plan, "unused").push({ supply: "masks", quantity: 1, reason: "capacity" });
    },
  ],
  [
    "a plan that gives one line what is due to another",
    "certificate far_from_fair",
    (copy) => {
      move(copy, "poor", "rich", 100);
    },
  ],
  [
    "the same, with fair shares that say so",
    "certificate not_highest",
    (copy) => {
      move(copy, "poor", "rich", 100);
      add(line(copy, "poor"), "fairShare", -100);
      add(line(copy, "rich"), "fairShare", 100);
    },
  ],
  [
    "fair shares that promise too little",
    "certificate not_tight",
    (copy) => {
      add(line(copy, "cold"), "fairShare", -100);
    },
  ],
  [
    "a fair share above what is asked",
    "certificate overdrawn",
    (copy) => {
      line(copy, "small")["fairShare"] = 21;
    },
  ],
  [
    "a line that is left out of the certificate",
    "certificate missing",
    (copy) => {
      rows(copy.certificate, "lines").splice(0, 1);
    },
  ],
  [
    "a line without a proof",
    "certificate wrong_status",
    (copy) => {
      line(copy, "rich")["reason"] = { status: "met" };
    },
  ],
  [
    "a bottleneck that is not there",
    "certificate unproven",
    (copy) => {
      line(copy, "rich")["reason"] = { status: "bound", bottleneck: 99 };
    },
  ],
  [
    "a proof that belongs to another line",
    "certificate unproven",
    (copy) => {
      line(copy, "rich")["reason"] = line(copy, "cold")["reason"];
    },
  ],
  [
    "rounding where a fair share is less than all",
    "certificate unproven",
    (copy) => {
      outcome(copy, "rich")["status"] = "rounding";
      line(copy, "rich")["reason"] = { status: "rounding", by: [{ kind: "supply", supply: "masks" }] };
    },
  ],
  [
    "rounding by what does not stand in the way",
    "certificate wrong_reason",
    (copy) => {
      outcome(copy, "rich")["status"] = "rounding";
      line(copy, "rich")["reason"] = { status: "rounding", by: [{ kind: "supply", supply: "gloves" }] };
    },
  ],
  [
    "a price of a supply that is not used up",
    "certificate not_tight",
    (copy) => {
      rows(bottleneckOf(copy, "cold"), "prices").push({ kind: "supply", supply: "vaccine", price: 0.5 });
    },
  ],
  [
    "a price that is left out",
    "certificate unproven",
    (copy) => {
      rows(bottleneckOf(copy, "cold"), "prices").splice(0, 1);
    },
  ],
  [
    "a price on a capacity that nothing limits",
    "certificate not_limited",
    (copy) => {
      const price = { kind: "lane_volume", lane: "to 1", period: 0, price: 1 };
      rows(bottleneckOf(copy, "port"), "prices").push(price);
    },
  ],
  [
    "a price below zero",
    "certificate out_of_range",
    (copy) => {
      rows(bottleneckOf(copy, "cold"), "prices")[0]!["price"] = -1;
    },
  ],
  [
    "prices of another scale",
    "certificate out_of_range",
    (copy) => {
      for (const row of rows(bottleneckOf(copy, "cold"), "prices"))
        row["price"] = Number(row["price"]) * 1e-300;
    },
  ],
  [
    "a constraint that is priced twice",
    "certificate repeated",
    (copy) => {
      const prices = rows(bottleneckOf(copy, "cold"), "prices");
      prices.push({ ...prices[0] });
    },
  ],
  [
    "a key that the problem does not have",
    "plan unknown_key",
    (copy) => {
      allocation(copy, "rich")["lane"] = "to nowhere";
    },
  ],
  [
    "an index that points nowhere in the problem",
    "problem index_out_of_range",
    (copy) => {
      find(copy.problem, "lanes", "key", "to 1")["to"] = 9;
    },
  ],
  [
    "a file of another version",
    "plan wrong_type",
    (copy) => {
      copy.plan["version"] = 3;
    },
  ],
];

describe("the checker refuses", () => {
  test("nothing of what is undamaged", () => {
    expect(findRules(files, () => undefined)).toEqual([]);
  });

  test.each(DAMAGES)("%s", (_, rule, damage) => {
    expect(findRules(files, damage)).toContain(rule);
  });
});

test("the checker refuses to call it rounding when a small line with many ways is starved", async () => {
  const lanes = ["p", "q", "r", "s"].map((key) => makeLane(key));
  const problem = makeProblem({
    periods: 20,
    lanes: [...lanes, makeLane("to large", { to: 2 })],
    supplies: [makeSupply("s", { quantity: 90, availableUntil: 19 })],
    demands: [
      makeDemand("large", { site: 2, quantity: 90 }),
      makeDemand("small", { quantity: 30, windowTo: 19 }),
    ],
  });
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(result.status);
  const { plan, ...rest } = writePlanFiles(problem, result.plan);
  expect(checkCertificate(rest.problem, plan, rest.certificate)).toMatchObject({ accepted: true });
  const [sending] = plan.allocations;
  const unrounded = { lostUnits: 0, roundedBy: [] };
  const starved = {
    ...plan,
    allocations: [{ ...sending, demand: "large", lane: "to large", quantity: 90 }],
    demands: [
      {
        demand: "large",
        asked: 90,
        allocated: 90,
        level: 1,
        stage: 0,
        met: true,
        status: "met",
        ...unrounded,
      },
      {
        demand: "small",
        asked: 30,
        allocated: 0,
        level: 0,
        stage: 0,
        met: false,
        status: "rounding",
        ...unrounded,
      },
    ],
  };
  const claimed = {
    ...rest.certificate,
    lines: [
      { demand: "large", fairShare: 90, reason: { status: "met" } },
      {
        demand: "small",
        fairShare: 30,
        reason: { status: "rounding", by: [{ kind: "supply", supply: "s" }] },
      },
    ],
    bottlenecks: [],
  };
  const verdict = checkCertificate(rest.problem, starved, claimed);
  expect(verdict.accepted ? [] : verdict.faults.map(({ at, rule }) => [at, rule])).toEqual([
    ['demand "small"', "far_from_fair"],
  ]);
});
