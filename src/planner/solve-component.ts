import type { PlanArrays } from "./arrays.ts";
import { keepBestColumns } from "./best-columns.ts";
import { buildBipartiteGraph } from "./bipartite-flow.ts";
import { buildComponentProgram } from "./component-program.ts";
import type { Component } from "./components.ts";
import type { LinearSolver } from "./highs.ts";
import { findLeastObjectives } from "./least-objectives.ts";
import { findFairShares } from "./max-min.ts";
import { roundColumns } from "./round-to-units.ts";
import { sendAtLeastCost } from "./transport-flow.ts";
import { shareOutSupplies } from "./transport-levels.ts";

/** Where the answers of the components are gathered, by column and by demand of the arrays. */
export interface Draft {
  /** length columnCount: whole units sent. */
  readonly amounts: Float64Array;
  /** length demandCount: the fair amount before rounding. */
  readonly fairShare: Float64Array;
  /** length demandCount: the proof that the demand points to, −1 without one. */
  readonly proofOf: Int32Array;
  /** Prices by row of the arrays, per unit of the row's bound. */
  readonly proofs: { readonly rows: readonly number[]; readonly prices: readonly number[] }[];
}

export type ComponentOutcome =
  | { readonly status: "solved" }
  | { readonly status: "failed"; readonly reason: string };

/** Plans a component where only supplies bind, in whole numbers, without the linear solver. @mutates draft */
export function solveTransport(arrays: PlanArrays, component: Component, draft: Draft): ComponentOutcome {
  const { demands, rows } = component;
  const columns = keepBestColumns(arrays, listColumns(arrays, demands));
  const supplyAt = new Map(rows.map((r, i) => [r, i]));
  const demandAt = new Map(demands.map((d, i) => [d, i]));
  const graph = buildBipartiteGraph(
    { supplyCount: rows.length, demandCount: demands.length },
    Int32Array.from(columns, (j) => supplyAt.get(arrays.columnSupply[j]!)!),
    Int32Array.from(columns, (j) => demandAt.get(arrays.columnDemand[j]!)!),
  );
  const supply = Float64Array.from(rows, (r) => arrays.rowBound[r]!);
  const quantity = Float64Array.from(demands, (d) => arrays.quantity[d]!);
  const gain = Float64Array.from(demands, (d) => arrays.gain[d]!);
  const { fairShare, units } = shareOutSupplies({ graph, supply, quantity, gain });
  const objectives = arrays.objectives.map((all) => Float64Array.from(columns, (j) => all[j]!));
  const flow = sendAtLeastCost({ graph, supply, units, objectives });
  if (flow === undefined) return { status: "failed", reason: "rounded units cannot be delivered" };
  columns.forEach((j, e) => {
    draft.amounts[j] = flow[e]!;
  });
  demands.forEach((d, i) => {
    draft.fairShare[d] = fairShare[i]!;
  });
  return { status: "solved" };
}

/** Plans a component in which capacities are shared, by the linear solver. @mutates draft */
export function solveShared(
  arrays: PlanArrays,
  component: Component,
  tools: { readonly solver: LinearSolver; readonly draft: Draft },
): ComponentOutcome {
  const { solver, draft } = tools;
  const part = buildComponentProgram(arrays, component);
  const model = solver.open(part.program);
  try {
    const fair = findFairShares(part, model);
    if (fair.status === "failed") return fair;
    const objectives = arrays.objectives.map((all) => Float64Array.from(part.columns, (j) => all[j]!));
    const least = findLeastObjectives(part, model, { sent: fair.sent, objectives });
    if (least.status === "failed") return least;
    part.columns.forEach((j, k) => {
      draft.amounts[j] = least.sent[k]! * part.columnScale[k]!;
    });
    const firstProof = draft.proofs.length;
    component.demands.forEach((d, line) => {
      draft.fairShare[d] = Math.min(arrays.quantity[d]!, fair.share[line]! * part.reach[line]!);
      const cut = fair.stoppedBy[line]!;
      draft.proofOf[d] = cut < 0 ? -1 : firstProof + cut;
    });
    for (const cut of fair.cuts) {
      draft.proofs.push({
        rows: Array.from(cut.rows, (r) => component.rows[r]!),
        prices: Array.from(cut.rows, (r, i) => cut.prices[i]! / part.rowScale[r]!),
      });
    }
    roundColumns(
      arrays,
      { demands: component.demands, columns: part.columns },
      draft.fairShare,
      draft.amounts,
    );
    return { status: "solved" };
  } finally {
    model.close();
  }
}

function listColumns(arrays: PlanArrays, demands: readonly number[]): readonly number[] {
  const columns: number[] = [];
  for (const d of demands) {
    for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) columns.push(j);
  }
  return columns;
}
