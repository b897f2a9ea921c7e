/** Whose presence an item's use follows: one unit of a driver uses `amount` base units. */
export const USAGE_DRIVERS = [
  "inpatient_worker",
  "inpatient_cleaner",
  "inpatient_caregiver",
  "ambulance_worker",
  "biomedical_engineer",
  "severe_patient",
  "critical_patient",
  "inpatient",
  "severe_bed",
  "critical_bed",
  "bed",
  "isolation_caregiver",
  "isolation_patient",
  "screening_worker",
  "screening_patient",
  "laboratory_worker",
  "laboratory_cleaner",
  "other_doctor",
  "other_nurse",
  "other_laboratory_worker",
  "other_midwife",
  "other_dentist",
  "other_physiotherapist",
  "other_traditional_practitioner",
  "other_community_health_worker",
  "other_pharmacist",
] as const;
export type UsageDriver = (typeof USAGE_DRIVERS)[number];

/**
 * How often the amount is used: `day`, single-use supplies; `week`, what a person wears again until it is replaced;
 * `once`, equipment.
 */
export const USAGE_PERIODS = ["day", "week", "once"] as const;
export type UsagePeriod = (typeof USAGE_PERIODS)[number];

/** How much of an item one unit of a driver uses, by WHO ESFT. */
export interface EsftUsage {
  readonly itemId: string;
  readonly driver: UsageDriver;
  /** Thousandths of a base unit in each period: 24 pairs a day is 24000. */
  readonly amountMilli: number;
  readonly per: UsagePeriod;
}

/** The groups of workers by whom WHO ESFT counts time. */
export const WORK_GROUPS = ["health_worker", "cleaner", "administration"] as const;
export type WorkGroup = (typeof WORK_GROUPS)[number];

/** Hours of work that one patient needs in 24 hours, by occupation and by severity, in thousandths of an hour. */
export interface WorkTime {
  readonly occupation: string;
  readonly group: WorkGroup;
  readonly mildMilli: number;
  readonly moderateMilli: number;
  readonly severeMilli: number;
  readonly criticalMilli: number;
  readonly screeningMilli: number;
}
