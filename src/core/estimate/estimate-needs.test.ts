import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "#core/item/item.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import { estimateNeeds, type EstimateTables } from "./estimate-needs.ts";
import { fillCapacity } from "./fill-capacity.ts";
import { CADRES, type HealthCapacity } from "./health-capacity.ts";
import { computeLaboratoryCapacity, computeTesting } from "./laboratory-tests.ts";

function capacity(country: string, workers: Partial<HealthCapacity["workers"]> = {}): HealthCapacity {
  const none = Object.fromEntries(CADRES.map((cadre) => [cadre, asQuantity(0)]));
  return {
    country,
    population: asQuantity(1000),
    whoRegion: null,
    incomeGroup: "low",
    workers: {
      ...(none as HealthCapacity["workers"]),
      doctors: asQuantity(60),
      nurses: asQuantity(440),
      ...workers,
    },
    beds: asQuantity(1000),
    intensiveCareBedsPerTenThousand: 500,
  };
}

function item(id: string): Item {
  const names = { ar: id, zh: id, en: id, es: id, fr: id, ru: id };
  const unit = { unit: "H87", unitName: "piece", temperatureClass: null, substitutionGroup: null } as const;
  return { id, of: null, kind: "item", ...unit, quantityMax: asQuantity(1e9), names };
}

const ITEMS = [
  "mask",
  "goggles",
  "ventilator",
  "high_throughput_pcr_test",
  "pcr_cartridge_test",
  "manual_pcr_test",
  "antigen_rapid_test",
  "swab_and_transport_medium",
  "triple_packaging_box",
];

/** 1,000 beds, 600 dedicated: 50 critical, 550 severe. 500 doctors and nurses, 300 dedicated. */
const tables: EstimateTables = {
  capacities: [capacity("AAA")],
  platforms: [
    {
      platform: "near",
      class: "near_patient",
      testsPerShift: 10,
      shiftsPerDay: 1,
      daysPerWeek: 5,
      sharePercent: 50,
    },
    {
      platform: "hand",
      class: "manual",
      testsPerShift: 15,
      shiftsPerDay: 1,
      daysPerWeek: 5,
      sharePercent: 100,
    },
  ],
  platformCounts: [
    { country: "AAA", platform: "near", machines: asQuantity(12) },
    { country: "AAA", platform: "hand", machines: asQuantity(4) },
  ],
  workTimes: [
    {
      occupation: "nurse",
      group: "health_worker",
      mildMilli: 0,
      moderateMilli: 0,
      severeMilli: 2000,
      criticalMilli: 10_000,
      screeningMilli: 800,
    },
    {
      occupation: "cleaner",
      group: "cleaner",
      mildMilli: 0,
      moderateMilli: 0,
      severeMilli: 500,
      criticalMilli: 750,
      screeningMilli: 0,
    },
  ],
  places: new Map(),
  usages: [
    { itemId: "mask", driver: "inpatient_worker", amountMilli: 4000, per: "day" },
    { itemId: "mask", driver: "bed", amountMilli: 2000, per: "day" },
    { itemId: "mask", driver: "other_nurse", amountMilli: 4000, per: "day" },
    { itemId: "goggles", driver: "inpatient_cleaner", amountMilli: 100, per: "week" },
    { itemId: "ventilator", driver: "critical_bed", amountMilli: 670, per: "once" },
  ],
  items: new Map(ITEMS.map((id) => [id, item(id)])),
};

function quantities(weeks: number, more: { essentialServices?: boolean } = {}): Record<string, number> {
  const answer = estimateNeeds({ country: "AAA", weeks, ...more }, tables);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return Object.fromEntries(answer.value.map(({ itemId, quantity }) => [itemId, quantity]));
}

