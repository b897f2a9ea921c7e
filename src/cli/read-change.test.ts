import { expect, test } from "vitest";
import { readChange } from "./read-change.ts";

test.each([
  ["supply masks quantity=1200", { change: "supply", key: "masks", set: { quantity: 1200 } }],
  [
    "  lane to B   mass=none cost=40 ",
    { change: "lane", key: "to B", set: { massCapacityGrams: null, costPerTonneMinor: 40 } },
  ],
  [
    "lane extra flight like to A mass=5000",
    { change: "lane", key: "extra flight", like: "to A", set: { massCapacityGrams: 5000 } },
  ],
  ["demand B remove", { change: "demand", key: "B", remove: true }],
  ["demand ETH/mask/1 windowTo=-1", { change: "demand", key: "ETH/mask/1", set: { windowTo: -1 } }],
  ["lane like", { change: "lane", key: "like" }],
  ["policy equal_coverage ldc=1500", { change: "policy", key: "equal_coverage", set: { ldc: 1500 } }],
  ["plan periods=12", { change: "plan", set: { periods: 12 } }],
])("%s", (text, change) => {
  expect(readChange(text)).toEqual({ ok: true, value: change });
});

test("every problem of a text is told", () => {
  const read = readChange("boat x quantity=few size=");
  expect(read.ok ? [] : read.refusal.problems.map(({ value, rule }) => [value, rule])).toEqual([
    ["boat", "unknown_change"],
    ["quantity=few", "not_a_whole_number"],
    ["size=", "not_a_whole_number"],
  ]);
});
