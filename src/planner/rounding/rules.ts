import type { PlanProblem } from "../problem.ts";

/** What a plan has to round to, beside whole units, in the order of the (canonical) problem's lists. */
export interface RoundingRules {
  /** length supplies: units of a pack, ≥ 1. */
  readonly packUnits: Float64Array;
  /** length supplies: units of the one broken pack, quantity mod packUnits; 0 for none. */
  readonly brokenUnits: Float64Array;
  /** length supplies: fewest units of a shipment, ≥ 1. */
  readonly leastShipment: Float64Array;
  /** length demands: fewest units that are of use, ≥ 1. */
  readonly leastUnits: Float64Array;
  /** length demands: the demand that it follows, −1 for none. */
  readonly principal: Int32Array;
  /** length demands: units for a thousand of the principal's. */
  readonly perThousand: Float64Array;
}

/** Whether anything but whole units is asked: packs, least shipments, least quantities or companions. */
export function hasRoundingRules(problem: PlanProblem): boolean {
  return (
    problem.supplies.some((supply) => supply.packUnits > 1 || supply.leastShipmentUnits > 1) ||
    problem.demands.some((demand) => demand.leastUnits > 1) ||
    problem.companions.length > 0
  );
}

/** Returns the same problem in whole units only: what is fair, and what can be promised, is asked of that. */
export function withoutRounding(problem: PlanProblem): PlanProblem {
  return {
    ...problem,
    supplies: problem.supplies.map((supply) => ({ ...supply, packUnits: 1, leastShipmentUnits: 0 })),
    demands: problem.demands.map((demand) => ({ ...demand, leastUnits: 0 })),
    companions: [],
  };
}

/** Returns the rules of a checked problem. O(its size). */
export function readRoundingRules(problem: PlanProblem): RoundingRules {
  const { supplies, demands, companions } = problem;
  const demandAt = new Map(demands.map((demand, d) => [demand.key, d]));
  const principal = new Int32Array(demands.length).fill(-1);
  const perThousand = new Float64Array(demands.length);
  for (const row of companions) {
    const d = demandAt.get(row.companion)!;
    principal[d] = demandAt.get(row.principal)!;
    perThousand[d] = row.unitsPerThousand;
  }
  return {
    packUnits: Float64Array.from(supplies, (supply) => supply.packUnits),
    brokenUnits: Float64Array.from(supplies, (supply) => supply.quantity % supply.packUnits),
    leastShipment: Float64Array.from(supplies, (supply) => Math.max(1, supply.leastShipmentUnits)),
    leastUnits: Float64Array.from(demands, (demand) => Math.max(1, demand.leastUnits)),
    principal,
    perThousand,
  };
}

/** Returns ⌈units × perThousand ÷ 1000⌉, exactly: the product is below 2^53 in a checked problem. */
export function followUnits(units: number, perThousand: number): number {
  const product = units * perThousand;
  const rest = product % 1000;
  return (product - rest) / 1000 + (rest > 0 ? 1 : 0);
}
