import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import type { FilledCapacity } from "./fill-capacity.ts";
import { computePresence, type Presence, type PresenceFacts } from "./presence.ts";
import type { WorkTime } from "./usage.ts";

function time(group: WorkTime["group"], severeMilli: number, criticalMilli: number): WorkTime {
  const none = { mildMilli: 0, moderateMilli: 0 };
  const screeningMilli = group === "health_worker" ? 800 : 0;
  return { occupation: group, group, severeMilli, criticalMilli, screeningMilli, ...none };
}

function facts(
  capacity: { doctors: number; nurses: number; beds: number },
  change: Partial<PresenceFacts> = {},
): PresenceFacts {
  const zero = asQuantity(0);
  const workers: FilledCapacity["workers"] = {
    nurses: asQuantity(capacity.nurses),
    doctors: asQuantity(capacity.doctors),
    midwives: asQuantity(7),
    laboratoryWorkers: asQuantity(5),
    traditionalPractitioners: zero,
    communityHealthWorkers: zero,
    pharmacists: zero,
    physiotherapists: zero,
    dentists: zero,
  };
  return {
    capacity: { workers, beds: asQuantity(capacity.beds), imputed: [] },
    intensiveCareBedsPerTenThousand: 500,
    laboratory: {
      testsPerWeekByClass: { high_throughput: 0, near_patient: 0, manual: 1000 },
      testsPerWeek: 1000,
      laboratories: 4,
    },
    workTimes: [time("health_worker", 2000, 10_000), time("cleaner", 500, 750)],
    dedication: { workersElsewherePercent: 40, bedsElsewherePercent: 40 },
    ...change,
  };
}

function dedicatedTo(presence: Presence): number {
  return presence.drivers.inpatient_worker + presence.drivers.screening_worker;
}

describe("computePresence", () => {
  test("divides beds and workers as the tool does", () => {
    const { drivers, severeBeds, criticalBeds } = computePresence(
      facts({ doctors: 60, nurses: 440, beds: 1000 }),
    );
    expect({ severeBeds, criticalBeds }).toEqual({ severeBeds: 550, criticalBeds: 50 });
    // 300 of 500 are dedicated; ⌊300 × 20 × 0.3333 ÷ (20 × 0.3333 + 80 × 0.1)⌋ = 136 of them may work at the beds.
    expect(drivers).toMatchObject({
      inpatient_worker: 136,
      screening_worker: 164,
      ambulance_worker: 36,
      biomedical_engineer: 12,
      laboratory_worker: 5,
      laboratory_cleaner: 4,
      other_doctor: 24,
      other_nurse: 176,
      other_midwife: 7,
    });
    // 164 workers screen ten persons a day each.
    expect(drivers.screening_patient).toBe(1640);
  });

  test("needs nobody at beds that are not there", () => {
    const { drivers } = computePresence(facts({ doctors: 60, nurses: 440, beds: 0 }));
    expect(drivers).toMatchObject({
      inpatient_worker: 0,
      bed: 0,
      screening_patient: 0,
      inpatient_cleaner: 0,
    });
  });

  test("takes no more intensive-care beds than are dedicated", () => {
    const dedication = { workersElsewherePercent: 40, bedsElsewherePercent: 97 };
    const { severeBeds, criticalBeds } = computePresence(
      facts({ doctors: 6, nurses: 6, beds: 1000 }, { dedication }),
    );
    expect({ severeBeds, criticalBeds }).toEqual({ severeBeds: 0, criticalBeds: 30 });
  });

  test("never puts more people to work, nor more beds to use, than are dedicated", () => {
    const count = fc.nat(10_000_000);
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(
        fc.tuple(count, count, count),
        percent,
        percent,
        ([doctors, nurses, beds], workersPercent, bedsPercent) => {
          const dedication = { workersElsewherePercent: workersPercent, bedsElsewherePercent: bedsPercent };
          const presence = computePresence(facts({ doctors, nurses, beds }, { dedication }));
          expect(dedicatedTo(presence)).toBeLessThanOrEqual(
            ((doctors + nurses) * (100 - workersPercent)) / 100,
          );
          expect(presence.drivers.bed).toBeLessThanOrEqual(Math.round((beds * (100 - bedsPercent)) / 100));
          expect(Object.values(presence.drivers).every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(
            true,
          );
        },
      ),
    );
  });
});
