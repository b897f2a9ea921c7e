import type { Item } from "#core/item/item.ts";

type Catalogue = ReadonlyMap<string, Pick<Item, "of" | "substitutionGroup">>;

/**
 * The items that answer a need for `itemId`, the preferred first: the item itself, then what stands below it in the category
 * tree, then what shares a substitution group with any of those; each time in the order of the ids. Only items of
 * `offered` are named. O(items × depth).
 */
export function listAnsweringItems(
  itemId: string,
  items: Catalogue,
  offered: ReadonlySet<string>,
): readonly string[] {
  const below = [...items.keys()].filter((id) => id !== itemId && isBelow(id, itemId, items)).toSorted();
  const exact = [itemId, ...below];
  const groups = new Set(exact.flatMap((id) => items.get(id)?.substitutionGroup ?? []));
  const substitutes = [...items]
    .filter(
      ([id, item]) =>
        item.substitutionGroup !== null && groups.has(item.substitutionGroup) && !exact.includes(id),
    )
    .map(([id]) => id)
    .toSorted();
  return [...exact, ...substitutes].filter((id) => offered.has(id));
}

function isBelow(id: string, wider: string, items: Catalogue): boolean {
  let next = items.get(id)?.of ?? null;
  for (let depth = 0; next !== null && depth < 20; depth += 1) {
    if (next === wider) return true;
    next = items.get(next)?.of ?? null;
  }
  return false;
}
