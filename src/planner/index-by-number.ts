/** Indices by whole numbers 0 … count − 1, most of which may never be asked for. */
export interface IndexByNumber {
  /** −1 where none was set. O(1). */
  get(number: number): number;
  set(number: number, index: number): void;
}

/** Up to so many numbers an array may have room for all of them (64 MiB): it finds one in a tenth of the time that a map takes. */
const LAID_OUT_MAX = 2 ** 24;
/** To make the array takes as long as to ask a map for one in so many of its numbers. */
const NUMBERS_AN_ASKING = 64;

/**
 * Opens an empty index that will be asked about `askings` times. Where that is seldom, or there are more than `LAID_OUT_MAX` numbers (10,000
 * periods of 20,000 lanes), only those that are set take memory.
 */
export function indexByNumber(count: number, askings: number): IndexByNumber {
  if (count > Math.min(LAID_OUT_MAX, NUMBERS_AN_ASKING * askings)) {
    const known = new Map<number, number>();
    return {
      get: (number) => known.get(number) ?? -1,
      set: (number, index) => void known.set(number, index),
    };
  }
  const known = new Int32Array(count).fill(-1);
  return {
    get: (number) => known[number]!,
    set: (number, index) => {
      known[number] = index;
    },
  };
}
