import { describe, expect, test } from "vitest";
import type { HealthCapacity } from "#core/estimate/health-capacity.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay } from "#core/time.ts";
import { compileStages } from "./compile-stages.ts";
import { checkPolicy, completePolicy, EQUAL_COVERAGE, type Policy, WHO_2020_TWO_PHASE } from "./policy.ts";
import type { SnapshotNeed } from "./snapshot.ts";
import { weighNeed, type WeighingFacts } from "./weigh-need.ts";

function makeNeed(n: number, part: Partial<SnapshotNeed> = {}): SnapshotNeed {
  const id = `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  return {
    callId: asId<"call">(id),
    callLineNumber: 1,
    partyId: asId<"party">(id),
    partyCode: `P${n}`,
    country: "OTH",
    itemId: "medical_mask",
    quantity: asQuantity(1000),
    windowFrom: asDay("2026-03-01"),
    windowTo: asDay("2026-04-30"),
    siteId: asId<"site">(id),
    severity: 1,
    smallestUseful: asQuantity(1),
    promised: 0,
    promisedDirectly: 0,
    shortBeforePerMille: 0,
    shelfLife: null,
    ...part,
  };
}

function makeCapacity(country: string, workers: { doctors: number; nurses: number; midwives: number }) {
  const none = asQuantity(0);
  const capacity: HealthCapacity = {
    country,
    population: asQuantity(13_000_000),
    whoRegion: null,
    incomeGroup: "low",
    workers: {
      doctors: asQuantity(workers.doctors),
      nurses: asQuantity(workers.nurses),
      midwives: asQuantity(workers.midwives),
      laboratoryWorkers: none,
      traditionalPractitioners: none,
      communityHealthWorkers: none,
      pharmacists: none,
      physiotherapists: none,
      dentists: none,
    },
    beds: none,
    intensiveCareBedsPerTenThousand: 0,
  };
  return capacity;
}

const since = { entered: asDay("2000-01-01"), left: null };
const FACTS: WeighingFacts = {
  listings: [
    { list: "ldc", country: "LDC", ...since },
    { list: "ldc", country: "BTH", ...since },
    { list: "lldc", country: "BTH", ...since },
    { list: "sids", country: "SID", ...since },
  ],
  capacities: [
    makeCapacity("FEW", { doctors: 5000, nurses: 14_000, midwives: 1000 }),
    makeCapacity("NIL", { doctors: 0, nurses: 0, midwives: 0 }),
    makeCapacity("FUL", { doctors: 20_000, nurses: 40_000, midwives: 0 }),
  ],
};
const by = (rules: Partial<Policy>): Policy => ({ ...EQUAL_COVERAGE, name: "test", ...rules });
const compile = (needs: readonly SnapshotNeed[], rules: Partial<Policy>, units = 1000) =>
  compileStages(needs, by(rules), { facts: FACTS, unitsFor: () => units }).map(
    (stages) => stages?.map((one) => `${one.weightPerMille}:${one.uptoPerMille}`).join(" ") ?? null,
  );
const weigh = (need: SnapshotNeed, rules: Partial<Policy>) => weighNeed(need, by(rules), FACTS);

describe("the weight of a need", () => {
  const lists = { weightPerMille: { ldc: 2000, lldc: 1500, sids: 1100 } };

  test("is the product of its lists' weights on the first day of its window", () => {
    expect(["OTH", "LDC", "BTH", "SID"].map((country) => weigh(makeNeed(1, { country }), lists))).toEqual([
      1000, 2000, 3000, 1100,
    ]);
    expect(weigh(makeNeed(1, { country: null }), lists)).toBe(1000);
    const earlier = { country: "LDC", windowFrom: asDay("1999-12-31") };
    expect(weigh(makeNeed(1, earlier), lists)).toBe(1000);
  });

  test("rises as the health workforce thins, from 44.5 for 10,000 people on, up to the most that is set", () => {
    const most = { workforceMaxPerMille: 5000 };
    expect(["OTH", "FUL", "FEW", "NIL"].map((country) => weigh(makeNeed(1, { country }), most))).toEqual([
      1000, 1000, 2893, 5000,
    ]);
    expect(weigh(makeNeed(1, { country: "FEW" }), { workforceMaxPerMille: 2000 })).toBe(2000);
    expect(weigh(makeNeed(1, { country: "NIL" }), {})).toBe(1000);
  });

  test("rises by a step of severity, falls with what was promised, rises with what it was short of before", () => {
    expect(weigh(makeNeed(1, { severity: 5 }), { severityStepPerMille: 250 })).toBe(2000);
    const promised = { promised: 1000, promisedDirectly: 600 };
    // 400 of 1400 by rounds; with direct answers counted, 1000 of 2000.
    expect(weigh(makeNeed(1, promised), { receivedPerMille: 700 })).toBe(800);
    expect(weigh(makeNeed(1, promised), { receivedPerMille: 700, directAnswers: "counted" })).toBe(650);
    expect(weigh(makeNeed(1, { shortBeforePerMille: 333 }), { carryOverPerMille: 3000 })).toBe(1999);
  });

  test("multiplies all of it, as its worked example says, and a country's own weight", () => {
    const need = makeNeed(1, { country: "LDC", severity: 3, promised: 250, quantity: asQuantity(750) });
    const rules = { ...lists, severityStepPerMille: 250, receivedPerMille: 400 };
    expect(weigh(need, rules)).toBe(2700);
    const countryWeights = [{ country: "LDC", weightPerMille: 100 }];
    expect(weigh(need, { ...rules, countryWeights })).toBe(270);
  });

  test("never leaves what the planner takes", () => {
    const need = makeNeed(1, { country: "BTH", severity: 5, shortBeforePerMille: 1000 });
    const countryWeights = [{ country: "BTH", weightPerMille: 1_000_000 }];
    const most = {
      weightPerMille: { ldc: 10_000, lldc: 10_000, sids: 10_000 },
      severityStepPerMille: 1000,
      carryOverPerMille: 10_000,
    };
    expect(weigh(need, { ...most, countryWeights })).toBe(1_000_000_000);
    expect(weigh(need, { countryWeights: [{ country: "BTH", weightPerMille: 1 }] })).toBe(1);
  });
});

describe("the stages of a policy", () => {
  test("without floors, tiers and caps are one, up to all", () => {
    expect(compile([makeNeed(1)], {})).toEqual(["1000:1000"]);
  });

  test("begin with the floors: of several that hold the highest, those without one wait", () => {
    const needs = ["OTH", "LDC", "BTH"].map((country, i) => makeNeed(i, { country }));
    const ofLists = { floorPerMille: { all: 0, ldc: 200, lldc: 300, sids: 0 } };
    expect(compile(needs, ofLists)).toEqual(["1:0 1000:1000", "200:200 1000:1000", "300:300 1000:1000"]);
    const ofAll = { floorPerMille: { all: 250, ldc: 200, lldc: 0, sids: 0 } };
    expect(compile(needs, ofAll)[1]).toBe("250:250 1000:1000");
  });

  test("take what rounds have promised for part of the floor, and direct answers if they are to be counted", () => {
    const floors = { floorPerMille: { all: 200, ldc: 0, lldc: 0, sids: 0 } };
    // Of 1100 in all, 100 by rounds, a fifth is 220: 120 are missing. Of 1500, 500 promised in any way, nothing is.
    const need = makeNeed(1, { promised: 500, promisedDirectly: 400 });
    expect(compile([need], floors)).toEqual(["120:120 1000:1000"]);
    expect(compile([need], { ...floors, directAnswers: "counted" })).toEqual(["1:0 1000:1000"]);
    // 1 of 7 promised: 20 % of 7 is 1.4, so 0.4 of 6 is missing, 66.7 thousandths, rounded up.
    expect(compile([makeNeed(1, { quantity: asQuantity(6), promised: 1 })], floors)).toEqual([
      "67:67 1000:1000",
    ]);
  });

  test("let one tier after another come to all before the rest, above their floors", () => {
    const needs = ["OTH", "LDC", "SID", "BTH"].map((country, i) => makeNeed(i, { country }));
    const tiers = { tiers: [["ldc"], ["lldc", "sids"]] } as const;
    expect(compile(needs, { ...tiers, floorPerMille: { all: 100, ldc: 0, lldc: 0, sids: 0 } })).toEqual([
      "100:100 1000:100 1000:100 1000:1000",
      "100:100 1000:1000 1000:1000 1000:1000",
      "100:100 1000:100 1000:1000 1000:1000",
      "100:100 1000:1000 1000:1000 1000:1000",
    ]);
  });

  test("end at the cap of the need, less what was promised; what has reached it is not planned", () => {
    expect(compile([makeNeed(1)], { capOfNeedPerMille: 600 })).toEqual(["1000:600"]);
    const promised = makeNeed(1, { promised: 1000 });
    expect(compile([promised], { capOfNeedPerMille: 600 })).toEqual(["1000:200"]);
    expect(compile([promised], { capOfNeedPerMille: 500 })).toEqual([null]);
  });

  test("end at the recipient's part of what there is, over all its lines of an item", () => {
    const one = makeNeed(1, { quantity: asQuantity(3000) });
    const same = { ...one, callLineNumber: 2, quantity: asQuantity(1000) };
    const other = makeNeed(2, { quantity: asQuantity(500) });
    // 40 % of 1000 is 400: a tenth of the 4000 that the first asks in two lines, four fifths of the other's 500.
    const capped = compile([one, same, other], { capOfSupplyPerMille: 400 });
    expect(capped).toEqual(["1000:100", "1000:100", "1000:800"]);
    expect(compile([one], { capOfSupplyPerMille: 1 })).toEqual(["1000:1"]);
    expect(compile([one], {}, 0)).toEqual(["1000:1000"]);
  });
});

describe("a policy", () => {
  test("is refused where its rules contradict one another, with everything that does", () => {
    const problems = checkPolicy(
      by({
        floorPerMille: { all: 600, ldc: 700, lldc: 0, sids: 0 },
        capOfNeedPerMille: 650,
        tiers: [["ldc"], [], ["sids", "ldc"]],
        countryWeights: ["ETH", "KEN", "ETH"].map((country) => ({ country, weightPerMille: 1000 })),
      }),
    );
    expect(problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "policy.floorPerMille.ldc floor_above_cap",
      "policy.tiers.1 empty_list",
      "policy.tiers.2 repeated",
      "policy.countryWeights.2.country repeated",
    ]);
    expect(checkPolicy(WHO_2020_TWO_PHASE)).toEqual([]);
  });

  test("is refused under the name and edition of one at hand whose rules it does not have", () => {
    const changed = { ...WHO_2020_TWO_PHASE, capOfNeedPerMille: 500 };
    const problem = { field: "policy.name", value: "who_2020_two_phase", rule: "name_of_another_policy" };
    expect(checkPolicy(changed)).toEqual([problem]);
    expect(checkPolicy({ ...changed, version: 2 })).toEqual([]);
    expect(checkPolicy({ ...changed, name: "ours" })).toEqual([]);
  });

  test("that was kept before it had all rules is completed by what held then", () => {
    const kept = {
      name: "old",
      weightPerMille: { ldc: 2000, lldc: 1000, sids: 1000 },
      severityFirst: false,
    };
    expect(completePolicy(kept)).toEqual({ ...EQUAL_COVERAGE, ...kept });
  });
});
