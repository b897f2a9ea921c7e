import { HS_EDITIONS, type HsEdition, type HsSubheading, type ItemHsCode } from "#core/item/hs-code.ts";
import {
  ITEM_KINDS,
  type Item,
  type ItemPack,
  PACK_LEVELS,
  TEMPERATURE_CLASSES,
  UNIT_NAMES,
  type UnitCode,
} from "#core/item/item.ts";
import { type ItemShelfLifeRule, SHELF_LIFE_DAYS_MAX } from "#core/shelf-life/shelf-life.ts";
import { NAME_COLUMNS, readNames } from "./read-places.ts";
import {
  brokenCell,
  checkKeys,
  findOneOf,
  findQuantity,
  findText,
  type ReferenceRow,
  readOneOf,
  readQuantity,
  readRows,
  readText,
} from "./reference-row.ts";

const SLUG = /^[a-z][a-z0-9_]{0,59}$/;
const SIX_DIGITS = /^\d{6}$/;

const ITEM_COLUMNS = [
  "id",
  "of",
  "kind",
  "unit",
  "unit_name",
  "temperature_class",
  "substitution_group",
  "quantity_max",
  ...NAME_COLUMNS,
];

/**
 * The catalogue of `data/items.csv`, each category before what is in it. Throws if the table is broken: a parent that no
 * earlier row names, rows that lie below one another in a circle (which is named), a unit whose name is not its own, a unit that differs from that of the category above, a category
 * without a unit that has a bound.
 */
export function readItems(text: string): readonly Item[] {
  const rows = readRows("items.csv", text, ITEM_COLUMNS);
  checkKeys(rows, ["id"]);
  refuseCircles(rows);
  const items = new Map<string, Item>();
  for (const row of rows) {
    const item = readItem(row);
    const parent = item.of === null ? undefined : items.get(item.of);
    if (item.of !== null && parent === undefined) throw brokenCell(row, "of", "expected an earlier row");
    if (parent !== undefined && parent.unit !== null && parent.unit !== item.unit) {
      throw brokenCell(row, "unit", `expected the unit of ${parent.id}`);
    }
    if ((item.unit === null) !== (item.quantityMax === 0)) {
      throw brokenCell(row, "quantity_max", "expected 0 without a unit, and more with one");
    }
    if (item.kind === "item" && item.unit === null) throw brokenCell(row, "unit", "expected a unit");
    items.set(item.id, item);
  }
  return [...items.values()];
}

/**
 * Whatever lies below an item answers a need for it: rows that lie below one another would answer one another in a circle.
 * Substitution groups cannot: a group is the set of items that name it, each of which answers for every other.
 */
function refuseCircles(rows: readonly ReferenceRow[]): void {
  const above = new Map(rows.map((row) => [readText(row, "id", SLUG), findText(row, "of")]));
  const isSound = new Set<string>();
  for (const row of rows) {
    const path: string[] = [];
    let id: string | null | undefined = readText(row, "id", SLUG);
    while (typeof id === "string" && !isSound.has(id) && !path.includes(id)) {
      path.push(id);
      id = above.get(id);
    }
    if (typeof id === "string" && path.includes(id)) {
      const circle = [...path.slice(path.indexOf(id)), id].join(" → ");
      throw brokenCell(row, "of", `expected no circle (${circle})`);
    }
    for (const one of path) isSound.add(one);
  }
}

function readItem(row: ReferenceRow): Item {
  const unit = findOneOf(row, "unit", listUnits());
  const unitName = findText(row, "unit_name");
  if (unitName !== (unit === null ? null : UNIT_NAMES[unit])) {
    throw brokenCell(row, "unit_name", `expected the name of ${unit}`);
  }
  return {
    id: readText(row, "id", SLUG),
    of: findText(row, "of"),
    kind: readOneOf(row, "kind", ITEM_KINDS),
    unit,
    unitName,
    temperatureClass: findOneOf(row, "temperature_class", TEMPERATURE_CLASSES),
    substitutionGroup: findText(row, "substitution_group"),
    quantityMax: readQuantity(row, "quantity_max"),
    names: readNames(row),
  };
}

