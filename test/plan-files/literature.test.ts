import { describe, expect, test } from "vitest";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { writePlanFiles } from "#core/allocation/plan-files.ts";
import type { PlanStage } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { makeDemand, makeLane, makeProblem, makeStages, makeSupply } from "#planner/testing/problems.ts";

/**
 * Cases of the literature on dividing what is too little, done by hand. Equal awards are a max-min of the amounts
 * themselves: the level f ÷ (w · q) is one of amounts where w is in inverse proportion to q.
 *
 * O'Neill 1982, "A problem of rights arbitration from the Talmud", Math. Soc. Sciences 2; Aumann and Maschler 1985, "Game theoretic analysis of a bankruptcy problem from the Talmud", J. Econ. Theory 36;
 * Thomson 2003, "Axiomatic and game-theoretic analysis of bankruptcy", Math. Soc. Sciences 45.
 */
async function divide(
  estate: number,
  claims: readonly number[],
  weightsPerMille: readonly number[] = claims.map(() => 1000),
): Promise<readonly number[]> {
  return await divideByStages(estate, claims, weightsPerMille.map(makeStages));
}

/** The same where every claim has its own stages. */
async function divideByStages(
  estate: number,
  claims: readonly number[],
  stages: readonly (readonly PlanStage[])[],
): Promise<readonly number[]> {
  const problem = makeProblem({
    sites: claims.length + 1,
    supplies: [makeSupply("estate", { quantity: estate })],
    demands: claims.map((quantity, i) => {
      return makeDemand(`claim ${i}`, { quantity, site: i + 1, stages: stages[i]! });
    }),
    lanes: claims.map((_, i) => makeLane(`lane ${i}`, { to: i + 1 })),
  });
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  const files = writePlanFiles(problem, result.plan);
  expect(checkCertificate(files.problem, files.plan, files.certificate)).toMatchObject({ accepted: true });
  return files.plan.demands.map((one) => one.allocated);
}

/** Weights in inverse proportion to claims that divide 600,000. */
const equalAwards = async (estate: number, claims: readonly number[]) =>
  await divide(
    estate,
    claims,
    claims.map((claim) => 600_000_000 / claim),
  );

describe("an estate is divided among claims as the literature has it", () => {
  test("in proportion to the claims, with one weight for all", async () => {
    expect(await divide(300, [100, 200, 300])).toEqual([50, 100, 150]);
  });

  test("two claimants, one to all and one to half of a contested garment: the half that only one claims is his", async () => {
    // Claims 200 and 100 on 200. Each loses as much, but no more than half of his claim: losses by equal awards.
    const claims = [200, 100] as const;
    const [first, second] = await equalAwards(claims[0] + claims[1] - 200, [100, 50]);
    expect([claims[0] - first!, claims[1] - second!]).toEqual([150, 50]);
  });

  test("constrained equal awards: the same to each, but nobody more than he claims", async () => {
    expect(await equalAwards(180, [100, 200, 300])).toEqual([60, 60, 60]);
    expect(await equalAwards(300, [100, 200, 300])).toEqual([100, 100, 100]);
    expect(await equalAwards(400, [100, 200, 300])).toEqual([100, 150, 150]);
    expect(await equalAwards(600, [100, 200, 300])).toEqual([100, 200, 300]);
  });

  test("the three wives of the Mishnah (Ketubot 93a): equal awards of the half-claims 50, 100, 150", async () => {
    expect(await equalAwards(100_000, [50_000, 100_000, 150_000])).toEqual([33_334, 33_333, 33_333]);
    expect(await equalAwards(200, [50, 100, 150])).toEqual([50, 75, 75]);
    expect(await equalAwards(300, [50, 100, 150])).toEqual([50, 100, 150]);
  });

  test("the Talmud rule up to half of the claims is one stage: equal awards, none above half of his claim", async () => {
    const claims = [100, 200, 300] as const;
    const halves = claims.map((claim): readonly PlanStage[] => {
      return [{ weightPerMille: 600_000_000 / claim, uptoPerMille: 500 }];
    });
    // Ketubot 93a again, from the whole claims: estates of 100 (in thousands), 200 and 300.
    const thousands = claims.map((claim) => claim * 1000);
    expect(await divideByStages(100_000, thousands, halves)).toEqual([33_334, 33_333, 33_333]);
    expect(await divideByStages(200, claims, halves)).toEqual([50, 75, 75]);
    expect(await divideByStages(300, claims, halves)).toEqual([50, 100, 150]);
  });

  test("beyond half of the claims the Talmud rule is equal losses, which no stage is: it gives other numbers", async () => {
    const claims = [100, 200, 300] as const;
    // Half of each first (300 in all), then equal awards of the whole, as stages have it.
    const stages = claims.map((claim): readonly PlanStage[] => {
      const weightPerMille = 600_000_000 / claim;
      return [500, 1000].map((uptoPerMille) => ({ weightPerMille, uptoPerMille }));
    });
    // The rule: losses of 200 in all, equal but none above half of a claim, 50, 75 and 75: awards 50, 125, 225.
    const losses = await equalAwards(
      200,
      claims.map((claim) => claim / 2),
    );
    expect(claims.map((claim, i) => claim - losses[i]!)).toEqual([50, 125, 225]);
    // Stages raise the lowest award first: 100 has all of it before 300 has more than its half of 150.
    expect(await divideByStages(400, claims, stages)).toEqual([100, 150, 150]);
  });

  test("what one claimant cannot take goes to the others (Bertsekas and Gallager 1992, section 6.5.2)", async () => {
    expect(await divide(100, [10, 100, 100], [10_000, 1000, 1000])).toEqual([10, 45, 45]);
  });
});
