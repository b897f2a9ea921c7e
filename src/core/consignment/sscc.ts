/**
 * True for a GS1 serial shipping container code: 18 digits, the last a check digit over the others weighted
 * 3, 1, 3, … from the left (GS1 General Specifications, section 7.9).
 */
export function isSscc(text: string): boolean {
  if (!/^\d{18}$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += Number(text.charAt(index)) * (index % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(text.charAt(17));
}
