import type { PricedCut, StageLines } from "../cuts.ts";
import type { Matrix } from "./matrix.ts";

/**
 * Lines to be filled through columns that share rows. Column j is a way to serve line `lineOfColumn[j]`.
 *
 * Rows 0 … `capacity.length` − 1 of the matrix: Σ_j a_rj x_j ≤ capacity_r, a > 0. After them one row a line:
 * Σ_j l_j x_j = φ_d, l > 0, the last entry of its column. x ≥ 0. Scaled so that entries are about 1.
 */
export interface FillProblem {
  readonly matrix: Matrix;
  /** length rows that are no lines, ≥ 0. */
  readonly capacity: Float64Array;
  /** length columns, not falling: a line's columns follow one another. Each line has one at least. */
  readonly lineOfColumn: Int32Array;
  /** At least one; arrays of length lines: weight > 0, full ≥ 0. */
  readonly stages: readonly StageLines[];
  /** Objectives, all to be made small, each within the optimum of the one before; each of length columns, 0 … 1. */
  readonly costs: readonly Float64Array[];
}

/** Where to begin instead of with nothing: near the end of a problem much like this one. It need not fit in any way. */
export interface FillStart {
  /** Variables that the basis should have, each once; what is missing or too much is put right. */
  readonly basic: readonly number[];
  /** Prices ≥ 0 on rows that are no lines, each list a bottleneck; any prices are the proof of some bound. */
  readonly prices: readonly Pick<PricedCut, "rows" | "prices" | "own">[];
  /** What slacks of the basis cost that prop up the prices of their rows. */
  readonly slackCosts: readonly SlackCosts[];
}

/** What the slack of a row costs, for each objective: where it holds a bottleneck's prices, see `held-at-zero.ts`. */
export interface SlackCosts {
  readonly row: number;
  readonly costs: readonly number[];
}

export type FillOutcome =
  | {
      readonly status: "filled";
      /** length lines. */
      readonly share: Float64Array;
      /** length lines: the cut that stopped it, −1 for a line that gets all it may. */
      readonly stoppedBy: Int32Array;
      readonly cuts: readonly PricedCut[];
      /** length columns: carries the share, but for 10^-11 of it, at the least costs. */
      readonly sent: Float64Array;
      /** The basis at the end, in no order: variables, see {@link FillStart}. */
      readonly basic: Int32Array;
      /** What slacks in it cost. */
      readonly slackCosts: readonly SlackCosts[];
      /** One for each objective, length capacity: by how much it would fall for one more of the row; see `readRowPrices`. */
      readonly rowPrices: readonly Float64Array[];
      /** Exchanges of variables. */
      readonly exchanges: number;
    }
  /** The numbers went bad: nothing is claimed. */
  | { readonly status: "failed"; readonly reason: string };
