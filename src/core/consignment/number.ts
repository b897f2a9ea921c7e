/** Crockford's base 32: no I, L, O or U, so that a number can be read aloud. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The number of a consignment, made from its UUID: `WS-`, nine characters from the UUID's last 45 bits (random
 * in version 7), and a check character (Luhn mod 32), which finds every single wrong character.
 */
export function makeConsignmentNumber(uuid: string): string {
  const bits = BigInt(`0x${uuid.replaceAll("-", "").slice(-12)}`);
  let body = "";
  for (let place = 8n; place >= 0n; place -= 1n) body += ALPHABET[Number((bits >> (place * 5n)) & 31n)];
  return `WS-${body}${computeCheck(body)}`;
}

/** True for a number whose check character is right. Reads lower case, and O, I and L as 0 and 1. */
export function isConsignmentNumber(text: string): boolean {
  const number = normalizeConsignmentNumber(text);
  if (!/^WS-[0-9A-HJKMNP-TV-Z]{10}$/.test(number)) return false;
  return computeCheck(number.slice(3, 12)) === number.slice(12);
}

/** A number as typed, in the form in which it is stored. */
export function normalizeConsignmentNumber(text: string): string {
  const upper = text.trim().toUpperCase();
  if (!upper.startsWith("WS-")) return upper;
  return `WS-${upper.slice(3).replaceAll("O", "0").replaceAll(/[IL]/g, "1")}`;
}

/** Luhn mod N (N = 32): from the right, every second value doubled, digits in base 32 added. */
function computeCheck(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const character = body.charAt(body.length - 1 - index);
    const value = ALPHABET.indexOf(character) * (index % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  }
  return ALPHABET.charAt((32 - (sum % 32)) % 32);
}
