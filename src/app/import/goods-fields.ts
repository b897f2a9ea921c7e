import { parseGtin } from "#core/gs1.ts";
import { checkHsCode, HS_EDITIONS, type HsEdition } from "#core/item/hs-code.ts";
import { type Item, isUnitCode, UNIT_NAMES, type UnitCode } from "#core/item/item.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Reference } from "#core/reference.ts";
import type { Problem } from "#core/result.ts";
import { parseText } from "#formats/table/parse-cell.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, requireField } from "#formats/table/read-rows.ts";
import type { ItemIndex } from "./item-index.ts";
import { parseItem } from "./item-index.ts";

/** Words for the base units, beside their UNECE Recommendation 20 codes. */
const UNIT_WORDS: ReadonlyMap<string, UnitCode> = new Map([
  ...Object.entries(UNIT_NAMES).flatMap(([code, name]): [string, UnitCode][] =>
    isUnitCode(code)
      ? [
          [code.toLowerCase(), code],
          [name, code],
          [`${name}s`, code],
        ]
      : [],
  ),
  ["unit", "H87"],
  ["units", "H87"],
  ["g", "GRM"],
  ["ml", "MLT"],
]);

const KNOWN_UNITS = Object.values(UNIT_NAMES).join(", ");

/** Reads the name of a base unit. Refuses `unknown_unit`: a box or carton holds nobody knows how many. */
export function parseUnit(text: string): Parsed<UnitCode> {
  const unit = UNIT_WORDS.get(text.trim().replace(/\s+/g, " ").toLowerCase());
  return unit === undefined ? unparsed("unknown_unit", { known: KNOWN_UNITS }) : parsed(unit);
}

const LOT_NUMBER = /^[!-"%-/0-9:-?A-Z_a-z]{1,20}$/;

/** Reads a lot number (GS1 application identifier 10). Refuses `not_a_lot_number`. */
export function parseLotNumber(text: string): Parsed<string> {
  return LOT_NUMBER.test(text.trim()) ? parsed(text.trim()) : unparsed("not_a_lot_number");
}

/** Reads a GS1 global trade item number (application identifier 01). Refuses `not_a_gtin`. */
export function readGtin(text: string): Parsed<string> {
  const gtin = parseGtin(text);
  return gtin === undefined ? unparsed("not_a_gtin") : parsed(gtin);
}

/** The columns that say how much of what: the unit and the customs code are there to be checked. */
export function buildGoodsFields(items: ItemIndex) {
  return {
    quantity: requireField(
      ["quantity", "#capacity+quantity", "#capacity+doses", "#value+quantity"],
      (text, { numbers }) => {
        const number = parseWholeNumber(text, numbers, { min: 1 });
        return number.ok ? parsed(asQuantity(number.value)) : number;
      },
    ),
    item: allowField(["item", "#item+code", "#item"], (text) => parseItem(text, items)),
    unit: allowField(["unit", "#item+unit"], parseUnit),
    hsCode: allowField(["hs_code", "#item+hs+code"], (text) => parseText(text, 20)),
    hsEdition: allowField(["hs_edition", "#item+hs+edition"], parseHsEdition),
  };
}

function parseHsEdition(text: string): Parsed<HsEdition> {
  const edition = HS_EDITIONS.find((one) => String(one) === text.trim());
  return edition === undefined
    ? unparsed("unknown_hs_edition", { known: HS_EDITIONS.join(", ") })
    : parsed(edition);
}

/** What the columns of {@link buildGoodsFields} say of one row, the quantity aside. */
export interface GoodsCells {
  readonly unit: UnitCode | null;
  readonly hsCode: string | null;
  readonly hsEdition: HsEdition | null;
}

/**
 * What is wrong with the unit and the customs code of a row: a unit other than the one in which the item is counted, a
 * code without its edition, no code of that edition (with the editions in which it is valid), a code that none lists.
 */
export function checkGoods(
  cells: GoodsCells,
  item: Item | undefined,
  { line, reference }: { readonly line: number; readonly reference: Reference },
): readonly Problem[] {
  const problems: Problem[] = [];
  if (cells.unit !== null && item !== undefined && item.unit !== cells.unit) {
    const facts = { item: item.id, counted_in: item.unitName ?? "no unit" };
    problems.push({
      field: "unit",
      value: UNIT_NAMES[cells.unit],
      rule: "unit_of_another_kind",
      line,
      facts,
    });
  }
  const { hsCode, hsEdition } = cells;
  if (hsCode === null) return problems;
  const edition = hsEdition ?? HS_EDITIONS[0];
  const checked = checkHsCode(reference.hsSubheadings, hsCode, edition);
  const refusal = checked.ok ? undefined : checked.refusal;
  if (refusal === undefined || refusal.code === "hs_code_of_other_edition") {
    const valid = HS_EDITIONS.filter((one) => checkHsCode(reference.hsSubheadings, hsCode, one).ok).join(
      ", ",
    );
    if (hsEdition === null) {
      problems.push({ field: "hs_edition", value: null, rule: "missing", line, facts: { valid_in: valid } });
    } else if (refusal !== undefined) {
      const facts = { edition, valid_in: valid };
      problems.push({ field: "hs_code", value: hsCode, rule: refusal.code, line, facts });
    }
  } else {
    problems.push({ field: "hs_code", value: hsCode, rule: refusal.code, line });
  }
  return problems;
}
