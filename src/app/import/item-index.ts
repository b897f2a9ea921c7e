import { type Item, NAME_LANGUAGES } from "#core/item/item.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";

/** Catalogue ids by every text that stands for one: the id, and the name in each of six languages. */
export type ItemIndex = ReadonlyMap<string, readonly string[]>;

/** Returns the index of the catalogue. A text can stand for several items; then it names none. */
export function buildItemIndex(items: ReadonlyMap<string, Item>): ItemIndex {
  const index = new Map<string, string[]>();
  for (const item of items.values()) {
    const names = NAME_LANGUAGES.map((language) => item.names[language]);
    for (const key of new Set([item.id, ...names].map(fold))) {
      const ids = index.get(key);
      if (ids === undefined) index.set(key, [item.id]);
      else ids.push(item.id);
    }
  }
  return index;
}

/** Reads an item's id or name. Refuses `unknown_item`, and `ambiguous_item` for a name that several items have. */
export function parseItem(text: string, index: ItemIndex): Parsed<string> {
  const found = index.get(fold(text)) ?? [];
  const [id, other] = found;
  if (id === undefined) return unparsed("unknown_item");
  if (other !== undefined) return unparsed("ambiguous_item", { candidates: found.join(", ") });
  return parsed(id);
}

function fold(text: string): string {
  return text.normalize("NFKC").replace(/[’‘]/g, "'").replace(/\s+/g, " ").trim().toLowerCase();
}
