import { describe, expect, test } from "vitest";
import { makeNetwork } from "../testing/networks.ts";
import { checkFlow } from "./check-flow.ts";
import type { FlowNetwork, OptimalFlow } from "./network.ts";
import { solveFlow } from "./solve-flow.ts";

function solveOptimal(network: FlowNetwork): OptimalFlow {
  const result = solveFlow(network);
  if (result.status !== "optimal") throw new Error(JSON.stringify(result));
  expect(checkFlow(network, result)).toEqual([]);
  return result;
}

describe("solveFlow by hand", () => {
  test("sends units by the cheaper way as far as it reaches, and the rest by the dearer", () => {
    const network = makeNetwork(
      [5, 0, -5],
      [
        [0, 2, { cost: 4 }],
        [0, 1, { cost: 1, capacity: 3 }],
        [1, 2, { cost: 1 }],
      ],
    );
    const { flow, totalCost, potential } = solveOptimal(network);
    expect([...flow]).toEqual([2, 3, 3]);
    expect(totalCost).toBe(14n);
    expect(potential[2]! - potential[0]!).toBe(4);
  });

  test("solves the worked example of solve-flow.ts", () => {
    const network = makeNetwork(
      [4, 2, -3, -3],
      [
        [0, 2, { cost: 2 }],
        [0, 3, { cost: 3 }],
        [1, 2, { cost: 1 }],
        [1, 3, { cost: 4 }],
      ],
    );
    const { flow, totalCost } = solveOptimal(network);
    expect([...flow]).toEqual([1, 3, 2, 0]);
    expect(totalCost).toBe(13n);
  });

  test("keeps lower bounds, below zero too", () => {
    const network = makeNetwork(
      [0, 0],
      [
        [0, 1, { lower: 2, capacity: 7, cost: 5 }],
        [1, 0, { lower: -4, capacity: 9, cost: 1 }],
        [0, 1, { lower: -3, capacity: 3, cost: 1 }],
      ],
    );
    const { flow, totalCost } = solveOptimal(network);
    expect([...flow]).toEqual([2, -1, -3]);
    expect(totalCost).toBe(6n);
  });

  test("sends round a limited cycle that costs less than nothing, and fills such a loop", () => {
    const network = makeNetwork(
      [0, 0],
      [
        [0, 1, { capacity: 6, cost: -3 }],
        [1, 0, { cost: 1 }],
        [1, 1, { capacity: 2, cost: -1 }],
      ],
    );
    const { flow, totalCost } = solveOptimal(network);
    expect([...flow]).toEqual([6, 6, 2]);
    expect(totalCost).toBe(-14n);
  });

  test("answers for no nodes, no arcs, and nodes without arcs", () => {
    expect(solveOptimal(makeNetwork([], [])).totalCost).toBe(0n);
    expect(solveOptimal(makeNetwork([0, 0], [])).totalCost).toBe(0n);
  });

  test("says which nodes lack how much where no flow carries what is asked", () => {
    const network = makeNetwork(
      [9, 0, -4, -5],
      [
        [0, 1, { capacity: 6 }],
        [1, 2],
        [1, 3],
        [2, 3],
      ],
    );
    expect(solveFlow(network)).toEqual({ status: "infeasible", nodes: Int32Array.of(1, 2, 3), missing: 3 });
    expect(solveFlow(makeNetwork([2, -2], []))).toEqual({
      status: "infeasible",
      nodes: Int32Array.of(1),
      missing: 2,
    });
  });

  test("names the cycle that costs less than nothing and has no limit", () => {
    const network = makeNetwork(
      [1, -1, 0],
      [
        [0, 1, { cost: 5 }],
        [1, 2, { cost: -3 }],
        [2, 0, { cost: -3 }],
      ],
    );
    const result = solveFlow(network);
    if (result.status !== "unbounded") throw new Error(result.status);
    expect(result.cycle.toSorted()).toEqual(Int32Array.of(0, 1, 2));
  });

  test("takes a detour around dear costs rather than call a network infeasible", () => {
    const chain = 300;
    const supply = Array.from({ length: chain + 1 }, () => 0);
    supply[0] = 1;
    supply[chain] = -1;
    const network = makeNetwork(
      supply,
      Array.from({ length: chain }, (_, k) => [k, k + 1, { cost: 1000 }] as const),
    );
    expect(solveOptimal(network).totalCost).toBe(300_000n);
  });

  test("adds up costs beyond 2^53 exactly", () => {
    const units = 2 ** 40 + 1;
    const cost = 2 ** 45 + 1;
    const network = makeNetwork([units, -units], [[0, 1, { cost }]]);
    expect(solveOptimal(network).totalCost).toBe(BigInt(units) * BigInt(cost));
  });
});

describe("solveFlow from an earlier basis", () => {
  const network = makeNetwork(
    [4, 2, -3, -3],
    [
      [0, 2, { cost: 2 }],
      [0, 3, { cost: 3 }],
      [1, 2, { cost: 1 }],
      [1, 3, { cost: 4 }],
    ],
  );

  test("needs no pivot where nothing changed", () => {
    const { basis, flow } = solveOptimal(network);
    const again = solveFlow(network, { earlier: basis });
    expect(again).toMatchObject({ status: "optimal", pivotCount: 0, flow });
  });

  test("refuses one that is no forest or of another size", () => {
    const ring = { treeArc: Int32Array.of(0, 2, 2, 1), isAtCapacity: new Uint8Array(4) };
    expect(solveFlow(network, { earlier: ring })).toMatchObject({
      status: "malformed",
      faults: [{ field: "basis", rule: "not_a_forest" }],
    });
    const short = { treeArc: Int32Array.of(-1), isAtCapacity: new Uint8Array(4) };
    expect(solveFlow(network, { earlier: short })).toMatchObject({
      status: "malformed",
      faults: [{ field: "basis", rule: "wrong_length" }],
    });
    const elsewhere = { treeArc: Int32Array.of(2, -1, -1, 99), isAtCapacity: new Uint8Array(4) };
    expect(solveFlow(network, { earlier: elsewhere })).toMatchObject({
      status: "malformed",
      faults: [
        { index: 0, value: 2, rule: "not_a_forest" },
        { index: 3, value: 99, rule: "not_a_forest" },
      ],
    });
  });
});
