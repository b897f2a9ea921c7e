import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { checkJointPlan } from "#certificate/check-joint-plan.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import type { EquipmentModel } from "#core/equipment/equipment-model.ts";
import { asId } from "#core/id.ts";
import { changePolicy } from "#core/what-if/change-policy.ts";
import type { Item } from "#core/item/item.ts";
import { asQuantity } from "#core/quantity.ts";
import { makeModel } from "#core/testing/equipment.ts";
import { addDays, asDay, asInstant } from "#core/time.ts";
import type { AllocationFacts } from "./build-problem.ts";
import { planSnapshot } from "./plan-snapshot.ts";
import { parseKeptProblem } from "./kept-files.ts";
import { EQUAL_COVERAGE, LEAST_DEVELOPED_FIRST } from "./policy.ts";
import { findFacility, listFacilityNeeds } from "./site-facilities.ts";
import type { Snapshot, SnapshotLane, SnapshotNeed, SnapshotSupply } from "./snapshot.ts";
import {
  listFreeTeams,
  type SnapshotTeam,
  type SnapshotTeamCall,
  type SnapshotTeamSite,
  type SnapshotTeams,
} from "./team-snapshot.ts";

const id = <Noun extends string>(kind: number, n: number) =>
  asId<Noun>(`0000000${kind}-0000-7000-8000-${String(n).padStart(12, "0")}`);
const TODAY = asDay("2026-03-02");

function item(itemId: string): [string, Item] {
  const names = { ar: itemId, zh: itemId, en: itemId, es: itemId, fr: itemId, ru: itemId };
  const rest = {
    unit: "H87",
    unitName: "piece",
    temperatureClass: "ambient",
    substitutionGroup: null,
  } as const;
  return [itemId, { id: itemId, of: null, kind: "item", quantityMax: asQuantity(1e12), names, ...rest }];
}
const FACTS: AllocationFacts = {
  items: new Map([item("mask"), item("glove"), item("pump")]),
  itemPacks: [],
  coldVolumes: new Map(),
  listings: [],
  capacities: [],
};

function team(n: number, part: Partial<SnapshotTeam> = {}): SnapshotTeam {
  return {
    teamOfferId: id<"team offer">(6, n),
    teamId: id<"team">(7, n),
    teamName: `Team ${n}`,
    partyId: id<"party">(3, 100 + n),
    partyCode: `G${n}`,
    number: 1,
    types: ["type_2"],
    languages: ["fr"],
    freeFrom: TODAY,
    freeUntil: asDay("2026-06-30"),
    needs: { power: null, oxygen: null, goods: [] },
    ...part,
  };
}

function call(n: number, part: Partial<SnapshotTeamCall> = {}): SnapshotTeamCall {
  return {
    teamCallId: id<"team call">(8, n),
    partyId: id<"party">(3, n),
    partyCode: `P${n}`,
    country: "OTH",
    siteId: id<"site">(1, n),
    types: ["type_2"],
    languages: [],
    count: 1,
    promised: 0,
    fromDay: asDay("2026-03-10"),
    untilDay: asDay("2026-04-10"),
    severity: 1,
    emergency: null,
    ...part,
  };
}

function site(n: number, part: Partial<SnapshotTeamSite> = {}): SnapshotTeamSite {
  return {
    siteId: id<"site">(1, n),
    day: TODAY,
    voltages: [230],
    sockets: ["C"],
    powerWatts: null,
    powerHoursPerDay: null,
    oxygenLowLitresPerMinute: null,
    oxygenHighLitresPerMinute: null,
    consumables: null,
    assumed: [],
    ...part,
  };
}

function supply(n: number, itemId: string, quantity: number): SnapshotSupply {
  return {
    supplyId: id<"supply">(4, n),
    offerId: id<"offer">(5, n),
    giverId: id<"party">(3, 200 + n),
    itemId,
    siteId: id<"site">(1, 0),
    quantity: asQuantity(quantity),
    availableFrom: TODAY,
    availableUntil: null,
    expiry: null,
    packUnits: asQuantity(1),
    leastShipmentUnits: asQuantity(0),
    manufacturedOn: null,
  };
}

function lane(n: number): SnapshotLane {
  return {
    laneId: id<"lane">(9, n),
    fromSiteId: id<"site">(1, 0),
    toSiteId: id<"site">(1, n),
    mode: "air",
    distanceKm: null,
    transitDays: 3,
    massGramsPerDay: null,
    volumeCubicCentimetresPerDay: null,
    coldVolumeCubicCentimetresPerDay: null,
    costCentsPerTonne: null,
  };
}

