import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import { writeAssignmentFile, writeAssignmentPlan } from "#core/allocation/assignment-files.ts";
import { generateJoint, JOINT_PRESETS } from "#planner/generate-joint.ts";
import { ASSIGNMENT_LIMITS, assignUnits } from "#planner/indivisible/assign-units.ts";
import { planTogether } from "#planner/indivisible/plan-together.ts";
import type { AssignmentPlan, AssignmentProblem } from "#planner/indivisible/problem.ts";

/**
 * How long does one plan of teams and goods take for a world of 200 countries and 60 teams, is it proven, and what does it give that others do not?
 *
 * Against two plans of the same problem, as named baselines:
 * - `blind`: teams assigned first, without a look at what they need (as before there were needs), then held to their calls: as many of them as can
 *   have what they need there, by whatever ways, are counted as at work.
 * - `greedy`: again and again the call at the lowest level gets its first team whose needs can still be met: what the integer program starts from.
 *
 * The plan is checked by the checker that shares no code before anything is timed; levels are compared as they count, the lowest first.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const SEED = 1;
const SIZE = IS_SMOKE ? JOINT_PRESETS.teams_small : JOINT_PRESETS.teams;
const LIMITS = { units: { ...ASSIGNMENT_LIMITS, secondsMax: 600 }, goods: { columnsMax: 1_000_000 } };

const problem = generateJoint(SIZE, SEED);
console.error("teams: one plan");
let began = performance.now();
const joint = await planTogether(problem, LIMITS);
const jointMilliseconds = performance.now() - began;
if (joint.status !== "solved") throw new Error(`bench: ${JSON.stringify(joint)}`);
const file = writeAssignmentPlan(problem, joint.plan, joint.goods);
const verdict = checkJointPlan(writeAssignmentFile(problem), file);
if (!verdict.accepted) throw new Error(`bench: ${JSON.stringify(verdict.faults.slice(0, 5))}`);

console.error("teams: teams alone");
began = performance.now();
await assign(problem, LIMITS.units.secondsMax);
const assignMilliseconds = performance.now() - began;
console.error("teams: blind");
const bare = {
  ...problem,
  units: problem.units.map((unit) => ({ ...unit, needs: [] })),
  facilities: [],
  goods: null,
};
const blind = await assign(
  holdUnits(problem, await assign(bare, LIMITS.units.secondsMax)),
  LIMITS.units.secondsMax,
);
console.error("teams: greedy");
began = performance.now();
const greedy = await assign(problem, 0);
const greedyMilliseconds = performance.now() - began;
for (const other of [blind, greedy]) {
  if (compareLevels(joint.plan, other) < 0)
    throw new Error("bench: a baseline is fairer than the plan that is proven");
}

console.log(
  JSON.stringify({
    countryCount: SIZE.goods.recipients,
    teamCount: SIZE.teams,
    callLineCount: problem.goods.demands.length,
    isProven: Number(joint.plan.proven),
    jointMilliseconds,
    assignMilliseconds,
    greedyMilliseconds,
    needsByFacilityCount: verdict.needsByFacility,
    needsByGoodsCount: verdict.needsByGoods,
    goodsAllocationCount: verdict.allocations,
    fixedSendingCount: joint.goods?.fixed.length ?? 0,
    ...measure("joint", joint.plan),
    ...measure("blind", blind),
    ...measure("greedy", greedy),
    hash: createHash("sha256").update(JSON.stringify(file)).digest("hex"),
  }),
);

async function assign(one: AssignmentProblem, secondsMax: number): Promise<AssignmentPlan> {
  const result = await assignUnits(one, { ...LIMITS.units, secondsMax });
  if (result.status !== "solved") throw new Error(`bench: ${JSON.stringify(result)}`);
  return result.plan;
}

/** The problem with each unit that is sent held to its call, and the others at home: by a type of its own. */
function holdUnits(one: AssignmentProblem, plan: AssignmentPlan): AssignmentProblem {
  const callOf = new Map(plan.assignments.map(({ unit, call }) => [unit, call]));
  return {
    ...one,
    types: one.units.length + 1,
    units: one.units.map((unit, u) => ({ ...unit, type: u })),
    calls: one.calls.map((call, c) => {
      const types = one.units.flatMap((_, u) => (callOf.get(u) === c ? [u] : []));
      return { ...call, types: types.length === 0 ? [one.units.length] : types };
    }),
  };
}

function levelsOf({ calls }: AssignmentPlan): readonly number[] {
  return calls.map(({ level }) => level).toSorted((a, b) => a - b);
}

/** Above zero where the first is fairer: at the lowest place where they differ it stands higher. */
function compareLevels(one: AssignmentPlan, other: AssignmentPlan): number {
  const [a, b] = [levelsOf(one), levelsOf(other)];
  const at = a.findIndex((level, i) => level !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** What a plan gives: teams at work, calls with nothing, the mean of levels up to 1, and how many are met. */
function measure(name: string, plan: AssignmentPlan): Readonly<Record<string, number>> {
  const levels = levelsOf(plan);
  const sum = levels.reduce((all, level) => all + Math.min(1, level), 0);
  return {
    [`${name}TeamsAtWorkCount`]: plan.assignments.length,
    [`${name}CallsAtZeroCount`]: levels.filter((level) => level === 0).length,
    [`${name}MeanLevel`]: Number((sum / levels.length).toFixed(6)),
    [`${name}CallsMetCount`]: plan.calls.filter(({ status }) => status === "met").length,
  };
}
