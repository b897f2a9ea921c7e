import type { Item } from "#core/item/item.ts";
import type { Country } from "#core/place/country.ts";

/** The facts of `data/`, read once at start-up; they never change while the program runs. */
export interface Reference {
  /** Countries by ISO 3166-1 alpha-3 code. */
  readonly countries: ReadonlyMap<string, Country>;
  /** Catalogue items and categories by id. */
  readonly items: ReadonlyMap<string, Item>;
  /** The editions of the Harmonized System that have a six-digit code. */
  readonly hsEditions: ReadonlyMap<string, readonly number[]>;
}
