import { expect, test } from "vitest";
import { explainPlan } from "#core/explanation/explain-plan.ts";
import { nameByKeys } from "#core/explanation/naming.ts";
import { openWording } from "#core/explanation/wording.ts";
import { solveExample } from "#test/plan-files/example.ts";
import { changeProblem } from "./change-problem.ts";
import { listLineTrials, putLineTrialIntoWords } from "./list-line-trials.ts";

test("what could bring a line more is listed as changes that can be made, each once", async () => {
  const files = await solveExample();
  const explained = explainPlan(files);
  const trialsOf = (demand: string) => {
    const line = explained.lines.find((one) => one.demand === demand);
    if (line === undefined) throw new Error(demand);
    return listLineTrials(files.problem, line, explained.bottlenecks[line.bottleneck ?? -1]);
  };
  const all = explained.lines.flatMap(({ demand }) => trialsOf(demand));
  expect(all.length).toBeGreaterThan(4);
  for (const { changes } of all) expect(changeProblem(files.problem, changes)).toMatchObject({ ok: true });
  expect(trialsOf("late")).toEqual([
    {
      by: "window_later",
      amount: 1,
      supply: null,
      changes: [{ change: "demand", key: "late", set: { windowTo: 1 } }],
    },
  ]);
  expect(trialsOf("stale")).toMatchObject([
    { by: "shelf_life", amount: 4, changes: [{ set: { leastShelfLifePeriods: 5 } }] },
  ]);
  // The window of "cold" ends with the plan: it can end later in a plan that is longer.
  const cold = explained.lines.find(({ demand }) => demand === "cold")!;
  const way = { supply: "vaccine", lane: "to 3", departPeriod: 3, arrivePeriod: 4 };
  const changes = [{ kind: "wider", by: "window_later", effect: "possible", way }] as const;
  expect(listLineTrials(files.problem, { ...cold, changes }, undefined)).toMatchObject([
    {
      changes: [
        { change: "plan", set: { periods: 5 } },
        { change: "demand", key: "cold", set: { windowTo: 4 } },
      ],
    },
  ]);
  expect(trialsOf("poor")).toMatchObject([
    {
      by: "supply_unit",
      supply: "masks",
      changes: [{ change: "supply", key: "masks", set: { quantity: 90_001 } }],
    },
  ]);
  expect(trialsOf("small")).toEqual([]);
});

test("what came of one is said in words", () => {
  const wording = openWording("en");
  const speech = { wording, naming: nameByKeys(wording) };
  const units = { before: 200, after: 1200 };
  const later = { by: "window_later", amount: 2, supply: null, changes: [] } as const;
  expect(putLineTrialIntoWords(later, units, speech)).toBe(
    "A window that ends 2 periods later: it gets 1,200 in place of 200.",
  );
  const pack = { by: "pack", amount: 40, supply: "masks", changes: [] } as const;
  expect(putLineTrialIntoWords(pack, units, speech)).toBe(
    "40 units more of supply masks: it gets 1,200 in place of 200.",
  );
});
