import { invariant } from "#core/invariant.ts";
import type { FilledCapacity } from "./fill-capacity.ts";
import { ESFT } from "./parameters.ts";
import { computeTesting, type LaboratoryCapacity, type Testing } from "./laboratory-tests.ts";
import type { UsageDriver, WorkTime } from "./usage.ts";

/** What a country dedicates to the emergency; the rest goes on with everything else. */
export interface Dedication {
  readonly workersElsewherePercent: number;
  readonly bedsElsewherePercent: number;
}

/** What `computePresence` reads. */
export interface PresenceFacts {
  readonly capacity: FilledCapacity;
  readonly intensiveCareBedsPerTenThousand: number;
  readonly laboratory: LaboratoryCapacity;
  readonly workTimes: readonly WorkTime[];
  readonly dedication: Dedication;
}

/** Who and what is there on each day while every bed of the emergency is taken. Whole persons and beds. */
export interface Presence {
  readonly drivers: Readonly<Record<UsageDriver, number>>;
  readonly severeBeds: number;
  readonly criticalBeds: number;
  readonly testing: Testing;
}

/**
 * Persons and beds of a day at full capacity, by WHO ESFT (`hcw_caps`, `hcws_weekly`, `get_beds` of mrc-ide/esft).
 *
 * - critical beds = beds × intensive-care share; severe beds = beds × (100 − elsewhere) % − critical beds;
 * - health workers at beds = Σ beds × hours ÷ 8, capped at their part of doctors and nurses; that part is
 *   (100 − elsewhere) % × 20 h / (20 h + 80 o), with h workers for each inpatient and o for each person screened;
 * - workers who screen = persons screened ÷ (7 × persons a worker can screen in 8 hours), capped at the rest of that part;
 * - cleaners, ambulance and engineers by bed; laboratory staff by laboratory, capped at the country's laboratory workers.
 *
 * Persons are rounded up, caps down. O(occupations).
 */
export function computePresence(facts: PresenceFacts): Presence {
  const { workers } = facts.capacity;
  const { severeBeds, criticalBeds } = splitBeds(facts);
  const beds = severeBeds + criticalBeds;
  const staff = countStaff(facts, { severeBeds, criticalBeds });
  const testing = computeTesting(
    { severeBeds, criticalBeds, workers: sumStaff(staff) },
    facts.laboratory.testsPerWeek,
  );
  const screeningWorkers = Math.min(
    Math.ceil(testing.screenedPerWeek / (ESFT.daysPerWeek * staff.screenedPerWorkerAndDay)),
    staff.screeningCap,
  );
  const screened = Math.min(
    Math.ceil(testing.screenedPerWeek / ESFT.daysPerWeek),
    Math.ceil(screeningWorkers * staff.screenedPerWorkerAndDay),
  );
  const isolated = testing.isolatedPerWeek * ESFT.stayWeeksIsolation;
  const elsewhere = (count: number): number =>
    Math.ceil((count * facts.dedication.workersElsewherePercent) / 100);
  return {
    severeBeds,
    criticalBeds,
    testing,
    drivers: {
      inpatient_worker: staff.inpatientWorkers,
      inpatient_cleaner: staff.cleaners,
      inpatient_caregiver: beds * ESFT.caregiversPerInpatient,
      ambulance_worker: staff.ambulanceWorkers,
      biomedical_engineer: staff.biomedicalEngineers,
      severe_patient: severeBeds,
      critical_patient: criticalBeds,
      inpatient: beds,
      severe_bed: severeBeds,
      critical_bed: criticalBeds,
      bed: beds,
      isolation_caregiver: isolated * ESFT.caregiversPerIsolated,
      isolation_patient: isolated,
      screening_worker: screeningWorkers,
      screening_patient: screened,
      laboratory_worker: staff.laboratoryWorkers,
      laboratory_cleaner: staff.laboratoryCleaners,
      other_doctor: elsewhere(workers.doctors),
      other_nurse: elsewhere(workers.nurses),
      other_laboratory_worker: Math.ceil(
        (workers.laboratoryWorkers * ESFT.laboratoryWorkersElsewherePerThousand) / 1000,
      ),
      other_midwife: workers.midwives,
      other_dentist: workers.dentists,
      other_physiotherapist: workers.physiotherapists,
      other_traditional_practitioner: workers.traditionalPractitioners,
      other_community_health_worker: workers.communityHealthWorkers,
      other_pharmacist: workers.pharmacists,
    },
  };
}

