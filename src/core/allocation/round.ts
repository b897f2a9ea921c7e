import type { CallId, LaneId, RoundId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { StepTable } from "#core/steps.ts";
import type { Day } from "#core/time.ts";

export const ROUND_STATUSES = ["draft", "published", "superseded"] as const;
export type RoundStatus = (typeof ROUND_STATUSES)[number];

export type RoundStep = "plan" | "publish" | "supersede";

/**
 * Which step leads where: see `takeStep`. A draft can be planned again, until another of its world is published; what is
 * published stays.
 */
export const ROUND_STEPS: StepTable<RoundStatus, RoundStep> = {
  draft: { plan: "draft", publish: "published", supersede: "superseded" },
  published: { supersede: "superseded" },
  superseded: {},
};

/**
 * By what a round shares out: data, published with the plan. Weights are whole parts per thousand (1000 = one)
 * and multiply: a landlocked least developed country has both.
 */
export interface Policy {
  readonly name: string;
  readonly weightPerMille: {
    readonly ldc: number;
    readonly lldc: number;
    readonly sids: number;
  };
  /** Whether severity (1 to 5) orders who gets the earlier arrival, and weighs nothing else. */
  readonly severityFirst: boolean;
}

/** Every line weighs the same. */
export const EQUAL_COVERAGE: Policy = {
  name: "equal_coverage",
  weightPerMille: { ldc: 1000, lldc: 1000, sids: 1000 },
  severityFirst: true,
};

/** A line of a least developed country is raised to twice the coverage before others get more. */
export const LEAST_DEVELOPED_FIRST: Policy = {
  name: "least_developed_first",
  weightPerMille: { ldc: 2000, lldc: 1000, sids: 1000 },
  severityFirst: true,
};

export const POLICIES = {
  equal_coverage: EQUAL_COVERAGE,
  least_developed_first: LEAST_DEVELOPED_FIRST,
} as const;
export type PolicyName = keyof typeof POLICIES;

/** One line of a plan: so many units of a supply for a call line, by a lane, on a day. */
export interface Allocation {
  readonly supplyId: SupplyId;
  readonly callId: CallId;
  readonly callLineNumber: number;
  readonly quantity: Quantity;
  readonly laneId: LaneId;
  readonly departOn: Day;
  readonly arriveOn: Day;
}

/** What bound a call line: why it did not get more. */
export const BINDINGS = [
  "met",
  "supply",
  "no_supply",
  "unreachable",
  "window",
  "shelf_life",
  "lane_mass",
  "lane_volume",
  "lane_cold_volume",
  "receiving",
  "pack",
  "least_shipment",
  "least_units",
  "companion",
] as const;
export type Binding = (typeof BINDINGS)[number];

/** What one call line got in a round, and what bound it. */
export interface LineOutcome {
  readonly callId: CallId;
  readonly callLineNumber: number;
  readonly asked: Quantity;
  readonly allocated: Quantity;
  readonly bindings: readonly Binding[];
  /** The supplies or lanes that bound it, by id, with their highest price in the certificate: the twenty dearest at most. */
  readonly boundBy: readonly { readonly binding: Binding; readonly id: string; readonly price: number }[];
}

/** The round has no plan yet that could be published. */
export interface RoundNotPlannedRefusal {
  readonly code: "round_not_planned";
  readonly roundId: RoundId;
}

/** The round was planned before problem, plan and certificate were kept with it. */
export interface RoundFilesNotKeptRefusal {
  readonly code: "round_files_not_kept";
  readonly roundId: RoundId;
}
