import type { PlanArrays } from "./arrays.ts";

/**
 * Returns, of `columns` (in the arrays' order: by demand, then supply), the best of each demand and supply by the plan's
 * objectives. Where only supplies bind the others can never be better: they are there for shipments to be gathered by.
 */
export function keepBestColumns(arrays: PlanArrays, columns: readonly number[]): readonly number[] {
  const { columnDemand, columnSupply } = arrays;
  const kept: number[] = [];
  for (const j of columns) {
    const last = kept.at(-1);
    if (
      last === undefined ||
      columnDemand[last] !== columnDemand[j] ||
      columnSupply[last] !== columnSupply[j]
    ) {
      kept.push(j);
    } else if (compareColumns(arrays, j, last) < 0) kept[kept.length - 1] = j;
  }
  return kept;
}

/** Orders columns by the plan's objectives, the best first, and then by their place. */
export function compareColumns({ objectives }: PlanArrays, a: number, b: number): number {
  for (const objective of objectives) {
    if (objective[a] !== objective[b]) return objective[a]! - objective[b]!;
  }
  return a - b;
}
