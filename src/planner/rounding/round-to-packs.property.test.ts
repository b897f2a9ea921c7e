import { describe, expect, test } from "vitest";
import type { Plan } from "../plan.ts";
import type { PlanProblem } from "../problem.ts";
import { solvePlan } from "../solve-plan.ts";
import { listOracleProgram } from "../testing/oracle.ts";
import { drawProblem, openRandom } from "../testing/problems.ts";
import { drawRules } from "../testing/rounding.ts";

function drawPacked(seed: number, part: Partial<Parameters<typeof drawRules>[1]>): PlanProblem {
  const random = openRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const shape = {
    demands: 1 + below(10),
    supplies: 1 + below(6),
    items: 1 + below(3),
    periods: 1 + below(4),
    quantityMax: [60, 1000][below(2)]!,
    limited: [0, 0.5, 1][below(3)]!,
    demandsPerSite: 1 + below(3),
  };
  const none = { packs: 0, shipments: 0, leastUnits: 0, companions: 0 };
  return drawRules(drawProblem(shape, random), { ...none, ...part }, random);
}

async function solve(problem: PlanProblem): Promise<Plan> {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result.plan;
}

/** Units by which a row of the oracle's program (written apart from the planner's) is overdrawn or has room. */
function sumOracleRows(problem: PlanProblem, plan: Plan) {
  const oracle = listOracleProgram(problem);
  const name = (way: { supply: number; demand: number; lane: number }, depart: number) =>
    [way.supply, way.demand, way.lane, depart].join(" ");
  const sent = new Map(plan.allocations.map((one) => [name(one, one.departPeriod), one.quantity]));
  const amounts = oracle.columns.map((column) => sent.get(name(column, column.depart)) ?? 0);
  const left = oracle.rows.map(({ entries, bound }) => {
    return entries.reduce((rest, [j, rate]) => rest - rate * amounts[j]!, bound);
  });
  return { oracle, left };
}

describe("rounding to packs on drawn problems", () => {
  test("breaks no constraint, and loses less than a pack for each sending before, on 400", async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const problem = drawPacked(seed, { packs: 1 });
      const plan = await solve(problem);
      const { left } = sumOracleRows(problem, plan);
      for (const rest of left) expect(rest, `seed ${seed}`).toBeGreaterThan(-1e-6);
      plan.demands.forEach(({ lostUnits }, d) => {
        const allowed = plan.unrounded
          .filter((one) => one.demand === d)
          .reduce((sum, one) => sum + problem.supplies[one.supply]!.packUnits - 1, 0);
        expect(lostUnits, `seed ${seed} demand ${d}`).toBeLessThanOrEqual(allowed);
      });
    }
  });

  test("leaves nothing that one more pack could carry, on 400", async () => {
    let looked = 0;
    for (let seed = 1001; seed <= 1400; seed++) {
      const problem = drawPacked(seed, { packs: 1 });
      const plan = await solve(problem);
      const { oracle, left } = sumOracleRows(problem, plan);
      const room = oracle.columns.map(({ demand }) => {
        return problem.demands[demand]!.quantity - plan.demands[demand]!.allocated;
      });
      oracle.rows.forEach(({ entries }, r) => {
        for (const [j, rate] of entries) {
          if (rate > 0) room[j] = Math.min(room[j]!, Math.floor(left[r]! / rate + 1e-9));
        }
      });
      const broken = new Set(
        plan.allocations
          .filter(({ supply, quantity }) => quantity % problem.supplies[supply]!.packUnits !== 0)
          .map(({ supply }) => supply),
      );
      oracle.columns.forEach(({ supply: s }, j) => {
        const { packUnits, quantity } = problem.supplies[s]!;
        const rest = quantity % packUnits;
        const smallest = rest > 0 && !broken.has(s) ? rest : packUnits;
        expect(room[j], `seed ${seed} column ${j}`).toBeLessThan(smallest);
        looked++;
      });
    }
    expect(looked).toBeGreaterThan(5000);
  });

  test("with one size of pack and supplies of whole packs, where only supplies bind, loses less than a pack a line, on 200", async () => {
    for (let seed = 2001; seed <= 2200; seed++) {
      const random = openRandom(seed);
      const shape = {
        demands: 8,
        supplies: 3,
        items: 1,
        periods: 2,
        quantityMax: 400,
        limited: 0,
        demandsPerSite: 1,
      };
      const drawn = drawProblem(shape, random);
      const problem = {
        ...drawn,
        demands: drawn.demands.map((one) => ({ ...one, quantity: 20 * one.quantity })),
        supplies: drawn.supplies.map((one) => ({ ...one, quantity: 20 * one.quantity, packUnits: 20 })),
      };
      const plan = await solve(problem);
      const late = plan.demands.filter(({ fairShare, allocated }) => fairShare - allocated >= 20);
      expect(late, `seed ${seed}`).toEqual([]);
    }
  });

  test("with every rule at once, plans pass their own check, on 300", async () => {
    const names = new Set<string>();
    for (let seed = 3001; seed <= 3300; seed++) {
      const problem = drawPacked(seed, { packs: 0.7, shipments: 0.5, leastUnits: 0.4, companions: 0.4 });
      for (const { roundedBy } of (await solve(problem)).demands)
        for (const rule of roundedBy) names.add(rule);
    }
    expect([...names].toSorted()).toEqual(["companion", "least_shipment", "least_units", "pack"]);
  });
});