describe("estimateNeeds", () => {
  test("gives what a calculation by hand gives", () => {
    // Workers: (550 × 2 h + 50 × 10 h) ÷ 8 h = 200; their cap is 300 × 20 h / (20 h + 80 o) with h = 200 ÷ 600 and o = 0.1,
    // ⌊300 × 6.667 ÷ 14.667⌋ = 136. Masks: 136 × 4 × 14 + 600 × 2 × 14 + 176 × 4 × 10 = 7,616 + 16,800 + 7,040.
    // Cleaners: ⌈(550 × 0.5 + 50 × 0.75) × 10 ÷ 8⌉ = 391. Goggles: ⌈391 × 0.1 × 2⌉. Ventilators: ⌈50 × 0.67⌉.
    // Laboratories: 12 × 10 × 5 × 50 % = 300 and 4 × 15 × 5 = 300 tests a week; 1,200 in two weeks, all of them taken.
    // 15 care units of 40 beds.
    expect(quantities(2)).toEqual({
      antigen_rapid_test: 240,
      goggles: 79,
      manual_pcr_test: 534,
      mask: 31_456,
      pcr_cartridge_test: 480,
      swab_and_transport_medium: 1200,
      triple_packaging_box: 60,
      ventilator: 34,
    });
  });

  test("leaves out who goes on with everything else, when told to", () => {
    expect(quantities(2, { essentialServices: false })["mask"]).toBe(24_416);
  });

  test("asks for equipment once, however many weeks", () => {
    expect(quantities(52)["ventilator"]).toBe(quantities(1)["ventilator"]);
    expect(quantities(52)["triple_packaging_box"]).toBe(60);
  });

  test.each([
    [
      { country: "ZZZ", weeks: 0 },
      { code: "estimate_weeks_out_of_range", weeks: 0, weeksMin: 1, weeksMax: 52 },
    ],
    [
      { country: "AAA", weeks: 53 },
      { code: "estimate_weeks_out_of_range", weeks: 53, weeksMin: 1, weeksMax: 52 },
    ],
    [
      { country: "AAA", weeks: 1.5 },
      { code: "estimate_weeks_out_of_range", weeks: 1.5, weeksMin: 1, weeksMax: 52 },
    ],
    [
      { country: "ZZZ", weeks: 1, bedsElsewherePercent: 101 },
      { code: "estimate_share_out_of_range", field: "bedsElsewherePercent", percent: 101 },
    ],
    [
      { country: "AAA", weeks: 1, workersElsewherePercent: -1 },
      { code: "estimate_share_out_of_range", field: "workersElsewherePercent", percent: -1 },
    ],
    [
      { country: "ZZZ", weeks: 1 },
      { code: "estimate_capacity_unknown", country: "ZZZ" },
    ],
  ])("refuses %j", (request, refusal) => {
    expect(estimateNeeds(request, tables)).toEqual({ ok: false, refusal });
  });

  test("grows with the weeks, and never with what is kept for others", () => {
    const percent = fc.integer({ min: 0, max: 100 });
    const weeks = fc.integer({ min: 1, max: 51 });
    fc.assert(
      fc.property(weeks, percent, percent, (count, workersElsewherePercent, bedsElsewherePercent) => {
        const shares = { workersElsewherePercent, bedsElsewherePercent, essentialServices: false };
        const read = (all: number, beds = bedsElsewherePercent): Map<string, number> => {
          const request = { country: "AAA", weeks: all, ...shares, bedsElsewherePercent: beds };
          const answer = estimateNeeds(request, tables);
          return new Map(answer.ok ? answer.value.map((line) => [line.itemId, line.quantity]) : []);
        };
        const [now, later] = [read(count), read(count + 1)];
        for (const [itemId, quantity] of now) {
          expect(Number.isSafeInteger(quantity) && quantity > 0).toBe(true);
          expect(later.get(itemId) ?? 0).toBeGreaterThanOrEqual(quantity);
        }
        expect(read(count, 100).get("ventilator") ?? 0).toBe(0);
      }),
    );
  });

  test("can be computed again from the inputs of each line", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 52 }), (weeks) => {
        const answer = estimateNeeds({ country: "AAA", weeks }, tables);
        if (!answer.ok) throw new Error(answer.refusal.code);
        for (const { itemId, quantity, basis } of answer.value) {
          const drivers = Object.keys(basis.inputs).filter((key) => key.endsWith(".count"));
          if (drivers.length === 0) continue;
          const milli = drivers.reduce((sum, key) => {
            const of = (field: string): number => Number(basis.inputs[key.replace("count", field)]);
            return sum + of("count") * of("amountMilli") * of("times");
          }, 0);
          expect([itemId, Math.ceil(milli / 1000)]).toEqual([itemId, quantity]);
        }
      }),
    );
  });
});

