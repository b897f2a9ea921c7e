import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId, type SupplyId } from "#core/id.ts";
import { addDays, asDay, occurredInMonth, occurredOn } from "#core/time.ts";
import { checkArrival, findHeld, isWaiver } from "./agreed-shelf-life.ts";
import { decideSetRule } from "./set-rule.ts";
import {
  type AskingRule,
  countLeftDays,
  decideAsked,
  hasAsked,
  lastArrival,
  latestDay,
  listRulesFor,
  SHELF_LIFE_ASKERS,
} from "./shelf-life.ts";

const DAY = asDay("2026-01-01");
const supplyId: SupplyId = asId<"supply">("00000000-0000-7000-8000-000000000001");
const aged = (life: number) => ({ expiry: addDays(DAY, life), manufacturedOn: DAY });
const rule = (
  by: AskingRule["by"],
  leastDays: number | null,
  leastPerCent: number | null = null,
): AskingRule => {
  return { by, leastDays, leastPerCent };
};

const anyRule = fc.record({
  by: fc.constantFrom(...SHELF_LIFE_ASKERS),
  leastDays: fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
  leastPerCent: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
});
const anyLot = fc.record({
  expiry: fc.option(
    fc.integer({ min: 0, max: 800 }).map((n) => addDays(DAY, n)),
    { nil: null },
  ),
  manufacturedOn: fc.option(
    fc.integer({ min: -800, max: 0 }).map((n) => addDays(DAY, n)),
    { nil: null },
  ),
});
const anyDay = fc.integer({ min: -50, max: 900 }).map((n) => addDays(DAY, n));

describe("what rules ask of a lot", () => {
  test.each([
    ["nothing", [], aged(730), { days: null, by: null }],
    [
      "the strictest",
      [rule("item", 365), rule("recipient", null, 60)],
      aged(730),
      { days: 438, by: "recipient" },
    ],
    ["days and share of one rule: both", [rule("call", 500, 60)], aged(730), { days: 500, by: "call" }],
    ["of two alike, the item's", [rule("policy", 70), rule("item", 70)], aged(730), { days: 70, by: "item" }],
    ["a share rounded up", [rule("call", null, 33)], aged(100), { days: 33, by: "call" }],
    [
      "a share of an unknown age",
      [rule("item", 5), rule("call", null, 1)],
      { ...aged(9), manufacturedOn: null },
      { days: null, by: "call" },
    ],
    [
      "of no expiry, by a policy",
      [rule("policy", 70)],
      { expiry: null, manufacturedOn: null },
      { days: null, by: null },
    ],
    [
      "of no expiry, by a recipient",
      [rule("recipient", 1)],
      { expiry: null, manufacturedOn: null },
      { days: null, by: "recipient" },
    ],
  ] as const)("%s", (_, rules, lot, expected) => {
    expect(decideAsked(rules, lot)).toEqual(expected);
  });

  test("no arrival that passes breaks any one of them, counted in days or in the lot's own days", () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), anyLot, anyDay, (rules, lot, arriveOn) => {
        if (!hasAsked(decideAsked(rules, lot), lot, arriveOn)) return;
        for (const { by, leastDays, leastPerCent } of rules) {
          if (leastDays === null && leastPerCent === null) continue;
          const left = countLeftDays(lot, arriveOn);
          if (left === null) {
            expect(by).toBe("policy");
            continue;
          }
          passed += 1;
          expect(left).toBeGreaterThanOrEqual(leastDays ?? 0);
          if (leastPerCent === null) continue;
          const whole = countLeftDays(lot, lot.manufacturedOn!)!;
          expect(left * 100).toBeGreaterThanOrEqual(leastPerCent * whole);
        }
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(20);
  });

  test("another rule never makes it less", () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 3 }),
        anyRule,
        fc.tuple(anyLot, anyDay),
        (rules, more, [lot, day]) => {
          const before = hasAsked(decideAsked(rules, lot), lot, day);
          const after = hasAsked(decideAsked([...rules, more], lot), lot, day);
          expect(after && !before).toBe(false);
        },
      ),
    );
  });

  test("the last arrival is in time, the day after is not", () => {
    const lot = aged(100);
    const last = lastArrival(lot.expiry, 30);
    expect(hasAsked({ days: 30, by: "item" }, lot, last)).toBe(true);
    expect(hasAsked({ days: 30, by: "item" }, lot, addDays(last, 1))).toBe(false);
  });

  test("rules of a category hold for what is below it, a recipient's for that recipient alone", () => {
    const partyId = asId<"party">("00000000-0000-7000-8000-000000000002");
    const other = asId<"party">("00000000-0000-7000-8000-000000000003");
    const catalogue = new Map([
      ["vaccine", { of: null, kind: "category", substitutionGroup: null }],
      ["dose", { of: "vaccine", kind: "item", substitutionGroup: null }],
      ["mask", { of: null, kind: "item", substitutionGroup: null }],
    ] as const);
    const rules = [
      { itemId: "vaccine", partyId: null, leastDays: 70, leastPerCent: null },
      { itemId: "dose", partyId, leastDays: 90, leastPerCent: null },
      { itemId: "vaccine", partyId: other, leastDays: 1, leastPerCent: null },
      { itemId: "mask", partyId, leastDays: 2, leastPerCent: null },
    ];
    expect(listRulesFor(rules, { itemId: "dose", partyId }, catalogue)).toEqual([
      rule("item", 70),
      rule("recipient", 90),
    ]);
  });
});

