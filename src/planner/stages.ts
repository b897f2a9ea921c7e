import type { PlanDemand } from "./problem.ts";

/** At most so many stages: a policy of more is not one that anybody could read. */
export const STAGES_MAX = 16;

/** One stage of sharing out, for all demands: arrays of one length. */
export interface StageArrays {
  /** g_d = w_d q_d > 0: by how many units demand d rises with one level. */
  readonly gain: Float64Array;
  /** Units at which demand d stops in this stage: not falling from stage to stage. */
  readonly cap: Float64Array;
}

/** Where on its way from nothing to all a demand stands: the later stage is higher, then the higher level in it. */
export interface Rank {
  readonly stage: number;
  readonly level: number;
}

/** Below this part of its cap a demand has filled a stage: the last bits of a double are no claim. */
const FILLED_TOLERANCE = 1e-9;

/**
 * Returns the most whole units that the last stage lets a demand of `quantity` have: the whole part of
 * quantity × upto ÷ 1000, but at least one, as a cap that let nothing through would be no sharing. Exact up to 2^53.
 */
export function findLimit(quantity: number, uptoPerMille: number): number {
  const thousands = Math.floor(quantity / 1000);
  const rest = quantity - thousands * 1000;
  return Math.max(1, thousands * uptoPerMille + Math.floor((rest * uptoPerMille) / 1000));
}

/** Returns the most whole units that a demand may get: what it asks, or the cap of its last stage. */
export function limitOf({ quantity, stages }: Pick<PlanDemand, "quantity" | "stages">): number {
  return findLimit(quantity, stages.at(-1)?.uptoPerMille ?? 1000);
}

/**
 * Returns the gains and caps of every stage: a cap is quantity × upto ÷ 1000 units, never above the demand's limit, and that
 * of the last stage is the limit.
 */
export function listStages(demands: readonly PlanDemand[]): readonly StageArrays[] {
  return Array.from({ length: demands[0]?.stages.length ?? 0 }, (_, k) => ({
    gain: Float64Array.from(demands, (demand) => gainOf(demand, k)),
    cap: Float64Array.from(demands, (demand) => capOf(demand, k)),
  }));
}

/** Returns g = w q of a demand in stage k. */
export function gainOf({ quantity, stages }: PlanDemand, k: number): number {
  return ((stages[k]?.weightPerMille ?? 1000) / 1000) * quantity;
}

/** Returns the units at which a demand stops in stage k; 0 before the first. */
export function capOf(demand: PlanDemand, k: number): number {
  const stage = demand.stages[k];
  if (stage === undefined) return 0;
  const limit = limitOf(demand);
  if (k === demand.stages.length - 1) return limit;
  return Math.min(limit, (demand.quantity * stage.uptoPerMille) / 1000);
}

/**
 * Returns the stage that demand d with `units` has not filled yet (but for rounding); the last one, where it has
 * filled them all.
 */
export function findStage(stages: readonly StageArrays[], d: number, units: number): number {
  const open = stages.findIndex(({ cap }) => units < cap[d]! * (1 - FILLED_TOLERANCE));
  return open < 0 ? stages.length - 1 : open;
}

/** Returns where demand d stands with `units`. */
export function findRank(stages: readonly StageArrays[], d: number, units: number): Rank {
  const stage = findStage(stages, d, units);
  return { stage, level: units / stages[stage]!.gain[d]! };
}

/** Below zero: `a` stands lower than `b`. */
export function compareRanks(a: Rank, b: Rank): number {
  return a.stage - b.stage || a.level - b.level;
}
