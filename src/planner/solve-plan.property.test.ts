import { describe, expect, test } from "vitest";
import { orderByKey } from "./canonical-order.ts";
import { loadLinearSolver, type LinearSolver } from "./highs.ts";
import type { Plan } from "./plan.ts";
import type { PlanProblem } from "./problem.ts";
import { solvePlan } from "./solve-plan.ts";
import { findOracleLeast, findOracleShares, listOracleProgram } from "./testing/oracle.ts";
import {
  drawProblem,
  drawRooms,
  drawStages,
  makeFloor,
  openRandom,
  shuffleProblem,
  type DrawnShape,
} from "./testing/problems.ts";
import { solveUnrounded } from "./testing/unrounded.ts";

/** How many problems linear programs are compared on: 400, or as many as PLAN_FILES_DRAWN says (3,000 before a release). */
const DRAWN = Number(process.env["PLAN_FILES_DRAWN"] ?? 400);

function drawSmall(seed: number): PlanProblem {
  const random = openRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  return drawProblem(
    {
      demands: 1 + below(6),
      supplies: 1 + below(4),
      items: 1 + below(3),
      periods: 1 + below(4),
      quantityMax: [10, 1000, 1_000_000][below(3)]!,
      limited: [0, 0.5, 1][below(3)]!,
      demandsPerSite: 1 + below(3),
    },
    random,
  );
}

function drawStaged(seed: number): PlanProblem {
  return drawStages(drawSmall(seed), 2 + (seed % 3), openRandom(seed));
}

/** Whether a linear program can give these demands their caps of the stage all together, but for `withinUnits` each. */
function areHeld(
  problem: PlanProblem,
  solver: LinearSolver,
  {
    stage,
    demands,
    withinUnits = 0,
  }: { readonly stage: number; readonly demands: readonly number[]; readonly withinUnits?: number },
): boolean {
  if (demands.length === 0) return true;
  const capOf = (d: number) => {
    const { quantity, stages } = problem.demands[d]!;
    const most = Math.max(1, Math.floor((quantity * stages.at(-1)!.uptoPerMille) / 1000));
    return Math.min((quantity * stages[stage]!.uptoPerMille) / 1000, most);
  };
  // In proportion to the caps: the first of them to stop short says that they cannot be held.
  const part = demands.map((d) => {
    return { ...problem.demands[d]!, stages: makeFloor(problem.demands[d]!.stages[stage]!.uptoPerMille) };
  });
  const shares = findOracleShares({ ...problem, demands: part }, solver);
  return demands.every(
    (d, i) => shares[i]! * problem.demands[d]!.quantity > capOf(d) * (1 - 1e-6) - withinUnits,
  );
}

/** Whether anything can be sent to a demand at all. */
function isReached(problem: PlanProblem, d: number): boolean {
  return listOracleProgram(problem).columns.some(({ demand }) => demand === d);
}

async function solve(problem: PlanProblem): Promise<Plan> {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return result.plan;
}

