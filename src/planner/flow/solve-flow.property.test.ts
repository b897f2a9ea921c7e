import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadLinearSolver } from "../highs.ts";
import { type DrawnNetwork, drawNetwork, drawOrderly, findOracleCost } from "../testing/networks.ts";
import { openRandom } from "../testing/problems.ts";
import { checkFlow } from "./check-flow.ts";
import type { FlowNetwork, FlowResult, OptimalFlow } from "./network.ts";
import { solveFlow } from "./solve-flow.ts";

function drawShape(random: () => number): DrawnNetwork {
  const below = (count: number) => Math.floor(random() * count);
  const nodes = 1 + below(12);
  return {
    nodes,
    arcs: below(4 * nodes),
    unitsMax: [3, 50, 100_000][below(3)]!,
    costMax: [0, 3, 1000][below(3)]!,
    unlimited: [0, 0.3, 1][below(3)]!,
    lower: [0, 0.3][below(2)]!,
    negative: [0, 0.05, 0.5][below(3)]!,
  };
}

/** What the nodes of an infeasible answer can get less what they ask for: below zero, no flow can be. */
function countShortage({ supply, source, target, lower, capacity }: FlowNetwork, nodes: Int32Array): number {
  const inside = new Set(nodes);
  let balance = 0;
  for (const node of nodes) balance += supply[node]!;
  source.forEach((from, arc) => {
    const enters = inside.has(target[arc]!);
    if (inside.has(from) === enters) return;
    balance += enters ? capacity[arc]! : -lower[arc]!;
  });
  return -balance;
}

/** Whether the arcs are a closed way that costs less than nothing and that no capacity limits. */
function isEndlessGain({ source, target, capacity, cost }: FlowNetwork, cycle: Int32Array): boolean {
  const total = cycle.reduce((sum, arc) => sum + cost[arc]!, 0);
  const isClosed = cycle.every((arc, k) => target[arc] === source[cycle[(k + 1) % cycle.length]!]);
  return total < 0 && isClosed && cycle.every((arc) => capacity[arc] === Infinity);
}

function expectProof(network: FlowNetwork, result: FlowResult): void {
  if (result.status === "optimal") expect(checkFlow(network, result)).toEqual([]);
  else if (result.status === "infeasible") expect(countShortage(network, result.nodes)).toBe(result.missing);
  else if (result.status === "unbounded") expect(isEndlessGain(network, result.cycle)).toBe(true);
  else throw new Error(JSON.stringify(result));
}

