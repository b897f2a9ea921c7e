/**
 * What the stage for indivisible things is asked: teams and equipment, of which each goes somewhere whole or stays. Numbers
 * only; every reference is an index, and `key` names a row for ordering alone, as in `PlanProblem`. Time is counted in
 * periods 0 … `periods` − 1; what leaves in period t by a lane of transit k arrives in t + k.
 */
export interface AssignmentProblem {
  /** How many periods there are, 1 … 10,000. */
  readonly periods: number;
  /** How many sites there are; a site is an index below it. */
  readonly sites: number;
  /** How many types of teams and equipment there are; a type is an index below it. */
  readonly types: number;
  readonly units: readonly AssignableUnit[];
  readonly calls: readonly AssignmentCall[];
  readonly lanes: readonly AssignmentLane[];
}

/** One team or piece of equipment, which answers one call at most. */
export interface AssignableUnit {
  readonly key: string;
  readonly type: number;
  /** Where it is. */
  readonly site: number;
  /** First period in which it can leave, and last in which it can still be at work; both inclusive. */
  readonly readyFrom: number;
  readonly readyUntil: number;
}

/** A call for so many units at one site. */
export interface AssignmentCall {
  readonly key: string;
  readonly site: number;
  /** Types of which any answers the call; none twice. */
  readonly types: readonly number[];
  /** Units wanted, 1 … 1,000. */
  readonly count: number;
  /** As in `PlanDemand`: a call of 2000 is raised to twice the share of one of 1000. 1 … 10^9. */
  readonly weightPerMille: number;
  /** First and last period of arrival, both inclusive. */
  readonly windowFrom: number;
  readonly windowTo: number;
  /** Periods for which a unit has to be at work there, ≥ 1: until arrival + stay − 1, which its `readyUntil` bounds. */
  readonly stayPeriods: number;
  /** 1 … 1,000: how much a period of waiting counts against a plan. */
  readonly severity: number;
}

/** A way from one site to another (or within one), open in every period. */
export interface AssignmentLane {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly transitPeriods: number;
  /** Units that may leave in one period; `null`: without limit. */
  readonly unitCapacity: number | null;
  /** Minor currency units for each unit that travels, 0 … 10^9. */
  readonly costMinor: number;
}

/** One unit sent to one call; indices are those of the problem's lists. */
export interface Assignment {
  readonly unit: number;
  readonly call: number;
  readonly lane: number;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
}

/**
 * Why a call did not get more: `met` it got all; `no_unit` none of its types is there; `unreachable` no lane leads from
 * one to it; `window` none can be there in time and stay; `bound` others were as badly off, or lanes full.
 */
export type CallStatus = "met" | "no_unit" | "unreachable" | "window" | "bound";

export interface CallOutcome {
  readonly wanted: number;
  readonly got: number;
  /** got ÷ (weight × wanted), weight 1 = 1000 per mille. */
  readonly level: number;
  readonly status: CallStatus;
}

/**
 * One objective in its turn. `reach_level`: how many calls stand at `level` or above, to be great; `units`: how many units
 * are sent, to be great; `arrival` (Σ period × severity) and `cost`: to be small. No plan that is as good in the objectives
 * before does better than `bound`; `proven` says that none does better than `value` (all are whole: bound and value are
 * less than one apart).
 */
export interface AssignmentStage {
  readonly objective: "reach_level" | "units" | "arrival" | "cost";
  readonly level: number | null;
  readonly value: number;
  readonly bound: number;
  readonly proven: boolean;
}

export interface AssignmentPlan {
  /** In the order of the keys of call and unit. */
  readonly assignments: readonly Assignment[];
  /** One for each call, in the problem's order. */
  readonly calls: readonly CallOutcome[];
  /** Units that stay where they are, in the problem's order. */
  readonly unused: readonly number[];
  /** In their order, as far as there was time. */
  readonly stages: readonly AssignmentStage[];
  /** Whether every objective was dealt with and proven. Not so: time ran out, and the gap is that of the last stage. */
  readonly proven: boolean;
}

/** Every case is a value; only a bug throws. */
export type AssignmentResult =
  | { readonly status: "solved"; readonly plan: AssignmentPlan }
  /** Too many ways of sending; or too many levels at which calls can stand, times the calls that can. Nothing was attempted. */
  | {
      readonly status: "too_large";
      readonly of: "levels" | "ways";
      readonly count: number;
      readonly limit: number;
    }
  | { readonly status: "unsolved"; readonly reason: string };
