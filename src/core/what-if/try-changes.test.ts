import { describe, expect, test } from "vitest";
import { writePlanFiles } from "#core/allocation/plan-files.ts";
import { EQUAL_COVERAGE, LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { nameByKeys } from "#core/explanation/naming.ts";
import { openWording } from "#core/explanation/wording.ts";
import { asInstant } from "#core/time.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import {
  drawProblem,
  makeDemand,
  makeLane,
  makeProblem,
  makeSupply,
  openRandom,
  shuffleProblem,
} from "#planner/testing/problems.ts";
import type { Change } from "./change.ts";
import type { PlanDifference } from "./compare-plans.ts";
import { listTotals, putDifferenceIntoWords } from "./put-difference-into-words.ts";
import { type TrialTask, tryChanges } from "./try-changes.ts";

/** 900 masks for A and B that ask 1000 each; the lane to B carries 200 masks, at 5 g, in each of the periods. */
const PROBLEM = makeProblem({
  periods: 1,
  supplies: [makeSupply("masks", { quantity: 900, availableUntil: 0 })],
  demands: [
    makeDemand("A", { quantity: 1000, windowTo: 0 }),
    makeDemand("B", { quantity: 1000, windowTo: 0, site: 2 }),
  ],
  lanes: [
    makeLane("to A", { costPerTonneMinor: 1000 }),
    makeLane("to B", { to: 2, massCapacityGrams: 1000, costPerTonneMinor: 5000 }),
  ],
});

async function tryOut(task: Partial<TrialTask> & { readonly changes: readonly Change[] }) {
  const tried = await tryChanges({ problem: PROBLEM, plan: null, ...task });
  if (!tried.ok) throw new Error(JSON.stringify(tried.refusal));
  return tried.value;
}

function sharesOf({ lines }: PlanDifference) {
  return lines.map(({ demand, before, after, change }) => [
    demand,
    before?.allocated,
    after?.allocated,
    change,
  ]);
}

