import { describe, expect, test } from "vitest";
import { makeNetwork } from "../testing/networks.ts";
import { checkNetwork, surveyNetwork } from "./check-network.ts";
import type { FlowNetwork } from "./network.ts";
import { solveFlow } from "./solve-flow.ts";

const sound = makeNetwork([3, -3], [[0, 1, { cost: 2 }]]);
const one = (value: number): Float64Array => Float64Array.of(value);

describe("checkNetwork", () => {
  test("finds nothing in a sound network", () => {
    expect(checkNetwork(sound)).toEqual([]);
    expect(surveyNetwork(sound)).toEqual({ hasLower: false, dearest: 2 });
  });

  const CASES: readonly [string, Partial<FlowNetwork>, object | readonly object[]][] = [
    ["a count of nodes that is none", { nodeCount: 1.5 }, { field: "nodeCount", rule: "not_a_whole_number" }],
    ["too many nodes", { nodeCount: 2 ** 30 }, { field: "nodeCount", rule: "too_many" }],
    ["a missing supply", { supply: one(0) }, { field: "supply", value: 1, rule: "wrong_length" }],
    ["a missing cost", { cost: new Float64Array(0) }, { field: "cost", value: 0, rule: "wrong_length" }],
    [
      "a supply that is not whole",
      { supply: Float64Array.of(0.5, 0) },
      [
        { field: "supply", index: 0, value: 0.5, rule: "not_a_whole_number" },
        { field: "supply", index: -1, rule: "supplies_do_not_sum_to_zero" },
      ],
    ],
    [
      "supplies that do not sum to zero",
      { supply: Float64Array.of(3, -2) },
      { field: "supply", index: -1, value: 1, rule: "supplies_do_not_sum_to_zero" },
    ],
    [
      "supplies beyond 2^53",
      { supply: Float64Array.of(2 ** 52, -(2 ** 52)) },
      { field: "capacity", index: -1, value: 2 ** 53, rule: "sum_too_large" },
    ],
    [
      "capacities beyond 2^53 with the supplies",
      { capacity: one(Number.MAX_SAFE_INTEGER) },
      { field: "capacity", index: -1, rule: "sum_too_large" },
    ],
    [
      "a node that is not there",
      { source: Int32Array.of(2) },
      { field: "source", value: 2, rule: "node_out_of_range" },
    ],
    ["a node below zero", { target: Int32Array.of(-1) }, { field: "target", rule: "node_out_of_range" }],
    ["no lower bound", { lower: one(-Infinity) }, { field: "lower", rule: "not_a_whole_number" }],
    [
      "a capacity that is not a number",
      { capacity: one(Number.NaN) },
      { field: "capacity", rule: "not_a_whole_number" },
    ],
    [
      "crossing bounds",
      { lower: one(2), capacity: one(1) },
      { field: "capacity", rule: "lower_above_capacity" },
    ],
    ["a cost that is not whole", { cost: one(0.1) }, { field: "cost", rule: "not_a_whole_number" }],
    [
      "costs beyond the bound of potentials",
      { cost: one(2 ** 49) },
      { field: "cost", index: 0, rule: "cost_too_large" },
    ],
  ];
  test.each(CASES)("refuses %s", (_, part, expected) => {
    const network = { ...sound, ...part };
    const faults = [expected].flat();
    expect(checkNetwork(network)).toMatchObject(faults);
    expect(surveyNetwork(network)).toBeUndefined();
    expect(solveFlow(network)).toMatchObject({ status: "malformed", faults });
  });

  test("lists everything at once", () => {
    const network = makeNetwork(
      [1.5, -1],
      [
        [0, 5, { lower: 0.5 }],
        [9, 1, { lower: 3, capacity: 2, cost: 1.1 }],
      ],
    );
    expect(checkNetwork(network).map(({ field, index, rule }) => [field, index, rule])).toEqual([
      ["supply", 0, "not_a_whole_number"],
      ["supply", -1, "supplies_do_not_sum_to_zero"],
      ["target", 0, "node_out_of_range"],
      ["source", 1, "node_out_of_range"],
      ["lower", 0, "not_a_whole_number"],
      ["capacity", 1, "lower_above_capacity"],
      ["cost", 1, "not_a_whole_number"],
    ]);
  });

  test("solves with the greatest costs and units that it lets pass", () => {
    const units = 2 ** 50;
    const cost = 2 ** 50 / 4;
    const network = makeNetwork(
      [units, 0, -units],
      [
        [0, 1, { cost }],
        [1, 2, { cost }],
      ],
    );
    expect(solveFlow(network)).toMatchObject({
      status: "optimal",
      totalCost: BigInt(units) * BigInt(2 * cost),
    });
  });
});