describe("solveFlow on drawn networks", () => {
  test("costs what HiGHS finds, or proves why there is no flow of least cost, on 800 networks", async () => {
    const solver = await loadLinearSolver();
    const seen = { optimal: 0, infeasible: 0, unbounded: 0, malformed: 0 };
    for (let seed = 1; seed <= 800; seed++) {
      const random = openRandom(seed);
      const network = drawNetwork(drawShape(random), random);
      const result = solveFlow(network);
      expectProof(network, result);
      seen[result.status]++;
      if (result.status !== "optimal") continue;
      expect([seed, findOracleCost(network, solver)]).toEqual([
        seed,
        expect.closeTo(Number(result.totalCost), 3),
      ]);
    }
    expect(seen.optimal).toBeGreaterThan(400);
    expect(seen.infeasible).toBeGreaterThan(20);
    expect(seen.unbounded).toBeGreaterThan(20);
    expect(seen.malformed).toBe(0);
  });

  test("from the basis of another network with the same arcs ends in the same cost", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (first, second) => {
        const random = openRandom(first);
        const shape = { ...drawShape(random), nodes: 10, arcs: 40 };
        const before = drawNetwork(shape, random);
        const other = drawNetwork(shape, openRandom(second));
        const after = {
          ...other,
          source: before.source,
          target: before.target,
          supply: new Float64Array(10),
        };
        after.source.forEach((from, arc) => {
          const units = Math.max(0, after.lower[arc]!);
          after.supply[from]! += units;
          after.supply[after.target[arc]!]! -= units;
        });
        const earlier = solveFlow(before);
        if (earlier.status !== "optimal") return;
        const warm = solveFlow(after, { earlier: earlier.basis });
        expectProof(after, warm);
        const cold = solveFlow(after);
        if (warm.status === "optimal") expect(cold).toMatchObject({ totalCost: warm.totalCost });
        else expect(cold.status).not.toBe("optimal");
      }),
      { numRuns: 500 },
    );
  });

  test("gives the same flow, potentials and basis on a second run, and leaves the network as it was", () => {
    const random = openRandom(7);
    const network = drawNetwork(
      { nodes: 300, arcs: 3000, unitsMax: 1000, costMax: 1000, unlimited: 0.1, lower: 0.1, negative: 0.01 },
      random,
    );
    const copy = structuredClone(network);
    const first = solveFlow(network);
    expect(solveFlow(network)).toEqual(first);
    expect(network).toEqual(copy);
  });

  test("gives the same whatever larger or smaller networks left in the kernel's memory", () => {
    const shape = { unitsMax: 1000, costMax: 1000, unlimited: 0.3, lower: 0.1, negative: 0.01 };
    const [small, large, dense] = [
      { ...shape, nodes: 20, arcs: 90 },
      { ...shape, nodes: 3000, arcs: 25_000 },
      { ...shape, nodes: 30, arcs: 1500 },
    ].map((part) => drawNetwork(part, openRandom(11)));
    const first = [small, large, dense].map((network) => solveFlow(network!));
    expect([dense, small, large, small].map((network) => solveFlow(network!))).toEqual([
      first[2],
      first[0],
      first[1],
      first[0],
    ]);
  });

  test("is proven where the ends of arcs follow one another, with as many arcs as are put into groups and fewer", () => {
    const seen = { optimal: 0, infeasible: 0, unbounded: 0, malformed: 0 };
    for (let seed = 1; seed <= 150; seed++) {
      const random = openRandom(seed);
      const isLarge = seed % 10 === 0;
      const periods = [1, 7, 16][seed % 3]!;
      const places = periods === 1 ? (isLarge ? 140 : 24) : isLarge ? 40 : 6;
      const network = drawOrderly({ places, periods, lanes: isLarge ? 600 : 14 }, random);
      const result = solveFlow(network);
      seen[result.status]++;
      expectProof(network, result);
    }
    expect(seen.optimal).toBeGreaterThan(50);
    expect(seen.infeasible + seen.unbounded).toBeGreaterThan(10);
    expect(seen.malformed).toBe(0);
  });

  test("gives the same in the arrays of an answer that nobody needs, of whatever network", () => {
    const shape = { arcs: 400, unitsMax: 50, costMax: 30, unlimited: 0.5, negative: 0 };
    const of = (nodes: number, lower: number, seed: number) =>
      drawNetwork({ ...shape, nodes, lower }, openRandom(seed));
    const networks = [of(60, 0, 1), of(60, 0.3, 2), of(60, 0, 3), of(90, 0.3, 4), of(60, 0.1, 5)];
    let reuse: OptimalFlow | undefined;
    let same = 0;
    for (const network of networks) {
      const fresh = solveFlow(network);
      const earlier = reuse?.flow;
      const result = solveFlow(network, { reuse });
      expect(result).toEqual(fresh);
      if (result.status !== "optimal") continue;
      if (result.flow === earlier) same++;
      reuse = result;
    }
    expect(same).toBeGreaterThan(1);
  });

  test("is proven on larger networks of many ties", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = openRandom(seed);
      const network = drawNetwork(
        { nodes: 400, arcs: 2500, unitsMax: 4, costMax: 3, unlimited: 0.2, lower: 0.1, negative: 0 },
        random,
      );
      expectProof(network, solveFlow(network));
    }
  });
});
