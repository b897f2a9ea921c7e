import type { Mapping } from "#formats/table/mapping.ts";
import { ENGLISH_NUMBERS } from "#formats/table/parse-number.ts";
import type { Table } from "#formats/table/table.ts";

/** A layout in which somebody publishes series of vaccinations by area and day. */
export interface ReportedVaccinationLayout {
  readonly publisher: string;
  readonly mapping: Mapping;
}

const DATES = { constants: {}, dates: "day_month_year", numbers: ENGLISH_NUMBERS } as const;

/**
 * Our World in Data, `vaccinations.csv`: cumulative doses, people and boosters by country and day. What it works out for each
 * hundred or million people, from a population that it does not print, is not read.
 */
const BY_AREA: ReportedVaccinationLayout = {
  publisher: "Our World in Data",
  mapping: {
    ...DATES,
    columns: {
      location: "areaName",
      iso_code: "area",
      date: "day",
      total_vaccinations: "doses",
      people_vaccinated: "people",
      people_fully_vaccinated: "peopleFully",
      total_boosters: "boosters",
      daily_vaccinations_raw: "dosesOfDay",
      daily_vaccinations: "dosesOfDaySmoothed",
    },
  },
};

/** Our World in Data, `vaccinations-by-manufacturer.csv`: cumulative doses by country, maker and day. */
const BY_MAKER: ReportedVaccinationLayout = {
  publisher: "Our World in Data",
  mapping: {
    ...DATES,
    columns: { location: "areaName", date: "day", vaccine: "vaccine", total_vaccinations: "doses" },
  },
};

/** The layout of the table where it is one of these; `undefined` where it is not. */
export function findReportedLayout({ headers }: Table): ReportedVaccinationLayout | undefined {
  const has = (names: readonly string[]): boolean => names.every((name) => headers.includes(name));
  if (!has(["location", "date", "total_vaccinations"])) return undefined;
  if (has(["iso_code", "people_vaccinated"])) return BY_AREA;
  return has(["vaccine"]) ? BY_MAKER : undefined;
}
