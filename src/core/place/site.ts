/** What an entry site is: a seaport, an airport, or a crossing that goods reach by road. */
export const ENTRY_SITE_KINDS = ["port", "airport", "border"] as const;
export type EntrySiteKind = (typeof ENTRY_SITE_KINDS)[number];

/** A country's main gate: where help enters it, and where what it gives leaves, unless a call or offer says otherwise. */
export interface EntrySite {
  /** ISO 3166-1 alpha-3 of the country that it serves. */
  readonly country: string;
  /** UN/LOCODE without the space, `CNSHA`. */
  readonly unLocode: string;
  readonly name: string;
  readonly kind: EntrySiteKind;
  /** Decimal degrees, WGS 84, −90 to 90, north positive. */
  readonly latitude: number;
  /** Decimal degrees, WGS 84, −180 to 180, east positive. */
  readonly longitude: number;
}
