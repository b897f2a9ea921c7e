import type { ComponentProgram } from "./component-program.ts";
import type { LinearModel, LinearOutcome } from "./highs.ts";

/** A reduced cost or price above this part of the largest cost is one: HiGHS's dual tolerance times ten. */
const REDUCED_COST_TOLERANCE = 1e-9;

export type LeastObjectives =
  | {
      readonly status: "found";
      readonly sent: Float64Array;
      /** One for each objective, length rows: by how much it would fall for one more of the row, by the program's measure. */
      readonly rowPrices: readonly Float64Array[];
    }
  | { readonly status: "failed"; readonly reason: string };

/**
 * Returns the sending x' that is least in each of `objectives` within the optimum of those before it,
 * every line carrying just what `sent` carries. Costs are for one unit.
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
  const carried = new Float64Array(part.reach.length);
  part.lineOfColumn.forEach((line, k) => {
    carried[line]! += (start.sent[k]! * part.columnScale[k]!) / part.reach[line]!;
  });
  const lineRows = Int32Array.from(carried, (_, d) => rowCount + d);
  const held: HeldRows = { rows: Array.from(lineRows), bounds: Array.from(carried) };
  model.setRowBounds(lineRows, carried, carried);
  let sent = start.sent;
  const isOut = new Uint8Array(columnCount);
  const isTight = new Uint8Array(rowCount);
  const rowPrices: Float64Array[] = [];
  for (const perUnit of start.objectives) {
    const objective = perUnit.map((cost, k) => cost * part.columnScale[k]!);
    const largest = objective.reduce((most, cost) => Math.max(most, cost), 0);
    if (largest === 0) {
      rowPrices.push(new Float64Array(rowCount));
      continue;
    }
    model.setCosts(objective.map((cost) => cost / largest));
    const outcome = solveHolding(model, held);
    if (outcome.status === "failed") return outcome;
    sent = outcome.columnValue;
    rowPrices.push(
      outcome.rowDual.slice(0, rowCount).map((dual) => {
        return Math.abs(dual) > REDUCED_COST_TOLERANCE ? -dual * largest : 0;
      }),
    );
    const out = listNew(isOut, (k) => outcome.columnDual[k]! > REDUCED_COST_TOLERANCE);
    if (out.length > 0) model.setColumnUppers(out, new Float64Array(out.length));
    const tight = listNew(isTight, (r) => outcome.rowDual[r]! < -REDUCED_COST_TOLERANCE);
    const bounds = Float64Array.from(tight, (r) => part.program.rowUpper[r]!);
    if (tight.length > 0) model.setRowBounds(tight, bounds, bounds);
    held.rows.push(...tight);
    held.bounds.push(...bounds);
  }
  return { status: "found", sent, rowPrices };
}

/** Rows that must stay where they are, and where. Grows with each objective. */
interface HeldRows {
  readonly rows: number[];
  readonly bounds: number[];
}

/**
 * How far, of itself, a held row may fall short when the solver finds no plan that holds it exactly: what `sent`
 * carries is itself only known to the solver's tolerance. Rounding to whole units gives it back.
 */
const LOOSENINGS = [1e-9, 1e-8, 1e-7] as const;

/** Solves from the last basis; where that fails, from nothing and with the held rows a little looser. */
function solveHolding(model: LinearModel, held: HeldRows): LinearOutcome {
  model.usePrimalSimplex();
  let outcome = model.solve();
  for (const loosening of LOOSENINGS) {
    if (outcome.status === "optimal") break;
    model.restart();
    // The solver wants the rows of one change in ascending order.
    const order = held.rows.map((_, i) => i).sort((a, b) => held.rows[a]! - held.rows[b]!);
    const upper = Float64Array.from(order, (i) => held.bounds[i]!);
    const lower = upper.map((bound) => bound * (1 - loosening));
    model.setRowBounds(
      Int32Array.from(order, (i) => held.rows[i]!),
      lower,
      upper,
    );
    outcome = model.solve();
  }
  return outcome;
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
