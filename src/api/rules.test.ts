import { expect, test } from "vitest";
import { describeRule } from "./rules.ts";

test("a rule is told in a sentence; one without is told by its name, in words", () => {
  expect(describeRule("no_such_day")).toBe("there is no such day");
  expect(describeRule("some_rule_to_come")).toBe("some rule to come");
});
