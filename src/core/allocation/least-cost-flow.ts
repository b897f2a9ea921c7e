import { invariant } from "#core/invariant.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { checkFlow } from "#planner/flow/check-flow.ts";
import type { FlowFault, FlowNetwork, OptimalFlow } from "#planner/flow/network.ts";
import { solveFlow } from "#planner/flow/solve-flow.ts";

/** A network whose flow of least cost is asked for: arrays by node and by arc, indices from 0 up. */
export type Network = FlowNetwork;

/** A flow of least cost, checked. */
export type LeastCostFlow = Pick<OptimalFlow, "flow" | "potential" | "totalCost" | "pivotCount">;

/** No flow carries what is asked: some nodes together ask for more than all arcs into them can bring. */
export interface FlowInfeasibleRefusal {
  readonly code: "flow_infeasible";
  /** Units that these nodes lack. */
  readonly missing: number;
  /** How many nodes they are, and the first of them, counted from 1. */
  readonly nodeCount: number;
  readonly nodes: readonly number[];
}

/** There is no least cost: units can go round a cycle that costs less than nothing, without limit. */
export interface FlowUnboundedRefusal {
  readonly code: "flow_unbounded";
  /** How many arcs the cycle has, and the first of them in its direction, counted from 1. */
  readonly arcCount: number;
  readonly arcs: readonly number[];
}

/** As many nodes or arcs as a refusal names. */
const NAMED_MAX = 20;

/**
 * The flow of least cost in a network, with the potentials that prove it, checked before it is returned. Refuses with
 * `malformed`, then `flow_unbounded`, then `flow_infeasible`: a network can be both, and the first found is told. The
 * same network gives the same flow, on every machine.
 */
export function findLeastCostFlow(
  network: Network,
): Result<LeastCostFlow, MalformedRefusal | FlowInfeasibleRefusal | FlowUnboundedRefusal> {
  const result = solveFlow(network);
  switch (result.status) {
    case "malformed":
      return refuse({ code: "malformed", problems: result.faults.map(describeFault) });
    case "unbounded": {
      const { cycle } = result;
      return refuse({ code: "flow_unbounded", arcCount: cycle.length, arcs: nameFirst(cycle) });
    }
    case "infeasible": {
      const { nodes, missing } = result;
      return refuse({ code: "flow_infeasible", missing, nodeCount: nodes.length, nodes: nameFirst(nodes) });
    }
    case "optimal": {
      const [fault] = checkFlow(network, result);
      invariant(fault === undefined, `the flow found is not one of least cost: ${fault}`);
      return accept(result);
    }
  }
}

function nameFirst(indices: Int32Array): readonly number[] {
  return Array.from(indices.subarray(0, NAMED_MAX), (index) => index + 1);
}

function describeFault({ field, index, value, rule }: FlowFault): Problem {
  return { field: index < 0 ? field : `${field}.${index + 1}`, value: `${value}`, rule };
}
