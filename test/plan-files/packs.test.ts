import { expect, test } from "vitest";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { type PlanFiles, writePlanFiles } from "#core/allocation/plan-files.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { drawProblem, drawStages, openRandom, shuffleProblem } from "#planner/testing/problems.ts";
import { type DrawnRules, drawRules } from "#planner/testing/rounding.ts";

/** How many problems are drawn: 400, or as many as PLAN_FILES_DRAWN says (3,000 before a release). */
const DRAWN = Number(process.env["PLAN_FILES_DRAWN"] ?? 400);

/** Each rule alone, then all together. */
const PARTS: readonly DrawnRules[] = [
  { packs: 1, shipments: 0, leastUnits: 0, companions: 0 },
  { packs: 0, shipments: 1, leastUnits: 0, companions: 0 },
  { packs: 0, shipments: 0, leastUnits: 1, companions: 0 },
  { packs: 0, shipments: 0, leastUnits: 0, companions: 1 },
  { packs: 0.7, shipments: 0.5, leastUnits: 0.4, companions: 0.5 },
];

function drawPacked(seed: number): PlanProblem {
  const random = openRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const shape = {
    demands: 1 + below(12),
    supplies: 1 + below(6),
    items: 1 + below(3),
    periods: 1 + below(5),
    quantityMax: [60, 1000, 1_000_000][below(3)]!,
    limited: [0, 0.5, 1][below(3)]!,
    demandsPerSite: 1 + below(3),
  };
  return drawRules(drawProblem(shape, random), PARTS[seed % PARTS.length]!, random);
}

/** The same with two to four stages: floors, waiting lines and caps beside the rules. */
function drawStagedPacked(seed: number): PlanProblem {
  const problem = drawPacked(seed);
  return drawStages(problem, 2 + (seed % 3), openRandom(seed));
}

async function solve(problem: PlanProblem): Promise<PlanFiles> {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return writePlanFiles(problem, result.plan);
}

test(`the checker accepts every plan in packs, on ${DRAWN} drawn problems`, async () => {
  const rules = new Map<string, number>();
  const reasons = new Set<string>();
  for (let seed = 1; seed <= DRAWN; seed++) {
    const { problem, plan, certificate } = await solve(drawPacked(seed));
    const verdict = checkCertificate(problem, plan, certificate);
    expect(verdict, `seed ${seed}`).toMatchObject({ accepted: true });
    for (const { roundedBy } of plan.demands) {
      for (const rule of roundedBy) rules.set(rule, (rules.get(rule) ?? 0) + 1);
    }
    for (const { reason } of plan.unused) reasons.add(reason);
  }
  // None of the rules went unlooked at.
  expect([...rules.keys()].toSorted()).toEqual(["companion", "least_shipment", "least_units", "pack"]);
  expect(reasons).toContain("rounding");
}, 600_000);

test(`the checker accepts every plan of stages in packs, on ${DRAWN} drawn problems`, async () => {
  const statuses = new Map<string, number>();
  let named = 0;
  for (let seed = 20_001; seed <= 20_000 + DRAWN; seed++) {
    const { problem, plan, certificate } = await solve(drawStagedPacked(seed));
    const verdict = checkCertificate(problem, plan, certificate);
    expect(verdict, `seed ${seed}`).toMatchObject({ accepted: true });
    for (const { status } of plan.demands) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    named += certificate.unmetFloors.length;
  }
  for (const status of ["met", "capped", "bound", "rounding", "follows"]) {
    expect(statuses.get(status), status).toBeGreaterThan(5);
  }
  expect(named).toBeGreaterThan(20);
}, 600_000);

test("the same problem in another order gives the same three files, byte for byte, on 100", async () => {
  for (let seed = 7001; seed <= 7100; seed++) {
    const problem = drawPacked(seed);
    const shuffled = shuffleProblem(problem, openRandom(seed));
    const [files, again] = [await solve(problem), await solve(shuffled)];
    expect(canonicalJson(again), `seed ${seed}`).toBe(canonicalJson(files));
  }
});