describe("fillCapacity", () => {
  const missing = capacity("AAA", { doctors: null });
  const neighbour: HealthCapacity = {
    ...capacity("BBB", { doctors: asQuantity(9) }),
    population: asQuantity(3000),
  };

  test("takes the average of the income group for each inhabitant", () => {
    const rich: HealthCapacity = { ...capacity("CCC", { doctors: asQuantity(900) }), incomeGroup: "high" };
    const filled = fillCapacity(missing, [missing, neighbour, rich]);
    expect(filled.workers.doctors).toBe(3);
    expect(filled.imputed).toEqual(["doctors"]);
  });

  test("puts nothing in where nothing is missing, and zero where nobody has a figure", () => {
    expect(fillCapacity(neighbour, [missing]).imputed).toEqual([]);
    expect(fillCapacity(missing, [missing]).workers.doctors).toBe(0);
  });

  test("shows in the basis what was put in", () => {
    const answer = estimateNeeds(
      { country: "AAA", weeks: 1 },
      { ...tables, capacities: [missing, neighbour] },
    );
    if (!answer.ok) throw new Error(answer.refusal.code);
    expect(answer.value[0]?.basis.inputs).toMatchObject({ doctors: 3, "imputed.doctors": 3 });
  });
});

describe("computeLaboratoryCapacity", () => {
  test("is nothing in a country without machines", () => {
    expect(computeLaboratoryCapacity([], tables.platforms)).toEqual({
      testsPerWeekByClass: { high_throughput: 0, near_patient: 0, manual: 0 },
      testsPerWeek: 0,
      laboratories: 0,
    });
  });

  test("counts three machines, or four at the bedside, as a laboratory", () => {
    expect(computeLaboratoryCapacity(tables.platformCounts, tables.platforms)).toMatchObject({
      testsPerWeek: 600,
      laboratories: 4,
    });
  });
});

describe("computeTesting", () => {
  const demand = { severeBeds: 1000, criticalBeds: 100, workers: 500 };

  test("gives the worked example of its description", () => {
    // Discharged: 1,000 × 86.6 % + 50 × 50 % = 891. Contacts: 5,250 × 10 × 60 % = 31,500.
    expect(computeTesting(demand, 1e9)).toEqual({
      admissionsPerWeek: 1050,
      outpatientCasesPerWeek: 4200,
      screenedPerWeek: 56_700,
      testsNeededPerWeek: 1050 + 891 + 500 + 4200 + 52_500 + 31_500,
      testsPerWeek: 90_641,
      isolatedPerWeek: 4200,
    });
  });

  test("keeps the tests for patients and workers when the laboratories can do no more", () => {
    expect(computeTesting(demand, 2441)).toMatchObject({ testsPerWeek: 2441, isolatedPerWeek: 0 });
    expect(computeTesting(demand, 0)).toMatchObject({ testsPerWeek: 0, isolatedPerWeek: 0 });
  });

  test("finds no more cases than there are, however many tests", () => {
    const nat = fc.nat(1_000_000);
    fc.assert(
      fc.property(nat, nat, nat, nat, (severeBeds, criticalBeds, workers, limit) => {
        const testing = computeTesting({ severeBeds, criticalBeds, workers }, limit as Quantity);
        expect(testing.isolatedPerWeek).toBeLessThanOrEqual(testing.outpatientCasesPerWeek);
        expect(testing.testsPerWeek).toBeLessThanOrEqual(Math.min(limit, testing.testsNeededPerWeek));
      }),
    );
  });
});
