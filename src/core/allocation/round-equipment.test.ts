import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import type { SiteReadiness } from "#core/equipment/site-readiness.ts";
import { describeConditions } from "#core/equipment/site-readiness.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { makeModel, PROVIDES_NOTHING } from "#core/testing/equipment.ts";
import { asDay, asInstant } from "#core/time.ts";
import type { Allocation } from "./round.ts";
import { planSnapshot } from "./plan-snapshot.ts";
import { EQUAL_COVERAGE } from "./policy.ts";
import type { Snapshot, SnapshotRunPlace } from "./snapshot.ts";

const START = asDay("2026-03-01");
const name = (kind: number, n: number) =>
  `00000000-0000-7000-8000-${String(kind * 1000 + n).padStart(12, "0")}`;
const ITEMS = new Map([["ventilator", { of: null, kind: "item", substitutionGroup: null }]] as const);
const FACTS = { items: ITEMS as never, itemPacks: [], listings: [], capacities: [], coldVolumes: new Map() };
const SITES = [0, 1].map((n) => asId<"site">(name(1, n)));
const ORIGIN = asId<"site">(name(1, 9));

function make(n: number, part: Partial<EquipmentModel>): EquipmentModel {
  return makeModel({ id: asId(name(2, n)), name: `M${n}`, voltages: [{ min: 230, max: 230 }], ...part });
}

const NEEDS_NONE = { power: "none", plugTypes: [], powerWatts: null } as const;
const GENERATOR = make(10, {
  ...NEEDS_NONE,
  provides: {
    ...PROVIDES_NOTHING,
    power: "generator",
    sockets: ["G"],
    voltage: 230,
    frequency: 50,
    watts: 700,
  },
});
const ADAPTER = make(11, {
  ...NEEDS_NONE,
  plugTypes: ["A"],
  provides: { ...PROVIDES_NOTHING, power: "plug_adapter", sockets: ["G"] },
});
const TRANSFORMER = make(12, {
  powerWatts: null,
  voltages: [{ min: 110, max: 110 }],
  plugTypes: ["A"],
  provides: { ...PROVIDES_NOTHING, power: "transformer", sockets: ["G"], voltage: 230, watts: 500 },
});
const CONCENTRATOR = make(13, {
  ...NEEDS_NONE,
  provides: { ...PROVIDES_NOTHING, oxygen: "low_pressure", oxygenLitresPerMinute: 10 },
});
const AIDS = [GENERATOR, ADAPTER, TRANSFORMER, CONCENTRATOR];

interface DrawnSite {
  readonly readiness: SiteReadiness;
  /** As many of each of `AIDS`. */
  readonly aids: readonly number[];
  readonly running: { readonly model: number; readonly count: number; readonly isSince: boolean };
}

const models = fc.tuple(
  ...[0, 1, 2].map((n) =>
    fc
      .record({
        volts: fc.constantFrom(110, 230),
        plug: fc.constantFrom("A", "G"),
        powerWatts: fc.constantFrom(null, 100, 250, 300),
        powerHoursPerDay: fc.constantFrom(8, 24),
        oxygen: fc.constantFrom("none", "low_pressure", "high_pressure"),
      })
      .map(({ volts, plug, oxygen, ...part }) =>
        make(n, {
          ...part,
          voltages: [{ min: volts, max: volts }],
          plugTypes: [plug],
          oxygen,
          oxygenLitresPerMinute: oxygen === "none" ? null : 5,
        }),
      ),
  ),
);

