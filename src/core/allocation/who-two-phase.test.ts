import { describe, expect, test } from "vitest";
import type { HealthCapacity } from "#core/estimate/health-capacity.ts";
import { asId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant } from "#core/time.ts";
import type { AllocationFacts } from "./build-problem.ts";
import { planSnapshot } from "./plan-snapshot.ts";
import { WHO_2020_TWO_PHASE } from "./policy.ts";
import type { Snapshot, SnapshotNeed } from "./snapshot.ts";

/**
 * The two phases in the manner of the WHO's papers: four countries, each asking courses for all of its people, in thousands; the
 * threat is the severity of the call, the vulnerability the health workforce.
 *
 * | country | people | severity | workers for 10,000 | weight in phase 2    |
 * | ------- | ------ | -------- | ------------------ | -------------------- |
 * | A       | 10,000 | 1        | 60                 | 1                    |
 * | B       | 20,000 | 3        | 60                 | 1.5                  |
 * | C       | 40,000 | 5        | 60                 | 2                    |
 * | D       | 30,000 | 1        | 10                 | 2 (4.45, at most 2)  |
 */
const COUNTRIES = [
  { country: "AAA", people: 10_000, severity: 1, workers: 60 },
  { country: "BBB", people: 20_000, severity: 3, workers: 60 },
  { country: "CCC", people: 40_000, severity: 5, workers: 60 },
  { country: "DDD", people: 30_000, severity: 1, workers: 10 },
] as const;

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const site = (n: number) => asId<"site">(id(n));
const none = asQuantity(0);
const capacities = COUNTRIES.map(
  ({ country, people, workers }): HealthCapacity => ({
    country,
    population: asQuantity(people * 1000),
    whoRegion: null,
    incomeGroup: "low",
    workers: {
      doctors: asQuantity((people * workers) / 10),
      nurses: none,
      midwives: none,
      laboratoryWorkers: none,
      traditionalPractitioners: none,
      communityHealthWorkers: none,
      pharmacists: none,
      physiotherapists: none,
      dentists: none,
    },
    beds: none,
    intensiveCareBedsPerTenThousand: 0,
  }),
);
const item: Item = {
  id: "course",
  of: null,
  kind: "item",
  unit: "H87",
  unitName: "piece",
  temperatureClass: "ambient",
  substitutionGroup: null,
  quantityMax: asQuantity(1e12),
  names: { ar: "", zh: "", en: "", es: "", fr: "", ru: "" },
};
const FACTS: AllocationFacts = {
  items: new Map([["course", item]]),
  itemPacks: [],
  coldVolumes: new Map(),
  listings: [],
  capacities,
};

/** Thousands of courses that A, B, C and D get of `supply`, where they have been promised `promised` before. */
async function share(supply: number, promised: readonly number[] = [0, 0, 0, 0]): Promise<readonly number[]> {
  const days = { windowFrom: asDay("2021-03-01"), windowTo: asDay("2021-06-30") };
  const needs = COUNTRIES.map(
    ({ country, people, severity }, i): SnapshotNeed => ({
      callId: asId<"call">(id(i + 1)),
      callLineNumber: 1,
      partyId: asId<"party">(id(i + 1)),
      partyCode: country,
      country,
      itemId: "course",
      quantity: asQuantity(people - promised[i]!),
      ...days,
      siteId: site(i + 1),
      severity,
      smallestUseful: asQuantity(1),
      promised: promised[i]!,
      promisedDirectly: 0,
      shortBeforePerMille: 0,
      shelfLife: null,
    }),
  );
  const snapshot: Snapshot = {
    cutOff: asInstant("2021-03-01T00:00:00Z"),
    scenario: null,
    shelfLifeRules: [],
    needs,
    supplies: [
      {
        supplyId: asId<"supply">(id(1)),
        offerId: asId<"offer">(id(1)),
        giverId: asId<"party">(id(99)),
        itemId: "course",
        siteId: site(99),
        quantity: asQuantity(supply),
        availableFrom: days.windowFrom,
        availableUntil: null,
        expiry: null,
        packUnits: asQuantity(1),
        leastShipmentUnits: asQuantity(0),
        manufacturedOn: null,
      },
    ],
    lanes: COUNTRIES.map((_, i) => ({
      laneId: asId<"lane">(id(i + 1)),
      fromSiteId: site(99),
      toSiteId: site(i + 1),
      mode: "air",
      distanceKm: 1000,
      transitDays: 1,
      massGramsPerDay: null,
      volumeCubicCentimetresPerDay: null,
      coldVolumeCubicCentimetresPerDay: null,
      costCentsPerTonne: null,
    })),
  };
  const planned = await planSnapshot(snapshot, WHO_2020_TWO_PHASE, FACTS);
  if (!planned.ok) throw new Error(planned.refusal.reason);
  return planned.value.outcome.lines.map(({ allocated }) => allocated);
}

describe("the WHO's two phases", () => {
  test("first phase: the same part of every population, whatever the risk, until all have a fifth", async () => {
    expect(await share(3000)).toEqual([300, 600, 1200, 900]);
    expect(await share(10_000)).toEqual([1000, 2000, 4000, 3000]);
    expect(await share(20_000)).toEqual([2000, 4000, 8000, 6000]);
  });

  test("second phase: coverage rises by risk; a fifth is kept, and who has more than its weight gives waits", async () => {
    // Level t gives A 10,000 t, B 30,000 t, C 80,000 t, D 60,000 t: with A at its fifth, 170,000 t + 2000 = 26,000.
    expect(await share(26_000)).toEqual([2000, 4235, 11_294, 8471]);
    // All rise again from t = 0.2 on: 180,000 t = 50,000.
    expect(await share(50_000)).toEqual([2778, 8333, 22_222, 16_667]);
    // C and D are served at t = 0.5, the rest goes on.
    expect(await share(95_000)).toEqual([6250, 18_750, 40_000, 30_000]);
    expect(await share(200_000)).toEqual([10_000, 20_000, 40_000, 30_000]);
  });

  test("a further round goes on where the one before ended: what was promised counts towards the fifth", async () => {
    const first = await share(10_000);
    expect(await share(10_000, first)).toEqual([1000, 2000, 4000, 3000]);
    // D was left out of the first round. Missing of the fifth are 1000 of A's 9000, in whole thousandths 112, and so on;
    // all of D's. 1008 + 2016 + 4032 + 6000 = 13,056, of which there are 3000: 231.6, 463.2, 926.5, 1378.7.
    const [a, b, c] = [1000, 2000, 4000] as const;
    expect(await share(3000, [a, b, c, 0])).toEqual([232, 463, 926, 1379]);
  });
});
