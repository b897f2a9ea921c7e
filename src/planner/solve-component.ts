import type { PlanArrays } from "./arrays.ts";
import { keepBestColumns } from "./best-columns.ts";
import { buildBipartiteGraph } from "./bipartite-flow.ts";
import { buildComponentProgram } from "./component-program.ts";
import type { Component } from "./components.ts";
import type { LinearSolver } from "./highs.ts";
import type { PricedCut } from "./cuts.ts";
import type { Draft, OwnProof } from "./draft.ts";
import { beginFill, buildFillProgram, type FillProgram } from "./fill-program.ts";
import { findLeastObjectives } from "./least-objectives.ts";
import { findFairShares } from "./max-min.ts";
import type { ArraysStart } from "./plan-start.ts";
import { fillFairly, type FillProgress } from "./simplex/fill-fairly.ts";
import { fillFrom } from "./simplex/fill-from.ts";
import type { FillOutcome } from "./simplex/fill-problem.ts";
import { roundColumns } from "./round-to-units.ts";
import { sendAtLeastCost } from "./transport-flow.ts";
import { priceSupplies } from "./transport-prices.ts";
import { shareOutSupplies } from "./transport-levels.ts";

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
  const take = (all: Float64Array) => Float64Array.from(demands, (d) => all[d]!);
  const quantity = take(arrays.quantity);
  const stages = arrays.stages.map(({ gain, cap }) => ({ gain: take(gain), cap: take(cap) }));
  const { fairShare, units } = shareOutSupplies({ graph, supply, quantity, stages });
  const objectives = arrays.objectives.map((all) => Float64Array.from(columns, (j) => all[j]!));
  const transport = { graph, supply, units, objectives };
  const flow = sendAtLeastCost(transport);
  if (flow === undefined) return { status: "failed", reason: "rounded units cannot be delivered" };
  columns.forEach((j, e) => {
    draft.amounts[j] = flow[e]!;
  });
  demands.forEach((d, i) => {
    draft.fairShare[d] = fairShare[i]!;
  });
  const [arrival, cost] = priceSupplies(transport, flow);
  rows.forEach((r, i) => {
    draft.arrivalPrices[r] = arrival[i]!;
    draft.costPrices[r] = cost[i]!;
  });
  return { status: "solved" };
}

/** Beyond so many columns cutting planes on HiGHS take longer than anybody waits: on 35,000 they did not end in ten minutes. */
const HIGHS_COLUMNS_MAX = 10_000;

/**
 * Plans a component in which capacities are shared, by our own simplex method; where its numbers go bad, by HiGHS, but a
 * component of more than `HIGHS_COLUMNS_MAX` columns fails then instead of working on for hours. `start`: where to begin.
 * @mutates draft
 */
export function solveShared(
  arrays: PlanArrays,
  component: Component,
  tools: {
    readonly solver: LinearSolver;
    readonly draft: Draft;
    readonly onProgress: FillProgress | undefined;
    readonly start: ArraysStart | undefined;
  },
): ComponentOutcome {
  const program = buildFillProgram(arrays, component);
  const filled = fill(arrays, component, program, tools);
  if (filled.status === "failed") {
    const columnCount = program.columns.length;
    if (columnCount <= HIGHS_COLUMNS_MAX) return solveByHighs(arrays, component, tools);
    const reason = `${filled.reason}, and ${columnCount} ways of sending are too many for the slower method`;
    return { status: "failed", reason };
  }
  const { draft } = tools;
  const { columns, columnMeasure, lineMeasure, rowMeasure, costMeasure } = program;
  columns.forEach((j, k) => {
    draft.amounts[j] = filled.sent[k]! * columnMeasure[k]!;
  });
  noteShares(arrays, component, draft, {
    fairShare: filled.share.map((share, line) => share * lineMeasure[line]!),
    stoppedBy: filled.stoppedBy,
    cuts: filled.cuts,
    rowMeasure,
    lineMeasure,
  });
  for (const variable of filled.basic) {
    if (variable < columns.length) draft.basicColumns.push(columns[variable]!);
    else draft.basicRows.push(component.rows[variable - columns.length]!);
  }
  for (const { row, costs } of filled.slackCosts) {
    draft.slackCosts.push({
      row: component.rows[row]!,
      costs: costs.map((cost) => cost / rowMeasure[row]!),
      measures: costMeasure,
    });
  }
  const rowPrices = filled.rowPrices.map((prices, k) => prices.map((price) => price * costMeasure[k]!));
  notePrices(component, draft, { rowPrices, rowMeasure });
  roundColumns(arrays, { demands: component.demands, columns }, draft.fairShare, draft.amounts);
  return { status: "solved" };
}

