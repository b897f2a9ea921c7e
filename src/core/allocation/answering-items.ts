import type { Item } from "#core/item/item.ts";

/** The part of the catalogue that says what answers what. */
export type Catalogue = ReadonlyMap<string, Pick<Item, "of" | "kind" | "substitutionGroup">>;

/**
 * The items that answer a need for `wanted`, the preferred first: the item itself, then items below it in the category
 * tree, then the others of its substitution group; each of the latter by id. Categories are not among them: what is given
 * is an item. Empty for an unknown id. O(catalogue × depth).
 */
export function listAnsweringItems(wanted: string, catalogue: Catalogue): readonly string[] {
  const item = catalogue.get(wanted);
  if (item === undefined) return [];
  const ids = [...catalogue.keys()].toSorted();
  const below = ids.filter((id) => id !== wanted && liesBelow(id, wanted, catalogue));
  const group = item.substitutionGroup;
  const substitutes =
    group === null ? [] : ids.filter((id) => catalogue.get(id)?.substitutionGroup === group);
  const all = [...new Set([wanted, ...below, ...substitutes])];
  return all.filter((id) => catalogue.get(id)?.kind === "item");
}

/** Follows the tree upwards; the catalogue is a tree, which its reader has checked. */
function liesBelow(id: string, wider: string, catalogue: Catalogue): boolean {
  let above = catalogue.get(id)?.of ?? null;
  while (above !== null) {
    if (above === wider) return true;
    above = catalogue.get(above)?.of ?? null;
  }
  return false;
}
