import { BREAKDOWNS, type Breakdown, REPORT_SECTIONS, type ReportItem } from "#core/daily-report/items.ts";
import { TEAM_TYPES, type TeamMinimum } from "#core/team/team.ts";
import { NAME_COLUMNS, readNames } from "./read-places.ts";
import { brokenCell, checkKeys, findQuantity, readOneOf, readQuantity, readRows } from "./reference-row.ts";

const MINIMUM_COLUMNS = [
  "type",
  "outpatients_per_day",
  "inpatient_beds",
  "intensive_care_beds",
  "major_operations_per_day",
  "minor_operations_per_day",
];

/** What WHO asks of each type of team, from `data/team-minimums.csv`. Throws if the table is broken. */
export function readTeamMinimums(text: string): readonly TeamMinimum[] {
  const rows = readRows("team-minimums.csv", text, MINIMUM_COLUMNS);
  checkKeys(rows, ["type"]);
  return rows.map((row) => ({
    type: readOneOf(row, "type", TEAM_TYPES),
    outpatientsPerDay: findQuantity(row, "outpatients_per_day"),
    inpatientBeds: findQuantity(row, "inpatient_beds"),
    intensiveCareBeds: findQuantity(row, "intensive_care_beds"),
    majorOperationsPerDay: findQuantity(row, "major_operations_per_day"),
    minorOperationsPerDay: findQuantity(row, "minor_operations_per_day"),
  }));
}

const ITEM_COLUMNS = ["item", "section", "breakdown", ...NAME_COLUMNS];
const BREAKDOWN_NAMES = Object.keys(BREAKDOWNS) as readonly Breakdown[]; // the keys of a constant are its type's keys

/** The items of the daily report, by number from 1 on, from `data/daily-report-items.csv`. Throws if the table is broken. */
export function readReportItems(text: string): readonly ReportItem[] {
  const rows = readRows("daily-report-items.csv", text, ITEM_COLUMNS);
  return rows.map((row, index) => {
    const item = readQuantity(row, "item");
    if (item !== index + 1) throw brokenCell(row, "item", `expected ${index + 1}`);
    return {
      item,
      section: readOneOf(row, "section", REPORT_SECTIONS),
      breakdown: readOneOf(row, "breakdown", BREAKDOWN_NAMES),
      names: readNames(row),
    };
  });
}
