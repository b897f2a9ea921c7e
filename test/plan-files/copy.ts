import type { Copy, Row } from "./example.ts";

/** The rows of a list of a copy. */
export function rows(file: Row, list: string): Row[] {
  // The lists of our files hold objects.
  return file[list] as Row[];
}

/** The row that has that value. */
export function find(file: Row, list: string, field: string, value: string): Row {
  const row = rows(file, list).find((one) => one[field] === value);
  if (row === undefined) throw new Error(`no ${list} with ${field} ${value}`);
  return row;
}

/** Adds to a number of a row. */
export function add(row: Row, field: string, more: number): void {
  row[field] = Number(row[field]) + more;
}

/** The bottleneck that the line of `demand` points to. */
export function bottleneckOf(copy: Copy, demand: string): Row {
  const { bottleneck } = find(copy.certificate, "lines", "demand", demand)["reason"] as Row;
  const found = rows(copy.certificate, "bottlenecks")[Number(bottleneck)];
  if (found === undefined) throw new Error(`${demand} has no bottleneck`);
  return found;
}

/** The first row of each list that is about a demand. */
export const allocation = (copy: Copy, demand: string) => find(copy.plan, "allocations", "demand", demand);
export const outcome = (copy: Copy, demand: string) => find(copy.plan, "demands", "demand", demand);
export const line = (copy: Copy, demand: string) => find(copy.certificate, "lines", "demand", demand);
