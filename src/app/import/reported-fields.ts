import type { Reference } from "#core/reference.ts";
import { QUALIFIERS } from "#core/statement/reported-figure.ts";
import type { RecordReportedFigure } from "#core/statement/record-reported-figure.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Problem } from "#core/result.ts";
import { parseCountry, parseText, parseUrl } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle, requireField, type RowOf } from "#formats/table/read-rows.ts";
import { buildCountryIndex } from "./country-index.ts";
import { parseUnit } from "./goods-fields.ts";
import { buildItemIndex, parseItem } from "./item-index.ts";

/** The fields of a reported figure, as a file may name them: those of `data/reported-figures-2020.csv` and `importer`. */
export function buildReportedFields(reference: Reference) {
  const countries = buildCountryIndex(reference.countries);
  const items = buildItemIndex(reference.items);
  const country = (text: string): Parsed<string> => {
    const found = parseCountry(text, countries);
    return found.ok ? parsed(found.value.code) : found;
  };
  const item = (text: string) => parseItem(text, items);
  const day = (text: string, { dates }: CellStyle) => parseDay(text, dates);
  const count = (text: string, { numbers }: CellStyle) => {
    const number = parseWholeNumber(text, numbers);
    return number.ok ? parsed(asQuantity(number.value)) : number;
  };
  return {
    exporter: requireField(["exporter", "#country+code+exporter"], country),
    importer: allowField(["importer", "#country+code+importer"], country),
    item: requireField(["item", "#item+code"], item),
    of: allowField(["of", "#item+code+of"], item),
    periodFrom: requireField(["period_from", "#date+start"], day),
    periodTo: requireField(["period_to", "#date+end"], day),
    quantity: allowField(["quantity", "#value+quantity"], count),
    unitPrinted: requireField(["unit_printed", "#item+unit"], (text) => parseText(text, 40)),
    baseQuantity: allowField(["base_quantity", "#value+quantity+base"], count),
    qualifier: allowField(["qualifier", "#meta+qualifier"], parseQualifier),
    valueMinor: allowField(["value_minor", "#value+minor"], count),
    currency: allowField(["currency", "#currency+code"], parseCurrency),
    sourceUrl: requireField(["source_url", "#meta+source+url"], parseUrl),
    publisher: allowField(["publisher", "#meta+source"], (text) => parseText(text)),
    edition: allowField(["edition", "#date+published"], day),
    conflictGroup: allowField(["conflict_group", "#meta+conflict"], parseGroup),
  };
}

type ReportedCells = RowOf<ReturnType<typeof buildReportedFields>>;

function parseGroup(text: string): Parsed<string> {
  const slug = text.trim();
  return /^[a-z0-9-]{1,60}$/.test(slug) ? parsed(slug) : unparsed("not_a_slug");
}

function parseQualifier(text: string) {
  const word = text.trim().toLowerCase().replace(/[ -]/g, "_");
  const qualifier = QUALIFIERS.find((one) => one === word);
  return qualifier === undefined
    ? unparsed("unknown_qualifier", { allowed: QUALIFIERS.join(", ") })
    : parsed(qualifier);
}

function parseCurrency(text: string): Parsed<string> {
  const code = text.trim();
  return /^[A-Z]{3}$/.test(code) ? parsed(code) : unparsed("unknown_currency", { expected: "ISO 4217" });
}

/**
 * The figure that a row states. Printed in the very unit in which the item is counted, its quantity in base units is
 * the printed one; in any other unit it is what the file says, or not known. A quantity beyond the item's bound is
 * asked back: so many is a wrong unit or a slip of the pen, and the source has to be read again.
 */
export function decideFigure(
  cells: ReportedCells,
  { line, reference }: { readonly line: number; readonly reference: Reference },
): { readonly figure: RecordReportedFigure; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const item = reference.items.get(cells.item);
  const printed = parseUnit(cells.unitPrinted);
  const same = printed.ok && item?.unit === printed.value ? cells.quantity : null;
  if (same !== null && cells.baseQuantity !== null && same !== cells.baseQuantity) {
    const facts = { quantity: same, unit: cells.unitPrinted };
    const value = String(cells.baseQuantity);
    problems.push({ field: "base_quantity", value, rule: "base_quantity_disagrees", line, facts });
  }
  const baseQuantity = cells.baseQuantity ?? same;
  if (item !== undefined && item.unit !== null && (baseQuantity ?? 0) > item.quantityMax) {
    const facts = { quantityMax: item.quantityMax };
    problems.push({
      field: "quantity",
      value: String(baseQuantity),
      rule: "quantity_above_bound",
      line,
      facts,
    });
  }
  const figure: RecordReportedFigure = {
    exporter: cells.exporter,
    importer: cells.importer ?? undefined,
    itemId: cells.item,
    of: cells.of ?? undefined,
    periodFrom: cells.periodFrom,
    periodTo: cells.periodTo,
    quantity: cells.quantity ?? undefined,
    unitPrinted: cells.unitPrinted,
    baseQuantity: baseQuantity ?? undefined,
    qualifier: cells.qualifier ?? "exact",
    valueMinor: cells.valueMinor ?? undefined,
    currency: cells.currency ?? undefined,
    sourceUrl: cells.sourceUrl,
    publisher: cells.publisher ?? undefined,
    edition: cells.edition ?? undefined,
    conflictGroup: cells.conflictGroup ?? undefined,
  };
  return { figure, problems };
}
