import { describe, expect, test } from "vitest";
import { findLeastCostFlow, type Network } from "./least-cost-flow.ts";

/** Two nodes, arcs from the one to the other and back. */
function makeNetwork(supply: number, arcs: readonly (readonly [0 | 1, number, number])[]): Network {
  return {
    nodeCount: 2,
    supply: Float64Array.of(supply, -supply),
    source: Int32Array.from(arcs, ([source]) => source),
    target: Int32Array.from(arcs, ([source]) => 1 - source),
    lower: new Float64Array(arcs.length),
    capacity: Float64Array.from(arcs, ([, capacity]) => capacity),
    cost: Float64Array.from(arcs, ([, , cost]) => cost),
  };
}

describe("findLeastCostFlow", () => {
  test("finds the flow of least cost", () => {
    const network = makeNetwork(5, [
      [0, 3, 1],
      [0, 9, 2],
    ]);
    expect(findLeastCostFlow(network)).toMatchObject({
      ok: true,
      value: { flow: Float64Array.of(3, 2), totalCost: 7n },
    });
  });

  test("refuses what cannot be carried, with the units missing and the nodes that lack them", () => {
    expect(findLeastCostFlow(makeNetwork(5, [[0, 3, 1]]))).toEqual({
      ok: false,
      refusal: { code: "flow_infeasible", missing: 2, nodeCount: 1, nodes: [2] },
    });
  });

  test("refuses an endless gain with the arcs of its cycle", () => {
    const network = makeNetwork(0, [
      [0, Infinity, 1],
      [1, Infinity, -2],
    ]);
    expect(findLeastCostFlow(network)).toEqual({
      ok: false,
      refusal: { code: "flow_unbounded", arcCount: 2, arcs: expect.arrayContaining([1, 2]) },
    });
  });

  test("refuses a malformed network first, with every problem, nodes and arcs counted from 1", () => {
    const network = makeNetwork(2 ** 53, [[0, -1, 0.5]]);
    expect(findLeastCostFlow(network)).toEqual({
      ok: false,
      refusal: {
        code: "malformed",
        problems: [
          { field: "supply.1", value: "9007199254740992", rule: "not_a_whole_number" },
          { field: "supply.2", value: "-9007199254740992", rule: "not_a_whole_number" },
          { field: "capacity.1", value: "-1", rule: "lower_above_capacity" },
          { field: "cost.1", value: "0.5", rule: "not_a_whole_number" },
        ],
      },
    });
  });
});
