import {
  type HealthCapacity,
  INCOME_GROUPS,
  PLATFORM_CLASSES,
  type TestPlatform,
  type TestPlatformCount,
} from "#core/estimate/health-capacity.ts";
import {
  type EsftUsage,
  USAGE_DRIVERS,
  USAGE_PERIODS,
  WORK_GROUPS,
  type WorkTime,
} from "#core/estimate/usage.ts";
import {
  checkKeys,
  findQuantity,
  findText,
  readOneOf,
  readQuantity,
  readRows,
  readText,
} from "./reference-row.ts";

const CAPACITY_COLUMNS = [
  "country",
  "population",
  "who_region",
  "income_group",
  "nurses",
  "midwives",
  "laboratory_workers",
  "doctors",
  "traditional_practitioners",
  "community_health_workers",
  "pharmacists",
  "physiotherapists",
  "dentists",
  "beds",
  "intensive_care_beds_per_ten_thousand",
];

/** The countries of `data/health-capacity.csv`. Throws an Error that names line and field if the table is broken. */
export function readHealthCapacities(text: string): readonly HealthCapacity[] {
  const rows = readRows("health-capacity.csv", text, CAPACITY_COLUMNS);
  checkKeys(rows, ["country"]);
  return rows.map((row) => ({
    country: readText(row, "country", /^[A-Z]{3}$/),
    population: readQuantity(row, "population"),
    whoRegion: findText(row, "who_region"),
    incomeGroup: readOneOf(row, "income_group", INCOME_GROUPS),
    workers: {
      nurses: findQuantity(row, "nurses"),
      midwives: findQuantity(row, "midwives"),
      laboratoryWorkers: findQuantity(row, "laboratory_workers"),
      doctors: findQuantity(row, "doctors"),
      traditionalPractitioners: findQuantity(row, "traditional_practitioners"),
      communityHealthWorkers: findQuantity(row, "community_health_workers"),
      pharmacists: findQuantity(row, "pharmacists"),
      physiotherapists: findQuantity(row, "physiotherapists"),
      dentists: findQuantity(row, "dentists"),
    },
    beds: findQuantity(row, "beds"),
    intensiveCareBedsPerTenThousand: readQuantity(row, "intensive_care_beds_per_ten_thousand"),
  }));
}

/** The test platforms of `data/test-platforms.csv`. Throws if the table is broken. */
export function readTestPlatforms(text: string): readonly TestPlatform[] {
  const columns = [
    "platform",
    "class",
    "tests_per_shift",
    "shifts_per_day",
    "days_per_week",
    "share_percent",
  ];
  const rows = readRows("test-platforms.csv", text, columns);
  checkKeys(rows, ["platform"]);
  return rows.map((row) => ({
    platform: readText(row, "platform"),
    class: readOneOf(row, "class", PLATFORM_CLASSES),
    testsPerShift: readQuantity(row, "tests_per_shift"),
    shiftsPerDay: readQuantity(row, "shifts_per_day"),
    daysPerWeek: readQuantity(row, "days_per_week"),
    sharePercent: readQuantity(row, "share_percent"),
  }));
}

/** The machines of `data/test-platform-counts.csv`. Throws if the table is broken. */
export function readTestPlatformCounts(text: string): readonly TestPlatformCount[] {
  const rows = readRows("test-platform-counts.csv", text, ["country", "platform", "machines"]);
  checkKeys(rows, ["country", "platform"]);
  return rows.map((row) => ({
    country: readText(row, "country", /^[A-Z]{3}$/),
    platform: readText(row, "platform"),
    machines: readQuantity(row, "machines"),
  }));
}

/** Hours of work for each patient, from `data/work-time.csv`. Throws if the table is broken. */
export function readWorkTimes(text: string): readonly WorkTime[] {
  const columns = [
    "occupation",
    "group",
    "mild_milli",
    "moderate_milli",
    "severe_milli",
    "critical_milli",
    "screening_milli",
  ];
  const rows = readRows("work-time.csv", text, columns);
  checkKeys(rows, ["occupation"]);
  return rows.map((row) => ({
    occupation: readText(row, "occupation"),
    group: readOneOf(row, "group", WORK_GROUPS),
    mildMilli: readQuantity(row, "mild_milli"),
    moderateMilli: readQuantity(row, "moderate_milli"),
    severeMilli: readQuantity(row, "severe_milli"),
    criticalMilli: readQuantity(row, "critical_milli"),
    screeningMilli: readQuantity(row, "screening_milli"),
  }));
}

/** What each driver uses, from `data/esft-usage.csv`. Throws if the table is broken. */
export function readEsftUsages(text: string): readonly EsftUsage[] {
  const rows = readRows("esft-usage.csv", text, ["item", "driver", "amount_milli", "per"]);
  checkKeys(rows, ["item", "driver"]);
  return rows.map((row) => ({
    itemId: readText(row, "item"),
    driver: readOneOf(row, "driver", USAGE_DRIVERS),
    amountMilli: readQuantity(row, "amount_milli"),
    per: readOneOf(row, "per", USAGE_PERIODS),
  }));
}
