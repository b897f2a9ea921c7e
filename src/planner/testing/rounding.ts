import type { PlanProblem } from "../problem.ts";

/** Which rules are drawn, each 0 … 1: the part of supplies or demands that has one. */
export interface DrawnRules {
  readonly packs: number;
  readonly shipments: number;
  readonly leastUnits: number;
  readonly companions: number;
}

/** Returns `problem` with packs of 2 … 60, least shipments, least quantities and companions drawn for a part of it. */
export function drawRules(problem: PlanProblem, part: DrawnRules, random: () => number): PlanProblem {
  const below = (count: number) => Math.floor(random() * count);
  const mean = Math.max(2, Math.ceil(problem.demands.reduce((sum, one) => sum + one.quantity, 0) / 20));
  const demands = problem.demands.map((demand) => ({
    ...demand,
    leastUnits: random() < part.leastUnits ? 1 + below(demand.quantity) : 0,
  }));
  const principals = demands.slice(0, Math.ceil(demands.length / 2));
  const companions = demands.slice(principals.length).flatMap((demand) => {
    if (random() >= part.companions) return [];
    const principal = principals[below(principals.length)]!.key;
    return [{ principal, companion: demand.key, unitsPerThousand: 1 + below(2500) }];
  });
  return {
    ...problem,
    demands,
    companions,
    supplies: problem.supplies.map((supply) => ({
      ...supply,
      packUnits: random() < part.packs ? 2 + below(Math.min(59, mean)) : 1,
      leastShipmentUnits: random() < part.shipments ? 1 + below(mean) : 0,
    })),
  };
}
