import type { PlatformClass, TestPlatform, TestPlatformCount } from "./health-capacity.ts";
import { ESFT } from "./parameters.ts";

/** What a country's laboratories can do in a week, as far as the emergency may take it. */
export interface LaboratoryCapacity {
  readonly testsPerWeekByClass: Readonly<Record<PlatformClass, number>>;
  readonly testsPerWeek: number;
  readonly laboratories: number;
}

/**
 * Tests per week by platform class = Σ machines × tests of a shift × shifts × days × share, rounded down; laboratories =
 * machines ÷ 3 + near-patient machines ÷ 4, rounded. `counts` are those of one country. O(counts).
 *
 * Worked example: 309 GeneXpert machines × 10 tests × 1 shift × 5 days × 50 % = 7,725 near-patient tests a week.
 */
export function computeLaboratoryCapacity(
  counts: readonly TestPlatformCount[],
  platforms: readonly TestPlatform[],
): LaboratoryCapacity {
  const hundredths: Record<PlatformClass, number> = { high_throughput: 0, near_patient: 0, manual: 0 };
  let machines = 0;
  let nearPatientMachines = 0;
  for (const platform of platforms) {
    const count = counts.find((one) => one.platform === platform.platform)?.machines ?? 0;
    const perWeek = platform.testsPerShift * platform.shiftsPerDay * platform.daysPerWeek;
    hundredths[platform.class] += count * perWeek * platform.sharePercent;
    if (platform.class === "near_patient") nearPatientMachines += count;
    else machines += count;
  }
  const testsPerWeekByClass = {
    high_throughput: Math.floor(hundredths.high_throughput / 100),
    near_patient: Math.floor(hundredths.near_patient / 100),
    manual: Math.floor(hundredths.manual / 100),
  };
  return {
    testsPerWeekByClass,
    testsPerWeek:
      testsPerWeekByClass.high_throughput + testsPerWeekByClass.near_patient + testsPerWeekByClass.manual,
    laboratories: Math.round(
      machines / ESFT.machinesPerLaboratory + nearPatientMachines / ESFT.nearPatientMachinesPerLaboratory,
    ),
  };
}

/** People whom a week brings to the tests, while every bed of the emergency is taken. */
export interface TestDemand {
  readonly severeBeds: number;
  readonly criticalBeds: number;
  /** Health workers at work for the emergency. */
  readonly workers: number;
}

/** How many tests a week needs, and whom they find. All are whole numbers, rounded up. */
export interface Testing {
  /** New inpatients a week: a bed is free again after its stay. */
  readonly admissionsPerWeek: number;
  /** Mild and moderate cases that come with them. */
  readonly outpatientCasesPerWeek: number;
  /** Cases and suspected persons to be screened. */
  readonly screenedPerWeek: number;
  /** Before the laboratories' limit, and after it. */
  readonly testsNeededPerWeek: number;
  readonly testsPerWeek: number;
  /** Mild and moderate cases that a test confirms, so that they isolate themselves. */
  readonly isolatedPerWeek: number;
}

/**
 * The tests of a week at full beds, by WHO ESFT's strategy "all": every inpatient once on admission and, if discharged,
 * once more; every mild or moderate case; ten suspected negatives for each case; every health worker once a week; 60 % of
 * ten contacts of each case. Their sum is capped at what the laboratories can do. Inpatients and workers come first; the
 * tests left over find mild and moderate cases in the proportion in which these stand among all the others. O(1).
 *
 * Worked example: 1,000 severe and 100 critical beds give 1,000 ÷ 1 + 100 ÷ 2 = 1,050 admissions and 1,050 × 80 ÷ 20 =
 * 4,200 mild and moderate cases; 5,250 × 10 = 52,500 negatives.
 */
export function computeTesting(demand: TestDemand, laboratoryTestsPerWeek: number): Testing {
  const severe = demand.severeBeds / ESFT.stayWeeksSevere;
  const critical = demand.criticalBeds / ESFT.stayWeeksCritical;
  const admissions = Math.ceil(severe + critical);
  const outpatients = Math.ceil((admissions * ESFT.outpatientPercent) / ESFT.inpatientPercent);
  const negatives = (admissions + outpatients) * ESFT.negativesPerCase;
  const discharged = Math.ceil(
    (severe * ESFT.severeDischargedPerThousand + critical * ESFT.criticalDischargedPerThousand) / 1000,
  );
  const contacts = Math.ceil(
    ((admissions + outpatients) * ESFT.contactsPerCase * ESFT.contactsTestedPercent) / 100,
  );
  const first = admissions + discharged + demand.workers * ESFT.testsPerWorkerPerWeek;
  const others = outpatients + negatives + contacts;
  const testsPerWeek = Math.min(first + others, laboratoryTestsPerWeek);
  const left = Math.max(0, testsPerWeek - first);
  return {
    admissionsPerWeek: admissions,
    outpatientCasesPerWeek: outpatients,
    screenedPerWeek: outpatients + negatives,
    testsNeededPerWeek: first + others,
    testsPerWeek,
    isolatedPerWeek: others === 0 ? 0 : Math.ceil((outpatients * left) / others),
  };
}
