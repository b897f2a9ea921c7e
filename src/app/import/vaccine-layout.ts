import { asDay, type Day } from "#core/time.ts";
import type { Mapping } from "#formats/table/mapping.ts";
import { findHashtagPattern, isHashtagMatch } from "#formats/hxl/hashtag.ts";
import { ENGLISH_NUMBERS } from "#formats/table/parse-number.ts";
import type { Table } from "#formats/table/table.ts";

/** A layout of a well-known source: how its columns and gaps are to be read. */
export interface Layout {
  readonly name: string;
  readonly mapping: Mapping;
  /** No row is older than this, where its date is not stated in full. */
  readonly earliest: Day;
  /** True where the source's own totals count rows that agree in everything as several deliveries. */
  readonly countsDoubledRows: boolean;
}

/**
 * The lists of COVID-19 vaccine deliveries that OCHA and UNICEF publish on the Humanitarian Data Exchange.
 *
 * Their months have no year until 2022. The day from which on a delivery can be is the first of 2020, for the
 * virus's genome was published on 11 January 2020 and no vaccine against it is older; until when, nothing but the
 * day of the import bounds. Who knows better says so (`--earliest`, `--latest`).
 *
 * Rows that agree in everything are counted as several deliveries: the totals that are published beside the list
 * come out to the unit only so (Myanmar, 62,688,787 doses, with 500,000 and 4,000,000 counted twice).
 */
const VACCINE_LAYOUT: Layout = {
  name: "OCHA / UNICEF COVID-19 vaccine deliveries",
  mapping: {
    columns: {
      "#country+code": "recipient",
      "#country+name": "recipientName",
      "#meta+vaccine+pipeline": "pipeline",
      "#meta+vaccine+newpipeline": "pipelineAndFunder",
      "#meta+vaccine+producer": "producer",
      "#meta+vaccine+funder": "funder",
      "#capacity+vaccine+doses": "quantity",
      "#meta+source+url": "source",
      // The column has a header and no hashtag.
      Date: "received",
    },
    constants: { item: "covid_19_vaccine_unspecified", unit: "dose" },
    dates: "iso",
    numbers: ENGLISH_NUMBERS,
  },
  earliest: asDay("2020-01-01"),
  countsDoubledRows: true,
};

/** Hashtags that no other list of deliveries carries together. */
const MARKS = ["#meta+vaccine+funder", "#meta+vaccine+pipeline", "#capacity+vaccine+doses"];

/** The layout of the table where it is one that we know; `undefined` where our own headers are expected. */
export function findLayout(table: Table): Layout | undefined {
  const isVaccineList = MARKS.every((mark) => {
    const pattern = findHashtagPattern(mark);
    return table.hashtags.some((hashtag) => hashtag !== null && pattern && isHashtagMatch(pattern, hashtag));
  });
  return isVaccineList ? VACCINE_LAYOUT : undefined;
}

/** Makers' names as vaccine lists write them. The vaccines' own names are in the catalogue. */
const MAKERS: ReadonlyMap<string, string> = new Map([
  ["astrazeneca", "covid_19_vaccine_astrazeneca"],
  ["oxford/astrazeneca", "covid_19_vaccine_astrazeneca"],
  ["pfizer/biontech", "covid_19_vaccine_pfizer_biontech"],
  ["pfizer", "covid_19_vaccine_pfizer_biontech"],
  ["moderna", "covid_19_vaccine_moderna"],
  ["johnson & johnson", "covid_19_vaccine_johnson_johnson"],
  ["johnson&johnson", "covid_19_vaccine_johnson_johnson"],
  ["janssen", "covid_19_vaccine_johnson_johnson"],
  ["sinopharm", "covid_19_vaccine_sinopharm"],
  ["sinovac", "covid_19_vaccine_sinovac"],
  ["sinopharm/beijing", "covid_19_vaccine_sinopharm"],
  ["vaxzevria (astrazeneca)", "covid_19_vaccine_astrazeneca"],
  ["pfizer pediatrico", "covid_19_vaccine_pfizer_biontech_children"],
  ["novavax", "covid_19_vaccine_novavax"],
  ["sputnik v", "covid_19_vaccine_sputnik_v"],
  ["cansino", "covid_19_vaccine_cansino"],
]);

/** The catalogue's item that a maker's name stands for; `undefined` where it is not known. */
export function findVaccineMaker(text: string): string | undefined {
  return MAKERS.get(text.trim().replace(/\s+/g, " ").toLowerCase());
}
