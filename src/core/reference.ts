import type { ReportItem } from "#core/daily-report/items.ts";
import type { CountryPower } from "#core/equipment/power.ts";
import type { ColdVolume } from "#core/cold-chain/cold-volume.ts";
import type { ExcursionRule } from "#core/cold-chain/excursion.ts";
import type { VaccineCode, VaccinePresentation } from "#core/cold-chain/vaccine-item.ts";
import type { EstimateTables } from "#core/estimate/estimate-needs.ts";
import type { HsSubheading, ItemHsCode } from "#core/item/hs-code.ts";
import type { Item, ItemPack } from "#core/item/item.ts";
import type { ItemShelfLifeRule } from "#core/shelf-life/shelf-life.ts";
import type { VaccineSchedule } from "#core/session/vaccine-schedule.ts";
import type { Country } from "#core/place/country.ts";
import type { CountryListing } from "#core/place/country-list.ts";
import type { EntrySite } from "#core/place/site.ts";
import type { ReportedFigure } from "#core/statement/reported-figure.ts";
import type { TeamMinimum } from "#core/team/team.ts";

/** The facts of `data/`, read once at start-up; they never change while the program runs. */
export interface Reference {
  /** Countries by ISO 3166-1 alpha-3 code. */
  readonly countries: ReadonlyMap<string, Country>;
  /** Stays on the lists of least developed, landlocked and small island countries, with their dates. */
  readonly countryListings: readonly CountryListing[];
  /** The main gate of each country, by its code. */
  readonly entrySites: ReadonlyMap<string, EntrySite>;
  /** Catalogue items and categories by id. */
  readonly items: ReadonlyMap<string, Item>;
  readonly itemPacks: readonly ItemPack[];
  /** What items ask to be left of the shelf life on arrival: of everybody. */
  readonly itemShelfLives: readonly ItemShelfLifeRule[];
  /** How vaccines come: vials, volumes, shelf lives, monitors, approvals. */
  readonly vaccinePresentations: readonly VaccinePresentation[];
  /** By which schedules they are given. */
  readonly vaccineSchedules: readonly VaccineSchedule[];
  /** What CDC's code set of vaccines administered (CVX) calls them, by item. */
  readonly vaccineCodes: ReadonlyMap<string, VaccineCode>;
  /** When a stay outside a temperature class is an excursion. */
  readonly excursionRules: readonly ExcursionRule[];
  /** What items that need cold storage fill there, by id: worked out from the tables. */
  readonly coldVolumes: ReadonlyMap<string, ColdVolume>;
  readonly itemHsCodes: readonly ItemHsCode[];
  /** The six-digit codes of the Harmonized System, with the editions that list them. */
  readonly hsSubheadings: ReadonlyMap<string, HsSubheading>;
  /** Health workforce, beds, laboratories and usage, as WHO ESFT uses them. */
  readonly estimateTables: EstimateTables;
  /** The public power supplies of countries, by code. */
  readonly countryPowers: ReadonlyMap<string, CountryPower>;
  /** The least that WHO asks of teams of each type. */
  readonly teamMinimums: readonly TeamMinimum[];
  /** The items of the daily report of a team, by number. */
  readonly reportItems: readonly ReportItem[];
  /** The figures that others published of 2020, on which the scenario rests. */
  readonly reportedFigures2020: readonly Omit<ReportedFigure, "id">[];
}
