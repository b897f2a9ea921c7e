import type { IntegerProgram } from "../integer-program.ts";

interface Bounds {
  readonly lower?: number;
  readonly upper?: number;
}

/** Gathers the entries of a program by the names of their rows; a row's bounds are those that it is first named with. */
export interface Rows {
  /** Returns the number of a row, which is made where it is not there yet. */
  readonly open: (name: string, bounds: Bounds) => number;
  /** What is added for a row and column again is added up. */
  readonly add: (name: string, column: number, value: number, bounds: Bounds) => void;
  /** The program, its costs zero; `columnUpper` has a bound for each column. */
  readonly finish: (columnUpper: Float64Array) => IntegerProgram;
}

/** Returns rows without any entry. */
export function openRows(): Rows {
  const known = new Map<string, number>();
  const lower: number[] = [];
  const upper: number[] = [];
  const entries: (readonly [row: number, column: number, value: number])[] = [];
  const open = (name: string, bounds: Bounds): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, lower.length);
    lower.push(bounds.lower ?? -Infinity);
    upper.push(bounds.upper ?? Infinity);
    return lower.length - 1;
  };
  return {
    open,
    add(name, column, value, bounds) {
      entries.push([open(name, bounds), column, value]);
    },
    finish(columnUpper) {
      const columnCount = columnUpper.length;
      const sorted: [row: number, column: number, value: number][] = [];
      for (const [row, column, value] of entries.toSorted(([rowA, a], [rowB, b]) => a - b || rowA - rowB)) {
        const last = sorted.at(-1);
        if (last?.[0] === row && last[1] === column) last[2] += value;
        else sorted.push([row, column, value]);
      }
      const starts = new Int32Array(columnCount + 1);
      for (const [, column] of sorted) starts[column + 1]!++;
      for (let j = 0; j < columnCount; j++) starts[j + 1]! += starts[j]!;
      return {
        columnCount,
        rowCount: lower.length,
        cost: new Float64Array(columnCount),
        columnUpper,
        rowLower: Float64Array.from(lower),
        rowUpper: Float64Array.from(upper),
        starts,
        indices: Int32Array.from(sorted, ([row]) => row),
        values: Float64Array.from(sorted, ([, , value]) => value),
      };
    },
  };
}
