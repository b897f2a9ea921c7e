import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId } from "#core/id.ts";
import type { Item, ItemPack } from "#core/item/item.ts";
import { asQuantity } from "#core/quantity.ts";
import { addDays, asDay, asInstant, daysBetween } from "#core/time.ts";
import type { AllocationFacts } from "./build-problem.ts";
import { planSnapshot } from "./plan-snapshot.ts";
import { needKey } from "./read-plan.ts";
import { EQUAL_COVERAGE, LEAST_DEVELOPED_FIRST, LEAST_SHELF_LIFE_DAYS, type Policy } from "./policy.ts";
import type { Snapshot, SnapshotLane, SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

const id = <Noun extends string>(kind: number, n: number) =>
  asId<Noun>(`0000000${kind}-0000-7000-8000-${String(n).padStart(12, "0")}`);
const ORIGIN = id<"site">(1, 0);

function item(part: Pick<Item, "id"> & Partial<Item>): [string, Item] {
  const { id: itemId } = part;
  const names = { ar: itemId, zh: itemId, en: itemId, es: itemId, fr: itemId, ru: itemId };
  const full: Item = {
    of: null,
    kind: "item",
    unit: "H87",
    unitName: "piece",
    temperatureClass: "ambient",
    substitutionGroup: null,
    quantityMax: asQuantity(1e12),
    names,
    ...part,
  };
  return [itemId, full];
}

const pack: ItemPack = {
  itemId: "medical_mask",
  level: "carton",
  quantity: asQuantity(2000),
  massGrams: 8000,
  volumeCubicCentimetres: 60_000,
};
const FACTS: AllocationFacts = {
  items: new Map([
    item({ id: "mask", kind: "category" }),
    item({ id: "medical_mask", of: "mask", substitutionGroup: "breath" }),
    item({ id: "respirator", of: "mask", substitutionGroup: "breath" }),
    item({ id: "glove" }),
  ]),
  itemPacks: [pack],
  coldVolumes: new Map(),
  listings: [{ list: "ldc", country: "LDC", entered: asDay("2000-01-01"), left: null }],
  capacities: [],
};

function need(n: number, part: Partial<SnapshotNeed> = {}): SnapshotNeed {
  return {
    callId: id<"call">(2, n),
    callLineNumber: 1,
    partyId: id<"party">(3, n),
    partyCode: `P${n}`,
    country: "OTH",
    itemId: "medical_mask",
    quantity: asQuantity(1000),
    windowFrom: asDay("2026-03-01"),
    windowTo: asDay("2026-04-30"),
    siteId: id<"site">(1, n),
    severity: 3,
    smallestUseful: asQuantity(1),
    promised: 0,
    promisedDirectly: 0,
    shortBeforePerMille: 0,
    shelfLife: null,
    ...part,
  };
}

function supply(n: number, part: Partial<SnapshotSupply> = {}): SnapshotSupply {
  return {
    supplyId: id<"supply">(4, n),
    offerId: id<"offer">(5, n),
    giverId: id<"party">(3, 99),
    itemId: "medical_mask",
    siteId: ORIGIN,
    quantity: asQuantity(1000),
    availableFrom: asDay("2026-03-01"),
    availableUntil: null,
    expiry: null,
    packUnits: asQuantity(1),
    leastShipmentUnits: asQuantity(0),
    manufacturedOn: null,
    ...part,
  };
}

function lane(n: number, part: Partial<SnapshotLane> = {}): SnapshotLane {
  return {
    laneId: id<"lane">(6, n),
    fromSiteId: ORIGIN,
    toSiteId: id<"site">(1, n),
    mode: "air",
    distanceKm: 1000,
    transitDays: 3,
    massGramsPerDay: null,
    volumeCubicCentimetresPerDay: null,
    coldVolumeCubicCentimetresPerDay: null,
    costCentsPerTonne: null,
    ...part,
  };
}

function snapshot(part: Partial<Snapshot>): Snapshot {
  return {
    cutOff: asInstant("2026-03-01T12:00:00Z"),
    scenario: null,
    shelfLifeRules: [],
    needs: [],
    supplies: [],
    lanes: [],
    ...part,
  };
}

async function plan(given: Snapshot, policy: Policy = EQUAL_COVERAGE) {
  const planned = await planSnapshot(given, policy, FACTS);
  if (!planned.ok) throw new Error(planned.refusal.reason);
  return planned.value;
}
const sumOf = (values: readonly { readonly quantity: number }[]) =>
  values.reduce((sum, one) => sum + one.quantity, 0);

describe("planSnapshot", () => {
  test("shares scarce units by need; a least developed country reaches twice the coverage, and both shares are told", async () => {
    const needs = [need(1), need(2, { country: "LDC" })];
    const given = snapshot({
      needs,
      supplies: [supply(1, { quantity: asQuantity(900) })],
      lanes: [lane(1), lane(2)],
    });
    const { outcome } = await plan(given, LEAST_DEVELOPED_FIRST);
    expect(outcome.lines.map(({ allocated, leastDeveloped }) => [allocated, leastDeveloped])).toEqual([
      [300, false],
      [600, true],
    ]);
    expect(outcome.lines.map((line) => line.bindings)).toEqual([["supply"], ["supply"]]);
    expect(outcome.lines[0]?.boundBy.map((one) => one.id)).toEqual([id(4, 1)]);
    expect(outcome.shareBefore).toEqual([
      { itemId: "medical_mask", allocated: 900, allocatedToLeastDeveloped: 450, share: 0.5 },
    ]);
    expect(outcome.shareAfter[0]).toMatchObject({ allocatedToLeastDeveloped: 600 });
  });

  test("names the floors that cannot hold together, the least set of them", async () => {
    const given = snapshot({
      needs: [need(1), need(2), need(3, { quantity: asQuantity(100) })],
      supplies: [supply(1, { quantity: asQuantity(900) })],
      lanes: [lane(1), lane(2), lane(3)],
    });
    const floors = (all: number): Policy => {
      return { ...EQUAL_COVERAGE, name: "floors", floorPerMille: { all, ldc: 0, lldc: 0, sids: 0 } };
    };
    // Half of 2100 is 1050, more than there is; without one of the two large ones the others have 550.
    const { outcome } = await plan(given, floors(500));
    const named = outcome.unmetFloors?.map(({ lines }) => lines.map((one) => [one.partyCode, one.promised]));
    expect(named).toEqual([
      [
        ["P1", 500],
        ["P2", 500],
      ],
    ]);
    expect((await plan(given, floors(400))).outcome.unmetFloors).toEqual([]);
  });

  test("leaves as soon as it can and says the days on which it leaves and arrives", async () => {
    const given = snapshot({ needs: [need(1)], supplies: [supply(1)], lanes: [lane(1)] });
    const { allocations } = await plan(given);
    expect(allocations).toMatchObject([{ quantity: 1000, departOn: "2026-03-01", arriveOn: "2026-03-04" }]);
  });

  interface Nothing {
    readonly why: string;
    readonly supply?: Partial<SnapshotSupply>;
    readonly lane?: SnapshotLane;
    readonly need?: Partial<SnapshotNeed>;
    readonly binding: string;
    readonly reason: string;
  }
  test.each<Nothing>([
    { why: "nobody offers it", supply: { itemId: "glove" }, binding: "no_supply", reason: "no_need" },
    { why: "no lane leads there", lane: lane(2), binding: "unreachable", reason: "unreachable" },
    {
      why: "it comes too late",
      supply: { availableFrom: asDay("2026-04-29") },
      binding: "window",
      reason: "window",
    },
    {
      why: "it has left before",
      supply: { availableUntil: asDay("2026-02-01") },
      binding: "no_supply",
      reason: "window",
    },
    {
      why: "the window is over",
      need: { windowFrom: asDay("2026-01-01"), windowTo: asDay("2026-02-01") },
      binding: "window",
      reason: "no_need",
    },
    {
      why: "it would expire",
      supply: { expiry: asDay("2026-05-01") },
      binding: "shelf_life",
      reason: "shelf_life",
    },
  ])("says why a line gets nothing and why units are left: $why", async (given) => {
    const { outcome, allocations } = await plan(
      snapshot({
        needs: [need(1, given.need)],
        supplies: [supply(1, given.supply)],
        lanes: [given.lane ?? lane(1)],
      }),
    );
    expect(allocations).toEqual([]);
    expect(outcome.lines).toMatchObject([{ allocated: 0, coverage: 0, bindings: [given.binding] }]);
    expect(outcome.unused).toMatchObject([{ quantity: 1000, reason: given.reason }]);
  });

  test("a category is answered by what is below it, an item by its substitution group, the item itself first", async () => {
    const supplies = [supply(1, { itemId: "respirator" }), supply(2, { itemId: "glove" })];
    const usedFor = async (itemId: string, more: readonly SnapshotSupply[] = []) => {
      const given = snapshot({
        needs: [need(1, { itemId })],
        supplies: [...supplies, ...more],
        lanes: [lane(1)],
      });
      return (await plan(given)).allocations.map((one) => one.supplyId);
    };
    expect(await usedFor("mask")).toEqual([id(4, 1)]);
    expect(await usedFor("medical_mask")).toEqual([id(4, 1)]);
    expect(await usedFor("medical_mask", [supply(3)])).toEqual([id(4, 3)]);
    expect(await usedFor("glove")).toEqual([id(4, 2)]);
  });

  test("a lane's daily mass bounds what it carries, and the line is told", async () => {
    // 4 g each: 400 g a day are 100 units a day; three days are left until the window closes.
    const needs = [need(1, { windowTo: asDay("2026-03-06") })];
    const lanes = [lane(1, { massGramsPerDay: 400 })];
    const { outcome, allocations } = await plan(snapshot({ needs, supplies: [supply(1)], lanes }));
    expect(outcome.lines).toMatchObject([{ allocated: 300, bindings: ["lane_mass"] }]);
    expect(outcome.unused).toMatchObject([{ quantity: 700, reason: "lane" }]);
    expect(allocations.map((one) => one.departOn)).toEqual(["2026-03-01", "2026-03-02", "2026-03-03"]);
  });

  test("a line that would get fewer than are of use gets none, and they go to the others", async () => {
    const needs = [need(1, { smallestUseful: asQuantity(600) }), need(2)];
    const given = snapshot({
      needs,
      supplies: [supply(1, { quantity: asQuantity(1000) })],
      lanes: [lane(1), lane(2)],
    });
    const { outcome } = await plan(given);
    expect(outcome.lines.map((line) => [line.allocated, line.bindings])).toEqual([
      [0, ["supply", "least_units"]],
      [1000, ["met"]],
    ]);
  });

  test("of lines that fall short the furthest is left out first, which may lift the next over its bound", async () => {
    const needs = [
      need(1, { smallestUseful: asQuantity(600) }),
      need(2, { smallestUseful: asQuantity(900) }),
    ];
    const given = snapshot({ needs, supplies: [supply(1)], lanes: [lane(1), lane(2)] });
    const { outcome } = await plan(given);
    expect(outcome.lines.map((line) => line.allocated)).toEqual([1000, 0]);
  });

  const quantities = fc.integer({ min: 1, max: 5000 }).map(asQuantity);
  const offsets = fc.integer({ min: -5, max: 40 });
  const day = (offset: number) => addDays(asDay("2026-03-01"), offset);
  const needs = fc.tuple(
    quantities,
    offsets,
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 1, max: 500 }),
  );
  const supplies = fc.tuple(quantities, offsets, fc.option(fc.integer({ min: 0, max: 200 })));
  const worlds = fc
    .record({
      needs: fc.array(needs, { maxLength: 6 }),
      supplies: fc.array(supplies, { maxLength: 4 }),
      lanes: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 9 })), {
        maxLength: 6,
      }),
    })
    .map((made) =>
      snapshot({
        needs: made.needs.map(([quantity, from, length, useful], n) =>
          need(n + 1, {
            quantity,
            windowFrom: day(from),
            windowTo: day(from + length),
            country: n % 2 === 0 ? "LDC" : "OTH",
            smallestUseful: asQuantity(Math.min(quantity, useful)),
          }),
        ),
        supplies: made.supplies.map(([quantity, from, life], n) =>
          supply(n, {
            quantity,
            availableFrom: day(from),
            expiry: life === null ? null : day(from + life),
          }),
        ),
        lanes: made.lanes.map(([to, transitDays], n) =>
          lane(n + 10, { toSiteId: id<"site">(1, to), transitDays }),
        ),
      }),
    );

  test("can be carried out to the day: supply, window, transit and shelf life hold, and the sums are right", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (given) => {
        const { allocations, outcome } = await plan(given, LEAST_DEVELOPED_FIRST);
        for (const one of allocations) {
          const from = given.supplies.find((offered) => offered.supplyId === one.supplyId);
          const to = given.needs.find((asked) => needKey(asked) === needKey(one));
          const by = given.lanes.find((way) => way.laneId === one.laneId);
          if (from === undefined || to === undefined || by === undefined) throw new Error("from nowhere");
          expect([by.fromSiteId, by.toSiteId]).toEqual([from.siteId, to.siteId]);
          expect(one.departOn >= from.availableFrom && one.departOn >= "2026-03-01").toBe(true);
          expect(daysBetween(one.departOn, one.arriveOn)).toBeGreaterThanOrEqual(by.transitDays);
          expect(one.arriveOn >= to.windowFrom && one.arriveOn <= to.windowTo).toBe(true);
          if (from.expiry !== null) {
            expect(daysBetween(one.arriveOn, from.expiry)).toBeGreaterThanOrEqual(LEAST_SHELF_LIFE_DAYS);
          }
        }
        for (const [index, asked] of given.needs.entries()) {
          const got = sumOf(allocations.filter((one) => needKey(one) === needKey(asked)));
          expect(outcome.lines[index]?.allocated).toBe(got);
          expect(got === 0 || (got >= asked.smallestUseful && got <= asked.quantity)).toBe(true);
        }
        for (const offered of given.supplies) {
          const used = sumOf(allocations.filter((one) => one.supplyId === offered.supplyId));
          const left = sumOf(outcome.unused.filter((one) => one.supplyId === offered.supplyId));
          expect(used + left).toBe(offered.quantity);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("the same snapshot gives the same plan, byte for byte, in whatever order its lists are", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (given) => {
        const one = await plan(given);
        expect(canonicalJson(await plan(given))).toBe(canonicalJson(one));
        const turned = await plan({
          ...given,
          needs: given.needs.toReversed(),
          supplies: given.supplies.toReversed(),
          lanes: given.lanes.toReversed(),
        });
        expect(canonicalJson(turned.allocations)).toBe(canonicalJson(one.allocations));
      }),
      { numRuns: 50 },
    );
  });

  test("tells its phases as they begin", async () => {
    const told: string[] = [];
    const given = snapshot({ needs: [need(1)], supplies: [supply(1)], lanes: [lane(1)] });
    const planned = await planSnapshot(given, EQUAL_COVERAGE, FACTS, ({ phase }) => told.push(phase));
    expect(planned.ok).toBe(true);
    expect([...new Set(told)]).toEqual(["policy", "equal", "check"]);
  });
});
