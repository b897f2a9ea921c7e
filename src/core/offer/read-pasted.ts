import { parseGtin } from "#core/gs1.ts";
import { foldForSearch } from "#core/item/search-items.ts";
import { isDay } from "#core/time.ts";
import { PASTED_FIELDS, type PastedField } from "./pasted-columns.ts";

/** How the person says that a table is written, where it can be read in two ways; `null` while nobody has said it. */
export interface PastedStyle {
  readonly dayOrder: "day_first" | "month_first" | null;
  /** Whether the only mark in a number, before three digits, stands between thousands. */
  readonly marks: "thousands" | "decimal" | null;
}

/** What a cell of a pasted table turned out to be: its value for the form, or what is wrong with it. */
export interface PastedCell {
  readonly text: string;
  readonly value: string;
  readonly problem: PastedProblem | null;
}
export type PastedProblem =
  | "missing"
  | "unknown_item"
  | "ambiguous_item"
  | "unknown_site"
  | "not_a_gtin"
  | "not_a_whole_number"
  | "ask_marks"
  | "not_a_day"
  | "ask_day_order"
  | "lot_too_long";

export interface PastedRow {
  readonly cells: Readonly<Partial<Record<PastedField, PastedCell>>>;
}

/** Names that lead to the things of the form, made by {@link nameIndex}. */
export interface PastedNames {
  readonly items: NameIndex;
  readonly sites: NameIndex;
}
export type NameIndex = ReadonlyMap<string, readonly string[]>;

/** Ids by every text that stands for one, folded. */
export function nameIndex(
  things: readonly { readonly id: string; readonly names: readonly string[] }[],
): NameIndex {
  const index = new Map<string, string[]>();
  for (const { id, names } of things) {
    for (const name of new Set(names.map(foldForSearch))) index.set(name, [...(index.get(name) ?? []), id]);
  }
  return index;
}

/**
 * Reads the rows under the heads. Every cell is read, and each problem stands at its cell; nothing is guessed: a day such as
 * 03/04/2027 and a number such as 1.234 are asked about (`ask_day_order`, `ask_marks`) until the style says what they mean. An
 * item and a quantity are needed in each row: a merged cell leaves those below it empty, which is said there.
 */
export function readPasted(
  rows: readonly (readonly string[])[],
  columns: readonly (PastedField | null)[],
  { style, names }: { readonly style: PastedStyle; readonly names: PastedNames },
): readonly PastedRow[] {
  return rows.map((row) => {
    const cells: Partial<Record<PastedField, PastedCell>> = {};
    for (const field of PASTED_FIELDS) {
      const place = columns.indexOf(field);
      if (place === -1) continue;
      const text = row[place] ?? "";
      cells[field] = { text, ...readCell(field, text, { style, names }) };
    }
    return { cells };
  });
}

/** The fields that more than one column would fill: which of them counts is for the person to say. */
export function listRepeated(columns: readonly (PastedField | null)[]): readonly PastedField[] {
  return PASTED_FIELDS.filter((field) => columns.indexOf(field) !== columns.lastIndexOf(field));
}

type Read = Pick<PastedCell, "value" | "problem">;
const right = (value: string): Read => ({ value, problem: null });
const wrong = (problem: PastedProblem): Read => ({ value: "", problem });

const LOT_LENGTH_MAX = 20;

function readCell(
  field: PastedField,
  text: string,
  { style, names }: { readonly style: PastedStyle; readonly names: PastedNames },
): Read {
  if (text === "") return field === "itemId" || field === "quantity" ? wrong("missing") : right("");
  switch (field) {
    case "itemId":
      return readName(text, names.items, ["unknown_item", "ambiguous_item"]);
    case "siteId":
      return readName(text, names.sites, ["unknown_site", "unknown_site"]);
    case "quantity":
      return readQuantity(text, style);
    case "gtin":
      return parseGtin(text) === undefined ? wrong("not_a_gtin") : right(text);
    case "lotNumber":
      return text.length > LOT_LENGTH_MAX ? wrong("lot_too_long") : right(text);
    case "expiry":
    case "manufacturedOn":
    case "availableFrom":
    case "availableUntil":
      return readDay(text, style);
    default:
      return field satisfies never;
  }
}

function readName(
  text: string,
  index: NameIndex,
  [unknown, ambiguous]: readonly [PastedProblem, PastedProblem],
): Read {
  const [id, other] = index.get(foldForSearch(text)) ?? [];
  if (id === undefined) return wrong(unknown);
  return other === undefined ? right(id) : wrong(ambiguous);
}

/** In the digits of any of the six languages; spaces and apostrophes stand between thousands and nowhere else. */
function readQuantity(text: string, { marks }: PastedStyle): Read {
  const plain = latinDigits(text).replaceAll(/[\s\u00A0\u202F'’](?=\d{3}(\D|$))/g, "");
  if (/^\d+$/.test(plain))
    return Number.isSafeInteger(Number(plain)) ? right(plain) : wrong("not_a_whole_number");
  // Twice the same mark, or one before a last part of another: thousands without doubt.
  if (/^[1-9]\d{0,2}([.,٬])\d{3}(\1\d{3})+$/.test(plain)) return right(plain.replaceAll(/\D/g, ""));
  if (!/^[1-9]\d{0,2}[.,٬]\d{3}$/.test(plain)) return wrong("not_a_whole_number");
  if (marks === null) return wrong("ask_marks");
  return marks === "thousands" ? right(plain.replaceAll(/\D/g, "")) : wrong("not_a_whole_number");
}

function readDay(text: string, { dayOrder }: PastedStyle): Read {
  const plain = latinDigits(text);
  const iso = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain);
  if (iso !== null) return joinDay(iso[1], iso[2], iso[3]);
  const figures = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(plain);
  if (figures === null) return wrong("not_a_day");
  const [, first = "", second = "", year = ""] = figures;
  if (Number(first) > 12 || first === second) return joinDay(year, second, first);
  if (Number(second) > 12) return joinDay(year, first, second);
  if (dayOrder === null) return wrong("ask_day_order");
  return dayOrder === "day_first" ? joinDay(year, second, first) : joinDay(year, first, second);
}

function joinDay(year = "", month = "", day = ""): Read {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(text) ? right(text) : wrong("not_a_day");
}

function latinDigits(text: string): string {
  return text.replaceAll(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
