import { checkCertificate } from "#certificate/check-certificate.ts";
import { type PlanFiles, writePlanFiles } from "#core/allocation/plan-files.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import {
  makeDemand,
  makeFloor,
  makeItem,
  makeLane,
  makeProblem,
  makeReceiving,
  makeSupply,
} from "#planner/testing/problems.ts";

/**
 * Masks (item 0) and vaccines (item 1, cold) for three sites. "rich" and "poor" share the masks; "port" is bound by its
 * lane, "cold" by the cold volume of its site; "late" by its window, "stale" by shelf life, "far" by distance and
 * "none" by want of any supply; "small" is met, "half" capped at half of what it asks. All are promised a fifth first: the
 * lane to "port" cannot hold that.
 */
const CAPPED = [
  { weightPerMille: 200, uptoPerMille: 200 },
  { weightPerMille: 1000, uptoPerMille: 500 },
];
const DRAFT: PlanProblem = makeProblem({
  sites: 5,
  items: [
    makeItem({ massPerThousandGrams: 5000 }),
    makeItem({ massPerThousandGrams: 700, coldVolumePerThousandCubicCentimetres: 9000 }),
    makeItem(),
    makeItem(),
  ],
  supplies: [
    makeSupply("masks", { quantity: 90_000 }),
    makeSupply("vaccine", { item: 1, quantity: 500_000, expiryPeriod: 6 }),
    makeSupply("gloves", { item: 3, quantity: 40 }),
  ],
  demands: [
    makeDemand("cold", { site: 3, items: [1], quantity: 400_000 }),
    makeDemand("far", { site: 4, quantity: 10_000 }),
    makeDemand("late", { site: 2, quantity: 10_000, windowFrom: 0, windowTo: 0 }),
    makeDemand("none", { items: [2], quantity: 10_000 }),
    makeDemand("half", { items: [1], quantity: 1001, stages: CAPPED }),
    makeDemand("poor", { quantity: 100_000, stages: makeFloor(200, 2000) }),
    makeDemand("port", { site: 2, items: [0], quantity: 60_000, windowFrom: 1, windowTo: 1 }),
    makeDemand("rich", { quantity: 100_000 }),
    makeDemand("small", { items: [1], quantity: 20 }),
    makeDemand("stale", { items: [1], quantity: 10_000, leastShelfLifePeriods: 9 }),
  ],
  lanes: [
    makeLane("to 1", { transitPeriods: 1, costPerTonneMinor: 10 }),
    makeLane("to 2", { to: 2, transitPeriods: 1, massCapacityGrams: 10_000 }),
    makeLane("to 3", { to: 3 }),
  ],
  receiving: [
    makeReceiving("cool room", { site: 3, coldVolumeCapacityCubicCentimetres: 450_000, toPeriod: 1 }),
    makeReceiving("cool room later", { site: 3, unitCapacity: 30_000, fromPeriod: 2 }),
  ],
});

const PROBLEM: PlanProblem = {
  ...DRAFT,
  demands: DRAFT.demands.map((demand) =>
    demand.stages.length === 1 ? { ...demand, stages: makeFloor(200) } : demand,
  ),
};

/** The three files of the problem, solved. */
export async function solveExample(): Promise<PlanFiles> {
  const result = await solvePlan(PROBLEM);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return writePlanFiles(PROBLEM, result.plan);
}

/** A copy of the files as a stranger might send them: of any shape. */
export interface Copy {
  readonly problem: Row;
  readonly plan: Row;
  readonly certificate: Row;
}
export interface Row {
  [name: string]: unknown;
}

/** The rules that a damaged copy of the files breaks, each after its file; none when it is accepted. */
export function findRules(files: PlanFiles, damage: (copy: Copy) => void): readonly string[] {
  const copy = structuredClone(files) as unknown as Copy; // to be damaged: what is done to the types is the point
  damage(copy);
  const verdict = checkCertificate(copy.problem, copy.plan, copy.certificate);
  return verdict.accepted ? [] : [...new Set(verdict.faults.map((fault) => `${fault.file} ${fault.rule}`))];
}