/** What the party of a site asks for there. */
function line(n: number, itemId: string, quantity: number): SnapshotNeed {
  return {
    callId: id<"call">(2, 1),
    callLineNumber: 1,
    partyId: id<"party">(3, n),
    partyCode: `P${n}`,
    country: "OTH",
    itemId,
    quantity: asQuantity(quantity),
    windowFrom: TODAY,
    windowTo: asDay("2026-04-30"),
    siteId: id<"site">(1, n),
    severity: 3,
    promised: 0,
    promisedDirectly: 0,
    shortBeforePerMille: 0,
    smallestUseful: asQuantity(1),
    shelfLife: null,
  };
}

function snapshot(teams: Partial<SnapshotTeams>, part: Partial<Snapshot> = {}): Snapshot {
  return {
    cutOff: asInstant("2026-03-02T09:00:00Z"),
    scenario: null,
    needs: [],
    supplies: [],
    lanes: [lane(1), lane(2)],
    shelfLifeRules: [],
    teams: { teams: [], absent: [], calls: [], sites: [site(1), site(2)], ...teams },
    ...part,
  };
}

async function plan(of: Snapshot) {
  const planned = await planSnapshot(of, EQUAL_COVERAGE, FACTS);
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  const { outcome, files, assignment } = planned.value;
  if (outcome.teams === undefined || assignment === undefined) throw new Error("it has teams");
  return { ...planned.value, teams: outcome.teams, assignment, files };
}

describe("a round of teams and goods", () => {
  const oxygen = {
    power: null,
    oxygen: { pressure: "low_pressure", litresPerMinute: 50 },
    goods: [],
  } as const;

  test("sends who needs oxygen to the only site that has it, and another where it has not", async () => {
    const teams = [team(1, { needs: oxygen }), team(2)];
    const sites = [site(1), site(2, { oxygenHighLitresPerMinute: 60 })];
    const { teams: found } = await plan(snapshot({ teams, calls: [call(1), call(2)], sites }));
    expect(found.sent.map((one) => [one.teamName, one.recipientCode])).toEqual([
      ["Team 2", "P1"],
      ["Team 1", "P2"],
    ]);
    expect(found).toMatchObject({ proven: true, needsNotStated: [] });
    expect(found.sent[1]?.needs).toEqual([{ by: "facility", need: { kind: "oxygen" }, amount: 50, has: 60 }]);
  });

  test("counts as not there what a site has not stated: the team stays, and the call is told so", async () => {
    const { teams: found } = await plan(snapshot({ teams: [team(1, { needs: oxygen })], calls: [call(1)] }));
    expect(found.sent).toEqual([]);
    expect(found.staying).toMatchObject([{ teamName: "Team 1", reason: null }]);
    expect(found.calls).toMatchObject([{ got: 0, status: "needs" }]);
  });

  test("keeps the goods of a team before lines get theirs, and never parts a pack for them", async () => {
    const goods = [{ items: ["mask"], quantity: 70, withinDays: 7 }];
    const needs = { power: null, oxygen: null, goods };
    const packed = { ...supply(2, "mask", 500), packUnits: asQuantity(50) };
    const of = snapshot(
      { teams: [team(1, { needs })], calls: [call(1)] },
      { supplies: [supply(1, "mask", 100), packed], needs: [line(2, "mask", 1000)] },
    );
    const { teams: found, outcome, files, assignment } = await plan(of);
    expect(found.sent[0]?.needs).toMatchObject([
      { by: "goods", quantity: 70, sendings: [{ supplyId: id(4, 1), quantity: 70, itemId: "mask" }] },
    ]);
    expect(outcome.lines).toMatchObject([{ allocated: 530 }]);
    // Worked out beside the same teams.
    expect(outcome.shareBefore).toMatchObject([{ itemId: "mask", allocated: 530 }]);
    expect(checkJointPlan(assignment.problem, assignment.plan)).toMatchObject({ accepted: true });
    expect(checkCertificate(files.problem, files.plan, files.certificate)).toMatchObject({ accepted: true });
    // Tried by another policy, needs still come first.
    const round = { snapshot: of, policy: EQUAL_COVERAGE, facts: FACTS };
    const problem = parseKeptProblem(JSON.stringify(files.problem));
    const changed = changePolicy(problem, [{ change: "policy", key: LEAST_DEVELOPED_FIRST.name }], round);
    const stages = changed.ok ? changed.value.demands.map((demand) => demand.stages) : [];
    expect(stages).toHaveLength(2);
    expect(new Set(stages.map(({ length }) => length)).size).toBe(1);
    expect(new Set(stages.map(([first]) => first?.uptoPerMille))).toEqual(new Set([0, 1000]));
  });

  test("sends no team to its own party's call, nor one that nobody has said to speak the language", async () => {
    const teams = [team(1, { partyId: id<"party">(3, 1) }), team(2, { languages: [] })];
    const { teams: found } = await plan(snapshot({ teams, calls: [call(1, { languages: ["pt"] })] }));
    expect(found.sent).toEqual([]);
    expect(found.calls).toMatchObject([{ status: "language" }]);
  });
});

