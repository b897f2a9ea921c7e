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

/** Returns the text with an apostrophe before it where a spreadsheet program might calculate it; undone by {@link unescapeFormula}. */
export function escapeFormula(text: string): string {
  return isFormula(text.replace(/^'+/, "")) ? `'${text}` : text;
}

/** Returns the text without the apostrophe that {@link escapeFormula} put before it; any other text is unchanged. */
export function unescapeFormula(text: string): string {
  return text.startsWith("'") && isFormula(text.replace(/^'+/, "")) ? text.slice(1) : text;
}
