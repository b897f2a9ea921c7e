declare const quantity: unique symbol;

/**
 * A whole number of an item's base unit (pieces, pairs, tests, doses, sets): 0 to 2^53 − 1, never a fraction.
 * Quantities of different units never add; the unit is the item's.
 */
export type Quantity = number & { readonly [quantity]: true };

/** True for a whole number from 0 to 2^53 − 1. */
export function isQuantity(value: unknown): value is Quantity {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Brands a checked whole number; throws `RangeError` outside 0 … 2^53 − 1. */
export function asQuantity(value: number): Quantity {
  if (!isQuantity(value)) throw new RangeError(`not a quantity: ${value}`);
  return value;
}

/** The sum; throws `RangeError` beyond 2^53 − 1, so that no total is ever rounded in silence. */
export function sumQuantities(values: Iterable<Quantity>): Quantity {
  let total = 0;
  for (const value of values) {
    total += value;
    if (!Number.isSafeInteger(total)) throw new RangeError("the sum is beyond 2^53 − 1");
  }
  return total as Quantity; // checked at every step
}
