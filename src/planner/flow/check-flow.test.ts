import { describe, expect, test } from "vitest";
import { makeNetwork } from "../testing/networks.ts";
import { checkFlow } from "./check-flow.ts";

const network = makeNetwork(
  [5, 0, -5],
  [
    [0, 2, { cost: 4 }],
    [0, 1, { cost: 1, capacity: 3 }],
    [1, 2, { cost: 1 }],
  ],
);
const right = {
  flow: Float64Array.of(2, 3, 3),
  potential: Float64Array.of(0, 3, 4),
  totalCost: 14n,
};

describe("checkFlow", () => {
  test("accepts a flow with its proof", () => {
    expect(checkFlow(network, right)).toEqual([]);
  });

  const CASES: readonly [string, Partial<typeof right>, RegExp][] = [
    ["an array that is too short", { flow: Float64Array.of(2) }, /wrong length/],
    ["half a unit", { flow: Float64Array.of(2.5, 2.5, 2.5) }, /no whole number/],
    ["more than an arc carries", { flow: Float64Array.of(1, 4, 4), totalCost: 12n }, /within 0 to 3/],
    ["a flow below zero", { flow: Float64Array.of(6, -1, -1), totalCost: 22n }, /within 0 to 3/],
    ["units that vanish", { flow: Float64Array.of(2, 3, 2), totalCost: 13n }, /node 1/],
    ["a dearer flow", { flow: Float64Array.of(3, 2, 2), totalCost: 16n }, /more would gain 2 each/],
    ["potentials of another flow", { potential: Float64Array.of(0, 1, 2) }, /at a loss of 2 each/],
    ["potentials that are not whole", { potential: Float64Array.of(0, 0.5, 4) }, /reduced cost/],
    ["another total", { totalCost: 13n }, /costs 14, not 13/],
  ];
  test.each(CASES)("refuses %s", (_, damage, sentence) => {
    expect(checkFlow(network, { ...right, ...damage }).join("\n")).toMatch(sentence);
  });
});
