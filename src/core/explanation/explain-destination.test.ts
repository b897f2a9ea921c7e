import { expect, test } from "vitest";
import { writeAssignmentPlan } from "#core/allocation/assignment-files.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { ASSIGNMENT_LIMITS } from "#planner/indivisible/assign-units.ts";
import { planTogether } from "#planner/indivisible/plan-together.ts";
import type { AssignmentProblem, UnitNeed } from "#planner/indivisible/problem.ts";
import { makeAssignment, makeCall, makeRoad, makeUnit } from "#planner/testing/assignments.ts";
import { makeLane, makeProblem, makeSupply } from "#planner/testing/problems.ts";
import { explainDestination } from "./explain-destination.ts";
import { nameByKeys } from "./naming.ts";
import { putDestinationIntoWords, putDestinationTrialIntoWords } from "./put-destination-into-words.ts";
import { tryDestination } from "./try-destination.ts";
import { openWording } from "./wording.ts";

const need = (part: Partial<UnitNeed>): UnitNeed => ({
  kind: null,
  amount: 0,
  items: [],
  quantity: 0,
  withinPeriods: 0,
  leastShelfLifePeriods: 0,
  ...part,
});

/** A hospital that needs water, 30 of power or a generator (item 0), and two sets (item 1); each call is another case. */
const SITES = ["home", "goes", "poor", "dark", "weak", "far", "few", "heavy", "both"] as const;
const siteOf = (name: (typeof SITES)[number]) => SITES.indexOf(name);
const callAt = (name: (typeof SITES)[number], part: Parameters<typeof makeCall>[1] = {}) =>
  makeCall(name, { site: siteOf(name), ...part });
const FED: readonly (typeof SITES)[number][] = ["goes", "poor", "dark", "weak", "few", "heavy", "both"];

const PROBLEM: AssignmentProblem = {
  ...makeAssignment(),
  sites: SITES.length,
  languages: 2,
  facilityKinds: 2,
  facilities: [
    ...FED.filter((name) => name !== "dark").map((name) => {
      const capacity = name === "weak" ? 1 : null;
      return { key: `water ${name}`, site: siteOf(name), kind: 0, capacity };
    }),
    ...(["goes", "poor", "few"] as const).map((name) => {
      return { key: `power ${name}`, site: siteOf(name), kind: 1, capacity: 40 };
    }),
  ],
  units: [
    makeUnit("hospital", {
      languages: [0],
      capacity: 0,
      needs: [
        need({ kind: 0, amount: 2 }),
        need({ kind: 1, amount: 30, items: [0], quantity: 1 }),
        need({ items: [1], quantity: 2, withinPeriods: 1 }),
      ],
    }),
  ],
  calls: [
    callAt("goes"),
    callAt("poor", { present: 1, wanted: 3, count: 2 }),
    callAt("dark"),
    callAt("weak"),
    callAt("far"),
    callAt("few"),
    callAt("heavy"),
    callAt("both"),
    makeCall("another type", { types: [1] }),
    makeCall("beds", { measure: "capacity", wanted: 5 }),
    makeCall("other language", { languages: [1] }),
    makeCall("over", { stayPeriods: 9 }),
  ],
  lanes: FED.map((name) => makeRoad(`road ${name}`, { to: siteOf(name) })),
  goods: {
    ...makeProblem(),
    sites: SITES.length,
    items: [50_000_000, 1000].map((massPerThousandGrams) => ({
      massPerThousandGrams,
      volumePerThousandCubicCentimetres: 0,
      coldVolumePerThousandCubicCentimetres: 0,
    })),
    supplies: [
      makeSupply("generators", { item: 0, quantity: 9 }),
      makeSupply("sets", { item: 1, quantity: 9, availableFrom: 1 }),
      makeSupply("one set", { item: 1, quantity: 1, site: siteOf("few") }),
    ],
    demands: [],
    lanes: [
      ...FED.filter((name) => name !== "few").map((name) => {
        // To "both": a generator by the period of arrival, or sets by the next, but the lane carries one thing a period.
        const massCapacityGrams = name === "heavy" ? 1000 : null;
        return makeLane(`lane ${name}`, { to: siteOf(name), massCapacityGrams });
      }),
      makeLane("within few", { from: siteOf("few"), to: siteOf("few") }),
    ],
    receiving: [
      {
        key: "both",
        site: siteOf("both"),
        fromPeriod: 0,
        toPeriod: 3,
        unitCapacity: 1,
        volumeCapacityCubicCentimetres: null,
        coldVolumeCapacityCubicCentimetres: null,
      },
    ],
  },
};

const LIMITS = { units: ASSIGNMENT_LIMITS, goods: { columnsMax: 10_000 } };

async function solve(problem: AssignmentProblem) {
  const result = await planTogether(problem, LIMITS);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return writeAssignmentPlan(problem, result.plan, result.goods);
}

