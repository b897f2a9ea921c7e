import { beforeAll, describe, expect, test } from "vitest";
import { type PlanFiles, writePlanFiles } from "#core/allocation/plan-files.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { makeDemand, makeItem, makeLane, makeProblem, makeSupply } from "#planner/testing/problems.ts";
import { type Copy, findRules, type Row } from "./example.ts";

/**
 * Masks in packs of 50 for "a" and "b"; kits in shipments of 30 at least for "kit"; "bed" needs 40 of what there is too
 * little; "syringe" follows "dose".
 */
const PROBLEM: PlanProblem = makeProblem({
  items: [makeItem(), makeItem(), makeItem(), makeItem(), makeItem()],
  supplies: [
    makeSupply("masks", { quantity: 130, packUnits: 50 }),
    makeSupply("kits", { item: 1, quantity: 90, leastShipmentUnits: 30 }),
    makeSupply("beds", { item: 2, quantity: 60 }),
    makeSupply("doses", { item: 3, quantity: 500 }),
    makeSupply("syringes", { item: 4, quantity: 2000 }),
  ],
  demands: [
    makeDemand("a"),
    makeDemand("b", { site: 2 }),
    makeDemand("bed", { items: [2], leastUnits: 40 }),
    makeDemand("bed too", { site: 2, items: [2] }),
    makeDemand("dose", { items: [3], quantity: 1000 }),
    makeDemand("few kits", { site: 2, items: [1], quantity: 20 }),
    makeDemand("kit", { items: [1], quantity: 60 }),
    makeDemand("syringe", { items: [4], quantity: 1100 }),
  ],
  lanes: [makeLane("to 1"), makeLane("to 2", { to: 2 })],
  companions: [{ principal: "dose", companion: "syringe", unitsPerThousand: 1100 }],
});

let files: PlanFiles;
beforeAll(async () => {
  const result = await solvePlan(PROBLEM);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  files = writePlanFiles(PROBLEM, result.plan);
});

function rows(file: Row, list: string): Row[] {
  // The lists of our files hold objects.
  return file[list] as Row[];
}

function find(file: Row, list: string, field: string, value: string): Row {
  const row = rows(file, list).find((one) => one[field] === value);
  if (row === undefined) throw new Error(`no ${list} with ${field} ${value}`);
  return row;
}

const add = (row: Row, field: string, more: number) => {
  row[field] = Number(row[field]) + more;
};

/** Gives a demand so many units more by the sending it has, with sum, level and loss made to fit. */
function raise(copy: Copy, demand: string, more: number): void {
  add(find(copy.plan, "allocations", "demand", demand), "quantity", more);
  const row = find(copy.plan, "demands", "demand", demand);
  add(row, "allocated", more);
  row["level"] = Number(row["allocated"]) / Number(row["asked"]);
  const before = rows(copy.certificate, "unrounded")
    .filter((one) => one["demand"] === demand)
    .reduce((sum, one) => sum + Number(one["quantity"]), 0);
  row["lostUnits"] = Math.max(0, before - Number(row["allocated"]));
}

const outcome = (copy: Copy, demand: string) => find(copy.plan, "demands", "demand", demand);

test("the example is what it is meant to be", () => {
  expect(
    files.plan.demands.map(({ demand, allocated, status, lostUnits, roundedBy }) => {
      return [demand, allocated, status, lostUnits, ...roundedBy];
    }),
  ).toEqual([
    ["a", 80, "bound", 0],
    ["b", 50, "bound", 15, "pack"],
    ["bed", 0, "bound", 30, "least_units"],
    ["bed too", 60, "bound", 0],
    ["dose", 500, "bound", 0],
    ["few kits", 0, "rounding", 20, "least_shipment"],
    ["kit", 60, "met", 0],
    ["syringe", 550, "follows", 0, "companion"],
  ]);
  expect(findRules(files, () => undefined)).toEqual([]);
});