function listUnits(): readonly UnitCode[] {
  return Object.keys(UNIT_NAMES) as UnitCode[]; // the keys of a constant are its type's keys
}

/** The packs of `data/item-packs.csv`. Throws if the table is broken. */
export function readItemPacks(text: string): readonly ItemPack[] {
  const columns = ["item", "level", "quantity", "mass_grams", "volume_cubic_centimetres"];
  const rows = readRows("item-packs.csv", text, columns);
  checkKeys(rows, ["item", "level"]);
  return rows.map((row) => {
    const quantity = readQuantity(row, "quantity");
    if (quantity === 0) throw brokenCell(row, "quantity", "expected one or more");
    return {
      itemId: readText(row, "item", SLUG),
      level: readOneOf(row, "level", PACK_LEVELS),
      quantity,
      massGrams: readQuantity(row, "mass_grams"),
      volumeCubicCentimetres: readQuantity(row, "volume_cubic_centimetres"),
    };
  });
}

/** The codes of `data/item-hs-codes.csv`, one for each item and edition. Throws if the table is broken. */
export function readItemHsCodes(text: string): readonly ItemHsCode[] {
  const rows = readRows("item-hs-codes.csv", text, ["item", "hs_edition", "hs_code"]);
  checkKeys(rows, ["item", "hs_edition"]);
  return rows.map((row) => ({
    itemId: readText(row, "item", SLUG),
    edition: readEdition(row, "hs_edition", readText(row, "hs_edition")),
    code: readText(row, "hs_code", SIX_DIGITS),
  }));
}

/** The subheadings of `data/hs-subheadings.csv`, by code. Throws if the table is broken. */
export function readHsSubheadings(text: string): ReadonlyMap<string, HsSubheading> {
  const rows = readRows("hs-subheadings.csv", text, ["code", "editions"]);
  checkKeys(rows, ["code"]);
  return new Map(
    rows.map((row) => {
      const code = readText(row, "code", SIX_DIGITS);
      const editions = readText(row, "editions")
        .split(" ")
        .map((word) => readEdition(row, "editions", word));
      return [code, { code, editions }];
    }),
  );
}

function readEdition(row: ReferenceRow, field: string, word: string): HsEdition {
  const edition = HS_EDITIONS.find((one) => String(one) === word);
  if (edition === undefined) throw brokenCell(row, field, `expected one of ${HS_EDITIONS.join(", ")}`);
  return edition;
}

const SHELF_LIFE_COLUMNS = ["item", "least_days", "least_per_cent", "source"];

/**
 * What is asked to be left of the shelf life on arrival, from `data/item-shelf-life.csv`. Throws if the table is broken: an item that the
 * catalogue does not have, a row that asks nothing, more than ten years or more than all.
 */
export function readItemShelfLives(
  text: string,
  items: ReadonlyMap<string, Item>,
): readonly ItemShelfLifeRule[] {
  const rows = readRows("item-shelf-life.csv", text, SHELF_LIFE_COLUMNS);
  checkKeys(rows, ["item"]);
  return rows.map((row) => {
    const itemId = readText(row, "item", SLUG);
    if (!items.has(itemId)) throw brokenCell(row, "item", "no item of the catalogue");
    readText(row, "source");
    const leastDays = findQuantity(row, "least_days");
    const leastPerCent = findQuantity(row, "least_per_cent");
    if (leastDays === null && leastPerCent === null) throw brokenCell(row, "least_days", "asks nothing");
    if ((leastDays ?? 1) < 1 || (leastDays ?? 1) > SHELF_LIFE_DAYS_MAX)
      throw brokenCell(row, "least_days", "1 to 3650");
    if ((leastPerCent ?? 1) < 1 || (leastPerCent ?? 1) > 100)
      throw brokenCell(row, "least_per_cent", "1 to 100");
    return { itemId, partyId: null, leastDays, leastPerCent };
  });
}
