/**
 * A vector of which few entries are not zero: all values, and a list of the indices that may differ from zero.
 * Entries outside the list are zero. Work on it costs what the list is long, not what the vector is.
 */
export interface SparseVector {
  readonly values: Float64Array;
  /** The first `count` of it are the listed indices, each once, in no order. */
  readonly index: Int32Array;
  /** 1 where an index is listed. */
  readonly isListed: Uint8Array;
  count: number;
}

export function createVector(length: number): SparseVector {
  return {
    values: new Float64Array(length),
    index: new Int32Array(length),
    isListed: new Uint8Array(length),
    count: 0,
  };
}

/** Makes it zero. O(count). @mutates vector */
export function clearVector(vector: SparseVector): void {
  const { values, index, isListed, count } = vector;
  for (let k = 0; k < count; k++) {
    const i = index[k]!;
    values[i] = 0;
    isListed[i] = 0;
  }
  vector.count = 0;
}

/** Adds to one entry. @mutates vector */
export function addAt(vector: SparseVector, i: number, value: number): void {
  if (vector.isListed[i] === 0) {
    vector.isListed[i] = 1;
    vector.index[vector.count++] = i;
  }
  vector.values[i]! += value;
}