describe("a trial", () => {
  test("says what differs line by line and in all, by hand", async () => {
    const { difference } = await tryOut({
      changes: [{ change: "lane", key: "to B", set: { massCapacityGrams: 1500 } }],
    });
    expect(sharesOf(difference)).toEqual([
      ["A", 700, 600, -100],
      ["B", 200, 300, 100],
    ]);
    expect(difference).toMatchObject({
      sameLines: 0,
      gain: { lines: 1, units: 100 },
      loss: { lines: 1, units: 100 },
      before: { lines: 2, metLines: 0, asked: 2000, allocated: 900, leftUnits: 0, lowestLevel: 0.2 },
      after: { allocated: 900, lowestLevel: 0.3, meanArrivalPeriods: 0 },
    });
    // (0.7 + 0.2)² ÷ (2 (0.49 + 0.04)) and (0.6 + 0.3)² ÷ (2 (0.36 + 0.09)).
    expect(difference.before.jainIndex).toBeCloseTo(0.81 / 1.06, 12);
    expect(difference.after.jainIndex).toBeCloseTo(0.9, 12);
    // 700 masks are 3.5 kg at 1000 a tonne, 200 are 1 kg at 5000.
    expect(difference.before.costMinor).toBeCloseTo(8.5, 12);
    expect(difference.after.costMinor).toBeCloseTo(3 + 7.5, 12);
  });

  test("puts it into words", async () => {
    const wording = openWording("en");
    const speech = { wording, naming: nameByKeys(wording) };
    const { difference } = await tryOut({
      changes: [
        { change: "lane", key: "to B", set: { massCapacityGrams: 1500 } },
        { change: "demand", key: "C", like: "B", set: { site: 1, quantity: 500 } },
      ],
    });
    expect(putDifferenceIntoWords(difference, speech)).toEqual([
      "2 lines get more, 300 units in all: C (from 0 to 200), B (from 200 to 300).",
      "1 line gets less, 300 units in all: A (from 700 to 400).",
    ]);
    expect(listTotals(difference, wording).map(({ name }) => name)).toHaveLength(8);
    const none = await tryOut({ changes: [{ change: "supply", key: "masks", set: { quantity: 900 } }] });
    expect(none.difference).toMatchObject({ lines: [], sameLines: 2 });
    expect(putDifferenceIntoWords(none.difference, speech)).toEqual(["Nothing changes for any line."]);
  });

  test("removes and adds lines: one that is not there has no state", async () => {
    const { difference } = await tryOut({ changes: [{ change: "demand", key: "A", remove: true }] });
    expect(difference.lines).toMatchObject([{ demand: "A", change: -700, after: null }]);
    expect(difference).toMatchObject({ sameLines: 1, after: { leftUnits: 700 } });
  });

  test("weighs a round by another policy, and refuses that of a file with everything else that is wrong", async () => {
    const changes: readonly Change[] = [
      { change: "policy", key: "by_favour", set: { ldc: 900, sids: 20_000, lldc: 0.5 } },
      { change: "supply", key: "nobody", set: { quantity: 1 } },
    ];
    const refused = await tryChanges({ problem: PROBLEM, plan: null, changes });
    expect(refused.ok ? [] : refused.refusal).toMatchObject({
      code: "malformed",
      problems: [
        { field: "changes.0.change", rule: "policy_needs_round" },
        { field: "changes.0.key", rule: "unknown_policy" },
        { field: "changes.0.set.ldc", rule: "too_small" },
        { field: "changes.0.set.sids", rule: "too_large" },
        { field: "changes.0.set.lldc", rule: "not_a_whole_number" },
        { field: "changes.1.key", rule: "unknown_row" },
      ],
    });
    const snapshot = {
      cutOff: asInstant("2026-01-01T00:00:00Z"),
      scenario: null,
      shelfLifeRules: [],
      needs: [],
      supplies: [],
      lanes: [],
    };
    const facts = { items: new Map(), itemPacks: [], coldVolumes: new Map(), listings: [], capacities: [] };
    const round = { snapshot, policy: EQUAL_COVERAGE, facts };
    // None of the demands is a need of this snapshot: their stages stay.
    const kept = await tryOut({ changes: [{ change: "policy", key: LEAST_DEVELOPED_FIRST.name }], round });
    expect(kept.difference.lines).toEqual([]);
  });
});

describe("over drawn problems", () => {
  const SHAPE = {
    demands: 12,
    supplies: 5,
    items: 2,
    periods: 4,
    quantityMax: 300,
    limited: 0.5,
    demandsPerSite: 3,
  };

  test("a change taken back changes nothing, a change there and back again is the same both ways", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const problem = drawProblem(SHAPE, openRandom(seed));
      const result = await solvePlan(problem);
      if (result.status !== "solved") throw new Error(result.status);
      const { plan } = writePlanFiles(problem, result.plan);
      const supply = problem.supplies[0]!;
      const more: Change = { change: "supply", key: supply.key, set: { quantity: supply.quantity + 50 } };
      const back: Change = { change: "supply", key: supply.key, set: { quantity: supply.quantity } };
      const there = await tryOut({ problem, plan, changes: [more] });
      expect((await tryOut({ problem, plan, changes: [more, back] })).difference.lines).toEqual([]);
      const again = await tryOut({ problem: there.files.problem, plan: there.files.plan, changes: [back] });
      expect(again.difference.lines.map(({ demand, change }) => [demand, -change + 0])).toEqual(
        there.difference.lines.map(({ demand, change }) => [demand, change]),
      );
      expect(again.difference.after).toEqual(there.difference.before);
      // The order of the problem's lists makes no difference.
      const shuffled = shuffleProblem(problem, openRandom(seed + 100));
      expect((await tryOut({ problem: shuffled, plan, changes: [more] })).difference).toEqual(
        there.difference,
      );
      const { before, after, gain, loss } = there.difference;
      expect(after.allocated - before.allocated).toBe(gain.units - loss.units);
    }
  });
});
