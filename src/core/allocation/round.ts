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
  "capped",
  "supply",
  "no_supply",
  "unreachable",
  "window",
  "shelf_life",
  "does_not_run",
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

/** The round cannot be planned: too large for the planner, or no plan that passed its check. Nothing is written. */
export interface PlanNotFoundRefusal {
  readonly code: "plan_not_found";
  readonly reason: string;
}
