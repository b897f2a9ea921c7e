import type { Highs, Model } from "highs";
import { createHighsModel, type LinearProgram, loadHighsOnce } from "./load-highs.ts";

/** A program whose columns all have to be whole: minimise cost · x, 0 ≤ x ≤ columnUpper, rowLower ≤ A x ≤ rowUpper. */
export type IntegerProgram = LinearProgram;

/**
 * What a solve ended in: `optimal`, `stopped` by the time (with the best that was found, where anything was), or
 * `failed`. `bound`: no whole x has a lower cost; −∞ where nothing is known.
 */
export type IntegerOutcome =
  | { readonly status: "optimal" | "stopped"; readonly values: Float64Array | null; readonly bound: number }
  | { readonly status: "failed"; readonly reason: string };

/** An integer program held by the solver, changed and solved again. */
export interface IntegerModel {
  setCosts(cost: Float64Array): void;
  setRowBounds(row: number, lower: number, upper: number): void;
  /** Blocks until solved or out of time. `start`: whole values that can be carried out, to begin from. */
  solve(start: Float64Array): IntegerOutcome;
  /** Frees the solver's memory: must be called. */
  close(): void;
}

export interface IntegerSolver {
  /** `secondsMax` is for all solves of the model together; a step of the solver that is under way is ended first. */
  open(program: IntegerProgram, secondsMax: number): IntegerModel;
}

/** Costs are whole in every objective: what is less than one above the bound is optimal. */
const WHOLE_GAP = 0.99;

/**
 * Returns HiGHS as a solver of integer programs (branch and cut; WebAssembly, one thread, a fixed seed). The same program
 * and the same changes give the same answer, unless time runs out. Rejects when the WebAssembly cannot be loaded.
 */
export async function loadIntegerSolver(): Promise<IntegerSolver> {
  const highs = await loadHighsOnce();
  return { open: (program, secondsMax) => openModel(highs, program, secondsMax) };
}

function openModel(highs: Highs, program: IntegerProgram, secondsMax: number): IntegerModel {
  const { columnCount } = program;
  const model = createHighsModel(highs, program, true);
  model.options.set({
    output_flag: false,
    random_seed: 1,
    mip_rel_gap: 0,
    mip_abs_gap: WHOLE_GAP,
  });
  let secondsLeft = secondsMax;
  return {
    setCosts(cost) {
      model.changeColsCost({ kind: "range", from: 0, to: columnCount - 1 }, cost);
    },
    setRowBounds(row, lower, upper) {
      model.changeRowsBounds(
        { kind: "set", indices: Int32Array.of(row) },
        Float64Array.of(lower),
        Float64Array.of(upper),
      );
    },
    solve(start) {
      model.setSolution({ colValue: start });
      model.zeroAllClocks();
      model.options.set({ time_limit: secondsLeft });
      const outcome = runModel(highs, model);
      secondsLeft = Math.max(0, secondsLeft - model.getRunTime());
      return outcome;
    },
    close() {
      model.dispose();
    },
  };
}

function runModel(highs: Highs, model: Model): IntegerOutcome {
  const { optimal, timeLimit } = highs.constants.modelStatus;
  let status: number;
  try {
    status = model.run().modelStatus;
  } catch (error) {
    return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
  if (status !== optimal && status !== timeLimit) {
    const names = Object.entries(highs.constants.modelStatus);
    return { status: "failed", reason: names.find(([, code]) => code === status)?.[0] ?? `status ${status}` };
  }
  const bound = Number(model.info.get("mip_dual_bound"));
  const hasValues = Number(model.info.get("primal_solution_status")) === 2;
  const values = hasValues ? model.getSolution().colValue : null;
  return { status: status === optimal ? "optimal" : "stopped", values, bound };
}
