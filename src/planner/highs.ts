import type { Highs, Model } from "highs";
import { createHighsModel, type LinearProgram, loadHighsOnce } from "./load-highs.ts";

/** What a solve ended in. Duals: of a minimisation, ≤ 0 on a row at its upper bound, ≥ 0 on a column at zero. */
export type LinearOutcome =
  | {
      readonly status: "optimal";
      readonly columnValue: Float64Array;
      readonly columnDual: Float64Array;
      readonly rowValue: Float64Array;
      readonly rowDual: Float64Array;
    }
  | { readonly status: "failed"; readonly reason: string };

/** A linear program held by the solver: changed and solved again, it starts from where it ended. */
export interface LinearModel {
  setRowBounds(rows: Int32Array, lower: Float64Array, upper: Float64Array): void;
  setColumnUppers(columns: Int32Array, upper: Float64Array): void;
  setCosts(cost: Float64Array): void;
  /**
   * From here on solves go by the primal simplex method without presolve: after a change of costs alone it starts
   * from a plan that can be carried out and never leaves those.
   */
  usePrimalSimplex(): void;
  /** Forgets where it is: the next solve starts from nothing, with presolve, by the dual simplex method. */
  restart(): void;
  /** Blocks until solved. Never throws for what the solver reports. */
  solve(): LinearOutcome;
  /** Frees the solver's memory: must be called. */
  close(): void;
}

export interface LinearSolver {
  open(program: LinearProgram): LinearModel;
}

/**
 * The tightest that HiGHS offers: programs here are scaled to shares of a quantity, so a row is off by at most
 * 10^-9 of it, and rounding to whole units mends that.
 */
const FEASIBILITY_TOLERANCE = 1e-9;
const DUAL_TOLERANCE = 1e-9;

/** HiGHS's numbers for them, of its option `simplex_strategy`. */
const DUAL_SIMPLEX = 1;
const PRIMAL_SIMPLEX = 4;

/**
 * Returns HiGHS (Huangfu and Hall 2018, "Parallelizing the dual revised simplex method"; WebAssembly, one thread).
 * Loaded once a process. The same program and the same changes give the same answer to the last bit: one thread,
 * a fixed seed, and no time limit. Rejects when the WebAssembly cannot be loaded.
 */
export async function loadLinearSolver(): Promise<LinearSolver> {
  const highs = await loadHighsOnce();
  return { open: (program) => openModel(highs, program) };
}

function openModel(highs: Highs, program: LinearProgram): LinearModel {
  const { columnCount } = program;
  const model = createHighsModel(highs, program, false);
  model.options.set({
    output_flag: false,
    solver: "simplex",
    random_seed: 1,
    primal_feasibility_tolerance: FEASIBILITY_TOLERANCE,
    dual_feasibility_tolerance: DUAL_TOLERANCE,
  });
  return {
    setRowBounds(rows, lower, upper) {
      model.changeRowsBounds({ kind: "set", indices: rows }, lower, upper);
    },
    setColumnUppers(columns, upper) {
      model.changeColsBounds({ kind: "set", indices: columns }, new Float64Array(columns.length), upper);
    },
    setCosts(cost) {
      model.changeColsCost({ kind: "range", from: 0, to: columnCount - 1 }, cost);
    },
    usePrimalSimplex() {
      model.options.set({ presolve: "off", simplex_strategy: PRIMAL_SIMPLEX });
    },
    restart() {
      model.clearSolver();
      model.options.set({ presolve: "choose", simplex_strategy: DUAL_SIMPLEX });
    },
    solve: () => runModel(highs, model),
    close() {
      model.dispose();
    },
  };
}

function runModel(highs: Highs, model: Model): LinearOutcome {
  let status: number;
  try {
    status = model.run().modelStatus;
  } catch (error) {
    return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
  if (status !== highs.constants.modelStatus.optimal) {
    const names = Object.entries(highs.constants.modelStatus);
    return { status: "failed", reason: names.find(([, code]) => code === status)?.[0] ?? `status ${status}` };
  }
  const solution = model.getSolution();
  return {
    status: "optimal",
    columnValue: solution.colValue,
    columnDual: solution.colDual,
    rowValue: solution.rowValue,
    rowDual: solution.rowDual,
  };
}