describe("equipment beside teams", () => {
  const model = (n: number, powerWatts: number): EquipmentModel =>
    makeModel({
      id: id<"equipment model">(1, 900 + n),
      name: `M${n}`,
      itemId: "pump",
      voltages: [{ min: 230, max: 230 }],
      plugTypes: ["C"],
      powerWatts,
    });
  const MODELS = [model(1, 300), model(2, 500)];
  const conditions = {
    day: TODAY,
    voltages: [230],
    frequencies: [50 as const],
    sockets: ["C" as const],
    powerWatts: 3000,
    powerHoursPerDay: 24,
    oxygenLowLitresPerMinute: null,
    oxygenHighLitresPerMinute: null,
    skills: [],
    consumables: [],
    assumed: [],
  };
  /** Ten pumps of each model in twos, asked for at the site of the call, which has 3,000 W. */
  const pumps = (teams: Partial<SnapshotTeams>) =>
    snapshot(
      { calls: [call(1)], sites: [site(1, { powerWatts: 3000, powerHoursPerDay: 24 })], ...teams },
      {
        supplies: [1, 2].map((n) => ({ ...supply(n, "pump", 10), packUnits: asQuantity(2) })),
        needs: [line(1, "pump", 20)],
        equipment: {
          models: MODELS,
          supplies: MODELS.map((one, n) => ({ supplyId: id<"supply">(4, n + 1), modelId: one.id })),
          places: [{ siteId: id<"site">(1, 1), conditions, aids: [], itemIds: [], running: [] }],
        },
      },
    );
  const wattsOf = ({ allocations }: Awaited<ReturnType<typeof plan>>) =>
    allocations.reduce(
      (sum, { supplyId, quantity }) => sum + quantity * (supplyId === id(4, 1) ? 300 : 500),
      0,
    );

  test("in packs draws what it drew, also where a team could need it", async () => {
    const goods = [{ items: ["pump"], quantity: 1, withinDays: 7 }];
    const needy = team(1, { needs: { power: null, oxygen: null, goods } });
    const planned = await plan(pumps({ teams: [needy] }));
    expect(planned.teams.sent).toEqual([]);
    expect(wattsOf(planned)).toBeGreaterThan(2000);
    expect(wattsOf(planned)).toBeLessThanOrEqual(3000);
  });

  test("shares the power of a site with the teams that the plan sends there", async () => {
    const power = { watts: 1900, voltage: null, plugs: [], hoursPerDay: null };
    const hungry = team(1, { needs: { power, oxygen: null, goods: [] } });
    const planned = await plan(pumps({ teams: [hungry] }));
    expect(planned.teams.sent).toHaveLength(1);
    expect(wattsOf(planned)).toBeGreaterThan(0);
    expect(wattsOf(planned)).toBeLessThanOrEqual(1100);
    // A team that goes elsewhere, or nowhere, takes nothing.
    const away = await plan(
      pumps({ teams: [{ ...hungry, languages: [] }], calls: [call(1, { languages: ["pt"] })] }),
    );
    expect(away.teams.sent).toEqual([]);
    expect(wattsOf(away)).toBeGreaterThan(2000);
    // All of it: nothing that draws is sent there.
    const whole = team(1, { needs: { power: { ...power, watts: 3000 }, oxygen: null, goods: [] } });
    expect((await plan(pumps({ teams: [whole] }))).allocations).toEqual([]);
  });
});

describe("teams that are free", () => {
  test("have the longest stretch that is not promised; days that nobody has stated are told", () => {
    const { needs, types, languages, teamOfferId, teamId, teamName, partyId, partyCode } = team(1);
    const head = { needs, types, languages, teamOfferId, teamId, teamName, partyId, partyCode };
    const days = { availableFrom: asDay("2026-03-01"), availableUntil: asDay("2026-06-30") };
    const may = { fromDay: asDay("2026-05-01"), untilDay: asDay("2026-05-31") };
    const find = (part: object) =>
      listFreeTeams({ ...head, ...days, count: 2, promisedDays: [may], ...part }, TODAY);
    expect(find({}).teams.map(({ number, freeFrom, freeUntil }) => [number, freeFrom, freeUntil])).toEqual([
      [1, "2026-03-02", "2026-04-30"],
      [2, "2026-03-02", "2026-06-30"],
    ]);
    const all = { fromDay: TODAY, untilDay: asDay("2026-06-30") };
    expect(find({ count: 1, promisedDays: [all] }).absent).toMatchObject([{ reason: "deployed" }]);
    expect(find({ count: 1, availableFrom: null, availableUntil: null }).absent).toMatchObject([
      { reason: "days_not_stated" },
    ]);
    expect(find({ count: 1, availableUntil: asDay("2026-03-01") }).absent).toMatchObject([
      { reason: "days_over" },
    ]);
  });
});