describe("what an agreement holds a line to", () => {
  const asked = { askedShelfLifeDays: 70, shelfLifeAskedBy: "item", agreedShelfLifeDays: null } as const;
  test.each([
    [asked, false, { days: 70, by: "item" }],
    [{ ...asked, agreedShelfLifeDays: 50 }, true, { days: 50, by: "agreement" }],
    [{ ...asked, agreedShelfLifeDays: 90 }, false, { days: 90, by: "agreement" }],
    [{ ...asked, askedShelfLifeDays: null, agreedShelfLifeDays: 90 }, true, { days: 90, by: "agreement" }],
    [{ ...asked, shelfLifeAskedBy: null, askedShelfLifeDays: null }, false, { days: null, by: null }],
  ] as const)("%j waives: %s, holds to %j", (line, waives, held) => {
    expect(isWaiver(line)).toBe(waives);
    expect(findHeld(line)).toEqual(held);
  });

  test("is kept on every day: no arrival passes with fewer days left", () => {
    const days = fc.option(fc.integer({ min: 0, max: 200 }), { nil: null });
    fc.assert(
      fc.property(days, days, anyLot, anyDay, (byRules, agreed, lot, arriveOn) => {
        const line = {
          supplyId,
          askedShelfLifeDays: byRules,
          shelfLifeAskedBy: byRules === null ? null : ("recipient" as const),
          agreedShelfLifeDays: agreed,
        };
        const least = agreed ?? byRules;
        const left = countLeftDays(lot, arriveOn);
        const isKept = least === null || (left === null ? agreed !== null : left >= least);
        expect(checkArrival(line, lot, arriveOn).ok).toBe(isKept);
      }),
    );
  });
});

test("of a vague time the latest day counts, and none in the future", () => {
  const today = asDay("2026-03-20");
  expect(latestDay(occurredOn(asDay("2026-03-05")), today)).toBe("2026-03-05");
  expect(latestDay(occurredInMonth("2026-02"), today)).toBe("2026-02-28");
  expect(latestDay(occurredInMonth("2026-03"), today)).toBe(today);
});

test("a rule that is set is the next version, and says all that is wrong with it at once", () => {
  const partyId = asId<"party">("00000000-0000-7000-8000-000000000002");
  const itemIds = new Set(["mask"]);
  const rulesOf = (itemId: string, leastDays?: number) => {
    const decided = decideSetRule({ partyId, itemId, leastDays }, { itemIds, newest: undefined });
    return decided.ok ? decided.value.version : decided.refusal.problems.map((one) => one.rule);
  };
  expect(rulesOf("mask", 3)).toBe(1);
  expect(rulesOf("hat")).toEqual(["unknown_item", "asks_nothing"]);
});
