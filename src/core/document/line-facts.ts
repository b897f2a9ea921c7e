import type { DocumentFacts, DocumentLine } from "./content.ts";

/** The HS code of a line, with its edition: as it was declared, else as the item table has it; `undefined` without either. */
export function findHsCode(
  line: DocumentLine,
  { declarations, itemHsCodes }: Pick<DocumentFacts, "declarations" | "itemHsCodes">,
): { readonly code: string; readonly edition: number; readonly isDeclared: boolean } | undefined {
  for (const { hsEdition, lines } of declarations) {
    const declared = lines.find(({ lineNumber }) => lineNumber === line.lineNumber);
    if (declared !== undefined) {
      return { code: pointCode(declared.hsCode), edition: hsEdition, isDeclared: true };
    }
  }
  const [newest] = itemHsCodes
    .filter(({ itemId }) => itemId === line.itemId)
    .toSorted((a, b) => b.edition - a.edition);
  if (newest === undefined) return undefined;
  return { code: pointCode(newest.code), edition: newest.edition, isDeclared: false };
}

function pointCode(code: string): string {
  return `${code.slice(0, 4)}.${code.slice(4)}`;
}

/**
 * Grams of a line by the typical carton of its item, packaging included; by the inner pack where no carton is known,
 * `undefined` where no pack is. Not a weighing: a document says so.
 */
export function findPackMassGrams(
  { itemId, quantity }: Pick<DocumentLine, "itemId" | "quantity">,
  itemPacks: DocumentFacts["itemPacks"],
): number | undefined {
  const packs = itemPacks.filter((pack) => pack.itemId === itemId);
  const pack = packs.find(({ level }) => level === "carton") ?? packs.find(({ level }) => level === "inner");
  return pack === undefined ? undefined : (pack.massGrams * quantity) / pack.quantity;
}

/** Whole kilograms as text; what is less than one is said so. */
export function writeKilograms(grams: number, group: (value: number) => string): string {
  const kilograms = Math.round(grams / 1000);
  return kilograms === 0 ? "< 1" : group(kilograms);
}