const DAMAGES: readonly (readonly [string, string, (copy: Copy) => void])[] = [
  [
    "an opened pack",
    "plan broken_pack",
    (copy) => {
      raise(copy, "a", -10);
      raise(copy, "b", 10);
    },
  ],
  [
    "a broken pack that is sent twice",
    "plan broken_pack",
    (copy) => {
      find(copy.problem, "supplies", "key", "masks")["quantity"] = 160;
      find(copy.problem, "supplies", "key", "masks")["packUnits"] = 50;
      raise(copy, "a", -70);
      raise(copy, "b", -40);
    },
  ],
  [
    "a pack of another size",
    "plan broken_pack",
    (copy) => {
      find(copy.problem, "supplies", "key", "masks")["packUnits"] = 30;
    },
  ],
  [
    "a shipment below its least",
    "plan below_least_shipment",
    (copy) => {
      find(copy.problem, "supplies", "key", "kits")["leastShipmentUnits"] = 61;
    },
  ],
  [
    "a line with fewer than are of use to it",
    "plan below_least_units",
    (copy) => {
      find(copy.problem, "demands", "key", "bed too")["leastUnits"] = 61;
    },
  ],
  [
    "a companion with more than its principal calls for",
    "plan beyond_companion",
    (copy) => {
      raise(copy, "syringe", 1);
    },
  ],
  [
    "a companion with less than could be sent",
    "plan withheld",
    (copy) => {
      raise(copy, "syringe", -1);
    },
  ],
  [
    "a companion that follows at another rate",
    "plan beyond_companion",
    (copy) => {
      rows(copy.problem, "companions")[0]!["unitsPerThousand"] = 1000;
    },
  ],
  [
    "a pack withheld",
    "plan withheld",
    (copy) => {
      raise(copy, "b", -50);
      const all = rows(copy.plan, "allocations");
      copy.plan["allocations"] = all.filter((one) => one["demand"] !== "b");
      rows(copy.plan, "unused").push({ supply: "masks", quantity: 50, reason: "rounding" });
    },
  ],
  [
    "a whole shipment withheld",
    "plan withheld",
    (copy) => {
      rows(copy.plan, "allocations").splice(
        rows(copy.plan, "allocations").findIndex((one) => one["demand"] === "kit"),
        1,
      );
    },
  ],
  [
    "another loss",
    "plan wrong_sum",
    (copy) => {
      add(outcome(copy, "b"), "lostUnits", -1);
    },
  ],
  [
    "a loss without a rule",
    "plan lost_too_much",
    (copy) => {
      outcome(copy, "b")["roundedBy"] = [];
    },
  ],
  [
    "a loss that its rule does not explain",
    "plan lost_too_much",
    (copy) => {
      const sending = rows(copy.plan, "allocations").find((one) => one["demand"] === "b");
      raise(copy, "b", -50);
      rows(copy.plan, "allocations").splice(rows(copy.plan, "allocations").indexOf(sending!), 1);
    },
  ],
  [
    "a line that is closed though its share is of use",
    "plan lost_too_much",
    (copy) => {
      find(copy.problem, "demands", "key", "bed")["leastUnits"] = 20;
    },
  ],
  [
    "a rule that has no part in it",
    "plan wrong_reason",
    (copy) => {
      outcome(copy, "bed too")["roundedBy"] = ["pack"];
    },
  ],
  [
    "a rule that stands in the way and is not named",
    "plan wrong_reason",
    (copy) => {
      outcome(copy, "few kits")["roundedBy"] = ["companion"];
    },
  ],
  [
    "a rest that is said to be for want of capacity",
    "plan wrong_reason",
    (copy) => {
      find(copy.plan, "unused", "supply", "kits")["reason"] = "capacity";
    },
  ],
  [
    "a companion that is said to be bound like any other",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "syringe")["status"] = "rounding";
    },
  ],
  [
    "a line that is said to follow and does not",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "a")["status"] = "follows";
    },
  ],
  [
    "a plan before packs that overdraws",
    "certificate overdrawn",
    (copy) => {
      add(find(copy.certificate, "unrounded", "demand", "b"), "quantity", 1);
    },
  ],
  [
    "a plan before packs that is unfair",
    "certificate far_from_fair",
    (copy) => {
      add(find(copy.certificate, "unrounded", "demand", "b"), "quantity", -15);
      add(find(copy.certificate, "unrounded", "demand", "a"), "quantity", 15);
    },
  ],
  [
    "a plan before packs that withholds",
    "certificate withheld",
    (copy) => {
      add(find(copy.certificate, "unrounded", "demand", "b"), "quantity", -1);
    },
  ],
  [
    "a plan before packs that is left out",
    "certificate far_from_fair",
    (copy) => {
      copy.certificate["unrounded"] = [];
    },
  ],
  [
    "a least quantity above what is asked",
    "problem least_above_quantity",
    (copy) => {
      find(copy.problem, "demands", "key", "bed")["leastUnits"] = 101;
    },
  ],
  [
    "a companion of a companion",
    "problem chained_companion",
    (copy) => {
      rows(copy.problem, "companions").push({ principal: "syringe", companion: "kit", unitsPerThousand: 1 });
    },
  ],
  [
    "companions in a circle",
    "problem chained_companion",
    (copy) => {
      rows(copy.problem, "companions").push({ principal: "syringe", companion: "dose", unitsPerThousand: 1 });
    },
  ],
  [
    "a companion that is not there",
    "problem unknown_key",
    (copy) => {
      rows(copy.problem, "companions")[0]!["companion"] = "nobody";
    },
  ],
  [
    "a pack of nothing",
    "problem out_of_range",
    (copy) => {
      find(copy.problem, "supplies", "key", "kits")["packUnits"] = 0;
    },
  ],
  [
    "packs that are not in the problem",
    "certificate wrong_sum",
    (copy) => {
      for (const row of rows(copy.problem, "supplies"))
        Object.assign(row, { packUnits: 1, leastShipmentUnits: 0 });
      for (const row of rows(copy.problem, "demands")) row["leastUnits"] = 0;
      copy.problem["companions"] = [];
    },
  ],
];

describe("the checker refuses of a plan in packs", () => {
  test.each(DAMAGES)("%s", (_, rule, damage) => {
    expect(findRules(files, damage)).toContain(rule);
  });
});
