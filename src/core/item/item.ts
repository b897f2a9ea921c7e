import type { Quantity } from "#core/quantity.ts";

/** A name in each of the six official languages of the United Nations. */
export interface Names {
  readonly ar: string;
  readonly zh: string;
  readonly en: string;
  readonly es: string;
  readonly fr: string;
  readonly ru: string;
}

export const NAME_LANGUAGES = ["ar", "zh", "en", "es", "fr", "ru"] as const satisfies (keyof Names)[];

/** A category holds items and further categories; an item is what a lot consists of. */
export const ITEM_KINDS = ["category", "item"] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/**
 * What an item may be exposed to on the way, in degrees Celsius: `ambient` 15 to 25 (up to 30 in transit),
 * `cool_2_8` 2 to 8, `frozen_minus_20` −25 to −15, `ultra_cold_minus_70` −90 to −60. The classes are those of
 * WHO's guidance on vaccine storage and of the product labels of 2020 and 2021.
 */
export const TEMPERATURE_CLASSES = ["ambient", "cool_2_8", "frozen_minus_20", "ultra_cold_minus_70"] as const;
export type TemperatureClass = (typeof TEMPERATURE_CLASSES)[number];

/** The base units in which items are counted: UNECE Recommendation 20 code → its name. */
export const UNIT_NAMES = {
  H87: "piece",
  PR: "pair",
  SET: "set",
  E53: "test",
  E27: "dose",
  GRM: "gram",
  MLT: "millilitre",
} as const;
export type UnitCode = keyof typeof UNIT_NAMES;

/** True for the code of a base unit in which some item is counted. */
export function isUnitCode(value: string): value is UnitCode {
  return Object.hasOwn(UNIT_NAMES, value);
}

/** A node of the catalogue: an item, or a category of items. */
export interface Item {
  /** Slug, `^[a-z][a-z0-9_]{0,59}$`; stable. */
  readonly id: string;
  /** The category above it, or `null` for a root. */
  readonly of: string | null;
  readonly kind: ItemKind;
  /** Base unit; `null` for a category whose items are counted in different units: it has no quantity. */
  readonly unit: UnitCode | null;
  readonly unitName: string | null;
  /** `null` where the items below differ. */
  readonly temperatureClass: TemperatureClass | null;
  /** Items with the same group can answer the same need; `null` where only the item itself can. */
  readonly substitutionGroup: string | null;
  /**
   * The largest quantity that one line may state, in base units; more is asked back. 0 for a category without
   * a unit, for which no quantity can be stated.
   */
  readonly quantityMax: Quantity;
  readonly names: Names;
}

export const PACK_LEVELS = ["inner", "carton", "pallet"] as const;
export type PackLevel = (typeof PACK_LEVELS)[number];

/** How many units of an item typically travel together, and what that weighs and fills, packaging included. */
export interface ItemPack {
  readonly itemId: string;
  readonly level: PackLevel;
  /** Base units in the pack. */
  readonly quantity: Quantity;
  readonly massGrams: number;
  readonly volumeCubicCentimetres: number;
}
