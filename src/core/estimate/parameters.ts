/**
 * The assumptions of WHO ESFT, version of December 2020 to 2022, at its defaults (function `get_parameters` and its
 * neighbours in https://github.com/mrc-ide/esft, MIT; WHO, COVID-19 Essential Supplies Forecasting Tool: overview,
 * WHO/2019-nCoV/Tools/Essential_forecasting/Overview/2020.1). Shares are whole percent, stays whole weeks.
 */
export const ESFT = {
  /** Doctors and nurses who go on with everything else; the tool lets a country change it. */
  workersElsewherePercent: 40,
  /** Beds that stay with other patients. */
  bedsElsewherePercent: 40,
  hoursPerShift: 8,
  /** Share of cases that need a bed (severe 15, critical 5), and that do not (mild 40, moderate 40). */
  inpatientPercent: 20,
  outpatientPercent: 80,
  /** Weeks in bed, and in isolation at home. */
  stayWeeksSevere: 1,
  stayWeeksCritical: 2,
  stayWeeksIsolation: 2,
  /** Of a thousand patients, how many leave alive and are tested once more. */
  severeDischargedPerThousand: 866,
  criticalDischargedPerThousand: 500,
  /** One ambulance for 100 beds, two persons in it, three shifts; two engineers for 100 beds; nobody else at the bed. */
  ambulanceWorkersPerHundredBeds: 6,
  biomedicalEngineersPerHundredBeds: 2,
  caregiversPerInpatient: 0,
  caregiversPerIsolated: 1,
  /** The tool takes ten times the cleaners' hours per bed: about 0.6 cleaners for each bed. */
  cleanerFactor: 10,
  /** Suspected persons who turn out negative, for each case; contacts of a case, and the share of them tested. */
  negativesPerCase: 10,
  contactsPerCase: 10,
  contactsTestedPercent: 60,
  testsPerWorkerPerWeek: 1,
  /** Share of tests done as antigen rapid tests; the rest are molecular. */
  antigenPercent: 20,
  /** Share of manual PCR kits that is lost. */
  manualKitsWastedPercent: 10,
  machinesPerLaboratory: 3,
  nearPatientMachinesPerLaboratory: 4,
  workersPerLaboratory: 3,
  cleanersPerLaboratory: 1,
  bedsPerCareUnit: 40,
  triplePackagingBoxesPerCareUnit: 4,
  /** Laboratory workers on other tests: what the emergency's mean share of the platforms (50, 50, 100 %) leaves. */
  laboratoryWorkersElsewherePerThousand: 333,
  daysPerWeek: 7,
  /** Days a week on which the workers elsewhere are at work. */
  otherDaysPerWeek: 5,
} as const;

export const ESTIMATE_WEEKS_MIN = 1;
export const ESTIMATE_WEEKS_MAX = 52;
