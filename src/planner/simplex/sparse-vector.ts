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
  /** The same four at a time. */
  readonly marks: Int32Array;
  count: number;
}

export function createVector(length: number): SparseVector {
  const marks = new Int32Array(Math.ceil(length / 4));
  return {
    values: new Float64Array(length),
    index: new Int32Array(length),
    isListed: new Uint8Array(marks.buffer, 0, length),
    marks,
    count: 0,
  };
}

/** A list longer than this part of all indices is sorted by running over the marks. */
const SORT_PART = 1 / 128;

/** Puts a long list in ascending order, so that what is read along it lies side by side. O(length / 4). @mutates vector */
export function sortLongList(vector: SparseVector): void {
  const { index, marks, isListed } = vector;
  if (vector.count < SORT_PART * isListed.length) return;
  let count = 0;
  for (let word = 0; word < marks.length; word++) {
    if (marks[word] === 0) continue;
    const end = Math.min(4 * word + 4, isListed.length);
    for (let i = 4 * word; i < end; i++) if (isListed[i] !== 0) index[count++] = i;
  }
}

/** A copy of the list in ascending order. O(length / 4) where it is long, else O(count · log). @mutates vector: its list's order */
export function listAscending(vector: SparseVector): Int32Array {
  sortLongList(vector);
  const { index, count, isListed } = vector;
  const listed = index.slice(0, count);
  return count < SORT_PART * isListed.length ? listed.sort() : listed;
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