const dayFrom = (most: number) => fc.nat({ max: most }).map((days) => addDays(TODAY, days));
const TYPES = ["type_1_fixed", "type_2"] as const;
const drawnTeam = fc.record({
  types: fc.subarray([...TYPES], { minLength: 1 }),
  languages: fc.subarray(["fr", "pt"]),
  freeFrom: dayFrom(20),
  stay: fc.nat({ max: 60 }),
  watts: fc.constantFrom(0, 3000, 5000),
  high: fc.boolean(),
  litres: fc.constantFrom(0, 10, 30),
  masks: fc.constantFrom(0, 40),
});
const drawnCall = fc.record({
  types: fc.subarray([...TYPES], { minLength: 1 }),
  languages: fc.subarray(["fr", "pt"]),
  count: fc.integer({ min: 1, max: 2 }),
  fromDay: dayFrom(15),
  stay: fc.nat({ max: 40 }),
});
const drawnSite = fc.record({
  powerWatts: fc.constantFrom(null, 0, 4000, 9000),
  oxygenLowLitresPerMinute: fc.constantFrom(null, 20),
  oxygenHighLitresPerMinute: fc.constantFrom(null, 30),
});
const drawn = fc.record({
  teams: fc.array(drawnTeam, { minLength: 1, maxLength: 4 }),
  calls: fc.array(drawnCall, { minLength: 1, maxLength: 2 }),
  sites: fc.tuple(drawnSite, drawnSite),
  masks: fc.nat({ max: 100 }),
});

describe("whatever is drawn", () => {
  test("teams go only where type, languages, days and needs fit, and the checker says yes", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ teams, calls, sites, masks }) => {
        const own = teams.map(({ stay, watts, litres, high, masks: quantity, ...part }, n) => {
          const pressure = high ? ("high_pressure" as const) : ("low_pressure" as const);
          const power = watts === 0 ? null : { watts, voltage: null, plugs: [], hoursPerDay: null };
          const oxygen = litres === 0 ? null : { pressure, litresPerMinute: litres };
          const goods = quantity === 0 ? [] : [{ items: ["mask"], quantity, withinDays: 7 }];
          const freeUntil = addDays(part.freeFrom, stay);
          return team(n, { ...part, freeUntil, needs: { power, oxygen, goods } });
        });
        const asked = calls.map(({ stay, ...part }, n) =>
          call(n + 1, { ...part, untilDay: addDays(part.fromDay, stay) }),
        );
        const places = sites.map((part, n) => site(n + 1, part));
        const of = snapshot(
          { teams: own, calls: asked, sites: places },
          { supplies: masks === 0 ? [] : [supply(1, "mask", masks)] },
        );
        const { teams: found, assignment } = await plan(of);
        expect(checkJointPlan(assignment.problem, assignment.plan)).toMatchObject({ accepted: true });
        let sent = 0;
        for (const one of found.sent) {
          const goes = own.find(({ teamOfferId }) => teamOfferId === one.teamOfferId);
          const to = asked.find(({ teamCallId }) => teamCallId === one.teamCallId);
          const place = places.find(({ siteId }) => siteId === one.siteId);
          if (goes === undefined || to === undefined || place === undefined) throw new Error("unknown");
          expect(to.types.some((type) => goes.types.includes(type))).toBe(true);
          expect(goes.freeFrom <= to.fromDay && (goes.freeUntil ?? "") >= to.untilDay).toBe(true);
          if (to.languages.length > 0)
            expect(goes.languages).toSatisfy((own) =>
              own.some((code: string) => to.languages.includes(code)),
            );
          for (const { kind, amount } of listFacilityNeeds(goes.needs)) {
            expect(findFacility(place, kind)).toBeGreaterThanOrEqual(amount);
          }
          expect(one.needs).toHaveLength(
            listFacilityNeeds(goes.needs).length + (goes.needs?.goods.length ?? 0),
          );
          for (const need of one.needs) {
            if (need.by === "facility") continue;
            const units = need.sendings.reduce((sum, { quantity }) => sum + quantity, 0);
            expect(units).toBe(need.quantity);
            for (const { arriveOn } of need.sendings) expect(arriveOn <= addDays(to.fromDay, 7)).toBe(true);
            sent += units;
          }
        }
        expect(sent).toBeLessThanOrEqual(masks);
        expect(canonicalJson((await plan(of)).teams)).toBe(canonicalJson(found));
      }),
      { numRuns: 40 },
    );
  });
});
