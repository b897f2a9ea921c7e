import type { Names } from "#core/item/item.ts";
import type { Quantity } from "#core/quantity.ts";

/** A country or territory of ISO 3166-1, as the United Nations' M49 standard groups them. */
export interface Country {
  /** ISO 3166-1 alpha-3. */
  readonly code: string;
  /** ISO 3166-1 alpha-2, as UN/LOCODE uses it. */
  readonly alpha2: string;
  /** ISO 3166-1 numeric, three digits; M49 uses the same. */
  readonly numeric: string;
  /** The territory's state (alpha-3), for one that ISO 3166-1 lists apart from it; `null` otherwise. */
  readonly territoryOf: string | null;
  /** M49 region and sub-region, code and English name; `null` where M49 does not place it. */
  readonly regionCode: string | null;
  readonly region: string | null;
  readonly subregionCode: string | null;
  readonly subregion: string | null;
  /** ISO 4217; `null` where there is none. */
  readonly currency: string | null;
  /** Mid-2020 population; `null` where the source has none. */
  readonly population2020: Quantity | null;
  readonly names: Names;
}
