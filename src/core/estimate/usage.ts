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

/** How much of an item one unit of a driver uses, by WHO ESFT. */
export interface EsftUsage {
  readonly itemId: string;
  readonly driver: UsageDriver;
  /** Thousandths of a base unit: each day for a single-use item, once for a reusable one. 24 pairs a day is 24000. */
  readonly amountMilli: number;
  /** True for what is used again and again: needed once, not once a day. */
  readonly reusable: boolean;
}

/** Hours of work that one patient needs in 24 hours, by occupation and by severity, in thousandths of an hour. */
export interface WorkTime {
  readonly occupation: string;
  readonly group: "health_worker" | "cleaner" | "administration";
  readonly mildMilli: number;
  readonly moderateMilli: number;
  readonly severeMilli: number;
  readonly criticalMilli: number;
  readonly screeningMilli: number;
}
