import type { VaccineCode } from "#core/cold-chain/vaccine-item.ts";
import type { VaccineSchedule } from "#core/session/vaccine-schedule.ts";
import { checkKeys, findQuantity, findText, readQuantity, readRows, readText } from "./reference-row.ts";

const SCHEDULE_COLUMNS = [
  "item",
  "doses",
  "least_interval_days",
  "usual_interval_days",
  "source_url",
  "usual_source_url",
];

/** The schedules of `data/vaccine-schedules.csv`, one a vaccine. Throws if the table is broken. */
export function readVaccineSchedules(text: string): readonly VaccineSchedule[] {
  const rows = readRows("vaccine-schedules.csv", text, SCHEDULE_COLUMNS);
  checkKeys(rows, ["item"]);
  return rows.map((row) => {
    const usualIntervalDays = findQuantity(row, "usual_interval_days");
    // Of the usual interval the source has to be there as well.
    if (usualIntervalDays !== null) readText(row, "usual_source_url", /^https?:\/\/\S+$/);
    else findText(row, "usual_source_url");
    return {
      itemId: readText(row, "item"),
      doses: readQuantity(row, "doses"),
      leastIntervalDays: findQuantity(row, "least_interval_days"),
      usualIntervalDays,
      sourceUrl: readText(row, "source_url", /^https?:\/\/\S+$/),
    };
  });
}

/** The codes of `data/vaccine-codes.csv`, one an item or category. Throws if the table is broken. */
export function readVaccineCodes(text: string): readonly VaccineCode[] {
  const rows = readRows("vaccine-codes.csv", text, ["item", "cvx", "display"]);
  checkKeys(rows, ["item"]);
  return rows.map((row) => ({
    itemId: readText(row, "item"),
    cvx: readText(row, "cvx", /^\d{2,3}$/),
    display: readText(row, "display"),
  }));
}
