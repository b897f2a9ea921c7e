import { beforeAll, expect, test } from "vitest";
import type { PlanFiles } from "#core/allocation/plan-files.ts";
import { add, allocation, find, line, outcome, rows } from "./copy.ts";
import { type Copy, findRules, solveExample } from "./example.ts";

let files: PlanFiles;
beforeAll(async () => {
  files = await solveExample();
});

const DAMAGES: readonly (readonly [string, string, (copy: Copy) => void])[] = [
  [
    "more than the last stage allows",
    "plan overdrawn",
    (copy) => {
      add(allocation(copy, "half"), "quantity", 1);
    },
  ],
  [
    "a capped line that is said to be met",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "half")["status"] = "met";
      line(copy, "half")["reason"] = { status: "met" };
    },
  ],
  [
    "a line that is said to be capped and could get more",
    "plan wrong_status",
    (copy) => {
      outcome(copy, "rich")["status"] = "capped";
      line(copy, "rich")["reason"] = { status: "capped" };
    },
  ],
  [
    "a stage that the line never came to",
    "plan wrong_stage",
    (copy) => {
      outcome(copy, "port")["stage"] = 1;
    },
  ],
  [
    "a stage that the line has long filled",
    "plan wrong_stage",
    (copy) => {
      outcome(copy, "rich")["stage"] = 0;
    },
  ],
  [
    "a stage that is not there",
    "plan wrong_stage",
    (copy) => {
      outcome(copy, "rich")["stage"] = 2;
    },
  ],
  [
    "a floor that is higher than the one by which it was shared out",
    "plan wrong_stage",
    (copy) => {
      for (const row of rows(copy.problem, "demands")) rows(row, "stages")[0]!["uptoPerMille"] = 450;
    },
  ],
  [
    "a stage of who waits that was not waited for",
    "certificate not_highest",
    (copy) => {
      // "rich" is promised nothing first and "poor" all of it: what "rich" has was due to "poor".
      for (const [key, upto] of [
        ["rich", 0],
        ["poor", 1000],
      ] as const) {
        rows(find(copy.problem, "demands", "key", key), "stages")[0]!["uptoPerMille"] = upto;
      }
      outcome(copy, "poor")["stage"] = 0;
    },
  ],
  [
    "a stage that takes back what the one before gave",
    "problem falling",
    (copy) => {
      rows(find(copy.problem, "demands", "key", "rich"), "stages")[1]!["uptoPerMille"] = 199;
    },
  ],
  [
    "another number of stages",
    "problem other_length",
    (copy) => {
      rows(find(copy.problem, "demands", "key", "rich"), "stages").shift();
    },
  ],
  [
    "a last stage that gives nothing",
    "problem out_of_range",
    (copy) => {
      for (const row of rows(find(copy.problem, "demands", "key", "rich"), "stages")) row["uptoPerMille"] = 0;
    },
  ],
  [
    "unmet floors that are kept quiet",
    "certificate missing",
    (copy) => {
      copy.certificate["unmetFloors"] = [];
    },
  ],
  [
    "floors said to be unmet that can be met",
    "certificate can_be_met",
    (copy) => {
      rows(copy.certificate, "unmetFloors")[0]!["demands"] = ["rich"];
    },
  ],
  [
    "unmet floors with one that is not needed to break them",
    "certificate not_least",
    (copy) => {
      rows(copy.certificate, "unmetFloors")[0]!["demands"] = ["port", "rich"];
    },
  ],
];

test.each(DAMAGES)("the checker refuses %s", (_, rule, damage) => {
  expect(findRules(files, damage)).toContain(rule);
});
