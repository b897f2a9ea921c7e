import { type Item, NAME_LANGUAGES, type Names } from "#core/item/item.ts";

/** Items as they are searched: the texts that lead to each, folded, those of the reader's language first. */
export type ItemSearch = readonly {
  readonly id: string;
  /** Name in the reader's language. */
  readonly own: string;
  /** Names in every language, the id, and the names of the categories above it. */
  readonly others: string;
}[];

type Searched = Pick<Item, "id" | "of" | "names">;

/** What leads to each item. Linear in items and in the depth of the tree of categories, which has no circle. */
export function indexItems(items: readonly Searched[], language: keyof Names): ItemSearch {
  const byId = new Map(items.map((item) => [item.id, item]));
  const listAbove = (item: Searched): readonly Searched[] => {
    const above = item.of === null ? undefined : byId.get(item.of);
    return above === undefined ? [item] : [item, ...listAbove(above)];
  };
  return items.map((item) => ({
    id: item.id,
    own: foldForSearch(item.names[language]),
    others: listAbove(item)
      .flatMap((one) => [one.id.replaceAll("_", " "), ...NAME_LANGUAGES.map((name) => one.names[name])])
      .map(foldForSearch)
      .join("\n"),
  }));
}

/**
 * Ids of the items to which every word of a text leads, in any language: first those whose own name begins with it, then those
 * whose own name has it, then the rest; within each in the order of the catalogue. All items for an empty text.
 */
export function searchItems(search: ItemSearch, text: string): readonly string[] {
  const words = foldForSearch(text)
    .split(/\s+/)
    .filter((word) => word !== "");
  const [first = ""] = words;
  const rank = ({ own }: ItemSearch[number]): number => {
    if (own.startsWith(first)) return 0;
    return words.every((word) => own.includes(word)) ? 1 : 2;
  };
  return search
    .filter(({ own, others }) => words.every((word) => own.includes(word) || others.includes(word)))
    .map((one) => ({ id: one.id, rank: rank(one) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ id }) => id);
}

/** Without case, accents, vowel signs and lengthening strokes: as people type when they search. */
export function foldForSearch(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\p{Mn}\u0640]/gu, "")
    .toLowerCase()
    .trim();
}
