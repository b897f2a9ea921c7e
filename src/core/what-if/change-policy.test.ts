import { describe, expect, test } from "vitest";
import { buildProblem } from "#core/allocation/build-problem.ts";
import { choosePeriods } from "#core/allocation/periods.ts";
import {
  EQUAL_COVERAGE,
  LEAST_DEVELOPED_FIRST,
  type Policy,
  WHO_2020_TWO_PHASE,
} from "#core/allocation/policy.ts";
import type { Snapshot, SnapshotNeed } from "#core/allocation/snapshot.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant } from "#core/time.ts";
import type { Change } from "./change.ts";
import { changePolicy } from "./change-policy.ts";
import { listPolicyFields, setPolicyFields } from "./policy-fields.ts";

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

function makeNeed(n: number, part: Partial<SnapshotNeed> = {}): SnapshotNeed {
  return {
    callId: asId<"call">(idOf(n)),
    callLineNumber: 1,
    partyId: asId<"party">(idOf(n)),
    partyCode: `P${n}`,
    country: n === 1 ? "LDC" : "OTH",
    itemId: n === 3 ? "glove" : "mask",
    quantity: asQuantity(1000),
    windowFrom: asDay("2026-03-01"),
    windowTo: asDay("2026-04-30"),
    siteId: asId<"site">(idOf(n)),
    severity: n,
    smallestUseful: asQuantity(1),
    promised: 0,
    promisedDirectly: 0,
    shortBeforePerMille: 0,
    shelfLife: null,
    ...part,
  };
}

/** The third has been promised 900 of 1900 by rounds. */
const SNAPSHOT: Snapshot = {
  cutOff: asInstant("2026-03-01T00:00:00Z"),
  scenario: null,
  shelfLifeRules: [],
  needs: [makeNeed(1), makeNeed(2), makeNeed(3, { promised: 900 })],
  supplies: [],
  lanes: [],
};
const FACTS = {
  items: new Map(),
  itemPacks: [],
  coldVolumes: new Map(),
  listings: [{ list: "ldc", country: "LDC", entered: asDay("2000-01-01"), left: null }] as const,
  capacities: [],
};

function buildBy(policy: Policy, snapshot = SNAPSHOT) {
  return buildProblem(snapshot, choosePeriods(snapshot), { policy, facts: FACTS }).problem;
}

function change(own: Policy, changes: readonly Change[], snapshot = SNAPSHOT) {
  const problem = buildBy(own, snapshot);
  return changePolicy(problem, changes, { snapshot: SNAPSHOT, policy: own, facts: FACTS });
}

describe("a round by another policy", () => {
  test.each([LEAST_DEVELOPED_FIRST, WHO_2020_TWO_PHASE])(
    "of name $name is what it would have been",
    (policy) => {
      const changed = change(EQUAL_COVERAGE, [{ change: "policy", key: policy.name }]);
      expect(changed).toEqual({ ok: true, value: buildBy(policy) });
      expect(buildBy(policy)).not.toEqual(buildBy(EQUAL_COVERAGE));
    },
  );

  test("has the rules that are set, each a rule of the policy: floors, caps, shelf life and all", () => {
    const set = {
      floorAll: 200,
      floorLdc: 300,
      capOfNeedPerMille: 800,
      leastShelfLifeDays: 10,
      severityFirst: 0,
    };
    const policy: Policy = {
      ...EQUAL_COVERAGE,
      floorPerMille: { all: 200, ldc: 300, lldc: 0, sids: 0 },
      capOfNeedPerMille: 800,
      leastShelfLifeDays: 10,
      severityFirst: false,
    };
    expect(change(EQUAL_COVERAGE, [{ change: "policy", set }])).toEqual({ ok: true, value: buildBy(policy) });
  });

  test("takes out who has reached the new cap, and lets in who had reached that of the round alone", () => {
    const capped: Policy = { ...EQUAL_COVERAGE, name: "own_rules", capOfNeedPerMille: 400 };
    const out = change(EQUAL_COVERAGE, [{ change: "policy", set: { capOfNeedPerMille: 400 } }]);
    expect(out).toEqual({ ok: true, value: buildBy(capped) });
    expect(buildBy(capped).demands).toHaveLength(2);
    expect(change(capped, [{ change: "policy", key: "equal_coverage" }])).toEqual({
      ok: true,
      value: buildBy(EQUAL_COVERAGE),
    });
  });

  test("leaves out who was left out of the round", () => {
    const { needs } = SNAPSHOT;
    const kept = { ...SNAPSHOT, needs: needs.slice(1) };
    const changed = change(EQUAL_COVERAGE, [{ change: "policy", key: "who_2020_two_phase" }], kept);
    expect(changed).toEqual({ ok: true, value: buildBy(WHO_2020_TWO_PHASE, kept) });
  });

  test("is refused where its rules contradict one another, at the change that set them", () => {
    const refused = change(EQUAL_COVERAGE, [
      { change: "policy", set: { capOfNeedPerMille: 500 } },
      { change: "policy", set: { floorLdc: 600 } },
    ]);
    expect(refused).toMatchObject({
      refusal: { problems: [{ field: "changes.1.set.floorLdc", value: "600", rule: "floor_above_cap" }] },
    });
  });
});

test("the rules by name are those of the policy, there and back again", () => {
  const policy: Policy = {
    ...WHO_2020_TWO_PHASE,
    floorPerMille: { all: 1, ldc: 2, lldc: 3, sids: 4 },
    weightPerMille: { ldc: 1001, lldc: 1002, sids: 1003 },
    receivedPerMille: 5,
    carryOverPerMille: 6,
    capOfNeedPerMille: 7,
    capOfSupplyPerMille: 8,
    directAnswers: "counted",
    leastShelfLifeDays: 9,
    severityFirst: false,
  };
  expect(setPolicyFields({ ...EQUAL_COVERAGE, name: policy.name }, listPolicyFields(policy))).toEqual(policy);
});
