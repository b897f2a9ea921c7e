import { describe, expect, test } from "vitest";
import { checkProblem } from "../check-problem.ts";
import { makeDemand, makeProblem } from "../testing/problems.ts";

const demands = ["a", "b", "c", "d", "e"].map((key) => makeDemand(key));
const row = (principal: string, companion: string, unitsPerThousand = 1000) => {
  return { principal, companion, unitsPerThousand };
};
const check = (...companions: readonly unknown[]) =>
  checkProblem({ ...makeProblem({ demands }), companions }).map(({ field, value, rule }) => [
    field,
    value,
    rule,
  ]);

describe("companions of a problem", () => {
  test("a demand may follow one demand, and be followed by several", () => {
    expect(check(row("a", "b"), row("a", "c", 1), row("d", "e"))).toEqual([]);
  });

  test("demands that answer one another in a circle are refused, each circle once and by its names", () => {
    expect(check(row("a", "b"), row("b", "c"), row("c", "a"), row("e", "d"), row("d", "e"))).toEqual([
      ["companions.0", "b → a → c → b", "companions_in_a_circle"],
      ["companions.3", "d → e → d", "companions_in_a_circle"],
    ]);
    expect(check(row("a", "a"))).toEqual([["companions.0", "a", "companion_of_itself"]]);
  });

  test("a chain is refused where it begins to be one", () => {
    expect(check(row("b", "c"), row("a", "b"))).toEqual([
      ["companions.0.principal", "b", "chained_companion"],
    ]);
    expect(check(row("a", "b"), row("b", "a"), row("b", "c"))).toEqual([
      ["companions.0", "b → a → b", "companions_in_a_circle"],
      ["companions.2.principal", "b", "chained_companion"],
    ]);
  });

  test("everything else that is wrong with them is told at once", () => {
    expect(
      check(null, row("a", "z"), row("a", "b", 0), row("c", "b", 1.5), row("", "d"), row("a", "e", 2 ** 50)),
    ).toEqual([
      ["companions.0", "null", "not_an_object"],
      ["companions.1.companion", "z", "unknown_demand"],
      ["companions.2.unitsPerThousand", "0", "too_small"],
      ["companions.3.unitsPerThousand", "1.5", "not_a_whole_number"],
      ["companions.3.companion", "b", "repeated"],
      ["companions.4.principal", "", "not_a_key"],
      ["companions.5.unitsPerThousand", `${2 ** 50}`, "sum_too_large"],
    ]);
    expect(checkProblem({ ...makeProblem(), companions: {} })).toEqual([
      { field: "companions", value: "object", rule: "not_a_list" },
    ]);
  });
});