test("of every other call the first thing that stands against it is told, with its figures", async () => {
  // The window of "both" is one period: the generator and two sets would be three things in two periods.
  const problem = {
    ...PROBLEM,
    calls: PROBLEM.calls.map((call) =>
      call.key === "both" ? { ...call, windowTo: 1, windowFrom: 0 } : call,
    ),
  };
  const plan = await solve(problem);
  const explained = await explainDestination(problem, plan, "hospital");
  expect(explained?.sent).toEqual({
    call: "goes",
    departPeriod: 0,
    arrivePeriod: 0,
    level: 1,
    levelWithout: 0,
  });
  expect(explained?.needs.map(({ by }) => by)).toEqual(["facility", "facility", "goods"]);
  expect(Object.fromEntries(explained?.others.map(({ call, reason }) => [call, reason]) ?? [])).toEqual({
    "another type": { kind: "type" },
    beds: { kind: "capacity" },
    both: { kind: "possible", level: 0, raised: 1 },
    dark: { kind: "facility", facility: 0, amount: 2, has: null },
    far: { kind: "unreachable" },
    few: { kind: "goods", items: [1], quantity: 2, arriving: 1, by: 3 },
    heavy: { kind: "carried", items: [0], quantity: 1, arriving: 9, by: 3 },
    "other language": { kind: "language" },
    over: { kind: "window" },
    poor: { kind: "possible", level: 1 / 3, raised: 2 / 3 },
    weak: { kind: "facility", facility: 0, amount: 2, has: 1 },
  });
  expect(await explainDestination(problem, plan, "nobody")).toBeUndefined();
});

test("needs that could each be met, but not together, are told as such", async () => {
  const problem = {
    ...PROBLEM,
    calls: [callAt("goes"), callAt("both", { windowTo: 0 })],
  };
  const explained = await explainDestination(problem, await solve(problem), "hospital");
  // In period 0 one generator, in period 1 one set: two sets, due by period 1, do not fit beside it.
  const only = { ...problem, units: [{ ...problem.units[0]!, needs: problem.units[0]!.needs.slice(1, 2) }] };
  expect(explained?.others).toEqual([{ call: "both", reason: expect.objectContaining({ kind: "carried" }) }]);
  const one = need({ items: [1], quantity: 1, withinPeriods: 1 });
  const supplies = problem.goods!.supplies.map((row) => ({ ...row, availableFrom: 0 }));
  const tight = {
    ...problem,
    goods: { ...problem.goods!, supplies },
    units: [{ ...only.units[0]!, needs: [...only.units[0]!.needs, one, one] }],
  };
  const tried = await explainDestination(tight, await solve(tight), "hospital");
  expect(tried?.others).toEqual([{ call: "both", reason: { kind: "together" } }]);
});

test("a trial says which objective would be worse if the unit could go to one call only, and where nothing would", async () => {
  const plan = await solve(PROBLEM);
  const against = async (call: string) => {
    const tried = await tryDestination(PROBLEM, plan, { unit: "hospital", call, limits: ASSIGNMENT_LIMITS });
    return tried.ok ? tried.value : tried;
  };
  expect(await against("poor")).toEqual({
    call: "poor",
    goes: true,
    difference: { objective: "reach_level", level: 1 / 3, before: 2, after: 1 },
    proven: true,
  });
  expect(await against("goes")).toMatchObject({ goes: true, difference: null, proven: true });
  expect(await against("far")).toMatchObject({ goes: false, difference: { before: 2, after: 1 } });
});

test("it is told in every language, without a gap", async () => {
  const plan = await solve(PROBLEM);
  const explained = await explainDestination(PROBLEM, plan, "hospital");
  const difference = { objective: "reach_level", level: 0.5, before: 2, after: 1 } as const;
  const texts = NAME_LANGUAGES.map((language) => {
    const wording = openWording(language);
    const speech = { wording, naming: nameByKeys(wording) };
    const { head, needs, others } = putDestinationIntoWords(explained!, speech);
    const trials = [
      { call: "poor", goes: true, difference, proven: true },
      { call: "poor", goes: true, difference: null, proven: true },
      { call: "poor", goes: false, difference: null, proven: false },
    ];
    return [
      head,
      ...needs,
      ...others,
      ...trials.map((one) => putDestinationTrialIntoWords(one, speech)),
    ].join("\n");
  });
  for (const text of texts) expect(text).not.toMatch(/[{}]|undefined/);
  expect(new Set(texts).size).toBe(6);
  const english = texts[NAME_LANGUAGES.indexOf("en")];
  expect(english).toContain("hospital goes to goes: it leaves in period 0");
  expect(english).toContain(
    "few: item 1: it needs 2 units there by period 3, and 1 can be there at the most.",
  );
  expect(english).toContain("weak: facility 0: it needs 2, and the site has 1.");
  expect(english).toContain("If it could go to poor only, 1 calls would reach level 0.5 instead of 2.");
});
