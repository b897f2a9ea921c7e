import { describe, expect, test } from "vitest";
import { makeDemand, makeLane, makeProblem, makeReceiving, makeSupply } from "#planner/testing/problems.ts";
import { type Change, CHANGES_MAX, readChanges } from "./change.ts";
import { changeProblem } from "./change-problem.ts";

const PROBLEM = makeProblem({
  supplies: [makeSupply("masks"), makeSupply("more masks")],
  demands: [makeDemand("A"), makeDemand("B", { site: 2 })],
  lanes: [makeLane("to A"), makeLane("to B", { to: 2 })],
  receiving: [makeReceiving("port", { unitCapacity: 5 })],
});

function change(...changes: readonly Change[]) {
  const changed = changeProblem(PROBLEM, changes);
  if (!changed.ok) throw new Error(JSON.stringify(changed.refusal));
  return changed.value;
}

function refuseAll(...changes: readonly Change[]) {
  const changed = changeProblem(PROBLEM, changes);
  return changed.ok ? [] : changed.refusal.problems.map(({ field, value, rule }) => [field, value, rule]);
}

describe("a change", () => {
  test("sets fields of a row of each list, and leaves the problem itself and every other row as they were", () => {
    const before = structuredClone(PROBLEM);
    const changed = change(
      { change: "supply", key: "masks", set: { quantity: 7, expiryPeriod: 9 } },
      { change: "demand", key: "B", set: { windowFrom: 1, weightPerMille: 2000 } },
      { change: "lane", key: "to B", set: { massCapacityGrams: 10, transitPeriods: 1 } },
      { change: "receiving", key: "port", set: { unitCapacity: null } },
      { change: "plan", set: { periods: 6 } },
    );
    expect(changed).toEqual({
      ...PROBLEM,
      periods: 6,
      supplies: [{ ...PROBLEM.supplies[0], quantity: 7, expiryPeriod: 9 }, PROBLEM.supplies[1]],
      demands: [
        PROBLEM.demands[0],
        {
          ...PROBLEM.demands[1],
          windowFrom: 1,
          stages: [{ weightPerMille: 2000, uptoPerMille: 1000 }],
        },
      ],
      lanes: [PROBLEM.lanes[0], { ...PROBLEM.lanes[1], massCapacityGrams: 10, transitPeriods: 1 }],
      receiving: [{ ...PROBLEM.receiving[0], unitCapacity: null }],
    });
    expect(PROBLEM).toEqual(before);
  });

  test("sets weights and caps of a demand's last stage, or of the stage that is named", () => {
    const staged = makeProblem({
      supplies: [makeSupply("masks")],
      demands: ["A", "B"].map((key) =>
        makeDemand(key, {
          stages: [
            { weightPerMille: 200, uptoPerMille: 200 },
            { weightPerMille: 1000, uptoPerMille: 1000 },
          ],
        }),
      ),
      lanes: [makeLane("to A")],
    });
    const set = { weightPerMille: 3000, uptoPerMille: 800, "stages.0.uptoPerMille": 300 };
    const changed = changeProblem(staged, [{ change: "demand", key: "B", set }]);
    expect(changed).toMatchObject({
      value: {
        demands: [
          staged.demands[0],
          {
            stages: [
              { weightPerMille: 200, uptoPerMille: 300 },
              { weightPerMille: 3000, uptoPerMille: 800 },
            ],
          },
        ],
      },
    });
    const refused = changeProblem(staged, [
      { change: "demand", key: "A", set: { uptoPerMille: 100 } },
      { change: "demand", key: "B", set: { "stages.2.uptoPerMille": 300, "stages.0.weightPerMille": 0 } },
    ]);
    expect(refused.ok ? [] : refused.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["changes.1.set.stages.2.uptoPerMille", "index_out_of_range"],
      ["changes.0.set.uptoPerMille", "falling"],
      ["changes.1.set.stages.0.weightPerMille", "too_small"],
    ]);
  });

  test("removes a row, adds one that is like another, and the next change sees both", () => {
    const changed = change(
      { change: "lane", key: "to B", remove: true },
      { change: "lane", key: "new", like: "to A", set: { to: 2 } },
      { change: "lane", key: "new", set: { costPerTonneMinor: 3 } },
    );
    expect(changed.lanes).toEqual([
      PROBLEM.lanes[0],
      { ...PROBLEM.lanes[0], key: "new", to: 2, costPerTonneMinor: 3 },
    ]);
  });

  test("is refused with everything that is wrong with all of them, at the change that is at fault", () => {
    expect(
      refuseAll(
        { change: "supply", key: "nobody", set: { quantity: 1 } },
        { change: "supply", key: "masks", set: { quantity: 0, key: 3 } },
        { change: "demand", key: "A", set: { windowTo: 9, severity: 0.5 } },
        { change: "lane", key: "to A", like: "to B" },
        { change: "lane", key: "other", like: "nothing", set: { to: 1 } },
        { change: "lane", key: "to B", remove: true, set: { to: 1 } },
        { change: "demand", key: "B" },
        { change: "demand", key: "B", set: { windowFrom: 3, windowTo: 1 } },
        { change: "plan", set: { periods: null } },
      ),
    ).toEqual([
      ["changes.0.key", "nobody", "unknown_row"],
      ["changes.1.set.key", "3", "unknown_field"],
      ["changes.3.key", "to A", "repeated"],
      ["changes.4.like", "nothing", "unknown_row"],
      ["changes.5.remove", "true", "set_and_remove"],
      ["changes.6.set", null, "empty_change"],
      ["changes.8.set.periods", "NaN", "not_a_whole_number"],
      ["changes.1.set.quantity", "0", "too_small"],
      ["changes.2.set.severity", "0.5", "not_a_whole_number"],
      ["changes.7.set.windowTo", "1", "window_reversed"],
    ]);
    expect(refuseAll({ change: "plan", set: { periods: 2 } })).toContainEqual([
      "supplies masks availableUntil",
      "3",
      "index_out_of_range",
    ]);
    const many = Array.from(
      { length: CHANGES_MAX + 1 },
      (): Change => ({ change: "plan", set: { periods: 4 } }),
    );
    expect(refuseAll(...many)).toEqual([["changes", `${CHANGES_MAX + 1}`, "too_many"]]);
  });
});