/** Fills from the start where there is one that is near enough, and otherwise from nothing. */
function fill(
  arrays: PlanArrays,
  component: Component,
  program: FillProgram,
  tools: { readonly onProgress: FillProgress | undefined; readonly start: ArraysStart | undefined },
): FillOutcome {
  const begun = tools.start && beginFill(arrays, component, program, tools.start);
  const near = begun && fillFrom(program.problem, begun);
  return near?.status === "filled" ? near : fillFairly(program.problem, tools.onProgress);
}

/** The same by linear programs alone: slower, and with tolerances instead of refinement. @mutates draft */
export function solveByHighs(
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
    noteShares(arrays, component, draft, {
      fairShare: fair.share.map((share, line) => share * part.reach[line]!),
      stoppedBy: fair.stoppedBy,
      cuts: fair.cuts,
      rowMeasure: part.rowScale,
    });
    notePrices(component, draft, { rowPrices: least.rowPrices, rowMeasure: part.rowScale });
    const { demands } = component;
    roundColumns(arrays, { demands, columns: part.columns }, draft.fairShare, draft.amounts);
    return { status: "solved" };
  } finally {
    model.close();
  }
}

/** Notes fair shares, in units, and their proofs, with prices by the arrays' rows. @mutates draft */
function noteShares(
  arrays: PlanArrays,
  component: Component,
  draft: Draft,
  found: {
    readonly fairShare: Float64Array;
    readonly stoppedBy: Int32Array;
    readonly cuts: readonly PricedCut[];
    readonly rowMeasure: Float64Array;
    readonly lineMeasure?: Float64Array;
  },
): void {
  const { demands, rows } = component;
  const firstProof = draft.proofs.length;
  demands.forEach((d, line) => {
    draft.fairShare[d] = Math.min(arrays.quantity[d]!, found.fairShare[line]!);
    const cut = found.stoppedBy[line]!;
    draft.proofOf[d] = cut < 0 ? -1 : firstProof + cut;
  });
  for (const cut of found.cuts) {
    draft.proofs.push({
      rows: Array.from(cut.rows, (r) => rows[r]!),
      prices: Array.from(cut.rows, (r, i) => cut.prices[i]! / found.rowMeasure[r]!),
      demands: Array.from(cut.lines, (line) => demands[line]!),
      own: found.lineMeasure && takeOwn(component, cut, { ...found, lineMeasure: found.lineMeasure }),
    });
  }
}

/** A cut's own prices by rows of the arrays and by demands. */
function takeOwn(
  { rows, demands }: Component,
  { own }: PricedCut,
  { rowMeasure, lineMeasure }: { readonly rowMeasure: Float64Array; readonly lineMeasure: Float64Array },
): OwnProof | undefined {
  if (own === undefined) return undefined;
  const entries = Array.from(own.rows, (row, i) => ({ row, value: own.values[i]! }));
  const ofRows = entries.filter(({ row }) => row < rows.length);
  const ofLines = entries.filter(({ row }) => row >= rows.length);
  return {
    rows: ofRows.map(({ row }) => rows[row]!),
    prices: ofRows.map(({ row, value }) => value / rowMeasure[row]!),
    demands: ofLines.map(({ row }) => demands[row - rows.length]!),
    lambda: ofLines.map(({ row, value }) => -value / lineMeasure[row - rows.length]!),
  };
}

/** Notes the prices of arrival and cost by the arrays' rows. @mutates draft */
function notePrices(
  { rows }: Component,
  draft: Draft,
  found: { readonly rowPrices: readonly Float64Array[]; readonly rowMeasure: Float64Array },
): void {
  const [arrival, cost] = found.rowPrices;
  rows.forEach((r, i) => {
    draft.arrivalPrices[r] = Math.max(0, arrival?.[i] ?? 0) / found.rowMeasure[i]!;
    draft.costPrices[r] = (cost?.[i] ?? 0) / found.rowMeasure[i]!;
  });
}

function listColumns(arrays: PlanArrays, demands: readonly number[]): readonly number[] {
  const columns: number[] = [];
  for (const d of demands) {
    for (let j = arrays.demandStart[d]!; j < arrays.demandStart[d + 1]!; j++) columns.push(j);
  }
  return columns;
}
