import { findHashtag } from "../hxl/hashtag.ts";

/** A plain number: a sign at most, digits with separators, a percent sign at most. */
const PLAIN_NUMBER = /^[+-]?\d[\d,.'’ \u00a0\u2009\u202f]*%?$/;
/** What a spreadsheet takes as the beginning of a formula, also in the full-width forms of East Asian keyboards. */
const FORMULA_START = /^[=+\-@＝＋－＠]/;
/** Dashes alone stand for "nothing" in many tables and calculate nothing. */
const DASHES = /^[-－]+$/;

/**
 * True where a spreadsheet program that opens the text as a cell may calculate it: it begins with `=`, `+`,
 * `-` or `@` (OWASP, "CSV Injection", after leading space) and is neither a plain number nor dashes alone.
 */
export function isFormula(text: string): boolean {
  const trimmed = text.trim();
  return FORMULA_START.test(trimmed) && !PLAIN_NUMBER.test(trimmed) && !DASHES.test(trimmed);
}

/** True where the text, its leading apostrophes aside, would not be read as the text it is: as a formula or a hashtag. */
function needsApostrophe(text: string): boolean {
  const bare = text.replace(/^'+/, "");
  return isFormula(bare) || findHashtag(bare) !== undefined;
}

/**
 * Returns the text with an apostrophe before it where a spreadsheet program might calculate it or an HXL reader
 * take its row for the hashtags; undone by {@link unescapeCell}.
 */
export function escapeCell(text: string): string {
  return needsApostrophe(text) ? `'${text}` : text;
}

/** Returns the text without the apostrophe that {@link escapeCell} put before it; any other text is unchanged. */
export function unescapeCell(text: string): string {
  return text.startsWith("'") && needsApostrophe(text) ? text.slice(1) : text;
}
