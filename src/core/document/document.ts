import type { RecordedTerms } from "#core/ledger/supply.ts";

/** What can be printed of a consignment. */
export const DOCUMENT_KINDS = [
  "packing-list",
  "donation-certificate",
  "commercial-statement",
  "customs-data",
  "package-labels",
  "goods-labels",
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** The languages of one document, side by side: one or two. */
export const DOCUMENT_LANGUAGES_MAX = 2;

/** Under which terms units stand in a document that speaks of terms; the others have every line. */
const TERMS_OF: Readonly<Partial<Record<DocumentKind, readonly RecordedTerms[]>>> = {
  "donation-certificate": ["grant"],
  "commercial-statement": ["concessional", "at_cost", "sale"],
};

/** No line of the consignment stands on terms that the document speaks of. */
export interface NoLinesOnTheseTermsRefusal {
  readonly code: "no_lines_on_these_terms";
  readonly document: DocumentKind;
  /** The terms that its lines would need. */
  readonly needed: readonly RecordedTerms[];
  /** Those on which the consignment's lines stand. */
  readonly found: readonly RecordedTerms[];
}

/**
 * Whether units on these terms stand in the document: what was sold, at cost or concessional, is never certified as a donation,
 * and of what a source does not say whether it was given or sold, neither is claimed.
 */
export function speaksOf(kind: DocumentKind, terms: RecordedTerms): boolean {
  return TERMS_OF[kind]?.includes(terms) ?? true;
}

/** The terms that a document's lines need; empty where any will do. */
export function listNeededTerms(kind: DocumentKind): readonly RecordedTerms[] {
  return TERMS_OF[kind] ?? [];
}
