import { describe, expect, test } from "vitest";
import { findConditionFields, isConditionName } from "./conditions.ts";

describe("the name of a field", () => {
  test.each([
    "conditions",
    "inReturn",
    "in_exchange_for",
    "political_support",
    "Contrepartie",
    "附加条件",
    "الشروط",
  ])("%s is one of a condition", (name) => expect(isConditionName(name)).toBe(true));

  test.each(["terms", "reason", "severity", "windowFrom", "storageConditions", "quantity", "smallestUseful"])(
    "%s is not",
    (name) => expect(isConditionName(name)).toBe(false),
  );
});

test("conditions are found at any depth, each with its path", () => {
  const body = {
    terms: "grant",
    conditions: "recognise us",
    lines: [{ itemId: "mask" }, { itemId: "gown", basis: { inputs: { quidProQuo: "a vote" } } }],
  };
  expect(findConditionFields(body)).toEqual(["conditions", "lines.1.basis.inputs.quidProQuo"]);
  expect(findConditionFields(["conditions"])).toEqual([]);
});
