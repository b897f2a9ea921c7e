import { buildArrays } from "../arrays.ts";
import { sumOf } from "../bottlenecks.ts";
import { listComponents } from "../components.ts";
import { buildFillProgram } from "../fill-program.ts";
import type { PlanProblem } from "../problem.ts";
import { fillFairly } from "../simplex/fill-fairly.ts";
import { openDraft } from "../draft.ts";
import { solveTransport } from "../solve-component.ts";

/** What a plan gives and comes to before it is rounded. */
export interface Unrounded {
  /** length demands: the units of each: its fair share where capacities are shared. */
  readonly units: Float64Array;
  /** Σ units × period × severity. */
  readonly arrival: number;
  /** In 10^-9 minor currency units. */
  readonly cost: number;
}

/**
 * Returns the plan of a problem in canonical order as our own methods find it, before rounding: real amounts where capacities
 * are shared, and whole units, which need none, where only supplies bind. Throws where the numbers went bad.
 */
export function solveUnrounded(problem: PlanProblem): Unrounded {
  const arrays = buildArrays(problem, 1_000_000);
  if ("tooMany" in arrays) throw new Error("too many columns");
  const draft = openDraft(arrays);
  const units = new Float64Array(arrays.demandCount);
  for (const component of listComponents(arrays)) {
    if (component.onlySupplies) {
      if (solveTransport(arrays, component, draft).status === "failed") throw new Error("not delivered");
      for (const d of component.demands) units[d] = sumOf(arrays, d, draft.amounts);
      continue;
    }
    const { problem: program, columns, columnMeasure, lineMeasure } = buildFillProgram(arrays, component);
    const filled = fillFairly(program);
    if (filled.status === "failed") throw new Error(filled.reason);
    columns.forEach((j, k) => {
      draft.amounts[j] = filled.sent[k]! * columnMeasure[k]!;
    });
    component.demands.forEach((d, line) => {
      units[d] = filled.share[line]! * lineMeasure[line]!;
    });
  }
  const sums = arrays.objectives.map((costs) => {
    return draft.amounts.reduce((sum, amount, j) => sum + amount * costs[j]!, 0);
  });
  return { units, arrival: sums[0]!, cost: sums[1]! };
}
