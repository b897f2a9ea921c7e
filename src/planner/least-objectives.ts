import type { ComponentProgram } from "./component-program.ts";
import type { LinearModel } from "./highs.ts";

/** A reduced cost or price above this part of the largest cost is one: HiGHS's dual tolerance times ten. */
const REDUCED_COST_TOLERANCE = 1e-9;

export type LeastObjectives =
  | { readonly status: "found"; readonly sent: Float64Array }
  | { readonly status: "failed"; readonly reason: string };

/**
 * Returns the sending, in shares, that is least in each of `objectives` within the optimum of those before it,
 * every line carrying just what `sent` carries. Costs are for one unit of what the program's column stands for.
 *
 * Method: after each solve the optimal face is fixed by complementary slackness: columns with a positive reduced
 * cost stay at zero, rows with a price stay tight. No row with an objective value and its tolerance is needed.
 * Cost: one solve an objective, from the last basis. @mutates model: its bounds and costs.
 */
export function findLeastObjectives(
  part: ComponentProgram,
  model: LinearModel,
  start: { readonly sent: Float64Array; readonly objectives: readonly Float64Array[] },
): LeastObjectives {
  const { columnCount } = part.program;
  const rowCount = part.rowScale.length;
  const carried = new Float64Array(part.weight.length);
  part.lineOfColumn.forEach((line, k) => {
    carried[line]! += start.sent[k]!;
  });
  const lineRows = Int32Array.from(carried, (_, d) => rowCount + d);
  model.setRowBounds(lineRows, carried, carried);
  let sent = start.sent;
  const isOut = new Uint8Array(columnCount);
  const isTight = new Uint8Array(rowCount);
  for (const objective of start.objectives) {
    const largest = objective.reduce((most, cost) => Math.max(most, cost), 0);
    if (largest === 0) continue;
    model.setCosts(objective.map((cost) => cost / largest));
    const outcome = model.solve();
    if (outcome.status === "failed") return outcome;
    sent = outcome.columnValue;
    const out = listNew(isOut, (k) => outcome.columnDual[k]! > REDUCED_COST_TOLERANCE);
    if (out.length > 0) model.setColumnUppers(out, new Float64Array(out.length));
    const tight = listNew(isTight, (r) => outcome.rowDual[r]! < -REDUCED_COST_TOLERANCE);
    const bounds = Float64Array.from(tight, (r) => part.program.rowUpper[r]!);
    if (tight.length > 0) model.setRowBounds(tight, bounds, bounds);
  }
  return { status: "found", sent };
}

/** Returns the indices not yet marked for which `holds`, and marks them. @mutates marked */
function listNew(marked: Uint8Array, holds: (index: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < marked.length; i++) {
    if (marked[i] === 1 || !holds(i)) continue;
    marked[i] = 1;
    found.push(i);
  }
  return Int32Array.from(found);
}