/** The plan in the words of keys, so that plans of differently ordered problems can be compared. */
function nameByKeys(problem: PlanProblem, plan: Plan): string {
  const keyOf = {
    supply: (i: number) => problem.supplies[i]!.key,
    demand: (i: number) => problem.demands[i]!.key,
    lane: (i: number) => problem.lanes[i]!.key,
    receiving: (i: number) => problem.receiving[i]!.key,
  };
  const rename = (name: string, value: unknown) => {
    if (name === "demands" || name === "unused") return value;
    return name in keyOf && typeof value === "number" ? keyOf[name as keyof typeof keyOf](value) : value;
  };
  const demands = plan.demands
    .map((outcome, d) => ({ ...outcome, key: keyOf.demand(d) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const unused = plan.unused
    .map((rest) => ({ ...rest, supply: keyOf.supply(rest.supply) }))
    .sort((a, b) => (a.supply < b.supply ? -1 : 1));
  const unmetFloors = plan.unmetFloors.map((floor) => ({
    ...floor,
    named: floor.demands.map((d) => keyOf.demand(d)).sort(),
    demands: [],
  }));
  return JSON.stringify({ ...plan, demands, unused, unmetFloors }, rename);
}

/** The objectives of a problem, by the oracle's columns, and the most that one line could come to in one of its ways. */
function listObjectives(problem: PlanProblem) {
  const { columns } = listOracleProgram(problem);
  const arrivalOf = (j: number) => columns[j]!.arrive * problem.demands[columns[j]!.demand]!.severity;
  const costOf = (j: number) =>
    problem.lanes[columns[j]!.lane]!.costPerTonneMinor *
    problem.items[problem.supplies[columns[j]!.supply]!.item]!.massPerThousandGrams;
  const most = (of: (j: number) => number) =>
    columns.reduce((greatest, { demand }, j) => {
      return Math.max(greatest, of(j) * problem.demands[demand]!.quantity);
    }, 0);
  return [
    { name: "arrival", costOf: arrivalOf, scale: most(arrivalOf) },
    { name: "cost", costOf, scale: most(costOf) },
  ] as const;
}

/** What the plan brings into each room, over its capacity: by a plain sum over the allocations. */
function listOverfull({ receiving, items, supplies, lanes }: PlanProblem, { allocations }: Plan): string[] {
  return receiving.flatMap((limit) => {
    const taken = new Map<number, number>();
    const drawn = new Map<number, number>();
    for (const { supply, lane, arrivePeriod, quantity } of allocations) {
      const { item } = supplies[supply]!;
      if (lanes[lane]!.to !== limit.site || !(limit.items ?? [item]).includes(item)) continue;
      if (limit.lane !== undefined && lanes[lane]!.key !== limit.lane) continue;
      if (arrivePeriod < limit.fromPeriod || arrivePeriod > limit.toPeriod) continue;
      const when = limit.together === true ? 0 : arrivePeriod;
      const filled = quantity * items[item]!.coldVolumePerThousandCubicCentimetres;
      taken.set(when, (taken.get(when) ?? 0) + filled);
      const rate = limit.unitsPerThousand?.[limit.items?.indexOf(item) ?? -1] ?? 1000;
      drawn.set(when, (drawn.get(when) ?? 0) + quantity * rate);
    }
    const most = (limit.coldVolumeCapacityCubicCentimetres ?? Infinity) * 1000;
    const unitsMost = (limit.unitCapacity ?? Infinity) * 1000;
    const over = [
      ...[...taken].filter(([, filled]) => filled > most),
      ...[...drawn].filter(([, units]) => units > unitsMost),
    ];
    return over.map(([when]) => `${limit.key} ${when}`);
  });
}

describe("solvePlan on drawn problems with rooms for some items", () => {
  test("lets no room be filled beyond its capacity, and shares out as linear programs do, on 150", async () => {
    const solver = await loadLinearSolver();
    let bound = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const open = seed % 3 === 0 ? drawStaged(seed) : drawSmall(seed);
      const problem = drawRooms(open, openRandom(seed));
      const plan = await solve(problem);
      expect(listOverfull(problem, plan), `seed ${seed}`).toEqual([]);
      // A plan that knew nothing of the rooms would have filled some of them beyond what they hold.
      if (listOverfull(problem, await solve(open)).length > 0) bound++;
      const shares = findOracleShares(problem, solver);
      const largest = Math.max(...problem.demands.map((demand) => demand.quantity));
      plan.demands.forEach((outcome, d) => {
        const difference = Math.abs(outcome.fairShare - shares[d]! * outcome.quantity);
        expect(difference, `seed ${seed} demand ${d}`).toBeLessThan(1e-7 * largest);
      });
      const shuffled = shuffleProblem(problem, openRandom(seed));
      expect(nameByKeys(shuffled, await solve(shuffled)), `seed ${seed}`).toBe(nameByKeys(problem, plan));
    }
    expect(bound).toBeGreaterThan(20);
  }, 180_000);
});

describe("solvePlan on drawn problems", () => {
  test("gives the levels of successive linear programs, on 3000 problems", async () => {
    const solver = await loadLinearSolver();
    let compared = 0;
    for (let seed = 10_001; seed <= 13_000; seed++) {
      const problem = drawSmall(seed);
      const plan = await solve(problem);
      const shares = findOracleShares(problem, solver);
      // The oracle lets every line slacken by 10^-10 of its quantity, which the others gain.
      const largest = Math.max(...problem.demands.map((demand) => demand.quantity));
      plan.demands.forEach((outcome, d) => {
        const difference = Math.abs(outcome.fairShare - shares[d]! * outcome.quantity);
        expect(difference, `seed ${seed} demand ${d}`).toBeLessThan(1e-9 * largest);
        compared++;
      });
    }
    expect(compared).toBeGreaterThan(6000);
  }, 180_000);

  test("gives, stage by stage, the levels of successive linear programs, on 500 problems of 2 to 4 stages", async () => {
    const solver = await loadLinearSolver();
    const seen = new Map<string, number>();
    for (let seed = 6001; seed <= 6500; seed++) {
      const problem = drawStaged(seed);
      const plan = await solve(problem);
      const shares = findOracleShares(problem, solver);
      const largest = Math.max(...problem.demands.map((demand) => demand.quantity));
      plan.demands.forEach((outcome, d) => {
        const difference = Math.abs(outcome.fairShare - shares[d]! * outcome.quantity);
        expect(difference, `seed ${seed} demand ${d}`).toBeLessThan(2e-8 * largest);
        const what = `${outcome.reason.status} ${outcome.stage}`;
        seen.set(what, (seen.get(what) ?? 0) + 1);
      });
    }
    for (const what of ["bound 0", "bound 1", "bound 2", "bound 3", "capped 1", "capped 3"]) {
      expect(seen.get(what), what).toBeGreaterThan(10);
    }
  }, 120_000);

  test("names floors that cannot hold together, in least sets, until the rest of them can, on 300", async () => {
    const solver = await loadLinearSolver();
    let named = 0;
    for (let seed = 7001; seed <= 7300; seed++) {
      const problem = drawStaged(seed);
      const { unmetFloors, demands: outcomes } = await solve(problem);
      for (const { stage, demands } of unmetFloors) {
        expect(areHeld(problem, solver, { stage, demands }), `seed ${seed}`).toBe(false);
        for (const d of demands) {
          const others = demands.filter((other) => other !== d);
          expect(areHeld(problem, solver, { stage, demands: others }), `seed ${seed} without ${d}`).toBe(
            true,
          );
        }
        named++;
      }
      // What whole units give back is not missing: a line may be full by them although its fair share is not.
      const last = problem.demands[0]!.stages.length - 1;
      const stopped = outcomes.filter(({ reason, stage }) => reason.status === "bound" && stage < last);
      for (const stage of new Set(stopped.map((outcome) => outcome.stage))) {
        const broken = new Set(unmetFloors.filter((one) => one.stage <= stage).flatMap((one) => one.demands));
        const rest = [...problem.demands.keys()].filter(
          (d) =>
            !broken.has(d) && problem.demands[d]!.stages[stage]!.uptoPerMille > 0 && isReached(problem, d),
        );
        expect(
          areHeld(problem, solver, { stage, demands: rest, withinUnits: 1 }),
          `seed ${seed}: rest of ${stage}`,
        ).toBe(true);
      }
    }
    expect(named).toBeGreaterThan(60);
  }, 120_000);

  // Of several stages the shares are compared to 2 × 10^-8 of the largest quantity, and so is what follows from them.
  test.each([
    { what: "", draw: drawSmall, within: 1e-9 },
    { what: " in stages", draw: drawStaged, within: 2e-8 },
  ])(
    `before rounding arrives as early, and then costs as little, as successive linear programs$what, on ${DRAWN}`,
    async ({ draw, within }) => {
      const solver = await loadLinearSolver();
      let compared = 0;
      for (let seed = 20_001; seed <= 20_000 + DRAWN; seed++) {
        const { problem } = orderByKey(draw(seed));
        const found = solveUnrounded(problem);
        const objectives = listObjectives(problem);
        const costs = objectives.map(({ costOf }) => costOf);
        const least = findOracleLeast(problem, solver, { units: found.units, costs });
        for (const [k, { name, scale }] of objectives.entries()) {
          if (scale === 0) continue;
          expect(Math.abs(found[name] - least[k]!) / scale, `seed ${seed} ${name}`).toBeLessThan(within);
          compared++;
        }
      }
      // Not all of them were problems in which nothing can be sent.
      expect(compared).toBeGreaterThan(DRAWN);
    },
    600_000,
  );

  test(`proves bounds of arrival and cost that linear programs with the same whole units keep, on ${DRAWN}`, async () => {
    const solver = await loadLinearSolver();
    let reached = 0;
    for (let seed = 20_001; seed <= 20_000 + DRAWN; seed++) {
      const problem = drawSmall(seed);
      const { least, demands } = await solve(problem);
      const [arrival, cost] = listObjectives(problem);
      const { arrivalPrice } = least.cost;
      const costs = [
        arrival!.costOf,
        (j: number) => cost!.costOf(j) / 1e9 + arrivalPrice * arrival!.costOf(j),
      ] as const;
      const units = demands.map(({ allocated }) => allocated);
      for (const [k, { bound, gap }] of [least.arrival, least.cost].entries()) {
        const [real] = findOracleLeast(problem, solver, { units, costs: [costs[k]!] });
        const allowance = 1e-7 * (bound + gap) + 1e-6;
        expect(bound, `seed ${seed}`).toBeLessThanOrEqual(real! + allowance);
        expect(bound + gap, `seed ${seed}`).toBeGreaterThanOrEqual(real! - allowance);
        if (gap < 1e-9 * bound) reached++;
      }
    }
    expect(reached).toBeGreaterThan(DRAWN / 2);
  }, 600_000);

  test("gives the same bytes again, and the same plan when the lists are shuffled, on 200", async () => {
    for (let seed = 2001; seed <= 2200; seed++) {
      const problem = seed % 2 === 0 ? drawSmall(seed) : drawStaged(seed);
      const plan = await solve(problem);
      expect(JSON.stringify(await solve(problem))).toBe(JSON.stringify(plan));
      const shuffled = shuffleProblem(problem, openRandom(seed));
      expect(nameByKeys(shuffled, await solve(shuffled)), `seed ${seed}`).toBe(nameByKeys(problem, plan));
    }
  });

  test("solves, and proves by its check, where a few and thousands of millions share lanes, on 200", async () => {
    for (let seed = 4001; seed <= 4200; seed++) {
      const random = openRandom(seed);
      const draw = () => Math.floor(10 ** (random() * 10.5));
      const shape = {
        demands: 15,
        supplies: 5,
        items: 3,
        periods: 4,
        quantityMax: 9,
        limited: 0.7,
        demandsPerSite: 4,
      };
      const drawn = drawProblem(shape, random);
      const orNone = (capacity: number | null) => (capacity === null ? null : draw());
      const problem: PlanProblem = {
        ...drawn,
        demands: drawn.demands.map((demand) => ({ ...demand, quantity: draw() })),
        supplies: drawn.supplies.map((supply) => ({ ...supply, quantity: draw() })),
        lanes: drawn.lanes.map((lane) => ({ ...lane, massCapacityGrams: orNone(lane.massCapacityGrams) })),
        receiving: drawn.receiving.map((limit) => ({ ...limit, unitCapacity: orNone(limit.unitCapacity) })),
      };
      // The bound that solvePlan states for quantities this far apart.
      const largest = Math.max(...problem.demands.map((demand) => demand.quantity));
      const columnsOf = (d: number) =>
        listOracleProgram(problem).columns.filter(({ demand }) => demand === d).length;
      (await solve(problem)).demands.forEach(({ fairShare, allocated }, d) => {
        const lost = fairShare - allocated;
        if (lost > 1) expect(lost, `seed ${seed} demand ${d}`).toBeLessThan(columnsOf(d) + 1e-6 * largest);
      });
    }
  });

  test("keeps within a unit of the fair share and gives all that can be given, where only supplies bind", async () => {
    for (let seed = 3001; seed <= 3200; seed++) {
      const random = openRandom(seed);
      const shape: DrawnShape = {
        demands: 12,
        supplies: 5,
        items: 2,
        periods: 3,
        quantityMax: 40,
        limited: 0,
        demandsPerSite: 1,
      };
      const plan = await solve(drawProblem(shape, random));
      let fair = 0;
      let given = 0;
      for (const outcome of plan.demands) {
        fair += outcome.fairShare;
        given += outcome.allocated;
        expect(Math.abs(outcome.allocated - outcome.fairShare)).toBeLessThan(1);
      }
      expect(Math.abs(given - fair), `seed ${seed}`).toBeLessThan(1e-6);
      expect(plan.unused.filter((rest) => rest.reason === "capacity")).toEqual([]);
    }
  });
});
