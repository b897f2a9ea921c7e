import type { Plan } from "../plan.ts";
import type { PlanProblem } from "../problem.ts";
import { followUnits, hasRoundingRules, readRoundingRules } from "./rules.ts";

/**
 * Returns what is wrong with a plan's packs, shipments, least quantities and companions, and with what it says they cost,
 * in words; all exactly. References are taken to be right: `checkPlan` looks at them. O(allocations + demands).
 */
export function checkPackedPlan(problem: PlanProblem, plan: Plan): readonly string[] {
  const before = hasRoundingRules(problem) ? plan.unrounded : plan.allocations;
  const faults =
    plan.unrounded === before || plan.unrounded.length === 0 ? [] : ["packs that nobody asks for"];
  const lost = sumUnits(problem, before);
  const got = sumUnits(problem, plan.allocations);
  const rules = readRoundingRules(problem);
  plan.demands.forEach((outcome, d) => {
    const units = got[d] ?? 0;
    if (outcome.lostUnits !== Math.max(0, (lost[d] ?? 0) - units)) {
      faults.push(`demand ${d} states another loss`);
    }
    if (outcome.lostUnits > 0 && outcome.roundedBy.length === 0 && (rules.principal[d] ?? -1) < 0) {
      faults.push(`demand ${d} lost units and names no rule`);
    }
    if (units > 0 && units < (rules.leastUnits[d] ?? 1)) {
      faults.push(`demand ${d} gets fewer than are of use to it`);
    }
    const principal = rules.principal[d] ?? -1;
    if (principal >= 0 && units > followUnits(got[principal] ?? 0, rules.perThousand[d] ?? 0)) {
      faults.push(`demand ${d} gets more than its principal calls for`);
    }
  });
  return [...faults, ...checkShipments(problem, plan)];
}

function sumUnits(problem: PlanProblem, allocations: Plan["allocations"]): Float64Array {
  const units = new Float64Array(problem.demands.length);
  for (const { demand, quantity } of allocations) units[demand]! += quantity;
  return units;
}

function checkShipments(problem: PlanProblem, plan: Plan): readonly string[] {
  const faults: string[] = [];
  const broken = new Set<number>();
  const shipped = new Map<string, { supply: number; units: number }>();
  plan.allocations.forEach(({ supply: s, lane, departPeriod, quantity }, i) => {
    const supply = problem.supplies[s];
    if (supply === undefined) return;
    const rest = quantity % supply.packUnits;
    if (rest !== 0 && (rest !== supply.quantity % supply.packUnits || broken.has(s))) {
      faults.push(`allocation ${i} breaks a pack`);
    }
    if (rest !== 0) broken.add(s);
    const name = `${s} ${lane} ${departPeriod}`;
    const shipment = shipped.get(name) ?? { supply: s, units: 0 };
    shipment.units += quantity;
    shipped.set(name, shipment);
  });
  for (const [name, { supply, units }] of shipped) {
    if (units < problem.supplies[supply]!.leastShipmentUnits)
      faults.push(`shipment ${name} is below its least`);
  }
  return faults;
}
