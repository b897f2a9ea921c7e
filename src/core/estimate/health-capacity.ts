import type { Quantity } from "#core/quantity.ts";

/** World Bank income groups of the year 2020, as WHO ESFT uses them to fill gaps. */
export const INCOME_GROUPS = ["low", "lower_middle", "upper_middle", "high"] as const;
export type IncomeGroup = (typeof INCOME_GROUPS)[number];

/** The cadres of health workers that WHO ESFT counts. */
export const CADRES = [
  "nurses",
  "midwives",
  "laboratoryWorkers",
  "doctors",
  "traditionalPractitioners",
  "communityHealthWorkers",
  "pharmacists",
  "physiotherapists",
  "dentists",
] as const;
export type Cadre = (typeof CADRES)[number];

/** A country's health workforce and beds before any help, as WHO ESFT gives them. `null` where it has no figure. */
export interface HealthCapacity {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly population: Quantity;
  /** `AFRO`, `EMRO`, `EURO`, `PAHO`, `SEARO`, `WPRO`; `null` where WHO has no region for it. */
  readonly whoRegion: string | null;
  readonly incomeGroup: IncomeGroup;
  /** Persons, rounded to whole ones. */
  readonly workers: Readonly<Record<Cadre, Quantity | null>>;
  /** Hospital beds, rounded to whole ones. */
  readonly beds: Quantity | null;
  /** Beds in intensive care, in hundredths of a percent of all beds (163 = 1.63 %): an integer, so that no tolerance is needed. */
  readonly intensiveCareBedsPerTenThousand: number;
}

/** Molecular test platforms, by the class whose kits they use. */
export const PLATFORM_CLASSES = ["high_throughput", "near_patient", "manual"] as const;
export type PlatformClass = (typeof PLATFORM_CLASSES)[number];

/** How many machines of a platform a country's laboratories have. */
export interface TestPlatformCount {
  readonly country: string;
  readonly platform: string;
  readonly machines: Quantity;
}

/** What one machine of a platform can do. */
export interface TestPlatform {
  readonly platform: string;
  readonly class: PlatformClass;
  /** Tests in one shift of eight hours, rounded down. */
  readonly testsPerShift: number;
  /** Shifts of a day, and days of a week, in which it runs. */
  readonly shiftsPerDay: number;
  readonly daysPerWeek: number;
  /** Share of its capacity that the emergency may take, percent. */
  readonly sharePercent: number;
}
