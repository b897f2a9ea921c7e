/**
 * True for digits of which the last is the GS1 check digit over the others: weighted 3, 1, 3, … from the right (GS1 General
 * Specifications, section 7.9). Linear in digits.
 */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 1; place < digits.length; place += 1) {
    sum += Number(digits.charAt(digits.length - 1 - place)) * (place % 2 === 1 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** True for a GS1 serial shipping container code (AI 00): 18 digits with the right check digit. */
export function isSscc(text: string): boolean {
  return /^\d{18}$/.test(text) && hasCheckDigit(text);
}

/**
 * A GS1 global trade item number (AI 01) as it is stored: 14 digits, of a GTIN-8, -12 or -13 with zeros before it (GS1 General
 * Specifications, section 3.3.2). `undefined` for what is none: another length, or a wrong check digit.
 */
export function parseGtin(text: string): string | undefined {
  const digits = text.replaceAll(/[\s-]/g, ""); // as people set it in groups
  if (!/^(\d{8}|\d{12,14})$/.test(digits) || !hasCheckDigit(digits)) return undefined;
  return digits.padStart(14, "0");
}
