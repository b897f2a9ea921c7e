/**
 * Minimum-cost flow: what is asked and what is answered. Numbers only.
 *
 * Find a flow x on the arcs with lower ≤ x ≤ capacity, for every node outflow − inflow = supply, and Σ cost · x
 * least. All numbers are whole, so answers are exact and there is no tolerance.
 */
export interface FlowNetwork {
  /** Nodes are indices below it. */
  readonly nodeCount: number;
  /** Length nodeCount: units that enter the network here, negative where they are asked for; the sum is zero. */
  readonly supply: Float64Array;
  /** Length arcCount, as are all that follow: the node that the arc leaves. */
  readonly source: Int32Array;
  /** The node that it enters. Parallel arcs and loops are allowed. */
  readonly target: Int32Array;
  /** Least flow; may be negative. */
  readonly lower: Float64Array;
  /** Greatest flow, ≥ lower; `Infinity` where there is no limit. */
  readonly capacity: Float64Array;
  /** Cost of one unit; may be negative. */
  readonly cost: Float64Array;
}

/**
 * Where a solve ended, from which the next may begin: a spanning forest and the arcs at their capacity. It fits every
 * network with the same nodes and arcs, whatever their supplies, bounds and costs.
 */
export interface FlowBasis {
  /** Length nodeCount: the arc between the node and its parent in the forest, −1 at a root. */
  readonly treeArc: Int32Array;
  /** Length arcCount: 1 where an arc outside the forest is at its capacity, 0 where it is at its lower bound. */
  readonly isAtCapacity: Uint8Array;
}

/** A flow of least cost with its proof. */
export interface OptimalFlow {
  readonly status: "optimal";
  /** Length arcCount. */
  readonly flow: Float64Array;
  /**
   * Length nodeCount. With the reduced cost r = cost + potential[source] − potential[target]: r > 0 only where an
   * arc is at its lower bound, r < 0 only where it is at its capacity. That proves that no flow costs less.
   */
  readonly potential: Float64Array;
  /** Σ cost · flow, exact also beyond 2^53. */
  readonly totalCost: bigint;
  readonly basis: FlowBasis;
  readonly pivotCount: number;
}

/** What a solve ended in. */
export type FlowResult =
  | OptimalFlow
  | {
      readonly status: "infeasible";
      /** Nodes (ascending) that together ask for more than can reach them: every arc into them is full. */
      readonly nodes: Int32Array;
      /** Units that they lack, ≥ 1. */
      readonly missing: number;
    }
  | {
      readonly status: "unbounded";
      /** Arcs of a cycle, in its direction, that costs less than nothing and has no limit. */
      readonly cycle: Int32Array;
    }
  | { readonly status: "malformed"; readonly faults: readonly FlowFault[] };

/** The rules that a network can break. */
export type FlowRule =
  | "wrong_length"
  | "too_many"
  | "not_a_whole_number"
  | "node_out_of_range"
  | "lower_above_capacity"
  | "supplies_do_not_sum_to_zero"
  | "sum_too_large"
  | "cost_too_large"
  | "not_a_forest";

/** One thing wrong with a network: which array, where in it (−1: as a whole), what was found. */
export interface FlowFault {
  readonly field: keyof FlowNetwork | "basis";
  readonly index: number;
  readonly value: number;
  readonly rule: FlowRule;
}
