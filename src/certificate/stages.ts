import type { DemandRow } from "./files.ts";

/** The most whole units that a demand may get: what the last stage allows of what it asks, at least one. Exact. */
export function limitOf({ quantity, stages }: DemandRow): number {
  const upto = stages[stages.length - 1]?.uptoPerMille ?? 0;
  const whole = Math.floor(quantity / 1000);
  return Math.max(1, whole * upto + Math.floor(((quantity - whole * 1000) * upto) / 1000));
}

/** The units up to which a demand is raised in a stage, never above its limit, which is that of the last; before the first stage 0. */
export function capOf(demand: DemandRow, stage: number): number {
  const upto = demand.stages[stage]?.uptoPerMille ?? 0;
  if (stage === demand.stages.length - 1) return limitOf(demand);
  return Math.min((demand.quantity * upto) / 1000, limitOf(demand));
}

/** Units ÷ (weight × asked), by the weight of a stage. */
export function levelIn(demand: DemandRow, stage: number, units: number): number {
  return (units / demand.quantity) * (1000 / (demand.stages[stage]?.weightPerMille ?? 1000));
}

/** The level by which outcomes are told: that of the last stage. */
export function lastLevel(demand: DemandRow, units: number): number {
  return levelIn(demand, demand.stages.length - 1, units);
}
