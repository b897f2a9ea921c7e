import { TEAM_TYPES, type TeamMinimum } from "#core/team/team.ts";
import { checkKeys, findQuantity, readOneOf, readRows } from "./reference-row.ts";

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
