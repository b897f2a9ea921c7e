import type { ProblemFault } from "./problem.ts";

/** What the planner answers. Every case is a value; only a bug throws. */
export type PlanResult =
  | { readonly status: "solved"; readonly plan: Plan }
  /** The problem breaks rules; all of them are listed. */
  | { readonly status: "malformed"; readonly problems: readonly ProblemFault[] }
  /** More possible sendings than the stated limit; nothing was computed. */
  | { readonly status: "too_large"; readonly columns: number; readonly limit: number }
  /** The linear solver stopped without an answer (memory, numerical trouble): no plan rather than a doubtful one. */
  | { readonly status: "unsolved"; readonly reason: string };

export interface Plan {
  /** In the order of demand key, supply key, lane key, period of departure. */
  readonly allocations: readonly PlanAllocation[];
  /** One for each demand of the problem, in the problem's order. */
  readonly demands: readonly DemandOutcome[];
  /** One for each supply of which something is left, in the problem's order. */
  readonly unused: readonly UnusedSupply[];
  /** The proofs of fairness that the demands' `bottleneck` points into. */
  readonly bottlenecks: readonly Bottleneck[];
  /** What earlier stages promise and cannot hold together; see `findUnmetFloors`. Empty where there is one stage. */
  readonly unmetFloors: readonly UnmetFloor[];
  /**
   * The fair plan in whole units that was rounded to packs and least quantities, ordered as `allocations`: what a loss is
   * measured by. Empty where the problem asks for nothing but whole units: then `allocations` are it.
   */
  readonly unrounded: readonly PlanAllocation[];
  /** How early, and how cheap, the plan in whole units is: of `unrounded`, or of `allocations` where that is empty. */
  readonly least: LeastProof;
}

/** Proofs that a plan is the earliest and then the cheapest of those that give each line as many units, but for a gap. */
export interface LeastProof {
  /** Of Σ units × period of arrival × severity. */
  readonly arrival: LeastBound;
  /** Of Σ cost + `arrivalPrice` × arrival, in minor currency units: by it nothing later is worth what it saves. */
  readonly cost: LeastBound & { readonly arrivalPrice: number };
}

/**
 * With `prices` y ≥ 0 on constraints and μ_d = the least, over the ways of serving d, of what a unit counts and pays, every
 * plan that gives f_d units comes to Σ μ_d f_d − Σ y · capacity at least: `bound`. The plan comes to `bound` + `gap`.
 */
export interface LeastBound {
  readonly bound: number;
  readonly gap: number;
  readonly prices: readonly Binding[];
}

/**
 * What cost a demand units that whole units alone would not: packs that are not opened, the least that is sent in a
 * shipment, the least that is of use to the demand, or the units of the principal that it follows.
 */
export type RoundingRule = "companion" | "least_shipment" | "least_units" | "pack";

/** So many units of a supply sent for a demand; indices are those of the problem's lists. */
export interface PlanAllocation {
  readonly supply: number;
  readonly demand: number;
  readonly lane: number;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
  /** Units, ≥ 1. */
  readonly quantity: number;
}

export interface DemandOutcome {
  /** Units asked. */
  readonly quantity: number;
  /** Units given: the sum of the demand's allocations. */
  readonly allocated: number;
  /** allocated / (weight × quantity), by the weight of the last stage (1 = 1000 per mille): what it makes as equal as can be. */
  readonly level: number;
  /** The stage that its fair share does not fill: the one in which it was stopped. The last one, where it got all it may. */
  readonly stage: number;
  /** The fair amount before rounding to whole units. */
  readonly fairShare: number;
  readonly reason: DemandReason;
  /** Units that it had in the plan before packs and least quantities, and has not now: ≥ 0. */
  readonly lostUnits: number;
  /** The rules that took them, or that keep it from a unit for which there would be room; in the order of names. */
  readonly roundedBy: readonly RoundingRule[];
}

/**
 * Why a demand did not get more. `met`: it got all. `capped`: it got all that its last stage allows. `no_supply`: nothing supplied answers it; `unreachable`: what
 * does has no lane to its site; `window`: nothing can arrive in time; `shelf_life`: nothing arrives with enough
 * left. `bound`: by the priced constraints of the plan's bottleneck of that index. `rounding`: its fair share was
 * all it may get, but whole units (or packs) did not fit within the constraints named. `follows`: it is a companion, and
 * its principal's units call for no more; where its fair share is less than they called for before packs, `bottleneck` says why.
 */
export type DemandReason =
  | { readonly status: "met" | "capped" }
  | { readonly status: "no_supply" | "unreachable" | "window" | "shelf_life" }
  | { readonly status: "bound"; readonly bottleneck: number }
  | { readonly status: "rounding"; readonly by: readonly ConstraintName[] }
  | { readonly status: "follows"; readonly bottleneck: number | null };

/** A constraint, by its index in the problem's list, and for a capacity the period (a lane's: of departure). */
export type ConstraintName =
  | { readonly kind: "supply"; readonly supply: number }
  | {
      readonly kind: "lane_mass" | "lane_volume" | "lane_cold_volume";
      readonly lane: number;
      readonly period: number;
    }
  | {
      readonly kind: "receiving_units" | "receiving_volume" | "receiving_cold_volume";
      readonly receiving: number;
      readonly period: number;
    };

/**
 * A constraint that bound, with its price y > 0: by how much Σ λ_d f_d of its bottleneck would rise for one unit
 * (of a supply or of receiving), gram or cubic centimetre more. Scaled so that the greatest λ_d is 1.
 */
export type Binding = ConstraintName & { readonly price: number };

/**
 * A proof: with `prices` y ≥ 0 on constraints and λ_d = the least price of any way to serve d, every plan has
 * Σ λ_d f_d ≤ Σ y · capacity. The fair shares reach it, and of those with λ_d > 0 none stands above the demands that
 * point here: by stage, then by level in it. None can be raised without lowering one no better off (but for rounding).
 */
export interface Bottleneck {
  readonly prices: readonly Binding[];
}

/**
 * Demands whose caps of `stage` no plan can give them together: with `prices` y and λ as in {@link Bottleneck},
 * Σ λ_d cap_d > Σ y · capacity, scaled so that the greatest λ_d of them is 1. A least such set: without any one of them, the others' can be held.
 */
export interface UnmetFloor {
  readonly stage: number;
  /** Indices of demands, ascending. */
  readonly demands: readonly number[];
  readonly prices: readonly Binding[];
}

export interface UnusedSupply {
  readonly supply: number;
  readonly quantity: number;
  /**
   * `no_demand`: nobody asks for the item; `unreachable`, `window`, `shelf_life`: it could reach nobody who does;
   * `not_needed`: all it could serve got all they may; `capacity`: lanes or receiving were full; `rounding`: there was room
   * for a unit of it, but not for a pack, or not for the least that is sent or of use.
   */
  readonly reason:
    | "no_demand"
    | "unreachable"
    | "window"
    | "shelf_life"
    | "not_needed"
    | "capacity"
    | "rounding";
}
