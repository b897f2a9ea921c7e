import type { SupplyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Problem } from "#core/result.ts";
import type { RecordSession } from "#core/session/decide-session.ts";
import {
  DOSE_NUMBERS,
  type DoseNumber,
  isGroupCode,
  type Outcome,
  OUTCOMES,
  WASTE_REASONS,
  type WasteReason,
} from "#core/session/session-report.ts";
import type { Site } from "#core/site/site.ts";
import type { Day } from "#core/time.ts";
import { parseUrl } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, requireField, type RowOf } from "#formats/table/read-rows.ts";
import { parseLotNumber } from "./goods-fields.ts";
import type { ItemIndex } from "./item-index.ts";

/** The fields of a list of session reports with our own headers: one row for each line of a report. */
export function buildSessionFields(items: ItemIndex, sites: ReadonlyMap<string, Site>) {
  return {
    site: requireField(["site", "#loc+code"], (text): Parsed<Site> => {
      const site = sites.get(text.trim().toUpperCase());
      return site === undefined ? unparsed("unknown_site") : parsed(site);
    }),
    heldOn: requireField(["day", "date", "#date"], (text, { dates }) => parseDay(text, dates)),
    // A category too: the vaccines that it can have been.
    item: requireField(["item", "#item+code"], (text): Parsed<string> => {
      const found = items.get(text.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase()) ?? [];
      const [id, other] = found;
      if (id === undefined) return unparsed("unknown_item");
      return other === undefined ? parsed(id) : unparsed("ambiguous_item", { candidates: found.join(", ") });
    }),
    quantity: requireField(["doses", "quantity", "#capacity+doses"], (text, { numbers }) => {
      const number = parseWholeNumber(text, numbers, { min: 1 });
      return number.ok ? parsed(asQuantity(number.value)) : number;
    }),
    outcome: allowField(["outcome"], (text) => parseOneOf<Outcome>(text, OUTCOMES, "unknown_outcome")),
    doseNumber: allowField(["dose"], (text) => parseOneOf<DoseNumber>(text, DOSE_NUMBERS, "dose_number")),
    group: allowField(["group"], (text): Parsed<string> => {
      const group = text.trim();
      return isGroupCode(group) ? parsed(group) : unparsed("not_a_group_code");
    }),
    wasteReason: allowField(["reason"], (text) =>
      parseOneOf<WasteReason>(text, WASTE_REASONS, "waste_reason"),
    ),
    lot: allowField(["lot", "#item+lot"], parseLotNumber),
    source: requireField(["source", "#meta+source+url"], parseUrl),
  };
}

function parseOneOf<Word extends string>(text: string, words: readonly Word[], rule: string): Parsed<Word> {
  const wanted = text.trim().toLowerCase();
  const word = words.find((one) => one === wanted);
  return word === undefined ? unparsed(rule, { allowed: words.join(", ") }) : parsed(word);
}

export type SessionCells = RowOf<ReturnType<typeof buildSessionFields>>;

/** The rows of one report: of a site, day, vaccine and source. */
export interface SessionRows {
  readonly line: number;
  readonly site: Site;
  readonly itemId: string;
  readonly heldOn: Day;
  readonly source: string;
  readonly lines: RecordSession["lines"];
}

/** A lot at a site, by its number and item; `null` where two supplies there have both. */
export type LotIndex = ReadonlyMap<string, SupplyId | null>;

/** Key of a lot number within a site. */
export function formLotKey(siteId: string, lot: string): string {
  return `${siteId} ${lot}`;
}

/**
 * Rows of one site, day, vaccine and source as one report each, the first row's line being its line. Lists a lot that the site has
 * never received (`unknown_lot`), and a number that several supplies there have (`ambiguous_lot`).
 */
export function groupSessionRows(
  rows: readonly { readonly line: number; readonly value: SessionCells }[],
  lots: LotIndex,
): { readonly reports: readonly SessionRows[]; readonly problems: readonly Problem[] } {
  const reports = new Map<string, SessionRows & { readonly lines: RecordSession["lines"][number][] }>();
  const problems: Problem[] = [];
  for (const { line, value } of rows) {
    const { site, heldOn, item: itemId, source, lot } = value;
    const key = [site.id, heldOn, itemId, source].join(" ");
    const report = reports.get(key) ?? { line, site, heldOn, itemId, source, lines: [] };
    reports.set(key, report);
    const supplyId = lot === null ? undefined : lots.get(formLotKey(site.id, lot));
    if (lot !== null && (supplyId === undefined || supplyId === null)) {
      const rule = supplyId === null ? "ambiguous_lot" : "unknown_lot";
      problems.push({ field: "lot", value: lot, rule, line, facts: { site: site.code } });
    }
    report.lines.push({
      outcome: value.outcome ?? "given",
      quantity: value.quantity,
      ...(supplyId === undefined || supplyId === null ? {} : { supplyId }),
      ...(value.doseNumber === null ? {} : { doseNumber: value.doseNumber }),
      ...(value.group === null ? {} : { group: value.group }),
      ...(value.wasteReason === null ? {} : { wasteReason: value.wasteReason }),
    });
  }
  return { reports: [...reports.values()], problems };
}