describe("changes of a file", () => {
  test("are a list, or the list of an object", () => {
    const changes = [{ change: "supply", key: "masks", set: { quantity: 1 } }];
    expect(readChanges(changes)).toEqual({ ok: true, value: changes });
    expect(readChanges({ changes })).toEqual({ ok: true, value: changes });
  });

  test("are refused with every problem of their shape", () => {
    expect(readChanges("supply")).toMatchObject({
      refusal: { problems: [{ field: "changes", rule: "not_a_list" }] },
    });
    const read = readChanges([
      3,
      { change: "boat", key: 7, like: 8, remove: "yes", set: [], more: 1 },
      { change: "supply", set: { quantity: "many", site: null } },
    ]);
    expect(read.ok ? [] : read.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["changes.0", "not_an_object"],
      ["changes.1.more", "unknown_field"],
      ["changes.1.change", "unknown_change"],
      ["changes.1.key", "not_a_key"],
      ["changes.1.like", "not_a_key"],
      ["changes.1.remove", "not_a_boolean"],
      ["changes.1.set", "not_an_object"],
      ["changes.2.set.quantity", "not_a_whole_number"],
    ]);
  });
});

test("what says nothing, or is not of its kind, is refused and not passed over", () => {
  expect(
    refuseAll(
      { change: "policy" },
      { change: "policy", key: "equal_coverage", like: "x", remove: true },
      { change: "plan", key: "x", remove: true },
      { change: "lane", key: "new", like: "to A", remove: true },
    ),
  ).toEqual([
    ["changes.0.set", null, "empty_change"],
    ["changes.1.like", "x", "unknown_field"],
    ["changes.1.remove", "true", "unknown_field"],
    ["changes.2.key", "x", "unknown_field"],
    ["changes.2.remove", "true", "unknown_field"],
    ["changes.2.set", null, "empty_change"],
    ["changes.3.remove", "true", "set_and_remove"],
  ]);
});

test("a line can ask for less than is of use to it once that is changed too; packs can be opened", () => {
  const least = makeProblem({
    supplies: [makeSupply("masks", { packUnits: 50, leastShipmentUnits: 100 })],
    demands: [makeDemand("A", { quantity: 1000, leastUnits: 800 })],
  });
  const less: Change = { change: "demand", key: "A", set: { quantity: 500 } };
  expect(changeProblem(least, [less])).toMatchObject({
    refusal: { problems: [{ field: "demands A leastUnits", rule: "least_above_quantity" }] },
  });
  const changed = changeProblem(least, [
    { ...less, set: { quantity: 500, leastUnits: 400 } },
    { change: "supply", key: "masks", set: { packUnits: 1, leastShipmentUnits: 0 } },
  ]);
  expect(changed).toMatchObject({
    value: {
      supplies: [{ packUnits: 1, leastShipmentUnits: 0 }],
      demands: [{ quantity: 500, leastUnits: 400 }],
    },
  });
});
