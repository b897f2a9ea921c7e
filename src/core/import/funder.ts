import type { Delivery } from "#core/consignment/record-delivery.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";

/** Who gave or sold what a delivery brought. */
export type Giver = Delivery["giver"];

/** What a source's word for the funder says: who gave or sold it, and on what terms. */
export interface Funding {
  readonly giver: Giver;
  readonly terms: RecordedTerms;
  /** The word means this only for deliveries through this pipeline; `null` where it always does. */
  readonly onlyThrough: string | null;
}

const agency = (code: string, name: string): Giver => ({ code, name, kind: "agency", country: null });

/** Stands for a giver or seller whom the source does not name. Nothing is claimed of it but that it is not known. */
const GIVER_NOT_STATED: Giver = agency("NOT-STATED", "Giver not stated by the source");
const COVAX: Giver = agency("COVAX", "COVAX Facility");
const AVAT: Giver = agency("AVAT", "African Vaccine Acquisition Trust");
const PRIVATE_SECTOR: Giver = agency("PRIVATE-SECTOR", "Private sector, no name stated by the source");

/** Bought by the country that received it; from whom is not stated. */
const PROCURED: Funding = { giver: GIVER_NOT_STATED, terms: "sale", onlyThrough: null };
/**
 * The trust buys for the members of the African Union, and its members, lenders or donors pay: a delivery through
 * it may be bought or given, and the source does not say which.
 */
const THROUGH_AVAT: Funding = { giver: AVAT, terms: "not_stated", onlyThrough: null };

/**
 * Words that OCHA's and UNICEF's lists of vaccine deliveries put into the column of the funder and that name no country.
 * `Global` is the COVAX Facility's own pooled purchase, given to the country. One misspelling is theirs.
 */
const FUNDER_WORDS: ReadonlyMap<string, Funding> = new Map([
  ["procured", PROCURED],
  ["unknown", { giver: GIVER_NOT_STATED, terms: "not_stated", onlyThrough: null }],
  ["global", { giver: COVAX, terms: "grant", onlyThrough: "COVAX" }],
  ["covax", { giver: COVAX, terms: "grant", onlyThrough: null }],
  ["african vaccine acquisition trust", THROUGH_AVAT],
  ["african vaccine aquisition trust", THROUGH_AVAT],
  ["avat", THROUGH_AVAT],
  // Companies that imported: whether they gave or sold is not stated.
  ["private sector", { giver: PRIVATE_SECTOR, terms: "not_stated", onlyThrough: null }],
]);

/** What a funder's word that names no country says; `undefined` where it is not known: it is never guessed. */
export function findFunding(text: string): Funding | undefined {
  return FUNDER_WORDS.get(text.trim().replace(/\s+/g, " ").toLowerCase());
}

/** A country that a source names as the funder gave what was delivered: its government. */
export function buildCountryFunding(country: {
  readonly code: string;
  readonly names: { readonly en: string };
}): Funding {
  return { giver: buildGovernment(country), terms: "grant", onlyThrough: null };
}

/** The government of a country as a giver; its code is the country's. */
export function buildGovernment(country: {
  readonly code: string;
  readonly names: { readonly en: string };
}): Giver {
  return { code: country.code, name: country.names.en, kind: "government", country: country.code };
}