const drawnSite = (n: number) =>
  fc.record({
    readiness: fc.record({
      siteId: fc.constant(SITES[n] ?? ORIGIN),
      day: fc.constant(START),
      voltage: fc.constantFrom(110, 230),
      frequency: fc.constant(50 as const),
      sockets: fc.constantFrom(["A"], ["G"]),
      powerWatts: fc.constantFrom(null, 0, 300, 1000),
      powerHoursPerDay: fc.constantFrom(null, 8, 24),
      oxygenLowLitresPerMinute: fc.constantFrom(null, 0, 12),
      oxygenHighLitresPerMinute: fc.constantFrom(null, 0, 12),
      skills: fc.constant([]),
      consumables: fc.constant([]),
    }) as fc.Arbitrary<SiteReadiness>, // letters of sockets are drawn from two of them
    aids: fc.tuple(...[1, 3, 1, 1].map((most) => fc.integer({ min: 0, max: most }))),
    running: fc.record({
      model: fc.integer({ min: 0, max: 2 }),
      count: fc.integer({ min: 0, max: 2 }),
      isSince: fc.boolean(),
    }),
  });

const world = fc.record({
  models,
  sites: fc.tuple(drawnSite(0), drawnSite(1)),
  supplies: fc.array(
    fc.record({ model: fc.constantFrom(null, 0, 1, 2), quantity: fc.integer({ min: 1, max: 6 }) }),
    { minLength: 1, maxLength: 4 },
  ),
  needs: fc.array(fc.record({ site: fc.constantFrom(0, 1), quantity: fc.integer({ min: 1, max: 8 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
type World = typeof world extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function toSnapshot({ models: own, sites, supplies, needs }: World): Snapshot {
  const pieces = (model: EquipmentModel | undefined, count: number, since: number) =>
    model === undefined || count === 0 ? [] : [{ modelId: model.id, count, countSince: since }];
  const places = sites.map(
    ({ readiness, aids, running }): SnapshotRunPlace => ({
      siteId: readiness.siteId,
      conditions: describeConditions(readiness, undefined),
      aids: AIDS.flatMap((aid, i) => pieces(aid, aids[i] ?? 0, aids[i] ?? 0)),
      itemIds: [],
      running: pieces(own[running.model], running.count, running.isSince ? running.count : 0),
    }),
  );
  const supplyId = (n: number) => asId<"supply">(name(4, n));
  return {
    cutOff: asInstant("2026-03-01T00:00:00Z"),
    scenario: null,
    shelfLifeRules: [],
    supplies: supplies.map(({ quantity }, n) => ({
      supplyId: supplyId(n),
      offerId: asId(name(5, n)),
      giverId: asId(name(3, 1)),
      itemId: "ventilator",
      siteId: ORIGIN,
      quantity: asQuantity(quantity),
      availableFrom: START,
      availableUntil: null,
      expiry: null,
      packUnits: asQuantity(1),
      leastShipmentUnits: asQuantity(0),
      manufacturedOn: null,
    })),
    needs: needs.map(({ site, quantity }, n) => ({
      callId: asId(name(6, n)),
      callLineNumber: 1,
      partyId: asId(name(3, 2)),
      partyCode: `P${n}`,
      country: null,
      itemId: "ventilator",
      quantity: asQuantity(quantity),
      windowFrom: START,
      windowTo: asDay("2026-03-20"),
      siteId: SITES[site] ?? ORIGIN,
      severity: 3,
      promised: 0,
      promisedDirectly: 0,
      shortBeforePerMille: 0,
      smallestUseful: asQuantity(1),
      shelfLife: null,
    })),
    lanes: SITES.map((toSiteId, n) => ({
      laneId: asId(name(7, n)),
      fromSiteId: ORIGIN,
      toSiteId,
      mode: "air" as const,
      distanceKm: 100,
      transitDays: 1,
      massGramsPerDay: null,
      volumeCubicCentimetresPerDay: null,
      coldVolumeCubicCentimetresPerDay: null,
      costCentsPerTonne: null,
    })),
    equipment: {
      models: [...own, ...AIDS],
      supplies: supplies.flatMap(({ model }, n) => {
        const stated = own[model ?? -1];
        return stated === undefined ? [] : [{ supplyId: supplyId(n), modelId: stated.id }];
      }),
      places,
    },
  };
}

/** Where a piece can be plugged in, told without the program: which watts it draws on, and whether through an adapter. */
function listPlaces(model: EquipmentModel, { readiness, aids }: DrawnSite) {
  const volts = model.voltages[0]?.min;
  const [plug] = model.plugTypes;
  const [generators = 0, adapters = 0, transformers = 0] = aids;
  const hours = readiness.powerHoursPerDay ?? 24;
  const needed = model.powerHoursPerDay ?? 24;
  const [socket] = readiness.sockets;
  const ways: { readonly pools: readonly string[]; readonly adapter: boolean }[] = [];
  const isAdapted = plug === "G" && socket === "A" && adapters > 0;
  if (volts === readiness.voltage && needed <= hours && (plug === socket || isAdapted)) {
    ways.push({ pools: ["mains"], adapter: plug !== socket });
  }
  const isOn = readiness.voltage === 110 && socket === "A" && transformers > 0;
  if (isOn && volts === 230 && plug === "G" && needed <= hours) {
    ways.push({ pools: ["mains", "transformer"], adapter: false });
  }
  if (generators > 0 && volts === 230 && plug === "G") ways.push({ pools: ["generator"], adapter: false });
  return ways;
}

/** Whether some way of plugging all the pieces in leaves no source and no adapter overdrawn: all are tried. */
function findPlugging(groups: readonly (readonly [EquipmentModel, number])[], site: DrawnSite): boolean {
  const { readiness, aids } = site;
  const left = new Map([
    ["mains", readiness.powerWatts ?? Infinity],
    ["generator", (aids[0] ?? 0) * 700],
    ["transformer", (aids[2] ?? 0) * 500],
    ["adapters", aids[1] ?? 0],
  ]);
  const pieces = groups.flatMap(([model, count]) => Array.from({ length: count }, () => model));
  const tryFrom = (index: number, least: number): boolean => {
    const model = pieces[index];
    if (model === undefined) return true;
    const ways = listPlaces(model, site);
    // Pieces of one model are alike: each is put where the one before was, or further on.
    return ways.some((way, w) => {
      if (pieces[index - 1] === model && w < least) return false;
      const draws: [string, number][] = way.pools.map((pool) => [pool, model.powerWatts ?? 0]);
      if (way.adapter) draws.push(["adapters", 1]);
      if (draws.some(([pool, amount]) => amount > (left.get(pool) ?? 0))) return false;
      for (const [pool, amount] of draws) left.set(pool, (left.get(pool) ?? 0) - amount);
      const does = tryFrom(index + 1, w);
      for (const [pool, amount] of draws) left.set(pool, (left.get(pool) ?? 0) + amount);
      return does;
    });
  };
  return tryFrom(0, 0);
}

/** Whether oxygen is enough for all of them together; what is not stated is taken for enough. */
function hasOxygen(groups: readonly (readonly [EquipmentModel, number])[], { readiness, aids }: DrawnSite) {
  const sum = (need: string) =>
    groups.reduce((all, [model, count]) => all + (model.oxygen === need ? 5 * count : 0), 0);
  const low = readiness.oxygenLowLitresPerMinute;
  const high = readiness.oxygenHighLitresPerMinute;
  if (high !== null && sum("high_pressure") > high) return false;
  if (low === null || high === null) return true;
  return sum("high_pressure") + sum("low_pressure") <= low + high + (aids[3] ?? 0) * 10;
}

/** What comes to a site, of each model. */
function countSent(drawn: World, allocations: readonly Allocation[], site: number) {
  return drawn.models.map((model, m) => {
    const own = allocations.filter(({ supplyId, laneId }) => {
      const index = drawn.supplies.findIndex((_, n) => supplyId === name(4, n));
      return drawn.supplies[index]?.model === m && laneId === name(7, site);
    });
    return [model, own.reduce((sum, { quantity }) => sum + quantity, 0)] as const;
  });
}

describe("a plan over equipment whose model is stated", () => {
  test("sends no more to a site than runs there together, beside what runs there already", async () => {
    let bound = 0;
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const now = drawn.sites.map(({ running }) => {
          const model = drawn.models[running.model];
          return model === undefined ? [] : [[model, running.isSince ? running.count : 0] as const];
        });
        // What runs there does run, and what was put to work before the statement is on the mains.
        fc.pre(
          drawn.sites.every((site, s) => {
            const own = drawn.models[site.running.model];
            const isBefore = !site.running.isSince && site.running.count > 0;
            const isOnMains = own !== undefined && listPlaces(own, site)[0]?.pools.join() === "mains";
            if (
              isBefore &&
              (!isOnMains || own.oxygen !== "none" || listPlaces(own, site)[0]?.adapter === true)
            )
              return false;
            return findPlugging(now[s] ?? [], site) && hasOxygen(now[s] ?? [], site);
          }),
        );
        const planned = await planSnapshot(toSnapshot(drawn), EQUAL_COVERAGE, FACTS);
        if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
        const { allocations } = planned.value;
        drawn.sites.forEach((site, s) => {
          const counts = countSent(drawn, allocations, s);
          const all = [...counts, ...(now[s] ?? [])];
          expect(findPlugging(all, site), `site ${s}`).toBe(true);
          expect(hasOxygen(all, site), `site ${s}`).toBe(true);
          sent += counts.reduce((sum, [, count]) => sum + count, 0);
        });
        const { equipment: _equipment, ...blind } = toSnapshot(drawn);
        const free = await planSnapshot(blind, EQUAL_COVERAGE, FACTS);
        if (!free.ok) throw new Error(JSON.stringify(free.refusal));
        const isOver = drawn.sites.some((site, s) => {
          const all = [...countSent(drawn, free.value.allocations, s), ...(now[s] ?? [])];
          return !findPlugging(all, site) || !hasOxygen(all, site);
        });
        if (isOver) bound += 1;
      }),
      { numRuns: 150, seed: 20_260_301 },
    );
    // A plan that knew nothing of equipment would have sent too much in many of these worlds.
    expect(bound).toBeGreaterThan(40);
    expect(sent).toBeGreaterThan(100);
  });

  test("is byte for byte the plan without it, where every model runs wherever it is asked for, without limit", async () => {
    const free = make(0, { powerWatts: null });
    const [drawn] = fc.sample(world, { numRuns: 1, seed: 7 });
    if (drawn === undefined) throw new Error("a world was drawn");
    const site = (n: number) => ({
      ...toSnapshot(drawn).equipment?.places[n],
      siteId: SITES[n] ?? ORIGIN,
      aids: [],
      itemIds: [],
      running: [],
      conditions: describeConditions(
        { ...drawn.sites[0].readiness, voltage: 230, sockets: ["G"], powerWatts: 0, powerHoursPerDay: 24 },
        undefined,
      ),
    });
    const snapshot = toSnapshot({ ...drawn, models: [free, free, free] });
    const { equipment: _equipment, ...blind } = snapshot;
    const known = {
      ...blind,
      equipment: {
        models: [free],
        supplies: snapshot.supplies.map(({ supplyId }) => ({ supplyId, modelId: free.id })),
        places: [site(0), site(1)],
      },
    };
    const [a, b] = await Promise.all(
      [blind, known].map(async (one) => await planSnapshot(one, EQUAL_COVERAGE, FACTS)),
    );
    if (a?.ok !== true || b?.ok !== true) throw new Error("both are planned");
    // How much it takes is not stated: that is told, and changes nothing else.
    const { equipment: told, ...outcome } = b.value.outcome;
    expect(told?.map(({ answer }) => answer)).toContain("ask");
    expect(canonicalJson({ ...b.value, outcome })).toBe(canonicalJson(a.value));
  });
});
