import { QUALIFIERS, type ReportedFigure } from "#core/statement/reported-figure.ts";
import {
  brokenCell,
  checkKeys,
  findDay,
  findQuantity,
  findText,
  readDay,
  readOneOf,
  readRows,
  readText,
} from "./reference-row.ts";

const COLUMNS = [
  "exporter",
  "item",
  "of",
  "period_from",
  "period_to",
  "quantity",
  "unit_printed",
  "base_quantity",
  "qualifier",
  "value_minor",
  "currency",
  "source_url",
  "publisher",
  "edition",
  "conflict_group",
];

/**
 * The figures of `data/reported-figures-2020.csv`, in the order of the table; whoever records them gives each an id.
 * Throws if the table is broken, a period ends before it begins, or a row has neither quantity nor value.
 */
export function readReportedFigures(text: string): readonly Omit<ReportedFigure, "id">[] {
  const rows = readRows("reported-figures-2020.csv", text, COLUMNS);
  checkKeys(rows, ["exporter", "item", "of", "period_from", "period_to", "source_url"]);
  return rows.map((row) => {
    const periodFrom = readDay(row, "period_from");
    const periodTo = readDay(row, "period_to");
    const quantity = findQuantity(row, "quantity");
    const valueMinor = findQuantity(row, "value_minor");
    const currency = findText(row, "currency");
    if (periodTo < periodFrom) throw brokenCell(row, "period_to", "ends before it begins");
    if (quantity === null && valueMinor === null)
      throw brokenCell(row, "quantity", "neither quantity nor value");
    if ((valueMinor === null) !== (currency === null)) throw brokenCell(row, "currency", "goes with a value");
    return {
      exporter: readText(row, "exporter", /^[A-Z]{3}$/),
      importer: null,
      itemId: readText(row, "item"),
      of: findText(row, "of"),
      periodFrom,
      periodTo,
      quantity,
      unitPrinted: readText(row, "unit_printed"),
      baseQuantity: findQuantity(row, "base_quantity"),
      qualifier: readOneOf(row, "qualifier", QUALIFIERS),
      valueMinor,
      currency,
      sourceUrl: readText(row, "source_url", /^https?:\/\/\S+$/),
      publisher: findText(row, "publisher"),
      edition: findDay(row, "edition"),
      conflictGroup: findText(row, "conflict_group"),
    };
  });
}
