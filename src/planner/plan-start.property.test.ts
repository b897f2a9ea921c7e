import { describe, expect, test } from "vitest";
import { buildArrays, type PlanArrays } from "./arrays.ts";
import { orderByKey } from "./canonical-order.ts";
import { listComponents, type Component } from "./components.ts";
import { beginFill, buildFillProgram } from "./fill-program.ts";
import { findStart } from "./plan-start.ts";
import type { PlanProblem } from "./problem.ts";
import { fillFairly } from "./simplex/fill-fairly.ts";
import { fillFrom } from "./simplex/fill-from.ts";
import { solvePlan, solvePlanAgain, type PlanMemory } from "./solve-plan.ts";
import { drawProblem, drawStages, openRandom } from "./testing/problems.ts";

/** How many problems are drawn: 300, or as many as PLAN_FILES_DRAWN says. */
const DRAWN = Number(process.env["PLAN_FILES_DRAWN"] ?? 300);

function draw(seed: number): PlanProblem {
  const random = openRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const problem = drawProblem(
    {
      demands: 3 + below(8),
      supplies: 2 + below(4),
      items: 1 + below(3),
      periods: 2 + below(3),
      quantityMax: [10, 1000, 1_000_000][below(3)]!,
      limited: 1,
      demandsPerSite: 1 + below(3),
    },
    random,
  );
  return seed % 3 === 0 ? drawStages(problem, 2, openRandom(seed)) : problem;
}

/** Something else in one place: more or less of a supply, a narrower lane, a line or a lane that is not there. */
function change(problem: PlanProblem, seed: number): PlanProblem {
  const random = openRandom(seed + 1_000_000);
  const { supplies, demands, lanes } = problem;
  const one = (count: number) => Math.floor(random() * count);
  const supply = one(supplies.length);
  const lane = one(lanes.length);
  const demand = one(demands.length);
  switch (seed % 4) {
    case 0: {
      const factor = 0.5 + random();
      const more = (units: number) => Math.max(1, Math.round(units * factor));
      const changed = supplies.map((row, i) =>
        i === supply ? { ...row, quantity: more(row.quantity) } : row,
      );
      return { ...problem, supplies: changed };
    }
    case 1: {
      const halve = (mass: number | null) => (mass === null ? 1_000_000 : Math.floor(mass / 2));
      const changed = lanes.map((row, i) =>
        i === lane ? { ...row, massCapacityGrams: halve(row.massCapacityGrams) } : row,
      );
      return { ...problem, lanes: changed };
    }
    case 2:
      return { ...problem, demands: demands.filter((_, i) => i !== demand) };
    default:
      return { ...problem, lanes: lanes.filter((_, i) => i !== lane) };
  }
}

function buildAll(problem: PlanProblem): PlanArrays {
  const arrays = buildArrays(problem, 1_000_000);
  if ("tooMany" in arrays) throw new Error("too many columns");
  return arrays;
}

/** A component filled from nothing, and from the start where it is near enough to it. */
function fillTwice(
  arrays: PlanArrays,
  component: Component,
  start: ReturnType<typeof findStart>,
): { readonly apart: number; readonly isNear: boolean } {
  const program = buildFillProgram(arrays, component);
  const begun = beginFill(arrays, component, program, start);
  const near = begun && fillFrom(program.problem, begun);
  const far = fillFairly(program.problem);
  if (near?.status !== "filled" || far.status !== "filled") return { apart: 0, isNear: false };
  const largest = program.problem.stages.at(-1)!.full.reduce((most, full) => Math.max(most, full), 0);
  let apart = 0;
  far.share.forEach((share, line) => {
    apart = Math.max(apart, Math.abs(share - near.share[line]!) / largest);
  });
  return { apart, isNear: true };
}

describe("a problem begun where another ended", () => {
  test("has the shares of one begun from nothing, and is begun there nearly always", async () => {
    let [near, far] = [0, 0];
    for (let seed = 0; seed < DRAWN; seed++) {
      const memory: PlanMemory = {};
      const before = draw(seed);
      expect((await solvePlanAgain(before, memory)).status).toBe("solved");
      const { problem } = orderByKey(change(before, seed));
      const arrays = buildAll(problem);
      const start = findStart(problem, arrays, memory.end!);
      for (const component of listComponents(arrays)) {
        if (component.onlySupplies) continue;
        const { apart, isNear } = fillTwice(arrays, component, start);
        expect(apart, `seed ${seed}`).toBeLessThan(1e-9);
        if (isNear) near++;
        else far++;
      }
    }
    expect(near).toBeGreaterThan(4 * far);
  });

  test("gives every line its units but for rounding, and the same again where nothing was changed", async () => {
    for (let seed = 0; seed < DRAWN / 3; seed++) {
      const memory: PlanMemory = {};
      const before = draw(seed);
      const first = await solvePlanAgain(before, memory);
      expect(await solvePlanAgain(before, memory), `seed ${seed}`).toEqual(first);
      const changed = change(before, seed);
      const again = await solvePlanAgain(changed, memory);
      const alone = await solvePlan(changed);
      if (again.status !== "solved" || alone.status !== "solved") expect.fail(`seed ${seed}`);
      const given = (plan: typeof alone.plan) => plan.demands.map(({ allocated }) => allocated);
      const most = Math.max(...given(again.plan).map((units, d) => Math.abs(units - given(alone.plan)[d]!)));
      expect(most, `seed ${seed}`).toBeLessThanOrEqual(1);
    }
  });
});
