import type { PlanProblem } from "../problem.ts";

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
  /** How many languages there are; a language is an index below it. */
  readonly languages: number;
  /** How many kinds of facilities there are (power of one voltage and plug, oxygen, …); a kind is an index below it. */
  readonly facilityKinds: number;
  readonly facilities: readonly SiteFacility[];
  readonly units: readonly AssignableUnit[];
  readonly calls: readonly AssignmentCall[];
  readonly lanes: readonly AssignmentLane[];
  /**
   * The goods that are shared out in the same plan, out of which what units need is sent first; of as many periods and
   * sites. `null`: no goods, and no unit needs any.
   */
  readonly goods: PlanProblem | null;
}

/** What a site has for the units that are at work there. One row at most for a site and kind. */
export interface SiteFacility {
  readonly key: string;
  readonly site: number;
  readonly kind: number;
  /** What all units that are there in one period can use together, in the unit in which needs state it; `null`: without limit. */
  readonly capacity: number | null;
}

/**
 * Something without which a unit does not work: a facility of the site, or goods that are sent for it (a generator where there
 * is no power), whichever can be had. `kind` is `null` where no facility would do, `items` is empty where no goods would: one
 * of the two is there.
 */
export interface UnitNeed {
  readonly kind: number | null;
  /** What it uses of the facility in each period of its stay; 0 where it is enough that the site has it. */
  readonly amount: number;
  /** Items of which any will do, and units of them, together; 0 where there are none. */
  readonly items: readonly number[];
  readonly quantity: number;
  /** They arrive so many periods after the unit at the latest: for so long it lasts with what it brings. */
  readonly withinPeriods: number;
  /** Periods of shelf life that must be left when they arrive. */
  readonly leastShelfLifePeriods: number;
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
  /** What it counts for in a call that asks for capacity (beds of intensive care, say), 0 … 1,000; 0: it answers none. */
  readonly capacity: number;
  /** Languages that it speaks. */
  readonly languages: readonly number[];
  readonly needs: readonly UnitNeed[];
}

/** A call for so many units at one site. */
export interface AssignmentCall {
  readonly key: string;
  readonly site: number;
  /** Types of which any answers the call; none twice. */
  readonly types: readonly number[];
  /** Languages of which it has to speak one; empty: any will do. */
  readonly languages: readonly number[];
  /** The most units that it takes, 1 … 1,000. */
  readonly count: number;
  /** What its level counts: each unit as one, or by its `capacity`. */
  readonly measure: "units" | "capacity";
  /** What it has at level 1 (weight 1), counting what it has now: units or capacity, 1 … 10,000. */
  readonly wanted: number;
  /** What is there now, less than `wanted`: so much of its level it has before anything is sent. */
  readonly present: number;
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
 * Why a call did not get more: `met` it has all; `no_unit` none of its types is there; `language` none of them speaks its
 * languages; `unreachable` no lane leads from one to it; `window` none can be there in time and stay; `needs` none that
 * can finds there what it needs, nor can it be sent; `bound` others were as badly off, or lanes, facilities or supplies used up.
 */
export type CallStatus = "met" | "no_unit" | "language" | "unreachable" | "window" | "needs" | "bound";

export interface CallOutcome {
  readonly wanted: number;
  /** What it has of what it wants: `present`, and what is sent, but no more than `wanted`. */
  readonly got: number;
  /** got ÷ (weight × wanted), weight 1 = 1000 per mille. */
  readonly level: number;
  readonly status: CallStatus;
}

/**
 * One objective in its turn. `reach_level`: how many calls stand at `level` or above, to be great; `units`: how many units
 * are sent, to be great; or, where a call counts capacity, `served`: what is sent towards what is wanted, Σ over calls; `arrival` (Σ period × severity) and `cost`: to be small. No plan that is as good in the objectives
 * before does better than `bound`; `proven` says that none does better than `value` (all are whole: bound and value are
 * less than one apart).
 */
export interface AssignmentStage {
  readonly objective: "reach_level" | "units" | "served" | "arrival" | "cost";
  readonly level: number | null;
  readonly value: number;
  readonly bound: number;
  readonly proven: boolean;
}

/** By what a need of a unit that is sent is met: the site's facility, or goods. Indices of the problem's unit and its needs. */
export interface MetNeed {
  readonly unit: number;
  readonly need: number;
  readonly by: "facility" | "goods";
}

/** Units of goods sent for a unit's need; supply and lane are those of the goods. */
export interface NeedSending {
  readonly unit: number;
  readonly need: number;
  readonly supply: number;
  readonly lane: number;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
  readonly quantity: number;
}

export interface AssignmentPlan {
  /** In the order of the keys of call and unit. */
  readonly assignments: readonly Assignment[];
  /** One for each call, in the problem's order. */
  readonly calls: readonly CallOutcome[];
  /** Units that stay where they are, in the problem's order. */
  readonly unused: readonly number[];
  /** One for each need of each unit that is sent, in the order of units and their needs. */
  readonly needs: readonly MetNeed[];
  /** Sendings by which the needs that goods meet can all be met together: the proof that they can. */
  readonly sendings: readonly NeedSending[];
  /** In their order, as far as there was time. */
  readonly stages: readonly AssignmentStage[];
  /** Whether every objective was dealt with and proven. Not so: time ran out, and the gap is that of the last stage. */
  readonly proven: boolean;
}

/** Every case is a value; only a bug throws. */
export type AssignmentResult =
  | { readonly status: "solved"; readonly plan: AssignmentPlan }
  /** Too many ways of sending units, or goods that they need; or too many levels at which calls can stand, times the calls that can. Nothing was attempted. */
  | {
      readonly status: "too_large";
      readonly of: "levels" | "ways" | "goods";
      readonly count: number;
      readonly limit: number;
    }
  | { readonly status: "unsolved"; readonly reason: string };
