/** Pairs of an index and a value, laid end to end in arrays that grow: sparse rows or columns of a factor. */
export interface Entries {
  index: Int32Array;
  value: Float64Array;
  length: number;
}

export function createEntries(capacity: number): Entries {
  return { index: new Int32Array(capacity), value: new Float64Array(capacity), length: 0 };
}

/** Appends one pair; doubles the arrays when they are full. @mutates entries */
export function appendEntry(entries: Entries, index: number, value: number): void {
  if (entries.length === entries.index.length) {
    const capacity = 2 * entries.length + 16;
    const grownIndex = new Int32Array(capacity);
    const grownValue = new Float64Array(capacity);
    grownIndex.set(entries.index);
    grownValue.set(entries.value);
    entries.index = grownIndex;
    entries.value = grownValue;
  }
  entries.index[entries.length] = index;
  entries.value[entries.length] = value;
  entries.length++;
}
