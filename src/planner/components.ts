import type { PlanArrays } from "./arrays.ts";

/** Demands that share a row with one another, directly or through others, and what they share. */
export interface Component {
  /** Demands with a column, ascending. */
  readonly demands: readonly number[];
  /** Rows of those columns, ascending: supplies first. */
  readonly rows: readonly number[];
  /** True when every row is a supply: a transport problem, solved in whole numbers. */
  readonly onlySupplies: boolean;
}

/**
 * Returns the connected components of the graph demand – row, in order of their first demand. Demands of
 * different components can neither help nor hinder one another, so each component is planned alone.
 * Cost O(entries · α).
 */
export function listComponents(arrays: PlanArrays): readonly Component[] {
  const { demandCount, rowCount, columnCount, columnDemand, entryStart, entryRow } = arrays;
  const parent = Int32Array.from({ length: demandCount + rowCount }, (_, i) => i);
  const find = (start: number): number => {
    let node = start;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]!]!;
      node = parent[node]!;
    }
    return node;
  };
  for (let j = 0; j < columnCount; j++) {
    const root = find(columnDemand[j]!);
    for (let e = entryStart[j]!; e < entryStart[j + 1]!; e++) {
      parent[find(demandCount + entryRow[e]!)] = root;
    }
  }
  const groups = new Map<number, { demands: number[]; rows: number[] }>();
  for (let d = 0; d < demandCount; d++) {
    if (arrays.demandStart[d] === arrays.demandStart[d + 1]) continue;
    const root = find(d);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, { demands: [d], rows: [] });
    else group.demands.push(d);
  }
  for (let r = 0; r < rowCount; r++) groups.get(find(demandCount + r))?.rows.push(r);
  return [...groups.values()].map((group) => ({
    ...group,
    onlySupplies: group.rows.every((r) => r < arrays.supplyCount),
  }));
}
