import type { PlanArrays } from "./arrays.ts";

/** Where the answers of the components are gathered, by column and by demand of the arrays. */
export interface Draft {
  /** length columnCount: whole units sent. */
  readonly amounts: Float64Array;
  /** length demandCount: the fair amount before rounding. */
  readonly fairShare: Float64Array;
  /** length demandCount: the proof that the demand points to, −1 without one. */
  readonly proofOf: Int32Array;
  readonly proofs: Proof[];
  /** length rowCount: by how much the sum of arrivals would fall for one more of the row's bound, ≥ 0. */
  readonly arrivalPrices: Float64Array;
  /** length rowCount: the same of cost, among plans as early; below zero only where the row has a price of arrival. */
  readonly costPrices: Float64Array;
  /** Columns, and rows of which the slack, were in the basis at the end; of components that our own method solved. */
  readonly basicColumns: number[];
  readonly basicRows: number[];
  readonly slackCosts: DraftSlackCosts[];
}

/** Returns a draft that sends nothing. */
export function openDraft(arrays: PlanArrays): Draft {
  return {
    amounts: new Float64Array(arrays.columnCount),
    fairShare: new Float64Array(arrays.demandCount),
    proofOf: new Int32Array(arrays.demandCount).fill(-1),
    proofs: [],
    arrivalPrices: new Float64Array(arrays.rowCount),
    costPrices: new Float64Array(arrays.rowCount),
    basicColumns: [],
    basicRows: [],
    slackCosts: [],
  };
}

/** Prices by row of the arrays, per unit of the row's bound, and the demands among which is that of the greatest λ. */
export interface Proof {
  readonly rows: readonly number[];
  readonly prices: readonly number[];
  readonly demands: readonly number[];
  /** See `PricedCut`, by rows of the arrays and by demands. */
  readonly own?: OwnProof | undefined;
}

export interface OwnProof {
  readonly rows: readonly number[];
  readonly prices: readonly number[];
  readonly demands: readonly number[];
  readonly lambda: readonly number[];
}

/** What the slack of a row costs, by objective, each over its measure: see `SlackCosts`. */
export interface DraftSlackCosts {
  readonly row: number;
  readonly costs: readonly number[];
  readonly measures: readonly number[];
}