interface Beds {
  readonly severeBeds: number;
  readonly criticalBeds: number;
}

interface Staff {
  readonly inpatientWorkers: number;
  readonly screeningCap: number;
  readonly screenedPerWorkerAndDay: number;
  readonly cleaners: number;
  readonly ambulanceWorkers: number;
  readonly biomedicalEngineers: number;
  readonly laboratoryWorkers: number;
  readonly laboratoryCleaners: number;
}

function splitBeds({ capacity, intensiveCareBedsPerTenThousand, dedication }: PresenceFacts): Beds {
  const dedicated = Math.round((capacity.beds * (100 - dedication.bedsElsewherePercent)) / 100);
  const intensive = Math.round((capacity.beds * intensiveCareBedsPerTenThousand) / 10_000);
  const criticalBeds = Math.min(intensive, dedicated);
  return { criticalBeds, severeBeds: dedicated - criticalBeds };
}

function countStaff(facts: PresenceFacts, { severeBeds, criticalBeds }: Beds): Staff {
  const beds = severeBeds + criticalBeds;
  const shiftMilli = ESFT.hoursPerShift * 1000;
  const health = facts.workTimes.filter(({ group }) => group === "health_worker");
  const cleaning = facts.workTimes.filter(({ group }) => group === "cleaner");
  const atBedsMilli = sumHoursMilli(health, { severeBeds, criticalBeds });
  const screeningMilli = health.reduce((sum, one) => sum + one.screeningMilli, 0);
  invariant(screeningMilli > 0, "no health worker screens: the table of work times is broken");
  const { doctors, nurses, laboratoryWorkers } = facts.capacity.workers;
  const dedicated = Math.floor(((doctors + nurses) * (100 - facts.dedication.workersElsewherePercent)) / 100);
  // 20 h and 80 o, both times beds × the hours of a shift, so that they stay whole numbers.
  const inpatientWeight = ESFT.inpatientPercent * atBedsMilli;
  const outpatientWeight = ESFT.outpatientPercent * screeningMilli * beds;
  const inpatientCap =
    beds === 0 ? 0 : Math.floor(dedicated * (inpatientWeight / (inpatientWeight + outpatientWeight)));
  const { laboratories } = facts.laboratory;
  return {
    inpatientWorkers: Math.min(Math.ceil(atBedsMilli / shiftMilli), inpatientCap),
    screeningCap: dedicated - inpatientCap,
    screenedPerWorkerAndDay: shiftMilli / screeningMilli,
    cleaners: Math.ceil(
      (sumHoursMilli(cleaning, { severeBeds, criticalBeds }) * ESFT.cleanerFactor) / shiftMilli,
    ),
    ambulanceWorkers: Math.ceil((beds * ESFT.ambulanceWorkersPerHundredBeds) / 100),
    biomedicalEngineers: Math.ceil((beds * ESFT.biomedicalEngineersPerHundredBeds) / 100),
    laboratoryWorkers: Math.min(laboratories * ESFT.workersPerLaboratory, laboratoryWorkers),
    laboratoryCleaners: laboratories * ESFT.cleanersPerLaboratory,
  };
}

function sumHoursMilli(times: readonly WorkTime[], { severeBeds, criticalBeds }: Beds): number {
  return times.reduce((sum, one) => sum + severeBeds * one.severeMilli + criticalBeds * one.criticalMilli, 0);
}

/** Everybody who is tested weekly; those who screen are counted at their cap, for their number follows from the tests. */
function sumStaff(staff: Staff): number {
  return (
    staff.inpatientWorkers +
    staff.screeningCap +
    staff.cleaners +
    staff.ambulanceWorkers +
    staff.biomedicalEngineers +
    staff.laboratoryWorkers +
    staff.laboratoryCleaners
  );
}
