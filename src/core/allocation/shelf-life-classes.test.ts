import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { type AskingRule, decideAsked, hasAsked, listRulesFor } from "#core/shelf-life/shelf-life.ts";
import { addDays, asDay, asInstant } from "#core/time.ts";
import { planSnapshot } from "./plan-snapshot.ts";
import { EQUAL_COVERAGE } from "./policy.ts";
import { sortByShelfLife } from "./shelf-life-classes.ts";
import type { Snapshot, SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

const START = asDay("2026-03-01");
const name = (kind: number, n: number) =>
  `00000000-0000-7000-8000-${String(kind * 1000 + n).padStart(12, "0")}`;
const ITEMS = new Map([
  ["vaccine", { of: null, kind: "category", substitutionGroup: null }],
  ["first", { of: "vaccine", kind: "item", substitutionGroup: null }],
  ["second", { of: "vaccine", kind: "item", substitutionGroup: null }],
] as const);
const FACTS = { items: ITEMS as never, itemPacks: [], listings: [], capacities: [], coldVolumes: new Map() };

const days = fc.option(fc.integer({ min: 1, max: 150 }), { nil: null });
const share = fc.option(fc.integer({ min: 1, max: 100 }), { nil: null });
const rule = fc.record({ leastDays: days, leastPerCent: share });

/** A few lots and needs between one origin and two gates, with rules of every kind, in days, weeks or four weeks. */
const world = fc
  .record({
    length: fc.constantFrom(40, 200, 900),
    policyDays: fc.integer({ min: 0, max: 100 }),
    rules: fc.array(
      fc.tuple(fc.constantFrom("vaccine", "first", "second"), fc.constantFrom(null, 0, 1), rule),
      { maxLength: 3 },
    ),
    lots: fc.array(
      fc.record({
        item: fc.constantFrom("first", "second"),
        quantity: fc.integer({ min: 1, max: 20 }),
        from: fc.integer({ min: -10, max: 30 }),
        expires: fc.option(fc.integer({ min: -5, max: 300 }), { nil: null }),
        near: fc.option(fc.integer({ min: -3, max: 34 }), { nil: null }),
        age: fc.option(fc.integer({ min: 1, max: 400 }), { nil: null }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    needs: fc.array(
      fc.record({
        party: fc.constantFrom(0, 1),
        item: fc.constantFrom("vaccine", "first"),
        quantity: fc.integer({ min: 1, max: 20 }),
        from: fc.integer({ min: 0, max: 40 }),
        shelfLife: fc.option(rule, { nil: null }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    transit: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
  })
  .map(({ length, policyDays, rules, lots, needs, transit }) => {
    const party = (n: number) => asId<"party">(name(1, n));
    const snapshot: Snapshot = {
      cutOff: asInstant("2026-03-01T12:00:00Z"),
      scenario: null,
      shelfLifeRules: rules.map(([itemId, of, asked]) => ({
        itemId,
        partyId: of === null ? null : party(of),
        ...asked,
      })),
      supplies: lots.map(({ item, quantity, from, expires, near, age }, n): SnapshotSupply => {
        // Many expire about as long after a window opens as is asked to be left.
        const asked = Math.max(policyDays, needs[0]?.shelfLife?.leastDays ?? 0);
        const late = near === null ? expires : (needs[0]?.from ?? 0) + asked + near;
        const expiry = late === null ? null : addDays(START, late);
        return {
          supplyId: asId<"supply">(name(2, n)),
          offerId: asId<"offer">(name(3, n)),
          giverId: party(9),
          itemId: item,
          siteId: asId<"site">(name(4, 9)),
          quantity: asQuantity(quantity),
          availableFrom: addDays(START, from),
          availableUntil: null,
          expiry,
          packUnits: asQuantity(1),
          leastShipmentUnits: asQuantity(0),
          manufacturedOn: expiry === null || age === null ? null : addDays(expiry, 0 - age),
        };
      }),
      needs: needs.map(
        ({ party: of, item, quantity, from, shelfLife }, n): SnapshotNeed => ({
          callId: asId<"call">(name(5, n)),
          callLineNumber: 1,
          partyId: party(of),
          partyCode: `P${of}`,
          country: null,
          itemId: item,
          quantity: asQuantity(quantity),
          windowFrom: addDays(START, from),
          windowTo: addDays(START, length),
          siteId: asId<"site">(name(4, of)),
          severity: 3,
          promised: 0,
          promisedDirectly: 0,
          shortBeforePerMille: 0,
          smallestUseful: asQuantity(1),
          shelfLife,
        }),
      ),
      lanes: transit.map((transitDays, n) => ({
        laneId: asId<"lane">(name(6, n)),
        fromSiteId: asId<"site">(name(4, 9)),
        toSiteId: asId<"site">(name(4, n)),
        mode: "air",
        distanceKm: 100,
        transitDays,
        massGramsPerDay: null,
        volumeCubicCentimetresPerDay: null,
        coldVolumeCubicCentimetresPerDay: null,
        costCentsPerTonne: null,
      })),
    };
    return { snapshot, policyDays };
  });

/** Every rule on a pair, read from the snapshot anew. */
function listRules(
  snapshot: Snapshot,
  need: SnapshotNeed,
  { itemId }: SnapshotSupply,
  policyDays: number,
): AskingRule[] {
  return [
    ...listRulesFor(snapshot.shelfLifeRules, { itemId, partyId: need.partyId }, ITEMS),
    ...(need.shelfLife === null ? [] : [{ by: "call" as const, ...need.shelfLife }]),
    { by: "policy", leastDays: policyDays, leastPerCent: null },
  ];
}

describe("shelf life in a plan", () => {
  test("no plan of any world lets a lot arrive with less than any rule asks, whatever its periods", async () => {
    let allocated = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ snapshot, policyDays }) => {
        const policy = { ...EQUAL_COVERAGE, name: "own_rules", leastShelfLifeDays: policyDays };
        const planned = await planSnapshot(snapshot, policy, FACTS);
        if (!planned.ok) throw new Error(planned.refusal.reason);
        for (const { supplyId, callId, arriveOn } of planned.value.allocations) {
          allocated += 1;
          const lot = snapshot.supplies.find((one) => one.supplyId === supplyId)!;
          const need = snapshot.needs.find((one) => one.callId === callId)!;
          const asked = decideAsked(listRules(snapshot, need, lot, policyDays), lot);
          expect([asked, lot.expiry, arriveOn, hasAsked(asked, lot, arriveOn)]).toEqual([
            asked,
            lot.expiry,
            arriveOn,
            true,
          ]);
          expect(lot.expiry === null || lot.expiry >= arriveOn).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
    expect(allocated).toBeGreaterThan(20);
  });

  test("a need asks the days by which most units can come, and takes no lot of which more is asked", () => {
    const lot = (n: number, quantity: number, life: number): SnapshotSupply => ({
      supplyId: asId<"supply">(name(2, n)),
      offerId: asId<"offer">(name(3, n)),
      giverId: asId<"party">(name(1, 9)),
      itemId: "first",
      siteId: asId<"site">(name(4, 9)),
      quantity: asQuantity(quantity),
      availableFrom: START,
      availableUntil: null,
      expiry: addDays(START, life - 10),
      packUnits: asQuantity(1),
      leastShipmentUnits: asQuantity(0),
      manufacturedOn: addDays(START, -10),
    });
    const need = fc.sample(world, 1)[0]!.snapshot.needs[0]!;
    const supplies = [lot(1, 100, 730), lot(2, 20, 1825)];
    const given = {
      ...need,
      itemId: "first",
      windowFrom: START,
      shelfLife: { leastDays: null, leastPerCent: 80 },
    };
    const sorted = sortByShelfLife(
      { shelfLifeRules: [] },
      { needs: [given], supplies },
      { answering: new Map([["first", ["first"]]]), policyDays: 0, catalogue: ITEMS },
    );
    expect(sorted.terms).toEqual([{ classKeys: ["first/730"], leastDays: 584 }]);
    expect(supplies.map(sorted.keyOf)).toEqual(["first/730", "first/1825"]);
  });
});
