import { describe, expect, test } from "vitest";
import { checkProblem } from "./check-problem.ts";
import {
  generateProblem,
  PROBLEM_PRESETS,
  type ProblemPreset,
  type ProblemSize,
} from "./generate-problem.ts";
import { solvePlan } from "./solve-plan.ts";

const PRESETS = Object.entries(PROBLEM_PRESETS) as [ProblemPreset, ProblemSize][]; // its own entries

function sumOf(rows: readonly { readonly quantity: number }[]): number {
  return rows.reduce((sum, { quantity }) => sum + quantity, 0);
}

describe("generateProblem", () => {
  test.each(PRESETS)("draws a sound problem of the size stated: %s", (_, size) => {
    const problem = generateProblem(size, 1);
    expect(checkProblem(problem)).toEqual([]);
    expect(problem).toMatchObject({ periods: size.periods, sites: size.supplyPoints + size.recipients });
    expect(problem.items).toHaveLength(size.items);
    expect(problem.demands).toHaveLength(size.recipients * size.linesEach);
    // 60 % of what is asked, less the fractions of units.
    const share = sumOf(problem.supplies) / sumOf(problem.demands);
    expect(share).toBeGreaterThan(0.59);
    expect(share).toBeLessThanOrEqual(0.6);
    const hubs = new Map<number, Set<number>>();
    for (const { from, to } of problem.lanes) hubs.set(to, (hubs.get(to) ?? new Set()).add(from));
    expect(hubs.size).toBe(size.recipients);
    expect(new Set([...hubs.values()].map((points) => points.size))).toEqual(new Set([size.hubs]));
  });

  test("draws the same for the same seed, and another for another", () => {
    const draw = (seed: number) => JSON.stringify(generateProblem(PROBLEM_PRESETS.small, seed));
    expect(draw(7)).toBe(draw(7));
    expect(draw(8)).not.toBe(draw(7));
  });

  test("puts a floor before the weights and changes nothing else", async () => {
    const plain = generateProblem(PROBLEM_PRESETS.small, 3);
    const floored = generateProblem(PROBLEM_PRESETS.small, 3, { floorPerMille: 300 });
    expect(checkProblem(floored)).toEqual([]);
    const floor = { weightPerMille: 300, uptoPerMille: 300 };
    const demands = plain.demands.map((demand) => ({ ...demand, stages: [floor, ...demand.stages] }));
    expect(floored).toEqual({ ...plain, demands });
    const result = await solvePlan(floored);
    if (result.status !== "solved") throw new Error(JSON.stringify(result));
    // Some lines are stopped below it, by floors that cannot hold together.
    expect(result.plan.demands.filter(({ stage }) => stage === 0).length).toBeGreaterThan(5);
    expect(result.plan.unmetFloors.length).toBeGreaterThan(0);
  });

  test("draws lanes and cold rooms that bind a good part of the lines, and never all", async () => {
    const problem = generateProblem(PROBLEM_PRESETS.small, 1);
    const free = {
      ...problem,
      receiving: [],
      lanes: problem.lanes.map((lane) => {
        return { ...lane, massCapacityGrams: null, volumeCapacityCubicCentimetres: null };
      }),
    };
    const [bound, unbound] = [await solvePlan(problem), await solvePlan(free)];
    if (bound.status !== "solved" || unbound.status !== "solved") throw new Error("not solved");
    const lost = bound.plan.demands.filter((outcome, d) => {
      return outcome.fairShare < 0.99 * unbound.plan.demands[d]!.fairShare;
    });
    const share = lost.length / problem.demands.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.5);
  });
});
